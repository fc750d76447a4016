/** Checks one bundle with its tile: what can be done bundle by bundle, in any order and place. */

import { sha256Hex } from '../canonical-json.ts';
import { readEntry, type Entry, type LogName } from '../entry.ts';
import type { EventName } from '../events/all-events.ts';
import { MalformedEntry } from '../malformed-entry.ts';
import { HASH_OCTETS, leafHash } from '../merkle.ts';
import { MalformedTile, TILE_WIDTH, readBundle, tilePath } from '../tiles.ts';
import type { Failure } from './failures.ts';

/** Files of an exported folder by their path; undefined for none. */
export interface ExportFolder {
  list(): Promise<readonly string[]>;
  read(path: string): Promise<Buffer | undefined>;
}

/** Of an entry, what is held against other entries. `data` of the events that say something there. */
export interface LinkedEntry extends Pick<Entry, 'id' | 'event'> {
  /** The log that it is in, whatever it says. */
  readonly log: LogName;
  readonly case?: string;
  readonly seq?: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** Hashes of evidence, where they are asked for. */
  readonly evidence?: readonly string[];
}

/** One bundle to be checked. */
export interface BundleTask {
  readonly log: LogName;
  readonly index: number;
  readonly width: number;
  readonly withEvidence: boolean;
}

/** What a bundle holds. `leaves`: the hashes, one after the other; the tile's for lack of others. */
export interface CheckedBundle {
  readonly leaves: Uint8Array;
  /** In order; undefined in the place of one that cannot be read. */
  readonly entries: readonly (LinkedEntry | undefined)[];
  readonly failures: readonly Failure[];
}

/** Does what can be done for files and bundles alone: in this thread, or in several. */
export interface Labour {
  /** SHA-256 of a file in hexadecimal, and its size. */
  digest(path: string): Promise<{ readonly sha256: string; readonly size: number } | undefined>;
  bundle(task: BundleTask): Promise<CheckedBundle>;
}

/** Everything done in this thread. */
export const labourIn = (folder: ExportFolder): Labour => ({
  digest: async (path) => {
    const octets = await folder.read(path);
    return octets && { sha256: sha256Hex(octets), size: octets.length };
  },
  bundle: (task) => checkBundle(folder, task),
});

/** Events whose data is held against other entries, or against files. */
const LINKED: ReadonlySet<EventName> = new Set<EventName>([
  ...(['log.opened', 'anchor.recorded', 'witness.cosigned', 'timestamp.recorded'] as const),
  ...(['case.evaluated', 'application.approved', 'issuing.instructed'] as const),
  ...(['certificate.received', 'issuance.intended', 'issuance.completed'] as const),
  ...(['caCertificate.intended', 'caCertificate.issued'] as const),
  ...(['issuance.abandoned', 'issuerCertificate.published', 'document.adopted'] as const),
  ...(['ruleSet.accepted', 'revocation.examined', 'crl.issued', 'run.closed'] as const),
  ...(['build.registered', 'reconciliation.completed'] as const),
  ...(['application.received', 'chain.erased'] as const),
]);

const NO_DATA = {};

function linked(entry: Entry, { log, withEvidence }: BundleTask): LinkedEntry {
  const { id, event, case: caseId, seq, evidence } = entry;
  const data = LINKED.has(event) ? entry.data : NO_DATA;
  const place = caseId === undefined || seq === undefined ? undefined : { case: caseId, seq };
  const link = place ? { log, id, event, data, ...place } : { log, id, event, data };
  if (!withEvidence || !evidence) return link;
  return { ...link, evidence: evidence.map(({ sha256 }) => sha256) };
}

/** Entries and tile of a bundle against each other, and each entry against the books' format. */
export async function checkBundle(folder: ExportFolder, task: BundleTask): Promise<CheckedBundle> {
  const { log, index, width } = task;
  const first = index * TILE_WIDTH;
  const failures: Failure[] = [];
  const fail = (rule: Failure['rule'], at: number, detail: string): void => {
    failures.push({ rule, log, index: at, detail });
  };
  const [path, tilesPath] = (['entries', 0] as const).map(
    (level) => `${log}/${tilePath({ level, index, width })}`,
  ) as [string, string];
  const [octets, tile = Buffer.alloc(0)] = [await folder.read(path), await folder.read(tilesPath)];
  let bundle: Buffer[];
  try {
    bundle = readBundle(octets ?? Buffer.alloc(0), width);
  } catch (error) {
    if (!(error instanceof MalformedTile)) throw error;
    fail(octets ? 'fileForm' : 'fileMissing', first, `${path}: ${error.message}`);
    // The tree goes on with what the tile says, so that this shows here and not everywhere above.
    return { leaves: tile, entries: [], failures };
  }
  if (tile.length !== width * HASH_OCTETS) {
    fail(tile.length > 0 ? 'fileForm' : 'fileMissing', first, `${tilesPath}: not ${width} hashes`);
  }
  const leaves = Buffer.alloc(width * HASH_OCTETS);
  const entries = bundle.map((entry, i) => {
    const leaf = leafHash(entry);
    leaves.set(leaf, i * HASH_OCTETS);
    if (!leaf.equals(tile.subarray(i * HASH_OCTETS, (i + 1) * HASH_OCTETS))) {
      fail('leafHash', first + i, 'entry and tile differ');
    }
    try {
      const read = readEntry(entry);
      if (read.log !== log) fail('entryLog', first + i, `not ${log}`);
      return linked(read, task);
    } catch (error) {
      if (!(error instanceof MalformedEntry)) throw error;
      fail('entryForm', first + i, error.message);
      return undefined;
    }
  });
  return { leaves, entries, failures };
}
