import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A pack of a case by the hashes of what is in it. */
export interface KeptPack {
  readonly hashes: readonly string[];
  readonly keptAt: Date;
}

/** Length of `code(1) sha256(32) length(4)` before each object. */
const HEAD_OCTETS = 37;

const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

function hashesOf(pack: Buffer): string[] {
  const hashes: string[] = [];
  for (let at = 0; at + HEAD_OCTETS <= pack.length;) {
    hashes.push(pack.toString('hex', at + 1, at + 33));
    at += HEAD_OCTETS + pack.readUInt32BE(at + 33);
  }
  return hashes;
}

/** The packs of a case. It needs no key: what is sealed stays sealed, and only its hash is read. */
export function keptPacks(evidenceDir: string, caseId: string): KeptPack[] {
  const dir = join(evidenceDir, 'cases', caseId.slice(-2), caseId);
  return namesIn(dir)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(dir, name))
    .map((path) => ({ hashes: hashesOf(readFileSync(path)), keptAt: statSync(path).mtime }));
}

/** The cases that have a folder, a list for each of the folders that they are spread over. */
export function* casesWithEvidence(evidenceDir: string): Generator<readonly string[]> {
  for (const prefix of namesIn(join(evidenceDir, 'cases'))) {
    yield namesIn(join(evidenceDir, 'cases', prefix));
  }
}
