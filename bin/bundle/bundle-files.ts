import { readCheckpointText } from '../../books/checkpoint.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import { readNote } from '../../books/signed-note.ts';
import { printTlogProof } from '../../books/tlog-proof.ts';
import { TreeReader } from '../../books/tree-reader.ts';
import { manifestFile } from '../../books/export/manifest.ts';
import { ExportRefused } from '../export/folder-sink.ts';
import type { LogFolder } from '../export/snapshot.ts';
import { MANIFEST, manifestOctets } from './bundle-manifest.ts';
import {
  authorityPath,
  checkpointPath,
  consistencyPath,
  entryPath,
  evidencePath,
  isBundled,
  LOG_KEYS,
  proofPath,
  stampPath,
  type AuthorityRole,
  type NamedPiece,
} from './bundle-paths.ts';
import { BUNDLE_README } from './readme.ts';
import { neededStamps, stampedCheckpoints, type StampedCheckpoint } from './stamped-log.ts';

/** An entry of the case with its place in the log. */
export interface PlacedEntry {
  readonly index: number;
  readonly octets: Buffer;
}

/** What a bundle is made of. */
export interface BundleSource {
  readonly caseId: string;
  /** Entries of the case that have a place, in the order of the log. */
  readonly entries: readonly PlacedEntry[];
  /** Folder of the office's log, or its second medium. */
  readonly log: LogFolder;
  /** Evidence by hash: at least what the entries name of the kinds that a bundle holds. */
  readonly evidence: ReadonlyMap<string, Buffer>;
  /** Certificates (DER) that something has to lead to. */
  readonly authorities: Readonly<Record<AuthorityRole, readonly Buffer[]>>;
  /** Verifier key lines of the log. */
  readonly vkeys: readonly string[];
  readonly createdAt: Date;
}

/** The files of a bundle, and how many entries of the case no stamp covers yet. */
export interface BundleFiles {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly manifestSha256: string;
  readonly entries: number;
  readonly uncovered: number;
}

type Files = Map<string, Buffer>;

const text = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** Checkpoints, their stamps, and the proofs that each continues the one before. */
async function addStamps(
  files: Files,
  stamps: readonly StampedCheckpoint[],
  log: LogFolder,
): Promise<void> {
  let before: number | undefined;
  for (const { size, note, token } of stamps) {
    files.set(checkpointPath(size), Buffer.from(note));
    files.set(stampPath(size), token);
    if (before !== undefined) {
      const tree = new TreeReader({ size, readFile: (path) => log.read(path) });
      const proof = await tree.consistencyProof(before);
      files.set(consistencyPath(before, size), text(proof.map((each) => each.toString('base64'))));
    }
    before = size;
  }
}

/** Each entry with the proof that it is under the first stamped checkpoint that covers it. */
async function addEntries(
  files: Files,
  entries: readonly PlacedEntry[],
  { log, stamps }: { readonly log: LogFolder; readonly stamps: readonly StampedCheckpoint[] },
): Promise<void> {
  const trees = new Map(
    stamps.map(({ size }) => [size, new TreeReader({ size, readFile: (path) => log.read(path) })]),
  );
  for (const { index, octets } of entries) {
    const stamp = stamps.find(({ size }) => size > index);
    const tree = stamp && trees.get(stamp.size);
    if (!tree) continue;
    const proof = await tree.inclusionProof(index);
    files.set(entryPath(index), octets);
    files.set(
      proofPath(index),
      Buffer.from(printTlogProof({ index, proof, checkpoint: stamp.note })),
    );
  }
}

const namedEvidence = ({ index, octets }: PlacedEntry): NamedPiece[] => {
  const { evidence = [] }: Entry = readEntry(octets);
  return evidence.flatMap(({ kind, sha256 }) => (isBundled(kind) ? [{ index, kind, sha256 }] : []));
};

function addEvidence(
  files: Files,
  entries: readonly PlacedEntry[],
  { evidence }: BundleSource,
): void {
  for (const piece of entries.flatMap(namedEvidence)) {
    const octets = evidence.get(piece.sha256);
    if (!octets) throw new ExportRefused(`the evidence ${piece.sha256} is not there`);
    files.set(evidencePath(piece, octets), octets);
  }
}

/** What the verifier judges is the signature of a card: of another route nothing would be proven. */
function requireCard(entries: readonly PlacedEntry[]): void {
  const routes = entries.flatMap(({ octets }) => {
    const entry = readEntry(octets);
    const isReceipt =
      entry.event === 'application.received' || entry.event === 'application.corrected';
    return isReceipt ? [entry.data.route] : [];
  });
  if (routes.at(-1) === 'jpki') return;
  throw new ExportRefused(
    `署名用電子証明書による申込みだけを一組にできます / only a case of the JPKI route can be bundled, not ${routes.at(-1) ?? 'one without a receipt'}`,
  );
}

const originOf = ({ note }: StampedCheckpoint): string =>
  readCheckpointText(readNote(note).text).origin;

/**
 * Puts the files of a bundle together: what proves a case without us, the network and any certificate
 * that is still valid.
 *
 * @throws ExportRefused if it is not of the JPKI route, no time stamp covers it yet, or evidence of it is
 *   gone.
 */
export async function bundleFiles(source: BundleSource): Promise<BundleFiles> {
  const { caseId, log, vkeys, createdAt } = source;
  requireCard(source.entries);
  const all = await stampedCheckpoints(log);
  const covered = source.entries.filter(({ index }) => index < (all.at(-1)?.size ?? 0));
  const stamps = neededStamps(
    all,
    covered.map(({ index }) => index),
  );
  const [newest] = stamps.slice(-1);
  if (!newest || covered.length === 0) {
    throw new ExportRefused(
      'この案件を覆うタイムスタンプがまだありません / no time stamp covers the case yet: one is taken each day',
    );
  }
  const files: Files = new Map([['README.txt', Buffer.from(BUNDLE_README)]]);
  await addStamps(files, stamps, log);
  await addEntries(files, covered, { log, stamps });
  addEvidence(files, covered, source);
  for (const [role, certificates] of Object.entries(source.authorities)) {
    for (const [i, certificate] of certificates.entries()) {
      files.set(authorityPath(role as AuthorityRole, i + 1), certificate);
    }
  }
  files.set(LOG_KEYS, text(vkeys));
  const list = [...files].map(([path, octets]) => manifestFile(path, octets));
  const manifest = manifestOctets({
    v: 1,
    createdAt: createdAt.toISOString(),
    case: caseId,
    origin: originOf(newest),
    files: list,
  });
  const { sha256: manifestSha256 } = manifestFile(MANIFEST, manifest);
  files.set(MANIFEST, manifest);
  const uncovered = source.entries.length - covered.length;
  return { files, manifestSha256, entries: covered.length, uncovered };
}
