import { hash } from 'node:crypto';

import type { ApplicationText } from '../../domain/application/signed-text.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import { codePoints, compareNames, nameCharacters } from '../../domain/identity/names.ts';
import { type JlisAnswerFacts, judgeOcspAnswer, NO_ANSWER } from '../jlis/ocsp.ts';
import { type JlisRevocationList, withRevocationList } from '../jlis/revocation-list.ts';
import type { X509Certificate } from '../x509/certificate.ts';
import { certificateFacts } from './certificate-facts.ts';
import { ageBandAt, residenceOf } from './jpki-attributes.ts';
import { type ReadableJpkiCertificate, readJpkiCertificate } from './jpki-certificate.ts';
import { type ResolvedChain, resolveChain } from './jpki-chain.ts';
import { judgeKeyProofs, type KeyProof } from './key-proofs.ts';
import { type SignatureContainer, tryReadSignatureContainer } from './signature-container.ts';

/** An answer of J-LIS with the request it answers, both as they went over the wire. */
export interface JlisEvidence {
  readonly request: Buffer;
  readonly answer: Buffer;
  readonly receivedAt: Date;
}

/** The evidence of a signed application, by whichever certificate. */
export interface SignedEvidence {
  /** The octets of the application text. */
  readonly textOctets: Buffer;
  /** What `readSignedText` gave for exactly these octets: whoever calls reads them itself. */
  readonly text: ApplicationText;
  readonly signatureContainer: Buffer;
  /** The same container, if it has been read already. */
  readonly container?: SignatureContainer | undefined;
  /** Proofs of the keys that came, with the text or with the code's redemption. */
  readonly proofs: readonly KeyProof[];
  /** Nonce of the redemption, on the code route. With the text it is the text's own. */
  readonly redemptionNonce?: string;
  readonly now: Date;
}

/** The evidence of an application by the JPKI route, and what it is judged by. */
export interface JpkiEvidence extends SignedEvidence {
  /** When this version of the application was received. */
  readonly receivedAt: Date;
  /** Pinned CA certificates, expired generations too. */
  readonly anchors: readonly X509Certificate[];
  /** In a sandbox only: whether a pinned CA with a test name is trusted. */
  readonly testAnchorsAllowed?: boolean;
  readonly jlis?: JlisEvidence;
  /** A list of the issuer as the second way to the status. */
  readonly revocationList?: JlisRevocationList;
  readonly jlisAnswerMaxSkewSeconds: number;
}

/** What the octets of the text say by themselves. */
export function textFacts({ text, proofs }: Pick<SignedEvidence, 'text' | 'proofs'>) {
  return {
    identityRoute: text.identityRoute,
    keyDelivery: text.keys.delivery,
    keyReceived: proofs.length > 0,
    // The grammar has no text without the two sentences of understanding and intent.
    consent: 'given',
    requestedValidityMonths: Math.max(...text.orders.map(({ validityMonths }) => validityMonths)),
    proxy: text.proxy,
    previousCertificates: text.previousCertificates,
    nameLengthCodePoints: codePoints(text.name).length,
    nameCharacters: nameCharacters(text.name),
  } as const satisfies Partial<Facts>;
}

/** What the proofs of the keys say, on either way that keys come. */
export function keyFacts(evidence: SignedEvidence): Partial<Facts> {
  const { text, textOctets, proofs, redemptionNonce } = evidence;
  const isSimultaneous = text.keys.delivery === 'simultaneous';
  if (proofs.length === 0) return isSimultaneous ? { keyBoundInSignedBytes: false } : {};
  const { keyParameters, proofOfPossession, isBound } = judgeKeyProofs({
    text,
    textSha256: hash('sha256', textOctets),
    nonce: isSimultaneous ? text.nonce : redemptionNonce,
    proofs,
  });
  return {
    ...(isSimultaneous ? { keyBoundInSignedBytes: isBound } : {}),
    keyParameters,
    proofOfPossession,
  };
}

/** Facts of a certificate that cannot be read, or of none. */
function unreadableFacts({ text }: JpkiEvidence): Partial<Facts> {
  return {
    certificateEncoding: 'unreadable',
    signature: 'unreadable',
    nameMatch: 'different',
    nameExplanations: [],
    ageBand: 'unknown',
    residence: 'domestic',
    ...(text.keys.delivery === 'code' ? { letterAddress: 'unverified' } : {}),
  };
}

/** The consent in the text is a basis; the resident record is one by a checklist only. */
function substituteBasis(
  { text }: JpkiEvidence,
  { nameSubstitutes }: ReadableJpkiCertificate,
): NonNullable<Facts['substituteBasis']> {
  const consents = text.substitutes === 'signedConsent' && nameSubstitutes !== 'none';
  return consents ? 'signedConsent' : 'none';
}

function personFacts(evidence: JpkiEvidence, read: ReadableJpkiCertificate) {
  const { commonName, address } = read.attributes.values;
  const { match, explanations } =
    commonName === undefined
      ? ({ match: 'different', explanations: [] } as const)
      : compareNames(evidence.text.name, commonName);
  return {
    nameMatch: match,
    nameExplanations: explanations,
    ageBand: ageBandAt(read.birthDate, evidence.now),
    residence: residenceOf(address),
    birthDate: read.birthDate.verdict,
    nameSubstitutes: read.nameSubstitutes,
    substituteBasis: substituteBasis(evidence, read),
    ...(evidence.text.keys.delivery === 'code'
      ? {
          addressSubstitutes: read.addressSubstitutes,
          letterAddress: address === undefined ? ('unverified' as const) : ('verified' as const),
        }
      : {}),
  } satisfies Partial<Facts>;
}

