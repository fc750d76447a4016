import type { EvidenceInput } from '../../adapters/evidence-store/packs.ts';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import type { ListedEvidence } from '../identity/case-evidence.ts';
import type { EvaluatedDossier } from './dossier.ts';

/** What 発行指示 says beside the dossier: who decided and who instructed. */
export interface InstructionParts {
  readonly file: CaseFile;
  readonly dossier: EvaluatedDossier;
  readonly evidence: ListedEvidence;
  readonly now: Date;
  readonly decided: Pick<IssuingInstruction, 'decider' | 'approvals'> &
    Pick<IssuingInstruction, 'responsible' | 'instructedBy'>;
}

/** The document that the room will read. */
export function instructionOf(parts: InstructionParts): EvidenceInput<'issuingInstruction'> {
  const { file, dossier, evidence, now, decided } = parts;
  const { row } = file;
  const { hashes } = evidence;
  const isRenewal = evidence.text.identityRoute === 'ownCertificate';
  // Whoever is responsible for a decision of persons is the persons: their assertions name them.
  const instruction: IssuingInstruction = {
    v: 1,
    application: row.id,
    chain: row.chainId,
    service: row.service,
    portal: row.portalId,
    version: row.edition,
    receivedAt: file.editionReceivedAt.toISOString(),
    ...(isRenewal ? {} : { jlisReceivedAt: (evidence.jlisReceivedAt ?? now).toISOString() }),
    orders: dossier.orders.map((order, i) => ({
      id: order.order,
      order: i + 1,
      certificateType: order.certificateType,
      validityMonths: order.validityMonths,
      // On the code route the key is not known yet: the room takes it from the redemption.
      ...(order.spkiSha256 === undefined ? {} : { spkiSha256: order.spkiSha256 }),
    })),
    dossier: { ...dossier.dossier, evidence: dossier.dossier.evidence.toSorted(), v: 1 },
    ...decided,
    ruleSet: row.ruleSetId,
    evidence: {
      signedText: hashes.signedText,
      signatureContainer: hashes.signatureContainer,
      ...(evidence.text.keys.delivery === 'simultaneous'
        ? { proofOfPossession: hashes.proofOfPossession }
        : {}),
      ...(isRenewal
        ? { anchorRecord: hashes.anchorRecord ?? '' }
        : { jlisRequest: hashes.jlisRequest ?? '', jlisAnswer: hashes.jlisAnswer ?? '' }),
      facts: dossier.factsSha256,
    },
  };
  return {
    kind: 'issuingInstruction',
    ring: 'none',
    octets: canonicalOctets(instruction as unknown as CanonicalValue),
  };
}
