import { randomBytes } from 'node:crypto';
import type { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { extractJpkiFacts } from '../../../adapters/jpki/extract-facts.ts';
import type { KeyProof } from '../../../adapters/jpki/key-proofs.ts';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { buildOcspRequest } from '../../../adapters/jlis/ocsp.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { orderIdOf } from '../../../activities/decision/order-id.ts';
import { ruleSetSha256 } from '../../../activities/decision/rule-set-hash.ts';
import { OFFICE_WORD, REGISTERS } from '../../bench/instructed-cases.ts';
import { EXPLANATION } from '../../demonstration/documents.ts';
import { printSignedText, type ApplicationText } from '../../../domain/application/signed-text.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import type {
  InstructedEvidence,
  IssuingInstruction,
} from '../../../domain/issuance/issuing-instruction.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { createApplicant, type Applicant } from '../../../simulator/applicant.ts';
import type { Card } from '../../../simulator/card.ts';
import type { Jlis } from '../../../simulator/jlis.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';

/** Service of the demonstration that takes the key together with the application. */
export const SERVICE = 'demo-simultaneous';

export const octetsOf = (content: object): Buffer => canonicalOctets(content as CanonicalValue);

/** Where cases are drafted. */
export interface CaseDesk {
  readonly jlis: Jlis;
  readonly office: EvidenceStore;
}

/** What may be chosen about a case; else an ordinary person asks for one certificate. */
export interface CaseOptions {
  readonly service?: string;
  readonly card?: Card;
  readonly applicant?: Applicant;
  /** Traits of the text before it is signed. */
  readonly text?: Partial<ApplicationText>;
}

