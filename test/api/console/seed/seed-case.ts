import { createHash } from 'node:crypto';
import { seal } from '../../../../adapters/evidence-store/chain-keys.ts';
import type { EvidenceStore } from '../../../../adapters/evidence-store/evidence-store.ts';
import type {
  EvidenceInput,
  EvidenceReference,
} from '../../../../adapters/evidence-store/packs.ts';
import { commit, drawR } from '../../../../books/commitment.ts';
import { dossierOctets, factsOctets, findingsOctets } from '../../../../books/hashed-objects.ts';
import { writeEntry, type NewEntry } from '../../../../db/books/write-entry.ts';
import type { OfficeDatabase } from '../../../../db/office-database.ts';
import { certificateApplications, evidenceObjects } from '../../../../db/schema/application.ts';
import { certificates } from '../../../../db/schema/certificates.ts';
import { decisions, evaluations, orders } from '../../../../db/schema/decision.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import {
  ISSUER_KEY_ID,
  makeCertificate,
  makeMaterial,
  type CaseMaterial,
} from './case-material.ts';
import { judged, SEED_NOW, type CasePlan } from './case-plans.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');
const fromNow = (minutes: number): Date => new Date(SEED_NOW.getTime() + minutes * MINUTE_MS);

/** Where cases are seeded. */
export interface SeedPlace {
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly jlis: Jlis;
}

const PORTAL = { kind: 'portal', id: 'sample-portal' };
const WORKER = { kind: 'system', id: 'office-worker' };

/** The course of one case: every entry a little after the one before. */
class Course {
  readonly #db: OfficeDatabase;
  readonly #caseId: string;
  #at: number;

  constructor(db: OfficeDatabase, caseId: string, begin: Date) {
    this.#db = db;
    this.#caseId = caseId;
    this.#at = begin.getTime();
  }

