import { readAnchorRecord, type AnchorRecord } from '../../adapters/jpki/anchor-record.ts';
import type { SignedEvidence } from '../../adapters/jpki/extract-facts.ts';
import { anchorFacts, extractOwnFacts } from '../../adapters/jpki/extract-own-facts.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import { ownStanding, type OwnStanding } from '../../db/issuance/own-standing.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { anchorLimitAtDecision } from '../../domain/issuance/validity.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { hashIn } from './case-evidence.ts';

/**
 * Facts of a renewal (規則5条2項): of the signature by its own evidence, of the certificate by our register, of the person
 * by the evidence of the last full check, which its anchor record points to.
 *
 * @throws DomainError `EvidenceMissing`
 */
export async function renewalFacts(
  deps: OfficeDependencies,
  file: CaseFile,
  evidence: SignedEvidence,
): Promise<Partial<Facts>> {
  const { text, now } = evidence;
  const container = tryReadSignatureContainer(evidence.signatureContainer);
  const own = extractOwnFacts({ ...evidence, ...(container ? { container } : {}) });
  const anchor = anchorOf(deps, file);
  const person = anchorFacts(text, cardOf(deps, file, anchor), now);
  if (own.certificateEncoding === 'unreadable' || !container?.certificate) {
    return { ...own, ...person };
  }
  const standing = await ownStanding(deps.db, sha256Hex(container.certificate));
  const months = Math.max(...text.orders.map(({ validityMonths }) => validityMonths));
  const anchorIssuedAt = Date.parse(anchor.issuedAt);
  return {
    ...own,
    ...person,
    ownCertificateState: stateOf(standing, file, now),
    anchorLimit: anchorLimitAtDecision({ anchorIssuedAt, decidedAt: now.getTime(), months }),
  };
}

/** Of another person, service or issuer than the case there is no certificate that could renew it. */
function stateOf(
  standing: OwnStanding | undefined,
  { row }: CaseFile,
  now: Date,
): NonNullable<Facts['ownCertificateState']> {
  const isOurs = standing?.chainId === row.chainId && standing.service === row.service;
  if (!standing || !isOurs) return 'otherIssuer';
  if (standing.state === 'revoked' || standing.isRevoked) return 'revoked';
  if (standing.notAfter <= now) return 'expired';
  if (standing.isSuspended) return 'suspended';
  return standing.state === 'accepted' ? 'valid' : 'notAccepted';
}

function anchorOf({ evidence }: OfficeDependencies, file: CaseFile): AnchorRecord {
  const { id, chainId } = file.row;
  const sha256 = hashIn(file, 'anchorRecord') ?? '';
  const octets = evidence.get({ caseId: id, chainId }, [sha256]).get(sha256);
  if (!octets) throw new DomainError('EvidenceMissing', `${id} anchor record`);
  return readAnchorRecord(octets);
}

/** The card of the last full check, by the instruction that its certificate was issued under. */
function cardOf(
  { evidence }: OfficeDependencies,
  { row: { chainId } }: CaseFile,
  { application, instructionSha256 }: AnchorRecord,
): X509Certificate | undefined {
  const at = { caseId: application, chainId };
  const document = evidence.get(at, [instructionSha256]).get(instructionSha256);
  if (!document) throw new DomainError('EvidenceMissing', `${application} instruction`);
  const instruction = readCanonicalJson(document) as unknown as IssuingInstruction;
  const { signatureContainer } = instruction.evidence;
  const container = evidence.get(at, [signatureContainer]).get(signatureContainer);
  return container && tryReadSignatureContainer(container)?.signer;
}
