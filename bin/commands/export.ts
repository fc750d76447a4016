import { parseArgs } from 'node:util';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import type { LogName } from '../../books/entry.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import { createAccessRecord, type Reading } from '../../db/inspection/access.ts';
import { findAccount } from '../../db/governance/accounts.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { readTimestampAnchors, readWitnessKeys } from '../book-keys.ts';
import { readConfig, type Config } from '../config.ts';
import { exportBooks, type Exported } from '../export/export-books.ts';
import { ExportRefused } from '../export/folder-sink.ts';
import type { LogFolder } from '../export/snapshot.ts';
import { openEvidence, withPassword } from '../parts.ts';
import { openOfficeSecond, secondIn } from '../second-medium.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku export --book office|enclave|both --out DIR
  [--purpose CODE] [--officer ID --role ROLE --terminal ID]
  [--office-log DIR] [--enclave-log DIR] [--without-proofs]`;

const OPTIONS = {
  book: { type: 'string' },
  out: { type: 'string' },
  purpose: { type: 'string', default: 'inspection' },
  officer: { type: 'string' },
  role: { type: 'string' },
  terminal: { type: 'string' },
  'office-log': { type: 'string' },
  'enclave-log': { type: 'string' },
  'without-proofs': { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof optionsOf>;

const optionsOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS }).values;

const BOOKS: Readonly<Record<string, readonly LogName[]>> = {
  office: ['office'],
  enclave: ['enclave'],
  both: ['enclave', 'office'],
};

/** Who exports, as the entry names them. */
interface Operator {
  readonly kind: 'officer' | 'auditor';
  readonly id: string;
  readonly role: string;
  readonly terminal: string;
}

/**
 * `toroku export`: writes the books into a folder that an outsider can verify, and the entry
 * `books.exported` into the office's book. Run with the office-worker's settings, or beside an instance
 * that `npm start` runs.
 */
export async function exportCommand(args: readonly string[]): Promise<string> {
  const options = optionsOf(args);
  const books = BOOKS[options.book ?? ''];
  if (!books || options.out === undefined) throw new ExportRefused(USAGE);
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    const operator = await operatorOf(db, options, config.mode);
    const exported = await exportBooks({
      out: options.out,
      folders: foldersOf(books, options, config),
      withProofs: !options['without-proofs'],
      witnesses: readWitnessKeys(config.bookKeysDir).map(({ vkey }) => vkey),
      stampers: readTimestampAnchors(config.bookKeysDir).map(({ raw }) => raw),
      installation: config.officeBookOrigin.replace(/\/office$/, ''),
      db,
      evidence: openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile),
      say: (line) => console.error(line),
      recordReads: (cases) =>
        createAccessRecord(db).record(cases.map((caseId) => readingOf(caseId, operator))),
      record: (done) => record(db, { operator, purpose: options.purpose }, done),
    });
    return JSON.stringify({ out: options.out, ...exported });
  } finally {
    await db.$client.end();
  }
}

function foldersOf(books: readonly LogName[], options: Options, config: Config<'office-worker'>) {
  const folders: Partial<Record<LogName, LogFolder>> = {};
  for (const book of books) {
    const folder = folderOf(book, options, config);
    if (!folder) throw new ExportRefused("--enclave-log DIR: where a copy of the room's log lies");
    folders[book] = folder;
  }
  return folders;
}

function folderOf(book: LogName, options: Options, config: Config<'office-worker'>) {
  const dir = options[`${book}-log`];
  if (dir !== undefined) return new TileStore(dir, { isDurable: false });
  if (book === 'office') return openOfficeSecond(config);
  return secondIn(joinedEnvironment('enclave-worker'), book);
}

/** The person at the keyboard has to be in the register; in development nobody needs to say who it is. */
export async function operatorOf(
  db: OfficeDatabase,
  options: Pick<Options, 'officer' | 'role' | 'terminal'>,
  mode: string,
): Promise<Operator> {
  const { officer: id, role, terminal } = options;
  if (id === undefined && mode !== 'production') {
    return { kind: 'officer', id: 'officer-00', role: 'administrator', terminal: 'terminal-01' };
  }
  if (id === undefined || role === undefined || terminal === undefined) {
    throw new ExportRefused(
      '--officer ID --role ROLE --terminal ID: who exports stands in the books',
    );
  }
  const found = await findAccount(db, id);
  if (!found?.roles.includes(role)) throw new ExportRefused(`${id} does not have the role ${role}`);
  return { kind: role === 'auditor' ? 'auditor' : 'officer', id, role, terminal };
}

/** What whoever exports reads of a case: the name in its certificate. */
const readingOf = (caseId: string, { id, role }: Operator): Reading => ({
  at: new Date(),
  officerId: id,
  role,
  caseId,
  fields: ['certificate'],
  purpose: 'export',
});

/** One entry a log: 規則12条1項4号ト. */
async function record(
  db: OfficeDatabase,
  { operator, purpose }: { readonly operator: Operator; readonly purpose: string },
  { logs, manifestSha256 }: Exported,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { size, root } of logs) {
      await writeEntry(tx, {
        event: 'books.exported',
        items: ['4ト'],
        at: new Date().toISOString(),
        actor: operator,
        data: { size, root, manifestSha256, purpose },
      });
    }
  });
}