/** A case with every piece of its evidence true, before the office keeps it. */
export interface DraftedCase {
  readonly card: Card;
  readonly applicant: Applicant;
  readonly text: ApplicationText;
  readonly chainId: string;
  readonly receivedAt: Date;
  readonly octets: Record<Exclude<keyof InstructedEvidence, 'facts' | 'anchorRecord'>, Buffer>;
  /** Facts as an honest office would have them. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Asks J-LIS about a card, as the office does. */
export async function askJlis(
  { jlis }: CaseDesk,
  card: Card,
  nonce = randomBytes(32),
): Promise<{ jlisRequest: Buffer; jlisAnswer: Buffer }> {
  const certificate = readCertificate(card.certificate);
  const issuer = readCertificate(await jlis.authorityCertificate(card.record.issuer));
  const jlisRequest = buildOcspRequest({ certificate, issuer, nonce });
  return { jlisRequest, jlisAnswer: await jlis.answerOcsp(jlisRequest) };
}

/** Proofs of possession of an applicant's keys for a text. */
export function proofsFor(applicant: Applicant, text: ApplicationText): KeyProof[] {
  const textSha256 = sha256Hex(Buffer.from(printSignedText(text)));
  return applicant.keys.map((key, i) => {
    const context = { applicationId: text.applicationId, nonce: text.nonce, textSha256 };
    const { signature } = key.prove({ ...context, order: i + 1 });
    return { order: i + 1, spki: key.spki, signature: Buffer.from(signature, 'base64') };
  });
}

/** Makes a case with real signatures throughout. */
export async function draftCase(desk: CaseDesk, options: CaseOptions = {}): Promise<DraftedCase> {
  const card = options.card ?? (await desk.jlis.issueCard('ordinary'));
  const applicant = options.applicant ?? (await createApplicant());
  const text = textOf(card, applicant, options);
  const signedText = Buffer.from(printSignedText(text));
  const answered = await askJlis(desk, card);
  // Where the key is to come by a code there is none yet.
  const proofs = text.keys.delivery === 'code' ? [] : proofsFor(applicant, text);
  const octets = {
    signedText,
    signatureContainer: card.sign(signedText),
    proofOfPossession: proofsOctets(proofs),
    ...answered,
  };
  const drafted = { card, applicant, text, chainId: uuidV7(), receivedAt: new Date(), octets };
  return { ...drafted, facts: factsOf(desk, drafted, proofs) };
}

function textOf(card: Card, applicant: Applicant, options: CaseOptions): ApplicationText {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return {
    kind: 'application',
    applicationId: uuidV7(),
    edition: 1,
    portal: 'sample-portal',
    service: options.service ?? SERVICE,
    identityRoute: 'jpki',
    proxy: 'none',
    name: card.person.writtenName,
    substitutes: 'none',
    previousCertificates: 'none',
    orders: applicant.keys.map(() => ({ certificateType: 'basic', validityMonths: 24 })),
    keys: { delivery: 'simultaneous', spkiSha256: applicant.keys.map((key) => key.spkiSha256) },
    explanation: { date: EXPLANATION.version, sha256: EXPLANATION.sha256 },
    nonce: randomBytes(16).toString('hex'),
    createdAt: printJapanTime(now),
    expiresAt: printJapanTime(now + 3_600_000),
    ...options.text,
  };
}

/** The facts that these pieces of evidence give, with the office's word. */
export function factsOf(
  { jlis }: CaseDesk,
  { text, octets, receivedAt }: Omit<DraftedCase, 'facts'>,
  proofs: readonly KeyProof[],
): Record<string, unknown> {
  const extracted = extractJpkiFacts({
    textOctets: octets.signedText,
    text,
    signatureContainer: octets.signatureContainer,
    proofs,
    receivedAt,
    now: receivedAt,
    anchors: jlis.anchors.map(readCertificate),
    jlis: { request: octets.jlisRequest, answer: octets.jlisAnswer, receivedAt },
    jlisAnswerMaxSkewSeconds: 300,
  });
  return { ...extracted, ...OFFICE_WORD, ...REGISTERS };
}

/** What the office keeps and instructs otherwise than it should. */
export interface Filing {
  /** Members of the evidence that are never stored. */
  readonly lost?: readonly (keyof InstructedEvidence)[];
  /** The instruction as it is stored; JSON, so that anything can be said. */
  readonly instruction?: (instruction: IssuingInstruction) => object;
  /** Octets in place of the instruction. */
  readonly instructionOctets?: Buffer;
  readonly factsOctets?: Buffer;
  /** The case is there already, and so are the keys of its chain. */
  readonly isFiledAgain?: boolean;
}

const RINGS = { jlisRequest: 'jlis', jlisAnswer: 'jlis', facts: 'none' } as const;

/** Keeps a case as the office leaves it for the room; the request names its first order. */
export async function fileCase(
  { office }: CaseDesk,
  drafted: DraftedCase,
  filing: Filing = {},
): Promise<OrderRequest> {
  const { text, chainId } = drafted;
  const at = { caseId: text.applicationId, chainId };
  const facts = filing.factsOctets ?? octetsOf({ v: 1, facts: drafted.facts });
  const pieces = { ...drafted.octets, facts } as Record<keyof InstructedEvidence, Buffer>;
  const isByCode = text.keys.delivery === 'code';
  const objects = Object.entries(pieces)
    .filter(([kind]) => !isByCode || kind !== 'proofOfPossession')
    .map(([kind, octets]) => ({
      kind: kind as keyof InstructedEvidence,
      ring: RINGS[kind as keyof typeof RINGS] ?? ('chain' as const),
      octets,
    }));
  if (!filing.isFiledAgain) await office.createChain(chainId);
  await office.put(
    at,
    objects.filter(({ kind }) => !filing.lost?.includes(kind)),
  );
  const hashes = Object.fromEntries(objects.map(({ kind, octets }) => [kind, sha256Hex(octets)]));
  const instruction = instructionOf(drafted, hashes as unknown as InstructedEvidence);
  const said = filing.instruction?.(instruction) ?? instruction;
  const octets = filing.instructionOctets ?? octetsOf(said);
  await office.put(at, [{ kind: 'issuingInstruction', ring: 'none', octets }]);
  return {
    orderId: instruction.orders[0]?.id ?? '',
    applicationId: text.applicationId,
    chainId,
    instructionSha256: sha256Hex(octets),
  };
}

/** Drafts and files a case that the room will issue. */
export async function makeCase(desk: CaseDesk, options: CaseOptions = {}): Promise<OrderRequest> {
  return fileCase(desk, await draftCase(desk, options));
}

function instructionOf(
  { text, chainId, receivedAt }: DraftedCase,
  evidence: InstructedEvidence,
): IssuingInstruction {
  const ruleSet = findRuleSet('2026-12');
  if (!ruleSet) throw new Error('cannot instruct');
  const keys = text.keys.delivery === 'simultaneous' ? text.keys.spkiSha256 : undefined;
  const { facts, ...others } = evidence;
  const orders = text.orders.map((order, i) => ({
    ...order,
    order: orderIdOf({
      caseId: text.applicationId,
      edition: text.edition,
      number: i + 1,
      generation: 0,
    }),
    ...(keys ? { spkiSha256: keys[i] ?? '' } : {}),
  }));
  return {
    v: 1,
    application: text.applicationId,
    chain: chainId,
    service: text.service,
    portal: text.portal,
    version: text.edition,
    receivedAt: receivedAt.toISOString(),
    jlisReceivedAt: receivedAt.toISOString(),
    orders: orders.map((order, i) => ({ ...order, id: order.order, order: i + 1 })),
    dossier: {
      v: 1,
      case: text.applicationId,
      version: text.edition,
      evidence: Object.values(others).toSorted(),
      factsSha256: facts,
      findingsSha256: facts,
      orders,
      ruleSetSha256: ruleSetSha256(ruleSet),
      signedContentSha256: evidence.signedText,
      textSha256: evidence.signedText,
    },
    decider: 'ruleSet',
    approvals: [],
    responsible: { id: 'officer-01', nameCommitment: 'a'.repeat(64) },
    ruleSet: '2026-12',
    evidence,
  };
}
