import { randomBytes } from 'node:crypto';
import { buildOcspRequest } from '../../adapters/jlis/ocsp.ts';
import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import {
  extractJpkiFacts,
  type JlisEvidence,
  type JpkiEvidence,
} from '../../adapters/jpki/extract-facts.ts';
import { proofsOctets } from '../../adapters/jpki/proof-evidence.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { dossierOctets, factsOctets } from '../../books/hashed-objects.ts';
import { printSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import { printJapanTime } from '../../domain/governance/calendar.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { ruleSetSha256 } from '../../activities/decision/rule-set-hash.ts';
import { orderIdOf } from '../../activities/decision/order-id.ts';
import { createApplicant, type Applicant } from '../../simulator/applicant.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import type { Card } from '../../simulator/card.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { EXPLANATION } from '../demonstration/documents.ts';

/** An order that the office would hand to the room. */
export interface InstructedOrderRequest {
  readonly orderId: string;
  readonly applicationId: string;
  readonly chainId: string;
  readonly instructionSha256: string;
}

/** Where cases are made. */
export interface CaseMaker {
  readonly jlis: Jlis;
  readonly evidence: EvidenceStore;
  readonly service: string;
  readonly keyKind?: 'p-256' | 'rsa-2048';
}

/** The office's word on what the room cannot find out: an ordinary person, nothing unusual. */
export const OFFICE_WORD = {
  textState: 'current',
  explanationShown: 'recorded',
  deathNotice: 'none',
  personOnWatch: 'none',
  samePersonOpenApplications: 0,
  samePersonValidCertificates: 0,
  minutesSinceReceipt: 0,
  personsOnThisContact30Days: 1,
  responsiblePersonOnDuty: true,
  deviceEvidence: 'recorded',
  applicationsFromThisDevice30Days: 1,
  personsFromThisDevice30Days: 1,
  portalRate: 'normal',
  appVersion: 'approved',
};

/** Facts of the registers, as office and room both see them in the demonstration. */
export const REGISTERS = {
  accreditationsHeld: 'jpkiItem5',
  simultaneousOpenUnderAct: false,
  simultaneousOpenUnderJpkiItem5: true,
  certificateTypes: 'offered',
  jlisAgreement: 'inForce',
  automaticDecisions: 'on',
  explanation: 'current',
  keySeen: 'never',
};

function textOf(
  card: Card,
  applicant: Applicant,
  maker: Pick<CaseMaker, 'service'>,
): ApplicationText {
  const now = Date.now();
  return {
    kind: 'application',
    applicationId: uuidV7(),
    edition: 1,
    portal: 'sample-portal',
    service: maker.service,
    identityRoute: 'jpki',
    proxy: 'none',
    name: card.person.writtenName,
    substitutes: 'none',
    previousCertificates: 'none',
    orders: applicant.keys.map(() => ({ certificateType: 'basic', validityMonths: 24 })),
    keys: { delivery: 'simultaneous', spkiSha256: applicant.keys.map((key) => key.spkiSha256) },
    explanation: { date: EXPLANATION.version, sha256: EXPLANATION.sha256 },
    nonce: randomBytes(16).toString('hex'),
    createdAt: printJapanTime(Math.floor(now / 1000) * 1000),
    expiresAt: printJapanTime(Math.floor(now / 1000) * 1000 + 3_600_000),
  };
}

async function askedAndAnswered(card: Card, { jlis }: Pick<CaseMaker, 'jlis'>) {
  const certificate = readCertificate(card.certificate);
  const issuer = findIssuer(certificate, jlis.anchors.map(readCertificate));
  if (!issuer) throw new Error('the card has no issuer among the anchors');
  const request = buildOcspRequest({ certificate, issuer, nonce: randomBytes(32) });
  return { request, answer: await jlis.answerOcsp(request) };
}

/** What an applicant sent and J-LIS answered, with real signatures throughout. */
export type SignedApplication = Pick<
  JpkiEvidence,
  'textOctets' | 'text' | 'signatureContainer' | 'proofs' | 'receivedAt'
> & { readonly card: Card; readonly jlis: JlisEvidence };

/** Makes an application: card, text, proof of possession and J-LIS answer. */
export async function makeSignedApplication(
  maker: Omit<CaseMaker, 'evidence'>,
): Promise<SignedApplication> {
  const card = await maker.jlis.issueCard('ordinary');
  const applicant = await createApplicant({ keyKind: maker.keyKind ?? 'p-256' });
  const text = textOf(card, applicant, maker);
  const textOctets = Buffer.from(printSignedText(text));
  const textSha256 = sha256Hex(textOctets);
  const signatureContainer = card.sign(textOctets);
  const asked = await askedAndAnswered(card, maker);
  const receivedAt = new Date();
  const proofs = applicant.keys.map((key, i) => {
    const { applicationId, nonce } = text;
    const proof = key.prove({ applicationId, order: i + 1, nonce, textSha256 });
    return { order: i + 1, spki: key.spki, signature: Buffer.from(proof.signature, 'base64') };
  });
  const jlis = { ...asked, receivedAt };
  return { card, text, textOctets, signatureContainer, proofs, receivedAt, jlis };
}

/**
 * Makes a case as the office leaves it for the room: an application with facts, dossier and instruction. The
 * office's database has no part in it.
 */
export async function makeInstructedCase(maker: CaseMaker): Promise<InstructedOrderRequest> {
  const { jlis, evidence } = maker;
  const application = await makeSignedApplication(maker);
  const { text, receivedAt, proofs } = application;
  const facts = {
    ...extractJpkiFacts({
      ...application,
      now: receivedAt,
      anchors: jlis.anchors.map(readCertificate),
      jlisAnswerMaxSkewSeconds: 300,
    }),
    ...OFFICE_WORD,
    ...REGISTERS,
  };
  const chainId = uuidV7();
  const at = { caseId: text.applicationId, chainId };
  await evidence.createChain(chainId);
  const kept = await evidence.put(at, [
    { kind: 'signedText', ring: 'chain', octets: application.textOctets },
    { kind: 'signatureContainer', ring: 'chain', octets: application.signatureContainer },
    { kind: 'proofOfPossession', ring: 'chain', octets: proofsOctets(proofs) },
    { kind: 'jlisRequest', ring: 'jlis', octets: application.jlis.request },
    { kind: 'jlisAnswer', ring: 'jlis', octets: application.jlis.answer },
    { kind: 'facts', ring: 'none', octets: factsOctets(facts) },
  ]);
  const instruction = instructionOf({
    text,
    chainId,
    receivedAt,
    hashes: Object.fromEntries(kept.map((k) => [k.kind, k.sha256])),
  });
  const octets = canonicalOctets(instruction as unknown as CanonicalValue);
  await evidence.put(at, [{ kind: 'issuingInstruction', ring: 'none', octets }]);
  return {
    orderId: instruction.orders[0]?.id ?? '',
    applicationId: text.applicationId,
    chainId,
    instructionSha256: sha256Hex(octets),
  };
}

interface Made {
  readonly text: ApplicationText;
  readonly chainId: string;
  readonly receivedAt: Date;
  readonly hashes: Readonly<Record<string, string>>;
}

function instructionOf({ text, chainId, receivedAt, hashes }: Made): IssuingInstruction {
  const ruleSet = findRuleSet('2026-12');
  if (!ruleSet || text.keys.delivery !== 'simultaneous') throw new Error('cannot instruct');
  const keys = text.keys.spkiSha256;
  const orders = text.orders.map((order, i) => ({
    ...order,
    order: orderIdOf({
      caseId: text.applicationId,
      edition: 1,
      number: i + 1,
      generation: 0,
    }),
    spkiSha256: keys[i] ?? '',
  }));
  const of = (kind: string): string => hashes[kind] ?? '';
  const dossier = {
    v: 1 as const,
    case: text.applicationId,
    version: 1,
    evidence: Object.entries(hashes)
      .filter(([kind]) => kind !== 'facts')
      .map(([, hash]) => hash)
      .toSorted(),
    factsSha256: of('facts'),
    findingsSha256: of('facts'),
    orders,
    ruleSetSha256: ruleSetSha256(ruleSet),
    signedContentSha256: of('signedText'),
    textSha256: of('signedText'),
  };
  dossierOctets(dossier);
  return {
    v: 1,
    application: text.applicationId,
    chain: chainId,
    service: text.service,
    portal: text.portal,
    version: 1,
    receivedAt: receivedAt.toISOString(),
    jlisReceivedAt: receivedAt.toISOString(),
    orders: orders.map((order, i) => ({ ...order, id: order.order, order: i + 1 })),
    dossier,
    decider: 'ruleSet',
    approvals: [],
    responsible: { id: 'officer-01', nameCommitment: 'a'.repeat(64) },
    ruleSet: '2026-12',
    evidence: {
      signedText: of('signedText'),
      signatureContainer: of('signatureContainer'),
      proofOfPossession: of('proofOfPossession'),
      jlisRequest: of('jlisRequest'),
      jlisAnswer: of('jlisAnswer'),
      facts: of('facts'),
    },
  };
}
