import { type Facts, vocabulary1 } from '../../../domain/decision/facts.ts';
import { vocabularyProblem } from '../../../domain/decision/vocabulary.ts';
import { extractJpkiFacts } from '../../../adapters/jpki/extract-facts.ts';
import { evidence, type EvidenceFields } from './evidence-fixture.ts';

/** The facts of an ordinary application that differs in these parts. */
export const facts = (fields: EvidenceFields = {}): Partial<Facts> =>
  extractJpkiFacts(evidence(fields));
/** What a text says whose key comes later. */
export const code = {
  keys: { delivery: 'code', letterTo: 'jpkiAddress' },
  service: 'demo-code',
} as const;

/** The facts that are neither in the evidence nor in the text, as the office would add them. */
const BESIDE = {
  accreditationsHeld: 'jpkiItem5',
  appVersion: 'approved',
  applicationsFromThisDevice30Days: 1,
  automaticDecisions: 'on',
  certificateTypes: 'offered',
  codeProof: 'valid',
  deathNotice: 'none',
  deviceEvidence: 'attested',
  explanation: 'current',
  explanationShown: 'recorded',
  jlisAgreement: 'inForce',
  keySeen: 'never',
  minutesSinceReceipt: 5,
  personOnWatch: 'none',
  personsFromThisDevice30Days: 1,
  personsOnThisContact30Days: 1,
  portalRate: 'normal',
  responsiblePersonOnDuty: true,
  samePersonOpenApplications: 0,
  samePersonValidCertificates: 0,
  simultaneousOpenUnderAct: false,
  simultaneousOpenUnderJpkiItem5: true,
  textState: 'current',
} as const;

/** The extracted facts with those that the office adds to them. */
export function withOfficeFacts(extracted: Partial<Facts>): Partial<Facts> {
  const { keySeen, codeProof, ...always } = BESIDE;
  const isCode = extracted.keyDelivery === 'code';
  return {
    ...always,
    ...(extracted.keyReceived ? { keySeen } : {}),
    ...(extracted.keyReceived && isCode ? { codeProof } : {}),
    ...extracted,
  };
}

/** What keeps the extracted facts from being complete, once the others are there. */
export const problem = (extracted: Partial<Facts>): string | undefined =>
  vocabularyProblem(withOfficeFacts(extracted), vocabulary1);
