import { hash } from 'node:crypto';
import { keptCheckpointPath } from '../../books/cosignature.ts';
import type { LogFolder } from '../export/snapshot.ts';

/** A checkpoint of the log with the time stamp over exactly these octets. */
export interface StampedCheckpoint {
  readonly size: number;
  /** The note as it was stamped: cosignatures that came later are left out. */
  readonly note: string;
  /** The time-stamp token (RFC 3161), DER. */
  readonly token: Buffer;
}

/**
 * The part of a kept note that the token is over. A note only gets more lines at its end, so what was
 * stamped is the note, or the note without its last lines.
 */
function stampedPart(note: string, token: Buffer): string | undefined {
  const lines = note.split('\n').slice(0, -1);
  for (let count = lines.length; count > 0; count -= 1) {
    const part = `${lines.slice(0, count).join('\n')}\n`;
    if (token.includes(hash('sha256', Buffer.from(part), 'buffer'))) return part;
  }
  return undefined;
}

/** The stamped checkpoints in the folder of the office's log, by size. What cannot be read is passed over. */
export async function stampedCheckpoints(log: LogFolder): Promise<StampedCheckpoint[]> {
  const found: StampedCheckpoint[] = [];
  for (const name of await log.list('timestamps')) {
    const size = Number(/^office-(\d{1,12})\.tsr$/.exec(name)?.[1] ?? 0);
    const token = size > 0 ? await log.read(`timestamps/${name}`) : undefined;
    const kept = token && (await log.read(keptCheckpointPath(size)));
    const note = kept && stampedPart(kept.toString('utf8'), token);
    if (note !== undefined && token) found.push({ size, note, token });
  }
  return found.toSorted((a, b) => a.size - b.size);
}

/**
 * The stamps that a bundle needs: for each entry the first that covers it, and the newest there is, which
 * covers everything again under a later authority (RFC 4998 §5.2 does the same by renewing).
 */
export function neededStamps(
  stamps: readonly StampedCheckpoint[],
  indexes: readonly number[],
): StampedCheckpoint[] {
  const first = indexes.map((index) => stamps.find(({ size }) => size > index));
  const needed = new Set([...first, stamps.at(-1)]);
  return stamps.filter((stamp) => needed.has(stamp));
}
