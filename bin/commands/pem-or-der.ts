import { readFileSync, statSync } from 'node:fs';

/** The largest file that is read at all. What is in it has limits of its own. */
const FILE_OCTETS_MAX = 1024 * 1024;

/** A file that cannot be read, or holds no such thing. The message says why, and nothing of its content. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}

const SEQUENCE = 0x30;

/** The base64 between the lines of a label, or undefined if there is no such block. */
function blockIn(text: string, label: string): string | undefined {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  const from = text.indexOf(begin);
  const to = from < 0 ? -1 : text.indexOf(end, from);
  return to < 0 ? undefined : text.slice(from + begin.length, to);
}

function fileOctets(file: string): Buffer {
  try {
    if (statSync(file).size > FILE_OCTETS_MAX) throw new UnreadableFile('larger than 1 MiB');
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('cannot be opened');
  }
}

/**
 * Reads one object from a file in PEM or DER. Of several blocks the first with the first of the labels
 * that is there counts; text around blocks is passed over (RFC 7468 §2).
 *
 * @throws UnreadableFile
 */
export function readPemOrDer(file: string, labels: readonly string[]): Buffer {
  const octets = fileOctets(file);
  if (octets[0] === SEQUENCE) return octets;
  const text = octets.toString('latin1');
  const [block] = labels.flatMap((label) => blockIn(text, label) ?? []);
  if (block === undefined) throw new UnreadableFile(`neither DER nor PEM of ${labels.join(', ')}`);
  if (!/^[A-Za-z0-9+/=\s]+$/.test(block)) throw new UnreadableFile('no base64 in its PEM');
  return Buffer.from(block, 'base64');
}
