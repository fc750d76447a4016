import { readFileSync } from 'node:fs';
import {
  file,
  folder,
  namedAddresses,
  oneOf,
  port,
  row,
  text,
  url,
  whole,
  type Setting,
} from './setting-kinds.ts';

/** What a process was given. Nothing else in the repository's TypeScript reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting there is. Secrets are paths of files; a key is 32 random bytes in hex. */
export const SETTINGS = {
  TOROKU_MODE: row(
    oneOf('development', 'production'),
    'Production refuses what only fits a trial.',
  ),
  TOROKU_DATA_DIR: row(folder, 'All data of an instance run by `npm start`.', '.toroku'),
  LISTEN_ADDRESS: row(text, 'Address on which the program listens.', '127.0.0.1'),
  BUILD_ID: row(text, 'Names the running code, in the books and to Temporal.'),

  OFFICE_DATABASE_URL: row(url, 'Office database, with the role of this program.'),
  OFFICE_DATABASE_PASSWORD_FILE: row(file, 'Password for it, if the URL has none.'),
  ENCLAVE_DATABASE_URL: row(url, 'Enclave database.'),
  ENCLAVE_DATABASE_PASSWORD_FILE: row(file, 'Password for it, if the URL has none.'),
  QUEUE_DATABASE_URL: row(url, 'Database of the BullMQ queues; its role owns it.'),
  QUEUE_DATABASE_PASSWORD_FILE: row(file, 'Password for it, if the URL has none.'),
  TEMPORAL_ADDRESS: row(text, 'host:port of the Temporal server.'),
  TEMPORAL_NAMESPACE: row(text, 'Temporal namespace.', 'toroku'),
  PAYLOAD_KEY_FILE: row(file, 'Key that encrypts Temporal payloads and failures.'),

  PORTAL_PORT: row(port, 'Port of the portal API.'),
  CONSOLE_PORT: row(port, 'Port of the console.'),
  REPOSITORY_PORT: row(port, 'Port of the repository.'),
  SIMULATOR_PORT: row(port, 'Port of the J-LIS simulator.'),
  PUBLIC_PORTAL_URL: row(url, 'How applicant portals reach the portal API.'),
  PUBLIC_CONSOLE_URL: row(url, 'How staff reach the console; the origin of their passkeys.'),
  PUBLIC_REPOSITORY_URL: row(url, 'How everyone reaches the repository; stands in certificates.'),
  SESSION_KEY_FILE: row(file, 'Key of the sessions of staff.'),

  EVIDENCE_DIR: row(folder, 'Encrypted evidence.'),
  EVIDENCE_OFFICE_KEY_FILE: row(file, 'Key with which the office unwraps evidence keys.'),
  EVIDENCE_PORTAL_KEY_FILE: row(file, 'Key with which the portal unwraps those of certificates.'),
  EVIDENCE_ENCLAVE_KEY_FILE: row(file, 'Key with which the enclave unwraps evidence keys.'),
  PORTAL_REQUESTS_PER_MINUTE: row(
    whole(1, 100_000_000),
    'Requests of one portal that a process answers; a minute’s worth may come at once.',
    '6000',
  ),
  STRANGER_REQUESTS_PER_MINUTE: row(
    whole(1, 100_000_000),
    'Requests from one address (IPv6: /64) that name no portal.',
    '600',
  ),
  MISUSE_KEY_FILE: row(file, 'Key of the index against misuse; another key forgets whom it knows.'),
  REPOSITORY_DIR: row(folder, 'Published files: CRLs, OCSP answers, CA certificates, CP/CPS.'),

  OFFICE_BOOK_DIR: row(folder, 'Tiles and checkpoints of the office book.'),
  OFFICE_BOOK_SECOND_DIR: row(folder, 'Second medium of the office book.'),
  OFFICE_BOOK_KEY_FILE: row(file, 'Ed25519 seed that signs its checkpoints.'),
  OFFICE_BOOK_ORIGIN: row(text, 'Origin line of its checkpoints.'),
  ENCLAVE_BOOK_DIR: row(folder, 'Tiles and checkpoints of the enclave book.'),
  ENCLAVE_BOOK_SECOND_DIR: row(folder, 'Second medium of the enclave book.'),
  ENCLAVE_BOOK_KEY_FILE: row(file, 'Ed25519 seed that signs its checkpoints.'),
  ENCLAVE_BOOK_ORIGIN: row(text, 'Origin line of its checkpoints.'),

  BOOK_KEYS_DIR: row(folder, 'Public keys of the books, witnesses and time-stamp authorities.'),
  WITNESSES: row(namedAddresses, 'Witnesses of the books, with commas between.'),
  TIMESTAMP_URL: row(url, 'Time-stamp authority (RFC 3161).'),
  ANCHORING_PERIOD_SECONDS: row(whole(5, 7200), 'Time from one anchoring to the next.', '3600'),
  WITNESS_PORT: row(port, 'Port of the witness.'),
  WITNESS_NAME: row(text, 'Name of its key, as in the lines that it signs.'),
  WITNESS_KEY_FILE: row(file, 'Ed25519 seed that it signs with.'),
  WITNESS_DIR: row(folder, 'Last checkpoint of each log; belongs to the key for good.'),

  PKCS11_MODULE: row(file, 'PKCS#11 library of the HSM.'),
  SOFTHSM2_CONF: row(file, 'Configuration of SoftHSM2, if that is the HSM.'),
  HSM_TOKEN_LABEL: row(text, 'Label of the token that holds the keys.'),
  HSM_PIN_FILE: row(file, 'PIN of the token.'),
  ISSUER_KEY_ALGORITHM: row(oneOf('rsa2048', 'p256'), 'Kind of a new issuing key.', 'rsa2048'),
  ISSUANCE_CAP_PER_HOUR: row(
    whole(1, 1_000_000),
    'Most that the enclave signs in an hour.',
    '1000',
  ),

  JPKI_ANCHORS_DIR: row(folder, 'CA certificates of JPKI that are trusted.'),
  JLIS_OCSP_URL: row(url, 'Status responder of J-LIS.'),
  SIMULATOR_DATA_DIR: row(folder, 'Cards and personas of the simulator.'),

  TOROKU_PORT_PORTAL: row(port, 'Port of the portal API under `npm start`.', '8080'),
  TOROKU_PORT_CONSOLE: row(port, 'Port of the console under `npm start`.', '8081'),
  TOROKU_PORT_REPOSITORY: row(port, 'Port of the repository under `npm start`.', '8082'),
  TOROKU_PORT_SIMULATOR: row(port, 'Port of the simulator under `npm start`.', '8083'),
  TOROKU_PORT_WITNESS: row(port, 'Port of the witness under `npm start`.', '8084'),
  TOROKU_PORT_POSTGRES: row(port, 'Port of PostgreSQL under `npm start`.', '15432'),
  TOROKU_PORT_TEMPORAL: row(port, 'Port of Temporal under `npm start`.', '7233'),
  TOROKU_PORT_TEMPORAL_UI: row(port, 'Port of its web pages under `npm start`.', '8233'),
  TOROKU_CHROMIUM: row(file, 'Chromium that page tests drive.'),
  TOROKU_TEST_SERVER: row(file, 'Time-skipping Temporal server that workflow tests start.'),
} as const;

