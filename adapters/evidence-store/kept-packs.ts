import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { objectsOf, type PackedObject } from './packs.ts';

/** A pack of a case: what was kept together, by one act. */
export interface KeptPack {
  readonly objects: readonly PackedObject[];
  readonly keptAt: Date;
}

const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

/**
 * The packs of a case. It needs no key, for what is sealed stays sealed: for whoever looks for what no
 * entry names, or counts what is there.
 */
export function keptPacks(evidenceDir: string, caseId: string): KeptPack[] {
  const dir = join(evidenceDir, 'cases', caseId.slice(-2), caseId);
  return namesIn(dir)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(dir, name))
    .map((path) => ({
      objects: [...objectsOf(readFileSync(path))],
      keptAt: statSync(path).mtime,
    }));
}

/** The cases that have a folder, a list for each of the folders that they are spread over. */
export function* casesWithEvidence(evidenceDir: string): Generator<readonly string[]> {
  for (const prefix of namesIn(join(evidenceDir, 'cases'))) {
    yield namesIn(join(evidenceDir, 'cases', prefix));
  }
}
