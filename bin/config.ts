import { readFileSync } from 'node:fs';
import { sandboxProblems } from './sandbox-problems.ts';
import type { Setting } from './setting-kinds.ts';
import { MAIL, mailProblems } from './mail-problems.ts';
import { PIN, pinProblems } from './pin-problems.ts';
import { secondMediumProblems } from './second-medium-problems.ts';
import { SETTINGS } from './settings.ts';

/** What a process was given. Nothing else in the repository's TypeScript reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

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
  'ENCLAVE_BOOK_KEY_FILE',
  'ENCLAVE_BOOK_ORIGIN',
  'BOOK_KEYS_DIR',
] as const;
const OFFICE_SECOND = [
  'OFFICE_BOOK_SECOND_DIR',
  'OFFICE_BOOK_SECOND_BUCKET',
  'OFFICE_BOOK_SECOND_BUCKET_REGION',
  'OFFICE_BOOK_SECOND_BUCKET_KEY_FILE',
] as const;
const ENCLAVE_SECOND = [
  'ENCLAVE_BOOK_SECOND_DIR',
  'ENCLAVE_BOOK_SECOND_BUCKET',
  'ENCLAVE_BOOK_SECOND_BUCKET_REGION',
  'ENCLAVE_BOOK_SECOND_BUCKET_KEY_FILE',
] as const;
/** All of them, or none. */
const IDENTITY_PROVIDER = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET_FILE'] as const;
const HSM = ['PKCS11_MODULE', 'HSM_TOKEN_LABEL', 'ISSUER_KEY_ALGORITHM'] as const;
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
      'STRANGER_REQUESTS_PER_MINUTE',
      'REVOCATION_TELEPHONE',
      'JPKI_ANCHORS_DIR',
      'SANDBOX',
    ],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE', 'SIMULATOR_URL', 'TRUSTED_PROXIES'],
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
      'OIDC_OFFICER_CLAIM',
      'JPKI_ANCHORS_DIR',
    ],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE', 'TERMINAL_HEADER', ...IDENTITY_PROVIDER],
  },
  repository: {
    required: [
      ...COMMON,
      'LISTEN_ADDRESS',
      'REPOSITORY_PORT',
      'REPOSITORY_DIR',
      'DOCUMENTS_DIR',
      'PUBLIC_REPOSITORY_URL',
    ],
    optional: [],
  },
  watcher: {
    required: [
      'TOROKU_MODE',
      'WATCHER_ISSUERS_DIR',
      'WATCHER_CERTIFICATES_DIR',
      'WATCHER_STATE_DIR',
      'WATCHER_PERIOD_SECONDS',
      'WATCHER_RANDOM_SERIALS',
    ],
    optional: ['WATCHER_PING_URL', 'HEARTBEAT_FILE'],
  },
  'office-worker': {
    required: [
      ...COMMON,
      ...TEMPORAL,
      ...OFFICE_RECORDS,
      ...PUBLIC_URLS,
      'OFFICE_BOOK_KEY_FILE',
      'REPOSITORY_DIR',
      'DOCUMENTS_DIR',
      'JPKI_ANCHORS_DIR',
      'JLIS_OCSP_URL',
      'JLIS_LIST_PERIOD_SECONDS',
      'BOOK_KEYS_DIR',
      'WITNESSES',
      'TIMESTAMP_URL',
      'ANCHORING_PERIOD_SECONDS',
      'RECONCILIATION_PERIOD_SECONDS',
    ],
    optional: ['JLIS_LIST_URLS', 'OFFICE_DATABASE_PASSWORD_FILE', ...OFFICE_SECOND],
  },
  'enclave-worker': {
    required: [
      ...COMMON,
      ...TEMPORAL,
      ...ENCLAVE_RECORDS,
      ...HSM,
      'EVIDENCE_THREADS',
      'ISSUANCE_CAP_PER_HOUR',
      'PUBLIC_CONSOLE_URL',
      'PUBLIC_REPOSITORY_URL',
      'REPOSITORY_DIR',
      'JPKI_ANCHORS_DIR',
    ],
    optional: [
      'ENCLAVE_DATABASE_PASSWORD_FILE',
      'SOFTHSM2_CONF',
      'OFFICERS_FILE',
      'STATUS_READ_BACK_URL',
      ...PIN,
      ...ENCLAVE_SECOND,
    ],
  },
  'office-recovery': {
    required: [...COMMON, ...OFFICE_RECORDS, 'OFFICE_BOOK_KEY_FILE', 'MISUSE_KEY_FILE'],
    optional: ['OFFICE_DATABASE_PASSWORD_FILE', ...OFFICE_SECOND],
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
    required: [
      ...COMMON,
      'OFFICE_DATABASE_URL',
      'QUEUE_DATABASE_URL',
      'OFFICE_BOOK_DIR',
      'EVIDENCE_DIR',
      'EVIDENCE_OFFICE_KEY_FILE',
      'WEBHOOK_KEY_FILE',
      'MAIL_FROM',
    ],
    optional: [
      'OFFICE_DATABASE_PASSWORD_FILE',
      'QUEUE_DATABASE_PASSWORD_FILE',
      ...MAIL,
      'MAIL_USER',
      'MAIL_PASSWORD_FILE',
      'HEARTBEAT_FILE',
    ],
  },
  supervisor: {
    required: ['TOROKU_DATA_DIR', ...INSTANCE_PORTS],
    optional: [
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
      'PKCS11_MODULE',
      'ISSUER_KEY_ALGORITHM',
      'ISSUANCE_CAP_PER_HOUR',
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
  problems.push(...secondMediumProblems(names.optional, (name) => Boolean(env[name])));
  problems.push(...identityProviderProblems(names.optional, env));
  problems.push(...pinProblems(names.optional, env));
  problems.push(...sandboxProblems(names.required, env));
  problems.push(...mailProblems(names.optional, env));
  if (problems.length > 0) return { config: undefined, problems };
  for (const database of ['office', 'enclave', 'queue']) addPassword(values, database);
  return { config: Object.freeze(values) as Config<P>, problems };
}

/** Half a provider is none: whoever set one of its settings meant all. */
function identityProviderProblems(names: readonly string[], env: Environment): string[] {
  const own = IDENTITY_PROVIDER.filter((name) => includes(names, name));
  const missing = own.filter((name) => !env[name]);
  const problems = missing.length < own.length ? missing.map((name) => `${name} is missing`) : [];
  const isPlain = own.length > 0 && env['OIDC_ISSUER']?.startsWith('http:');
  if (isPlain && env['TOROKU_MODE'] === 'production') problems.push('OIDC_ISSUER: is not https');
  return problems;
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
