import { createHmac } from 'node:crypto';
import { hasUnguessableNonce, readOcspRequest } from '../../adapters/jlis/ocsp-request.ts';
import { readAnchorRecord, type AnchorRecord } from '../../adapters/jpki/anchor-record.ts';
import {
  extractJpkiFacts,
  type JpkiEvidence,
  type SignedEvidence,
} from '../../adapters/jpki/extract-facts.ts';
import { extractOwnFacts } from '../../adapters/jpki/extract-own-facts.ts';
import { readProofs } from '../../adapters/jpki/proof-evidence.ts';
import {
  signedContentSha256,
  tryReadSignatureContainer,
  type SignatureContainer,
} from '../../adapters/jpki/signature-container.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import { readSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { factDefinitions, type FactId } from '../../domain/decision/facts.ts';
import { CLOCK_SKEW_MS, CLOCK_SKEW_SECONDS } from '../../domain/identity/clock-skew.ts';
import { readCodeRedemption } from '../../domain/key-delivery/code-redemption.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { GateRefusal, require } from './gate-refusal.ts';
import type { InstructedCase } from './instruction.ts';

/** A fact's value; facts hold codes, counts and ages. */
type FactValue = string | number | boolean | readonly string[];

/** Facts by name. */
export type FactValues = Readonly<Record<string, FactValue>>;

/** What the evidence is judged by besides itself. */
export interface Circumstances {
  readonly now: Date;
  /** J-LIS CA certificates the room trusts. */
  readonly anchors: readonly X509Certificate[];
}

/** What the room made of the evidence itself. */
export interface EvidenceFacts {
  readonly text: ApplicationText;
  /** What the evidence gives, over the office's word for what the room cannot find out itself. */
  readonly facts: FactValues;
  readonly proofs: JpkiEvidence['proofs'];
  /** Undefined if the container cannot be read. */
  readonly container: SignatureContainer | undefined;
  /** Of a text that is signed with a certificate of ours: that certificate, and what the text rests on. */
  readonly renewal?: RenewalEvidence;
}

/** What the text of a renewal names; whether it is true the room's registers say. */
export interface RenewalEvidence {
  readonly certificateSha256: string;
  readonly anchor: AnchorRecord;
}

/**
 * Facts of several sources, a later one over an earlier. Measured: V8 takes 80 µs to spread some forty facts over
 * others in a literal, and 8 µs for this loop.
 */
export function mergedFacts(...sources: readonly FactValues[]): FactValues {
  const merged: Record<string, FactValue> = {};
  for (const source of sources) {
    for (const [fact, value] of Object.entries(source)) {
      // The one name that an assignment would not make a member of: no fact is called that.
      if (fact !== '__proto__') merged[fact] = value;
    }
  }
  return merged;
}

/** Facts that time moves: taken anew at signing, never compared with the office's. */
const MOVED_BY_TIME = new Set<string>([
  'jlisAnswerAgeMinutes',
  'jpkiValidity',
  'ageBand',
  'explanation',
  'anchorLimit',
]);

/** Facts of keys that came by a code: the room's own record of the redemption gives them, and the office may not know yet. */
const GIVEN_BY_REDEMPTION = new Set<string>(['keyReceived', 'keyParameters', 'proofOfPossession']);

function readText(octets: Buffer): ApplicationText {
  const read = readSignedText(octets);
  if (!read.ok || read.text.kind !== 'application') throw new GateRefusal('evidenceHash', 'text');
  return read.text;
}

/**
 * Extracts every fact that signed evidence gives and puts them over the office's: what remains of the
 * office's is its word, bound by the dossier hash.
 *
 * @throws GateRefusal `factsDiffer` naming a fact that the office saw otherwise.
 */
export function takeEvidenceFacts(
  instructed: InstructedCase,
  { now, anchors }: Circumstances,
): EvidenceFacts {
  const { instruction, octets } = instructed;
  const text = readText(octets.signedText);
  require(text.applicationId === instruction.application, 'dossierDiffers', 'applicationId');
  require(text.edition === instruction.version, 'dossierDiffers', 'edition');
  require(text.portal === instruction.portal, 'dossierDiffers', 'portal');
  require(text.service === instruction.service, 'dossierDiffers', 'service');
  requireTimes(instruction, text, now);
  const { proofs, nonce } = keysOf(instructed, text);
  const container = tryReadSignatureContainer(octets.signatureContainer);
  requireSignedContent(instruction, container, octets.signedText);
  const signed: SignedEvidence = {
    textOctets: octets.signedText,
    text,
    signatureContainer: octets.signatureContainer,
    container,
    proofs,
    ...(nonce === undefined ? {} : { redemptionNonce: nonce }),
    now,
  };
  const isRenewal = text.identityRoute === 'ownCertificate';
  const extracted = (
    isRenewal ? extractOwnFacts(signed) : extractJpkiFacts(asked(instructed, signed, anchors))
  ) as FactValues;
  const office = officeFacts(octets.facts);
  for (const [fact, value] of Object.entries(extracted)) {
    const isSame =
      fact === 'jlisMethod' ? sameMethod(office[fact], value) : same(office[fact], value);
    const isOwn = text.keys.delivery === 'code' && GIVEN_BY_REDEMPTION.has(fact);
    if (!MOVED_BY_TIME.has(fact) && !isOwn && !isSame) throw new GateRefusal('factsDiffer', fact);
  }
  if (extracted['jlisAnswer'] === 'verified') {
    const question = octets.jlisRequest && readOcspRequest(octets.jlisRequest);
    require(question && hasUnguessableNonce(question), 'evidenceHash', 'jlisNonce');
  }
  const facts = mergedFacts(officeWord(office), extracted);
  const renewal = isRenewal ? { renewal: renewalOf(instructed, container) } : {};
  return { text, proofs, container, facts, ...renewal };
}