function judgeJlis(
  evidence: JpkiEvidence,
  certificate: X509Certificate,
  { issuer }: ResolvedChain,
): JlisAnswerFacts {
  const { jlis, jlisAnswerMaxSkewSeconds: maxSkewSeconds } = evidence;
  if (jlis === undefined) return NO_ANSWER;
  // Nobody is authorised to answer for a certificate that no pinned CA issued.
  if (issuer === undefined) {
    return { ...NO_ANSWER, jlisAnswer: 'unauthorisedResponder', jlisMethod: 'ocsp' };
  }
  const { request, answer, receivedAt } = jlis;
  return judgeOcspAnswer({ request, answer, receivedAt, certificate, issuer, maxSkewSeconds });
}

/** The answer with what a revocation list adds to it. */
function answerOf(
  evidence: JpkiEvidence,
  certificate: X509Certificate,
  chain: ResolvedChain,
): JlisAnswerFacts {
  const { revocationList, now: at, jlisAnswerMaxSkewSeconds: maxSkewSeconds } = evidence;
  const { serialNumber } = certificate;
  const answer = judgeJlis(evidence, certificate, chain);
  return withRevocationList(answer, revocationList, { serialNumber, at, maxSkewSeconds });
}

function revocationTiming(
  { jlisStatus, revokedAt }: JlisAnswerFacts,
  { text, receivedAt }: JpkiEvidence,
): NonNullable<Facts['jlisRevocationTiming']> {
  if (jlisStatus !== 'revoked' || revokedAt === undefined) return 'notRevoked';
  if (revokedAt < new Date(text.createdAt)) return 'beforeText';
  return revokedAt <= receivedAt ? 'betweenTextAndReceipt' : 'afterReceipt';
}

const INTEGER_MAX = 2 ** 31 - 1;

/** Whole minutes since then; the future, as far as skew lets it be, is now. */
function minutesSince(instant: Date, now: Date): number {
  const minutes = Math.floor((now.getTime() - instant.getTime()) / 60_000);
  return Math.min(Math.max(minutes, 0), INTEGER_MAX);
}

function jlisFacts(evidence: JpkiEvidence, answer: JlisAnswerFacts): Partial<Facts> {
  const { jlisAnswer, jlisMethod, jlisStatus, jlisRevocationReason, thisUpdate } = answer;
  return {
    jlisAnswer,
    jlisMethod,
    jlisStatus,
    jlisRevocationReason,
    jlisRevocationTiming: revocationTiming(answer, evidence),
    jlisLinkInformation: 'notRequested',
    ...(thisUpdate ? { jlisAnswerAgeMinutes: minutesSince(thisUpdate, evidence.now) } : {}),
  };
}

function readableFacts(
  evidence: JpkiEvidence,
  container: SignatureContainer,
  read: ReadableJpkiCertificate,
): Partial<Facts>[] {
  const { certificate } = read;
  const { anchors, testAnchorsAllowed, now: at } = evidence;
  const chain = resolveChain({ certificate, anchors, testAnchorsAllowed, at });
  const { textOctets, receivedAt, now } = evidence;
  const createdAt = new Date(evidence.text.createdAt);
  const signed = { container, textOctets, read, chain: chain.verdict, createdAt, receivedAt, now };
  const answer = answerOf(evidence, certificate, chain);
  return [certificateFacts(signed), personFacts(evidence, read), jlisFacts(evidence, answer)];
}

function signatureFacts(evidence: JpkiEvidence): Partial<Facts>[] {
  const { container = tryReadSignatureContainer(evidence.signatureContainer) } = evidence;
  if (container === undefined) {
    return [{ signatureContainer: 'unreadable' }, unreadableFacts(evidence)];
  }
  const { certificate, signer } = container;
  const read = certificate && signer ? readJpkiCertificate(certificate, signer) : undefined;
  return read === undefined || read.encoding === 'unreadable'
    ? [{ signatureContainer: container.kind }, unreadableFacts(evidence)]
    : readableFacts(evidence, container, read);
}

/**
 * Extracts every fact of the JPKI route that the evidence itself gives (facts 1), each present
 * exactly when it has to be. Registers, checklists and the office's own observations give the rest.
 *
 * The office runs it, and the room again before it signs: the same evidence at the same instant
 * gives the same facts, there is no clock, no configuration and no I/O in it. It judges and
 * never repairs; whatever the applicant's octets are, it answers.
 *
 * @throws Error if the text is of another route, which is a mistake of the caller
 */
export function extractJpkiFacts(evidence: JpkiEvidence): Partial<Facts> {
  if (evidence.text.identityRoute !== 'jpki') throw new Error('text is not of the JPKI route');
  // Put together once: each level of spreading costs as much as reading the certificate does.
  return Object.assign({}, textFacts(evidence), keyFacts(evidence), ...signatureFacts(evidence));
}
