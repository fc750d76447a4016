import { decide } from '../../domain/decision/decide.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import { seal } from '../../adapters/evidence-store/chain-keys.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { extractJpkiFacts } from '../../adapters/jpki/extract-facts.ts';
import { proofsOctets } from '../../adapters/jpki/proof-evidence.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { writeEntry, type NewEntry } from '../../db/books/write-entry.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { certificateApplications, evidenceObjects } from '../../db/schema/application.ts';
import { evaluations } from '../../db/schema/decision.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import {
  makeSignedApplication,
  OFFICE_WORD,
  REGISTERS,
  type SignedApplication,
} from './instructed-cases.ts';

/** Where whole cases are put. */
export interface WholeCasePlace {
  readonly owner: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly jlis: Jlis;
}

/** Entries of the book behind a case: what one has that went to a person. */
const ENTRIES = 12;

const DAY_MS = 86_400_000;

async function insertCase(
  { owner, evidence }: WholeCasePlace,
  { text, receivedAt, card }: SignedApplication,
): Promise<string> {
  const chainId = uuidV7();
  const keys = await evidence.createChain(chainId);
  await owner.insert(certificateApplications).values({
    id: text.applicationId,
    portalId: 'portal-1',
    service: text.service,
    identityRoute: 'jpki',
    keyDelivery: 'simultaneous',
    edition: 1,
    chainId,
    ruleSetId: '2026-12',
    state: 'review',
    notHolding: ['guard.contact/shared'],
    receivedAt,
    caseDeadline: new Date(receivedAt.getTime() + 180 * DAY_MS),
    stateDeadline: new Date(receivedAt.getTime() + 60 * DAY_MS),
    nameSealed: seal(keys.chain, Buffer.from(card.person.writtenName, 'utf8')),
    changedAt: receivedAt,
  });
  return chainId;
}

async function keepEvidence(
  { owner, evidence }: WholeCasePlace,
  application: SignedApplication,
  chainId: string,
): Promise<string> {
  const { text, textOctets, signatureContainer, proofs, jlis, receivedAt } = application;
  const caseId = text.applicationId;
  const kept = await evidence.put({ caseId, chainId }, [
    { kind: 'signedText', ring: 'chain', octets: textOctets },
    { kind: 'signatureContainer', ring: 'chain', octets: signatureContainer },
    { kind: 'proofOfPossession', ring: 'chain', octets: proofsOctets(proofs) },
    { kind: 'jlisRequest', ring: 'jlis', octets: jlis.request },
    { kind: 'jlisAnswer', ring: 'jlis', octets: jlis.answer },
  ]);
  await owner
    .insert(evidenceObjects)
    .values(kept.map((reference) => ({ caseId, ...reference, edition: 1, receivedAt })));
  return kept.find(({ kind }) => kind === 'jlisRequest')?.sha256 ?? '';
}

async function evaluate({ owner, jlis }: WholeCasePlace, application: SignedApplication) {
  const { receivedAt } = application;
  const ruleSet = findRuleSet('2026-12');
  if (!ruleSet) throw new Error('there is no rule set 2026-12');
  const extracted = extractJpkiFacts({
    ...application,
    now: receivedAt,
    anchors: jlis.anchors.map(readCertificate),
    jlisAnswerMaxSkewSeconds: 300,
  });
  const facts = { ...extracted, ...OFFICE_WORD, ...REGISTERS, personsOnThisContact30Days: 3 };
  const { findings, outcome, next } = decide(facts, ruleSet);
  await owner.insert(evaluations).values({
    id: uuidV7(),
    caseId: application.text.applicationId,
    edition: 1,
    number: 1,
    at: receivedAt,
    ruleSetId: '2026-12',
    ruleSetSha256: 'e'.repeat(64),
    extractor: 'jpki-facts/1',
    facts,
    factsSha256: 'f'.repeat(64),
    findings,
    findingsSha256: '0'.repeat(64),
    outcome,
    next,
    dossierSha256: '1'.repeat(64),
  });
}

const asked = (caseId: string, requestSha256: string, attempt: number): NewEntry =>
  ({
    event: 'jlis.asked',
    items: ['1ハ'],
    at: new Date().toISOString(),
    actor: { kind: 'system', id: 'office-worker' },
    case: caseId,
    data: {
      purpose: 'decision',
      method: 'ocsp',
      requestSha256,
      certificateCommitment: 'a'.repeat(64),
      attempt,
    },
  }) as unknown as NewEntry;

/** Makes a case in review with everything behind it that its page reads. @returns its id */
export async function makeWholeCase(place: WholeCasePlace): Promise<string> {
  const application = await makeSignedApplication({
    jlis: place.jlis,
    service: 'demo-simultaneous',
  });
  const caseId = application.text.applicationId;
  const chainId = await insertCase(place, application);
  const requestSha256 = await keepEvidence(place, application, chainId);
  await evaluate(place, application);
  for (let attempt = 1; attempt <= ENTRIES; attempt += 1) {
    await writeEntry(place.owner, asked(caseId, requestSha256, attempt));
  }
  return caseId;
}