const COMMON = ['TOROKU_MODE', 'BUILD_ID'] as const;
const TEMPORAL = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'PAYLOAD_KEY_FILE'] as const;
const PUBLIC_URLS = ['PUBLIC_PORTAL_URL', 'PUBLIC_CONSOLE_URL', 'PUBLIC_REPOSITORY_URL'] as const;

/** What reads the office's records: database, evidence and book. */
const OFFICE_RECORDS = [
  'OFFICE_DATABASE_URL',
  'EVIDENCE_DIR',
  'EVIDENCE_OFFICE_KEY_FILE',
  'OFFICE_BOOK_DIR',
  'OFFICE_BOOK_ORIGIN',
] as const;
const ENCLAVE_RECORDS = [
  'ENCLAVE_DATABASE_URL',
  'EVIDENCE_DIR',
  'EVIDENCE_ENCLAVE_KEY_FILE',
  'ENCLAVE_BOOK_DIR',
  'ENCLAVE_BOOK_SECOND_DIR',
  'ENCLAVE_BOOK_KEY_FILE',
  'ENCLAVE_BOOK_ORIGIN',
  'BOOK_KEYS_DIR',
] as const;
const HSM = ['PKCS11_MODULE', 'HSM_TOKEN_LABEL', 'HSM_PIN_FILE', 'ISSUER_KEY_ALGORITHM'] as const;
const INSTANCE_PORTS = [
  'TOROKU_PORT_PORTAL',
  'TOROKU_PORT_CONSOLE',
  'TOROKU_PORT_REPOSITORY',
  'TOROKU_PORT_SIMULATOR',
  'TOROKU_PORT_WITNESS',
  'TOROKU_PORT_POSTGRES',
  'TOROKU_PORT_TEMPORAL',
  'TOROKU_PORT_TEMPORAL_UI',
] as const;

