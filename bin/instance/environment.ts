import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIST_IDS } from '../../simulator/authority-specs.ts';
import type { ConfiguredProgram, Environment, SettingName } from '../config.ts';
import { PROGRAMS } from '../config.ts';
import type { DataDirectory } from './data-directory.ts';
import { OWNERS, ROLES, passwordFile } from './databases.ts';
import type { Role } from './databases.ts';
import type { Ports } from './ports.ts';
import type { SoftHsm } from './soft-hsm.ts';
import { writeOfficersFile } from './officers-file.ts';
import { TOKEN_LABEL } from './soft-hsm.ts';

export interface Addresses {
  readonly portal: string;
  readonly console: string;
  readonly repository: string;
  readonly simulator: string;
  readonly witness: string;
  readonly temporal: string;
  /** Undefined if Temporal's web pages are off, or the server is not ours. */
  readonly temporalUi: string | undefined;
}

export interface EnvironmentOptions {
  readonly root: string;
  readonly data: DataDirectory;
  readonly ports: Ports;
  readonly addresses: Addresses;
  readonly namespace: string;
  readonly softHsm: SoftHsm | undefined;
  /** Settings of the caller; they win over ours. */
  readonly overrides: Environment;
  readonly host: Environment;
}

/** The database role of each program, and of the recovery: it writes rows that no program may. */
const PROGRAM_ROLES: Partial<Record<ConfiguredProgram, Role>> = {
  portal: 'toroku_portal',
  console: 'toroku_console',
  'office-worker': 'toroku_office',
  'dispatch-worker': 'toroku_dispatch',
  'enclave-worker': 'toroku_enclave',
  'office-recovery': 'toroku_office_owner',
};

/** Name of the witness that stands in for one outside. */
const WITNESS = 'witness.toroku.example/w1';

/** What a program needs of the machine to run at all. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS'];

/** What one program is given: its settings, the caller's, and the little it needs of the machine. */
export type EnvironmentOf = (program: ConfiguredProgram) => Record<string, string>;

/** Makes the folders and keys of the programs, and tells what each program is given. */
export function prepareEnvironment(options: EnvironmentOptions): EnvironmentOf {
  const common = { ...settings(options), ...hsmSettings(options), ...given(options.overrides) };
  const host = pick(options.host, PASSED_ON);
  return (program) => ({
    ...host,
    ...pick({ ...common, ...databaseSettings(options, program) }, settingNames(program)),
    ...given(options.overrides),
  });
}

/** Leaves a note with which a command in another process joins this instance. */
export function writeInstanceNote(data: DataDirectory, environmentOf: EnvironmentOf): void {
  const programs = (Object.keys(PROGRAMS) as ConfiguredProgram[]).filter(
    (name) => name !== 'supervisor',
  );
  const note = Object.fromEntries(programs.map((name) => [name, environmentOf(name)]));
  writeFileSync(data.at('instance.json'), JSON.stringify(note, null, 2), { mode: 0o600 });
}

/** What a program of the instance in that data directory is given; undefined if none was ever started. */
export function readInstanceNote(
  dataDir: string,
  program: ConfiguredProgram,
): Environment | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'))[program];
  } catch {
    return undefined;
  }
}