/** The evidence of a card, with the answer of J-LIS: without one nothing is judged. */
function asked(
  { instruction, octets }: InstructedCase,
  signed: SignedEvidence,
  anchors: Circumstances['anchors'],
): JpkiEvidence {
  const { jlisRequest: request, jlisAnswer: answer } = octets;
  const { jlisReceivedAt } = instruction;
  require(request && answer && jlisReceivedAt !== undefined, 'evidenceMissing', 'jlis');
  return {
    ...signed,
    receivedAt: new Date(instruction.receivedAt),
    anchors,
    jlis: { request, answer, receivedAt: new Date(jlisReceivedAt) },
    jlisAnswerMaxSkewSeconds: CLOCK_SKEW_SECONDS,
  };
}

function renewalOf(
  { octets }: InstructedCase,
  container: SignatureContainer | undefined,
): RenewalEvidence {
  const { certificate } = container ?? {};
  require(certificate, 'evidenceHash', 'certificate');
  require(octets.anchorRecord, 'evidenceMissing', 'anchorRecord');
  const anchor = readAnchorRecord(octets.anchorRecord);
  return { certificateSha256: sha256Hex(certificate), anchor };
}

/** Proofs that came with the text, or with the redemption of the code: what the instruction names there counts for nothing. */
function keysOf(
  { octets, redeemed }: InstructedCase,
  { keys }: ApplicationText,
): { readonly proofs: JpkiEvidence['proofs']; readonly nonce?: string } {
  if (keys.delivery === 'simultaneous') {
    return { proofs: octets.proofOfPossession ? readProofs(octets.proofOfPossession) : [] };
  }
  require(octets.proofOfPossession === undefined, 'dossierDiffers', 'proofOfPossession');
  if (!redeemed) return { proofs: [] };
  const { kept, redemption, proofs } = redeemed;
  const nonce = readCodeRedemption(readCanonicalJson(redemption))?.nonce;
  require(nonce === kept.nonce, 'evidenceHash', 'codeRedemption');
  return { proofs: readProofs(proofs), nonce };
}

/** What the approval names as signed is what the signature covers; nothing readable is a fact's matter. */
function requireSignedContent(
  { dossier }: IssuingInstruction,
  container: SignatureContainer | undefined,
  text: Buffer,
): void {
  const named = dossier.signedContentSha256;
  require(!container ||
    signedContentSha256(container, text) === named, 'dossierDiffers', 'signedContentSha256');
}

/** The times that the office says have to fit those in the signed octets and the room's own clock. */
function requireTimes(instruction: IssuingInstruction, text: ApplicationText, now: Date): void {
  const latest = now.getTime() + CLOCK_SKEW_MS;
  const receivedAt = Date.parse(instruction.receivedAt);
  require(Date.parse(text.createdAt) - CLOCK_SKEW_MS <= receivedAt &&
    receivedAt <= Date.parse(text.expiresAt), 'dossierDiffers', 'receivedAt');
  if (text.identityRoute === 'ownCertificate') {
    require(receivedAt <= latest, 'dossierDiffers', 'receivedAt');
    return;
  }
  const jlisReceivedAt = Date.parse(instruction.jlisReceivedAt ?? '');
  require(receivedAt - CLOCK_SKEW_MS <= jlisReceivedAt &&
    receivedAt <= latest &&
    jlisReceivedAt <= latest, 'dossierDiffers', 'jlisReceivedAt');
}

function officeFacts(octets: Buffer): FactValues {
  return (readCanonicalJson(octets) as unknown as { facts: FactValues }).facts;
}

/** Of the office's facts only those that the room cannot find out itself. */
function officeWord(facts: FactValues): FactValues {
  return Object.fromEntries(
    Object.entries(facts).filter(([fact]) => {
      const definition = factDefinitions[fact as FactId];
      return definition === undefined || definition.room === 'officeWord';
    }),
  );
}

const same = (a: FactValue | undefined, b: FactValue): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.join() === b.join());

/**
 * The room signs on the answer by OCSP alone: a list that the office looked in as well can only hold a case back
 * (jlisMethod `both`), and one in place of an answer (`crl`) is never enough here.
 */
const sameMethod = (office: FactValue | undefined, room: FactValue): boolean =>
  same(office, room) || (office === 'both' && room === 'ocsp');

/** The person of a case under the room's secret: equality is all that it shows. */
export const personOf = (
  { personKey }: { readonly personKey: Buffer },
  nameKey: string,
  birthDate: string,
): string => createHmac('sha256', personKey).update(`${birthDate}\n${nameKey}`).digest('hex');