/** What each program is given. A setting with a default is never missing; an optional one may be. */
export const PROGRAMS = {
  portal: {
    required: [
      ...COMMON,
      ...TEMPORAL,
      'OFFICE_DATABASE_URL',
      'OFFICE_BOOK_DIR',
      'OFFICE_BOOK_ORIGIN',
      'EVIDENCE_DIR',
      'EVIDENCE_PORTAL_KEY_FILE',
      'MISUSE_KEY_FILE',
      ...PUBLIC_URLS,
      'LISTEN_ADDRESS',
      'PORTAL_PORT',
      'PORTAL_REQUESTS_PER_MINUTE',
      'STRANGER_REQUESTS_PER_MINUTE',
      'JPKI_ANCHORS_DIR',
    ],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE'],
  },
  console: {
    required: [
      ...COMMON,
      ...TEMPORAL,
      ...OFFICE_RECORDS,
      ...PUBLIC_URLS,
      'LISTEN_ADDRESS',
      'CONSOLE_PORT',
      'SESSION_KEY_FILE',
      'JPKI_ANCHORS_DIR',
    ],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE'],
  },
  repository: {
    required: [...COMMON, 'LISTEN_ADDRESS', 'REPOSITORY_PORT', 'REPOSITORY_DIR'],
    optional: [],
  },
  'office-worker': {
    required: [
      ...COMMON,
      ...TEMPORAL,
      ...OFFICE_RECORDS,
      ...PUBLIC_URLS,
      'OFFICE_BOOK_SECOND_DIR',
      'OFFICE_BOOK_KEY_FILE',
      'REPOSITORY_DIR',
      'QUEUE_DATABASE_URL',
      'JPKI_ANCHORS_DIR',
      'JLIS_OCSP_URL',
      'BOOK_KEYS_DIR',
      'WITNESSES',
      'TIMESTAMP_URL',
      'ANCHORING_PERIOD_SECONDS',
    ],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE', 'QUEUE_DATABASE_PASSWORD_FILE'],
  },
  'enclave-worker': {
    required: [
      ...COMMON,
      ...TEMPORAL,
      ...ENCLAVE_RECORDS,
      ...HSM,
      'ISSUANCE_CAP_PER_HOUR',
      'PUBLIC_REPOSITORY_URL',
      'REPOSITORY_DIR',
      'JPKI_ANCHORS_DIR',
    ],
    optional: ['ENCLAVE_DATABASE_PASSWORD_FILE', 'SOFTHSM2_CONF'],
  },
  witness: {
    required: [
      ...COMMON,
      'LISTEN_ADDRESS',
      'WITNESS_PORT',
      'WITNESS_NAME',
      'WITNESS_KEY_FILE',
      'WITNESS_DIR',
      'BOOK_KEYS_DIR',
    ],
    optional: [],
  },
  'jlis-simulator': {
    required: [
      ...COMMON,
      'LISTEN_ADDRESS',
      'SIMULATOR_PORT',
      'SIMULATOR_DATA_DIR',
      'JPKI_ANCHORS_DIR',
      'BOOK_KEYS_DIR',
      'JLIS_OCSP_URL',
      'PUBLIC_PORTAL_URL',
    ],
    optional: [],
  },
  'dispatch-worker': {
    required: [...COMMON, ...PUBLIC_URLS, 'OFFICE_DATABASE_URL', 'QUEUE_DATABASE_URL'],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE', 'QUEUE_DATABASE_PASSWORD_FILE'],
  },
  supervisor: {
    required: ['TOROKU_DATA_DIR', ...INSTANCE_PORTS],
    optional: [
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
      'PKCS11_MODULE',
      'ISSUER_KEY_ALGORITHM',
      'ISSUANCE_CAP_PER_HOUR',
      'PORTAL_REQUESTS_PER_MINUTE',
      'STRANGER_REQUESTS_PER_MINUTE',
      'TOROKU_CHROMIUM',
      'TOROKU_TEST_SERVER',
    ],
  },
} as const satisfies Record<string, Record<'required' | 'optional', readonly SettingName[]>>;

