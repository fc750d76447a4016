import { hash } from 'node:crypto';
import { keptPacks } from '../../adapters/evidence-store/kept-packs.ts';
import { plainOf } from '../../adapters/evidence-store/packs.ts';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import { dossierOctets } from '../../books/hashed-objects.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';

/** An 発行指示 as it was kept, with the hash by which the room asks for it. */
export interface FoundInstruction {
  readonly instruction: IssuingInstruction;
  readonly sha256: string;
}

/**
 * Finds the 発行指示 of a case for a dossier among its evidence: entries name the dossier, not the
 * instruction. One that does not hash to its name, or is of another dossier, is not it.
 */
export function findInstruction(
  evidenceDir: string,
  caseId: string,
  dossierSha256: string,
): FoundInstruction | undefined {
  for (const object of keptPacks(evidenceDir, caseId).flatMap(({ objects }) => objects)) {
    const [sha256, plain] = [object.sha256, plainOf(object)];
    if (!plain || hash('sha256', plain) !== sha256) continue;
    const instruction = instructionIn(plain);
    if (instruction?.application !== caseId) continue;
    if (hash('sha256', dossierOctets(instruction.dossier)) !== dossierSha256) continue;
    return { instruction, sha256 };
  }
  return undefined;
}

function instructionIn(octets: Buffer): IssuingInstruction | undefined {
  try {
    const read = readCanonicalJson(octets) as unknown as Partial<IssuingInstruction>;
    return read.dossier && read.chain ? (read as IssuingInstruction) : undefined;
  } catch {
    return undefined;
  }
}
