import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import { dossierOctets } from '../../books/hashed-objects.ts';
import type {
  IssuingInstruction,
  InstructedOrder,
} from '../../domain/issuance/issuing-instruction.ts';
import type { KeptRedemption } from '../book/code-store.ts';
import type { RoomEvidence } from '../room.ts';
import { GateRefusal, require } from './gate-refusal.ts';
import { assertionsNamed } from './instructed-assertions.ts';

/** A case that the office asks the room about, by the hash of its instruction. */
export interface CaseRequest {
  readonly applicationId: string;
  readonly chainId: string;
  readonly instructionSha256: string;
}

/** What the office asks the room: one order of one case. */
export interface OrderRequest extends CaseRequest {
  readonly orderId: string;
}

/** Octets of the evidence that an instruction names, by kind. */
export type InstructedOctets = {
  readonly [Kind in keyof IssuingInstruction['evidence']]: Buffer;
};

/** A redemption of the code that counts for an instruction, with the octets that it names. */
export interface RedeemedKeys {
  readonly kept: KeptRedemption;
  readonly redemption: Buffer;
  readonly proofs: Buffer;
}

/** The instruction with the octets it names, every one checked against its hash. */
export interface InstructedCase {
  readonly instruction: IssuingInstruction;
  /** The order that is asked for; none where a code is asked for. */
  readonly order: InstructedOrder | undefined;
  readonly dossierSha256: string;
  readonly octets: InstructedOctets;
  /** None unless the code of this edition was redeemed. */
  readonly redeemed: RedeemedKeys | undefined;
  /** Assertions of officers by hash; none where the machine decided and instructed. */
  readonly assertions: Readonly<Record<string, Buffer>>;
}

/**
 * What the dossier does not name among its evidence. Persons may take longer than a J-LIS answer is good for: a newer one
 * leaves their approvals standing, and the room judges it by itself, and refuses one that says anything else.
 */
const OUTSIDE_DOSSIER: Readonly<
  Record<IssuingInstruction['decider'], readonly (keyof IssuingInstruction['evidence'])[]>
> = {
  ruleSet: ['facts'],
  officer: ['facts', 'jlisRequest', 'jlisAnswer'],
};

function fetch(
  evidence: Pick<RoomEvidence, 'get'>,
  request: CaseRequest,
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
  request: CaseRequest | OrderRequest,
  redemptions: readonly KeptRedemption[] = [],
): InstructedCase {
  const { instructionSha256 } = request;
  const document = fetch(evidence, request, [instructionSha256]).get(instructionSha256);
  require(document, 'evidenceMissing', 'instruction');
  const instruction = readCanonicalJson(document) as unknown as IssuingInstruction;
  require(instruction.application === request.applicationId, 'instructionMissing', 'application');
  require(instruction.chain === request.chainId, 'instructionMissing', 'chain');
  const order = orderOf(instruction, request);

  const { dossier, responsible } = instruction;
  const named = assertionsNamed(instruction);
  const isByPersons = instruction.decider === 'officer';
  // Persons answer for themselves: nobody else is named beside them.
  const isAnsweredFor = /^[0-9a-f]{64}$/.test(responsible?.nameCommitment ?? '');
  require(isByPersons || isAnsweredFor, 'instructionMissing', 'responsible');
  require(dossier.case === instruction.application, 'dossierDiffers', 'case');
  require(dossier.version === instruction.version, 'dossierDiffers', 'version');
  require(dossier.factsSha256 === instruction.evidence.facts, 'dossierDiffers', 'facts');
  require(dossier.textSha256 === instruction.evidence.signedText, 'dossierDiffers', 'text');

  const hashes = instruction.evidence;
  const kept = redemptions.find(
    ({ textSha256, edition }) =>
      textSha256 === hashes.signedText && edition === instruction.version,
  );
  const ofCode = kept ? [kept.redemptionSha256, kept.proofSha256] : [];
  const found = fetch(evidence, request, [...Object.values(hashes), ...named, ...ofCode]);
  const octets = {} as Record<keyof IssuingInstruction['evidence'], Buffer>;
  for (const [kind, hash] of Object.entries(hashes) as [keyof typeof hashes, string][]) {
    const isOutside = OUTSIDE_DOSSIER[instruction.decider].includes(kind);
    require(isOutside || dossier.evidence.includes(hash), 'dossierDiffers', kind);
    octets[kind] = found.get(hash) as Buffer;
  }
  const assertions = Object.fromEntries(named.map((hash) => [hash, found.get(hash) as Buffer]));
  const dossierSha256 = sha256Hex(dossierOctets(dossier));
  const [redemption, proofs] = ofCode.map((hash) => found.get(hash) as Buffer);
  const redeemed = kept && redemption && proofs && { kept, redemption, proofs };
  return { instruction, order, dossierSha256, octets, redeemed, assertions };
}

function orderOf(
  { orders }: IssuingInstruction,
  request: CaseRequest | OrderRequest,
): InstructedOrder | undefined {
  if (!('orderId' in request)) return undefined;
  const order = orders.find(({ id }) => id === request.orderId);
  require(order, 'instructionMissing', 'order');
  return order;
}
