import { parseArgs } from 'node:util';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { PURPOSES } from '../../api/console/application/reading-view.ts';
import { createAccessRecord } from '../../db/inspection/access.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { readTimestampAnchors } from '../book-keys.ts';
import { bundleFiles, type BundleFiles } from '../bundle/bundle-files.ts';
import { readCaseSource, type CaseSource } from '../bundle/case-source.ts';
import { readConfig, type Config } from '../config.ts';
import { ExportRefused, FolderSink } from '../export/folder-sink.ts';
import { openEvidence, readAnchors, withPassword } from '../parts.ts';
import { openOfficeSecond } from '../second-medium.ts';
import { operatorOf } from './export.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku bundle --case ID --out DIR
  [--purpose ${PURPOSES.join('|')}]
  [--officer ID --role ROLE --terminal ID] [--office-log DIR]`;

const OPTIONS = {
  case: { type: 'string' },
  out: { type: 'string' },
  purpose: { type: 'string', default: 'inspection' },
  officer: { type: 'string' },
  role: { type: 'string' },
  terminal: { type: 'string' },
  'office-log': { type: 'string' },
} as const;

const optionsOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS }).values;

type Options = ReturnType<typeof optionsOf>;

/** A purpose is one of the table's: free words would bring names into the record. */
function requirePurpose(purpose: string): void {
  if (PURPOSES.some((known) => known === purpose)) return;
  throw new ExportRefused(`--purpose: ${PURPOSES.join(' | ')}`);
}

/** What the command is told, once it is known to be enough. */
interface Order {
  readonly options: Options;
  readonly caseId: string;
  readonly out: string;
  readonly config: Config<'office-worker'>;
  readonly db: OfficeDatabase;
}

/**
 * `toroku bundle`: writes the long-term evidence of one case into a folder that proves it without us. Run
 * with the office-worker's settings, or beside an instance that `npm start` runs. That the case is read,
 * by whom and why, is in the access table before anything is written.
 */
export async function bundleCommand(args: readonly string[]): Promise<string> {
  const options = optionsOf(args);
  const { case: caseId, out } = options;
  if (caseId === undefined || out === undefined) throw new ExportRefused(USAGE);
  requirePurpose(options.purpose);
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    return await bundle({ options, caseId, out, config, db });
  } finally {
    await db.$client.end();
  }
}

async function bundle(order: Order): Promise<string> {
  const { options, caseId, out, config, db } = order;
  const operator = await operatorOf(db, options, config.mode);
  const source = await readCaseSource(caseId, {
    db,
    store: openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile),
    anchors: readAnchors(config.jpkiAnchorsDir),
  });
  const made = await make(order, source);
  await createAccessRecord(db).record([
    {
      at: new Date(),
      officerId: operator.id,
      role: operator.role,
      caseId,
      fields: source.kinds.map((kind) => `evidence:${kind}`),
      purpose: options.purpose,
    },
  ]);
  await write(out, made);
  const { manifestSha256, entries, uncovered } = made;
  return JSON.stringify({
    out,
    case: caseId,
    files: made.files.size,
    entries,
    uncovered,
    manifestSha256,
  });
}

function make({ options, caseId, config }: Order, source: CaseSource): Promise<BundleFiles> {
  const dir = options['office-log'];
  return bundleFiles({
    caseId,
    entries: source.entries,
    evidence: source.evidence,
    log: dir === undefined ? openOfficeSecond(config) : new TileStore(dir, { isDurable: false }),
    authorities: {
      jpki: source.jpki,
      issuer: source.issuer,
      timestamp: readTimestampAnchors(config.bookKeysDir).map(({ raw }) => raw),
    },
    vkeys: source.vkeys,
    createdAt: new Date(),
  });
}

async function write(out: string, { files }: BundleFiles): Promise<void> {
  const sink = FolderSink.open(out);
  try {
    for (const [path, octets] of files) await sink.write(path, octets);
    sink.commit();
  } catch (error) {
    sink.discard();
    throw error;
  }
}
