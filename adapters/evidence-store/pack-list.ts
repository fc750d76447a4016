import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An object as its head in a pack names it; its octets stay sealed, unless it was kept plain. */
export interface PackedObject {
  readonly sha256: string;
  /** Octets of an object without personal data, which lie open. */
  readonly plain: Buffer | undefined;
}

/** Length of `code(1) sha256(32) length(4)` before each object. */
const HEAD_OCTETS = 37;

/** Code of an object that is kept plain. */
const PLAIN = 0;

/**
 * Lists what the packs of a case hold, a list for each pack, in the order in which it was kept. It needs no
 * key: for whoever has to find what no entry names by its hash.
 */
export function listPacks(evidenceDir: string, caseId: string): PackedObject[][] {
  const dir = join(evidenceDir, 'cases', caseId.slice(-2), caseId);
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.pack'))
      .map((name) => objectsOf(readFileSync(join(dir, name))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function objectsOf(pack: Buffer): PackedObject[] {
  const objects: PackedObject[] = [];
  for (let at = 0; at + HEAD_OCTETS <= pack.length;) {
    const end = at + HEAD_OCTETS + pack.readUInt32BE(at + 33);
    const plain = pack[at] === PLAIN ? pack.subarray(at + HEAD_OCTETS, end) : undefined;
    objects.push({ sha256: pack.toString('hex', at + 1, at + 33), plain });
    at = end;
  }
  return objects;
}
