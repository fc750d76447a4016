import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import type { Entry, LogName } from '../../books/entry.ts';
import { exportLog } from '../../books/export/export-log.ts';
import {
  MANIFEST,
  manifestOctets,
  type LogPolicy,
  type ManifestLog,
} from '../../books/export/manifest.ts';
import { README_TEXT } from '../../books/export/readme.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { ExportRefused, FolderSink } from './folder-sink.ts';
import { KeptFigures } from './kept-figures.ts';
import { KeptNotes } from './kept-notes.ts';
import { takeSnapshot, type LogFolder, type LogSnapshot } from './snapshot.ts';
import { WantedFiles } from './wanted-files.ts';
import { writeDocuments } from './write-documents.ts';

/** What is exported, from where and to where. */
export interface BooksExport {
  readonly out: string;
  /** Folders of the logs: local or second medium. */
  readonly folders: Readonly<Partial<Record<LogName, LogFolder>>>;
  readonly withProofs: boolean;
  /** Verifier key lines of witnesses. */
  readonly witnesses: readonly string[];
  /** Certificates of time-stamp authorities, DER. */
  readonly stampers: readonly Buffer[];
  readonly installation: string;
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly say: (line: string) => void;
  /** Records that certificates of the cases are read by whoever exports. */
  readonly recordReads: (caseIds: readonly string[]) => Promise<void>;
  /** Records the export in the books. The folder comes to its place only after that. */
  readonly record: (exported: Exported) => Promise<void>;
}

/** What was exported. */
export interface Exported {
  readonly logs: readonly ManifestLog[];
  readonly manifestSha256: string;
  readonly files: number;
}

const SAID_EVERY_MS = 5_000;

/**
 * Exports the books into a folder that an outsider can verify. No record, no act: the entry of the export
 * is committed before the folder has its name. A crash before that leaves a `.part-…` folder; one after
 * it an entry without a folder.
 *
 * @throws ExportRefused if it cannot be made.
 */
export async function exportBooks(order: BooksExport): Promise<Exported> {
  const snapshots = await takeSnapshot(order.folders);
  const sink = FolderSink.open(order.out);
  try {
    const exported = await fill(sink, order, snapshots);
    await order.record(exported);
    sink.commit();
    return exported;
  } catch (error) {
    sink.discard();
    throw error;
  }
}

async function fill(
  sink: FolderSink,
  order: BooksExport,
  snapshots: readonly LogSnapshot[],
): Promise<Exported> {
  const { db, evidence, recordReads, say, withProofs } = order;
  const wanted = new WantedFiles();
  const kept = new KeptNotes(snapshots);
  const figures = new KeptFigures();
  const logs: ManifestLog[] = [];
  const policies: LogPolicy[] = [];
  await sink.write('README.txt', Buffer.from(README_TEXT));
  for (const snapshot of snapshots) {
    const { log } = snapshot;
    const sets: string[][] = [];
    const onEntry = (entry: Entry): void => {
      wanted.take(entry);
      kept.take(log, entry);
      figures.take(log, entry);
      if (entry.event === 'log.opened') sets.push([...entry.data.keys]);
    };
    const onProgress = seldom((done, total) => say(`${log}: ${done}/${total} entries`));
    const exported = await exportLog({ ...snapshot, withProofs, onEntry, onProgress }, sink);
    if (sets.length === 0) throw new ExportRefused(`the log ${log} does not name its keys`);
    logs.push(exported);
    policies.push({ log, origin: exported.origin, sets });
  }
  await writeKeys(sink, policies, order);
  await kept.write(sink);
  await figures.write(snapshots, sink);
  for (const snapshot of snapshots) await writeTimestamps(snapshot, { wanted, sink });
  const hasRoom = order.folders.enclave !== undefined;
  await writeDocuments({ db, evidence, wanted, hasRoom, sink, recordReads, say });
  const manifest = manifestOctets({
    v: 1,
    createdAt: new Date().toISOString(),
    installation: order.installation,
    logs,
    files: sink.files,
  });
  const manifestSha256 = await sink.writeList(MANIFEST, manifest);
  return { logs, manifestSha256, files: sink.files.length };
}

async function writeKeys(
  sink: FolderSink,
  logs: readonly LogPolicy[],
  { witnesses, stampers }: BooksExport,
): Promise<void> {
  for (const { log, sets } of logs) {
    const lines = [...new Set(sets.flat())].map((vkey) => `${vkey}\n`).join('');
    await sink.write(`keys/${log}.vkey`, Buffer.from(lines));
  }
  for (const [i, vkey] of witnesses.entries()) {
    await sink.write(`keys/witness-${i + 1}.vkey`, Buffer.from(`${vkey}\n`));
  }
  for (const [i, certificate] of stampers.entries()) {
    await sink.write(`keys/tsa-${i + 1}.cer`, certificate);
  }
  const policy = {
    v: 1,
    logs: logs.map(({ log, origin, sets }) => ({ log, origin, sets: sets.map((set) => [...set]) })),
    witnesses: [...witnesses],
  };
  await sink.write('keys/policy.json', canonicalOctets(policy));
}

/** The stamps that the log's entries name, from beside the log. */
async function writeTimestamps(
  { log, readFile, stamps }: LogSnapshot,
  { wanted, sink }: { readonly wanted: WantedFiles; readonly sink: FolderSink },
): Promise<void> {
  for (const name of stamps) {
    const octets = await readFile(`timestamps/${name}`);
    if (!octets || !name.startsWith(`${log}-`)) continue;
    if (wanted.claim('timestamps', sha256Hex(octets))) {
      await sink.write(`timestamps/${name}`, octets);
    }
  }
}

/** Tells of progress every few seconds. */
function seldom(
  tell: (done: number, total: number) => void,
): (done: number, total: number) => void {
  let told = Date.now();
  return (done, total) => {
    if (Date.now() - told < SAID_EVERY_MS) return;
    told = Date.now();
    tell(done, total);
  };
}