function settings(options: EnvironmentOptions): Environment {
  const { root, data, ports, addresses, namespace, overrides } = options;
  return {
    ...(isProduction(overrides) ? {} : { OFFICERS_FILE: writeOfficersFile(data) }),
    TOROKU_MODE: 'development',
    BUILD_ID: buildId(root),
    LISTEN_ADDRESS: '127.0.0.1',
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_NAMESPACE: namespace,
    PAYLOAD_KEY_FILE: data.secretFile('payload-key'),
    PORTAL_PORT: String(ports.portal),
    CONSOLE_PORT: String(ports.console),
    REPOSITORY_PORT: String(ports.repository),
    SIMULATOR_PORT: String(ports.simulator),
    PUBLIC_PORTAL_URL: addresses.portal,
    PUBLIC_CONSOLE_URL: addresses.console,
    PUBLIC_REPOSITORY_URL: addresses.repository,
    SESSION_KEY_FILE: data.secretFile('session-key'),
    EVIDENCE_DIR: data.folder('evidence'),
    EVIDENCE_OFFICE_KEY_FILE: data.secretFile('evidence-office-key'),
    EVIDENCE_ENCLAVE_KEY_FILE: data.secretFile('evidence-enclave-key'),
    EVIDENCE_PORTAL_KEY_FILE: data.secretFile('evidence-portal-key'),
    MISUSE_KEY_FILE: data.secretFile('misuse-key'),
    WEBHOOK_KEY_FILE: data.secretFile('webhook-key'),
    ...(isProduction(overrides) ? {} : { MAIL_DIR: data.folder('mails') }),
    REPOSITORY_DIR: data.folder('repository'),
    DOCUMENTS_DIR: data.folder('documents'),
    WATCHER_ISSUERS_DIR: data.folder('repository', 'issuers'),
    WATCHER_CERTIFICATES_DIR: data.folder('watcher', 'certificates'),
    WATCHER_STATE_DIR: data.folder('watcher', 'state'),
    OFFICE_BOOK_DIR: data.folder('books', 'office'),
    OFFICE_BOOK_SECOND_DIR: data.folder('books-second', 'office'),
    OFFICE_BOOK_KEY_FILE: data.secretFile('book-office-key'),
    OFFICE_BOOK_ORIGIN: 'toroku.example/office',
    ENCLAVE_BOOK_DIR: data.folder('books', 'enclave'),
    ENCLAVE_BOOK_SECOND_DIR: data.folder('books-second', 'enclave'),
    ENCLAVE_BOOK_KEY_FILE: data.secretFile('book-enclave-key'),
    ENCLAVE_BOOK_ORIGIN: 'toroku.example/enclave',
    BOOK_KEYS_DIR: data.folder('book-keys'),
    WITNESSES: `${WITNESS}=${addresses.witness}`,
    TIMESTAMP_URL: `${addresses.simulator}/timestamps`,
    WITNESS_PORT: String(ports.witness),
    WITNESS_NAME: WITNESS,
    WITNESS_KEY_FILE: data.secretFile('witness-key'),
    WITNESS_DIR: data.folder('witness'),
    REVOCATION_TELEPHONE: '+81 3 0000 0000',
    JPKI_ANCHORS_DIR: data.folder('simulator', 'anchors'),
    JLIS_OCSP_URL: `${addresses.simulator}/ocsp`,
    JLIS_LIST_URLS: LIST_IDS.map((id) => `${addresses.simulator}/crl/${id}.crl`).join(','),
    SANDBOX: isProduction(overrides) ? 'off' : 'on',
    SIMULATOR_URL: addresses.simulator,
    SIMULATOR_DATA_DIR: data.folder('simulator'),
  };
}

const isProduction = (overrides: Environment): boolean => overrides.TOROKU_MODE === 'production';

function hsmSettings({ softHsm, data, overrides }: EnvironmentOptions): Environment {
  if (!softHsm) return {};
  return {
    PKCS11_MODULE: softHsm.module,
    SOFTHSM2_CONF: softHsm.configuration,
    HSM_TOKEN_LABEL: TOKEN_LABEL,
    ...(isProduction(overrides) ? {} : { HSM_PIN_FILE: softHsm.pinFile }),
    ACTIVATION_DIR: data.folder('activation'),
  };
}

/** Each program has its own role, so one name stands for another URL in each. */
function databaseSettings(
  { data, ports }: EnvironmentOptions,
  program: ConfiguredProgram,
): Environment {
  const role = PROGRAM_ROLES[program];
  if (!role) return {};
  const main = ROLES[role] === 'enclave' ? 'ENCLAVE' : 'OFFICE';
  return {
    ...database(main, role),
    ...database('QUEUE', OWNERS.queues),
  };

  function database(name: string, of: Role): Environment {
    return {
      [`${name}_DATABASE_URL`]: `postgres://${of}@127.0.0.1:${ports.postgres}/${ROLES[of]}`,
      [`${name}_DATABASE_PASSWORD_FILE`]: passwordFile(data, of),
    };
  }
}

/** The same for the same workflow code, so that a restart does not look like a new deployment to Temporal. */
function buildId(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['domain', 'workflows']) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((entry) => entry.endsWith('.ts')).toSorted()) {
      hash.update(`\n${folder}/${name}\n`).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

function settingNames(program: ConfiguredProgram): readonly SettingName[] {
  return [...PROGRAMS[program].required, ...PROGRAMS[program].optional];
}

function pick(from: Environment, names: readonly string[]): Record<string, string> {
  return given(Object.fromEntries(names.map((name) => [name, from[name]])));
}

function given(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