export type SettingName = keyof typeof SETTINGS;
export type ConfiguredProgram = keyof typeof PROGRAMS;

/** `OFFICE_DATABASE_URL` is `officeDatabaseUrl`, and `TOROKU_MODE` is `mode`. */
type Camel<S extends string> = S extends `TOROKU_${infer Rest}`
  ? Camel<Rest>
  : S extends `${infer Head}_${infer Rest}`
    ? `${Lowercase<Head>}${Capitalize<Camel<Rest>>}`
    : Lowercase<S>;

type ValueOf<N extends SettingName> = (typeof SETTINGS)[N] extends Setting<infer T> ? T : never;
type Required<P extends ConfiguredProgram> = (typeof PROGRAMS)[P]['required'][number];
type Optional<P extends ConfiguredProgram> = (typeof PROGRAMS)[P]['optional'][number];

/** The parsed settings of one program. */
export type Config<P extends ConfiguredProgram> = {
  readonly [N in Required<P> as Camel<N>]: ValueOf<N>;
} & { readonly [N in Optional<P> as Camel<N>]: ValueOf<N> | undefined };

/**
 * Parses what a program was given, or prints every problem by name and ends the process (78, EX_CONFIG).
 */
export function readConfig<P extends ConfiguredProgram>(
  program: P,
  env: Environment = process.env,
): Config<P> {
  const { config, problems } = parseConfig(program, env);
  if (config) return config;
  console.error(`${program}: cannot start with these settings`);
  for (const problem of problems) console.error(`  ${problem}`);
  return process.exit(78);
}

/** Parses what a program was given; the problems name every setting that is wrong. */
export function parseConfig<P extends ConfiguredProgram>(
  program: P,
  env: Environment,
): { config: Config<P> | undefined; problems: readonly string[] } {
  const names = PROGRAMS[program];
  const problems = Object.keys(env)
    .filter((name) => name.startsWith('TOROKU_') && !Object.hasOwn(SETTINGS, name))
    .map((name) => `${name} is unknown`);
  const values: Record<string, unknown> = {};

  for (const name of [...names.required, ...names.optional]) {
    const { kind, fallback }: Setting = SETTINGS[name];
    const given = env[name] || fallback;
    if (given === undefined) {
      if (!includes(names.optional, name)) problems.push(`${name} is missing`);
      values[camel(name)] = undefined;
      continue;
    }
    try {
      values[camel(name)] = kind.parse(given);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) return { config: undefined, problems };
  for (const database of ['office', 'enclave', 'queue']) addPassword(values, database);
  return { config: Object.freeze(values) as Config<P>, problems };
}

/** The environment of this process, for finding commands and starting other programs. */
export function hostEnvironment(): Environment {
  return process.env;
}

/** Kept out of the environment, a password is not seen by who may look at the process. */
function addPassword(values: Record<string, unknown>, database: string): void {
  const passwordFile = values[`${database}DatabasePasswordFile`];
  if (typeof passwordFile !== 'string') return;
  const address = new URL(String(values[`${database}DatabaseUrl`]));
  address.password = encodeURIComponent(readFileSync(passwordFile, 'utf8').trim());
  values[`${database}DatabaseUrl`] = address.href;
}

function camel(name: string): string {
  return name
    .replace(/^TOROKU_/, '')
    .toLowerCase()
    .replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

/** Tells SoftHSM2, which knows no other way, where its configuration is: for benches in one process. */
export function pointSoftHsmAt(configuration: string | undefined): void {
  if (configuration !== undefined) process.env['SOFTHSM2_CONF'] = configuration;
}