  async happened(afterMs: number, entry: Record<string, unknown>): Promise<Date> {
    this.#at += afterMs;
    const at = new Date(this.#at);
    const whole = { at: at.toISOString(), case: this.#caseId, ...entry };
    await writeEntry(this.#db, whole as unknown as NewEntry);
    return at;
  }
}

const waitsForJlis = ({ base }: CasePlan): boolean => base === 'jpkiSilent';

function objectsOf(plan: CasePlan, material: CaseMaterial): EvidenceInput[] {
  const base = plan.substitutes === 'residentRecord';
  return [
    { kind: 'signedText', ring: 'chain', octets: material.text },
    { kind: 'signatureContainer', ring: 'chain', octets: material.container },
    { kind: 'proofOfPossession', ring: 'chain', octets: material.proofs },
    { kind: 'deviceEvidence', ring: 'chain', octets: material.device },
    { kind: 'contactRecord', ring: 'chain', octets: material.contact },
    ...(base
      ? [{ kind: 'baseDocument', ring: 'chain' as const, octets: Buffer.alloc(48_211, 0x25) }]
      : []),
    { kind: 'jlisRequest', ring: 'jlis', octets: material.jlisRequest },
    ...(waitsForJlis(plan)
      ? []
      : [{ kind: 'jlisAnswer', ring: 'jlis' as const, octets: material.jlisAnswer }]),
  ];
}

/** Keeps objects and tells the case about them. */
async function keep(
  { db, evidence }: SeedPlace,
  at: { caseId: string; chainId: string; receivedAt: Date },
  objects: readonly EvidenceInput[],
): Promise<EvidenceReference[]> {
  const kept = await evidence.put(at, objects);
  await db.insert(evidenceObjects).values(
    kept.map((reference, index) => ({
      caseId: at.caseId,
      ...reference,
      edition: 1,
      receivedAt: new Date(at.receivedAt.getTime() + index),
    })),
  );
  return kept;
}

async function insertCase(
  place: SeedPlace,
  plan: CasePlan,
  { chainId, receivedAt }: { chainId: string; receivedAt: Date },
) {
  const { verdict } = judged(plan);
  const keys = await place.evidence.createChain(chainId);
  const isFinal = FINAL.includes(plan.state);
  const changedAt = new Date(receivedAt.getTime() + 9000);
  await place.db.insert(certificateApplications).values({
    id: plan.id,
    portalId: 'sample-portal',
    service: plan.keyDelivery === 'code' ? 'demo-code' : 'demo-simultaneous',
    identityRoute: 'jpki',
    keyDelivery: plan.keyDelivery ?? 'simultaneous',
    edition: 1,
    chainId,
    ruleSetId: '2026-12',
    state: plan.state,
    notHolding: verdict.notHolding.map(({ rule, code }) => `${rule}/${code}`),
    receivedAt,
    caseDeadline: new Date(receivedAt.getTime() + 180 * DAY_MS),
    stateDeadline: plan.stateDeadlineIn === undefined ? null : fromNow(plan.stateDeadlineIn),
    nextAttemptAt: plan.nextAttemptIn === undefined ? null : fromNow(plan.nextAttemptIn),
    closedAt: isFinal ? changedAt : null,
    nameSealed: seal(keys.chain, Buffer.from(plan.name, 'utf8')),
    changedAt,
  });
}

const named = (kept: readonly EvidenceReference[], kinds: readonly string[]) =>
  kept.filter(({ kind }) => kinds.includes(kind));

const APPLICATION_KINDS = [
  'signedText',
  'signatureContainer',
  'proofOfPossession',
  'deviceEvidence',
  'contactRecord',
];

async function received(
  course: Course,
  { plan, material, chainId }: { plan: CasePlan; material: CaseMaterial; chainId: string },
  kept: readonly EvidenceReference[],
): Promise<void> {
  const textSha256 = sha256(material.text);
  await course.happened(0, {
    event: 'text.handedOut',
    items: ['1イ', '1ロ'],
    actor: PORTAL,
    data: {
      textSha256,
      transaction: 'application',
      textVersion: 1,
      expiresAt: new Date(material.createdAt.getTime() + 60 * MINUTE_MS).toISOString(),
      explanationSha256: '5d7c683f42728aa78c225fafc1c057bc0f3d17ce4bbaf6f7c42ebd47c91624df',
    },
  });
  await course.happened(400, {
    event: 'explanation.shown',
    items: ['1イ'],
    actor: PORTAL,
    data: {
      explanationVersion: '2026-10-01',
      explanationSha256: '5d7c683f42728aa78c225fafc1c057bc0f3d17ce4bbaf6f7c42ebd47c91624df',
      means: 'screen',
      shownAt: material.createdAt.toISOString(),
    },
  });
  await course.happened(66_600, {
    event: 'application.received',
    items: ['1ロ'],
    actor: PORTAL,
    input: plan.id,
    evidence: named(kept, APPLICATION_KINDS),
    data: {
      version: 1,
      textSha256,
      signedContentSha256: textSha256,
      route: 'jpki',
      keyDelivery: plan.keyDelivery ?? 'simultaneous',
      orders: ['basic'],
      nameCommitment: commit({ kind: 'name', r: drawR(), value: plan.name }),
      portal: 'sample-portal',
      chain: chainId,
    },
  });
}

async function asked(course: Course, plan: CasePlan, kept: readonly EvidenceReference[]) {
  const requestSha256 = kept.find(({ kind }) => kind === 'jlisRequest')?.sha256 ?? '';
  await course.happened(1200, {
    event: 'jlis.asked',
    items: ['1ハ'],
    actor: WORKER,
    evidence: named(kept, ['jlisRequest']),
    data: {
      purpose: 'decision',
      method: 'ocsp',
      requestSha256,
      certificateCommitment: commit({ kind: 'jpkiSerial', r: drawR(), value: plan.id }),
      attempt: 1,
    },
  });
  if (waitsForJlis(plan)) return;
  await course.happened(350, {
    event: 'jlis.answered',
    items: ['1ハ'],
    actor: { kind: 'jlis', id: 'ocsp' },
    evidence: named(kept, ['jlisAnswer']),
    data: { purpose: 'decision', method: 'ocsp', requestSha256, result: 'verified', attempt: 1 },
  });
}

async function evaluated(
  place: SeedPlace,
  course: Course,
  { plan, material, chainId }: { plan: CasePlan; material: CaseMaterial; chainId: string },
) {
  const { facts, verdict } = judged(plan);
  const ruleSetSha256 = sha256(Buffer.from('2026-12'));
  const octets = {
    facts: factsOctets(facts as never),
    findings: findingsOctets({
      findings: verdict.findings,
      outcome: verdict.outcome,
      ruleSet: ruleSetSha256,
    }),
  };
  const kept = await keep(
    place,
    { caseId: plan.id, chainId, receivedAt: new Date(material.receivedAt.getTime() + 3000) },
    [
      { kind: 'facts', ring: 'none', octets: octets.facts },
      { kind: 'findings', ring: 'none', octets: octets.findings },
    ],
  );
  const textSha256 = sha256(material.text);
  const dossierSha256 = sha256(
    dossierOctets({
      case: plan.id,
      evidence: [textSha256],
      factsSha256: sha256(octets.facts),
      findingsSha256: sha256(octets.findings),
      orders: [],
      ruleSetSha256,
      signedContentSha256: textSha256,
      textSha256,
      version: 1,
    }),
  );
  const at = await course.happened(500, {
    event: 'case.evaluated',
    items: ['1ハ'],
    actor: WORKER,
    evidence: kept,
    data: {
      factsSha256: sha256(octets.facts),
      extractor: 'jpki-facts/1',
      findingsSha256: sha256(octets.findings),
      outcome: verdict.outcome,
      notHolding: verdict.notHolding.map(({ rule, code }) => `${rule}/${code}`),
      ruleSetSha256,
      reevaluation: 'first',
    },
  });
  await place.db.insert(evaluations).values({
    id: uuidV7(),
    caseId: plan.id,
    edition: 1,
    number: 1,
    at,
    ruleSetId: '2026-12',
    ruleSetSha256,
    extractor: 'jpki-facts/1',
    facts,
    factsSha256: sha256(octets.facts),
    findings: verdict.findings,
    findingsSha256: sha256(octets.findings),
    outcome: verdict.outcome,
    next: verdict.next,
    dossierSha256,
  });
  return {
    dossierSha256,
    facts: sha256(octets.facts),
    findings: sha256(octets.findings),
    ruleSetSha256,
    at,
  };
}

type Evaluated = Awaited<ReturnType<typeof evaluated>>;

const RESPONSIBLE = { id: 'officer-01', nameCommitment: 'a'.repeat(64) };

async function approved(
  place: SeedPlace,
  course: Course,
  { plan, evaluation }: { plan: CasePlan; evaluation: Evaluated },
): Promise<{ decisionId: string; orderId: string }> {
  const decisionId = uuidV7();
  const orderId = uuidV7();
  const at = await course.happened(300, {
    event: 'application.approved',
    items: ['1ニ'],
    actor: WORKER,
    responsible: RESPONSIBLE,
    data: {
      dossierSha256: evaluation.dossierSha256,
      decider: 'ruleSet',
      factsSha256: evaluation.facts,
      findingsSha256: evaluation.findings,
      ruleSetSha256: evaluation.ruleSetSha256,
      overridden: [],
      assertions: [],
      orders: [{ certificateType: 'basic', order: orderId, validityMonths: 24 }],
    },
  });
  await place.db.insert(decisions).values({
    id: decisionId,
    caseId: plan.id,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: evaluation.dossierSha256,
    responsibleId: 'officer-01',
    at,
  });
  await course.happened(10, {
    event: 'issuing.instructed',
    items: ['1ヘ'],
    actor: WORKER,
    responsible: RESPONSIBLE,
    data: { dossierSha256: evaluation.dossierSha256, orders: [orderId], assertions: [] },
  });
  return { decisionId, orderId };
}

async function issued(
  place: SeedPlace,
  course: Course,
  {
    plan,
    material,
    chainId,
    decision,
  }: {
    plan: CasePlan;
    material: CaseMaterial;
    chainId: string;
    decision: { decisionId: string; orderId: string };
  },
): Promise<void> {
  const at = new Date(material.receivedAt.getTime() + 5000);
  const made = makeCertificate(plan, material.spki, at);
  const [reference] = await keep(place, { caseId: plan.id, chainId, receivedAt: at }, [
    { kind: 'certificate', ring: 'chain', octets: made.certificate },
  ]);
  if (!reference) throw new Error('the certificate was not kept');
  const receivedAt = await course.happened(2800, {
    event: 'certificate.received',
    items: ['1ヘ'],
    actor: WORKER,
    evidence: [reference],
    data: {
      order: decision.orderId,
      issuerKeyId: ISSUER_KEY_ID,
      serialNumber: made.serialNumber,
      certificateSha256: reference.sha256,
      intentEntry: uuidV7(),
    },
  });
  await place.db.insert(orders).values({
    id: decision.orderId,
    caseId: plan.id,
    decisionId: decision.decisionId,
    number: 1,
    certificateType: 'basic',
    validityMonths: 24,
    spkiSha256: material.spkiSha256,
    instructedAt: at,
    issuerKeyId: ISSUER_KEY_ID,
    serialNumber: made.serialNumber,
    certificateSha256: reference.sha256,
    notBefore: made.notBefore,
    notAfter: made.notAfter,
    receivedAt,
  });
  const days = (count: number): Date => new Date(receivedAt.getTime() + count * DAY_MS);
  const expiryNotice = new Date(made.notAfter.getTime() - 60 * DAY_MS);
  await place.db.insert(certificates).values({
    orderId: decision.orderId,
    caseId: plan.id,
    state: 'issued',
    issuedAt: receivedAt,
    notAfter: made.notAfter,
    receiptRequired: false,
    acceptanceDeadline: days(45),
    remindersAt: [days(14), days(30)],
    noticesAt: [expiryNotice],
    dueAt: days(14),
  });
}

/** What follows from the verdict, as far as the state of the plan says that it went. */
async function followed(
  place: SeedPlace,
  course: Course,
  {
    plan,
    material,
    chainId,
    evaluation,
  }: { plan: CasePlan; material: CaseMaterial; chainId: string; evaluation: Evaluated },
): Promise<void> {
  if (plan.state === 'waiting') {
    await course.happened(20, {
      event: 'case.waiting',
      items: ['1ハ'],
      actor: WORKER,
      data: {
        rules: judged(plan).verdict.notHolding.map(({ rule }) => rule),
        nextAttemptAt: fromNow(plan.nextAttemptIn ?? 0).toISOString(),
      },
    });
  }
  if (plan.state === 'returned') {
    await course.happened(20, {
      event: 'application.returned',
      items: ['1ロ'],
      actor: WORKER,
      data: {
        version: 1,
        items: ['name'],
        rules: ['name.match/different'],
        answerBy: fromNow(plan.stateDeadlineIn ?? 0).toISOString(),
        letterSha256: sha256(Buffer.from(plan.id)),
      },
    });
  }
  if (plan.state === 'issued' || plan.state === 'keyDelivery') {
    const decision = await approved(place, course, { plan, evaluation });
    if (plan.state === 'issued') await issued(place, course, { plan, material, chainId, decision });
  }
}

/** Puts one case into the office's database, its book and the evidence store. */
export async function seedCase(place: SeedPlace, plan: CasePlan): Promise<CaseMaterial> {
  const material = await makeMaterial(place.jlis, plan);
  const chainId = uuidV7(material.receivedAt.getTime());
  const at = { caseId: plan.id, chainId, receivedAt: material.receivedAt };
  await insertCase(place, plan, at);
  const kept = await keep(place, at, objectsOf(plan, material));
  const course = new Course(place.db, plan.id, material.createdAt);
  const whole = { plan, material, chainId };
  await received(course, whole, kept);
  if (plan.state === 'received' || plan.state === 'checking') return material;
  await asked(course, plan, kept);
  const evaluation = await evaluated(place, course, whole);
  await followed(place, course, { ...whole, evaluation });
  return material;
}
