import { anchorFacts } from '../../adapters/jpki/extract-own-facts.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { readSignedText } from '../../domain/application/signed-text.ts';
import { anchorLimit, certificateValidity } from '../../domain/issuance/validity.ts';
import type { ChainCertificate } from '../book/chain-certificates.ts';
import type { Room } from '../room.ts';
import { GateRefusal, readable, require } from './gate-refusal.ts';
import { readInstruction, type InstructedCase } from './instruction.ts';
import type { EvidenceReading } from './read-evidence.ts';
import type { FactValues, RenewalEvidence } from './room-facts.ts';

/** What the room's registers say of a renewal. */
export interface JudgedRenewal {
  /** The person, as the room knows them since the check. */
  readonly person: string;
  readonly facts: FactValues;
}

/**
 * Judges a renewal (規則5条2項) by the room's own registers: the certificate that signed is one that the room issued on this
 * chain; the anchor is one, too, and was issued by the dossier that its instruction carries, after a check that no
 * certificate of ours stood for; the person is that of the check. What the office says of it counts for nothing.
 *
 * @throws GateRefusal `anchorExceeded` where the certificate would end later than five years after the anchor
 */
export async function judgeRenewal(
  room: Room,
  { instruction, text }: Pick<EvidenceReading, 'instruction' | 'text'>,
  { certificateSha256, anchor }: RenewalEvidence,
): Promise<JudgedRenewal> {
  const { chain } = instruction;
  const chained = await room.store.findChain(chain);
  const own = chained.find((each) => each.certificateSha256 === certificateSha256);
  const first = chained.find(
    (each) => each.orderId === anchor.order && each.applicationId === anchor.application,
  );
  require(own && first?.certificateSha256 === anchor.certificateSha256, 'factsDiffer', 'anchor');
  const request = {
    applicationId: anchor.application,
    chainId: chain,
    instructionSha256: anchor.instructionSha256,
  };
  const checked = readable('evidenceMissing', 'anchor', () =>
    readInstruction(room.evidence, request),
  );
  requireFullCheck(checked, first, instruction.service);
  const now = room.now();
  const card = tryReadSignatureContainer(checked.octets.signatureContainer)?.signer;
  const months = Math.max(...text.orders.map(({ validityMonths }) => validityMonths));
  const { notAfter } = certificateValidity(now.getTime(), months);
  const limit = anchorLimit(first.notBefore.getTime(), notAfter);
  if (limit === 'exceeded') throw new GateRefusal('anchorExceeded', anchor.order);
  return {
    person: own.person,
    facts: {
      ...(anchorFacts(text, card, now) as FactValues),
      ownCertificateState: stateOf(own, now),
      anchorLimit: limit,
    },
  };
}

/** The evidence that the anchor rests on is what the room signed it for, and is a check of 規則5条1項. */
function requireFullCheck(
  { instruction, dossierSha256, octets }: InstructedCase,
  { orderId, dossierSha256: signedFor }: ChainCertificate,
  service: string,
): void {
  const isOfOrder = instruction.orders.some(({ id }) => id === orderId);
  require(isOfOrder && dossierSha256 === signedFor, 'dossierDiffers', 'anchor');
  require(instruction.service === service, 'dossierDiffers', 'anchorService');
  const read = readSignedText(octets.signedText);
  const isFull =
    read.ok && read.text.kind === 'application' && read.text.identityRoute !== 'ownCertificate';
  require(isFull, 'factsDiffer', 'anchorLimit');
}

/** Whether it was accepted the office knows; what the room knows can only be worse. */
function stateOf({ isRevoked, isHeld, notAfter }: ChainCertificate, now: Date): string {
  if (isRevoked) return 'revoked';
  if (notAfter <= now) return 'expired';
  return isHeld ? 'suspended' : 'valid';
}
