import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import { dossierOctets } from '../../books/hashed-objects.ts';
import type {
  IssuingInstruction,
  InstructedOrder,
} from '../../domain/issuance/issuing-instruction.ts';
import type { RoomEvidence } from '../room.ts';
import { GateRefusal, require } from './gate-refusal.ts';

/** What the office asks the room: one order of one case, by the hash of its instruction. */
export interface OrderRequest {
  readonly orderId: string;
  readonly applicationId: string;
  readonly chainId: string;
  readonly instructionSha256: string;
}

/** The instruction with the octets it names, every one checked against its hash. */
export interface InstructedCase {
  readonly instruction: IssuingInstruction;
  readonly order: InstructedOrder;
  readonly dossierSha256: string;
  readonly octets: Readonly<Record<keyof IssuingInstruction['evidence'], Buffer>>;
}

function fetch(
  evidence: Pick<RoomEvidence, 'get'>,
  request: OrderRequest,
  hashes: readonly string[],
): Map<string, Buffer> {
  try {
    return evidence.get({ caseId: request.applicationId, chainId: request.chainId }, hashes);
  } catch {
    throw new GateRefusal('evidenceMissing');
  }
}

/**
 * Fetches an instruction and the evidence it names by hash, and checks that they belong together:
 * the dossier it carries names each object, and hashes to what the approval is bound to.
 *
 * @throws GateRefusal
 */
export function readInstruction(
  evidence: Pick<RoomEvidence, 'get'>,
  request: OrderRequest,
): InstructedCase {
  const { instructionSha256 } = request;
  const document = fetch(evidence, request, [instructionSha256]).get(instructionSha256);
  require(document, 'evidenceMissing', 'instruction');
  const instruction = readCanonicalJson(document) as unknown as IssuingInstruction;
  require(instruction.application === request.applicationId, 'instructionMissing', 'application');
  require(instruction.chain === request.chainId, 'instructionMissing', 'chain');
  const order = instruction.orders.find((o) => o.id === request.orderId);
  require(order, 'instructionMissing', 'order');

  const { dossier, responsible } = instruction;
  // A person's decision needs assertions of officers, which the room does not read yet.
  require(instruction.decider === 'ruleSet', 'approvalsMissing', 'officer');
  require(/^[0-9a-f]{64}$/.test(responsible.nameCommitment), 'instructionMissing', 'responsible');
  require(dossier.case === instruction.application, 'dossierDiffers', 'case');
  require(dossier.version === instruction.version, 'dossierDiffers', 'version');
  require(dossier.factsSha256 === instruction.evidence.facts, 'dossierDiffers', 'facts');
  require(dossier.textSha256 === instruction.evidence.signedText, 'dossierDiffers', 'text');

  const hashes = instruction.evidence;
  const found = fetch(evidence, request, Object.values(hashes));
  const octets = {} as Record<keyof IssuingInstruction['evidence'], Buffer>;
  for (const [kind, hash] of Object.entries(hashes) as [keyof typeof hashes, string][]) {
    require(kind === 'facts' || dossier.evidence.includes(hash), 'dossierDiffers', kind);
    octets[kind] = found.get(hash) as Buffer;
  }
  return { instruction, order, dossierSha256: sha256Hex(dossierOctets(dossier)), octets };
}
