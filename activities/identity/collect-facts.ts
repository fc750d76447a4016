import { extractJpkiFacts, type JpkiEvidence } from '../../adapters/jpki/extract-facts.ts';
import type { KeyProof } from '../../adapters/jpki/key-proofs.ts';
import { provenKey } from '../../adapters/jpki/proof-evidence.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { keyFingerprints } from '../../adapters/x509/key-fingerprints.ts';
import { judgeExplanation } from '../../domain/application/explanation.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import { isAutomationOff } from '../../domain/governance/stops.ts';
import type { CertificateService } from '../../domain/governance/certificate-service.ts';
import { readCaseFile, type CaseFile } from '../../db/decision/case-file.ts';
import { readOfficeFacts, type OfficeFacts } from '../../db/decision/office-facts.ts';
import { governanceRegister, type GovernanceRegister } from '../../db/governance/register.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readCaseEvidence, type CaseEvidence } from './case-evidence.ts';
import { deathNoticeOf } from './death-notice.ts';
import { renewalFacts } from './renewal-facts.ts';

/** Facts of one moment, and the edition they are of. */
export interface CollectedFacts {
  readonly edition: number;
  readonly facts: Facts;
}

/**
 * Takes the facts of the present edition of a case: what the evidence says (extracted again by the
 * room), what our registers say, and counts about person, device, contact and portal. No personal data
 * leaves here, only codes, counts and ages.
 */
export async function collectCaseFacts(
  deps: OfficeDependencies,
  applicationId: string,
): Promise<CollectedFacts> {
  const { db } = deps;
  const [file, register] = await Promise.all([
    readCaseFile(db, applicationId),
    governanceRegister(db),
  ]);
  const now = deps.now();
  const evidence = readCaseEvidence(deps, file, now);
  const { text } = evidence;
  const office = await readOfficeFacts(db, file.row, {
    now,
    certificateTypes: text.orders.map((o) => o.certificateType),
    keyFingerprints: evidence.jpki.proofs.flatMap(fingerprintsOf),
  });
  const facts = {
    ...(await signedFacts(deps, file, evidence)),
    ...serviceFacts(register.service(file.row.service, now), text),
    ...explanationFacts(text, register, { office, now }),
    ...personFacts(file, { office, appVersion: evidence.appVersion, now }),
    deathNotice: deathNoticeOf(deps, office.notices),
    ...deviceFacts(evidence, office, register.app(evidence.appVersion, now)?.state),
    ...(evidence.jpki.proofs.length > 0 ? { keySeen: keySeenOf(office) } : {}),
    // Without a redemption that the room found right there are no keys on the code route.
    ...(file.redemption && text.keys.delivery === 'code' ? { codeProof: 'valid' } : {}),
  };
  return { edition: file.row.edition, facts: facts as Facts };
}

/** What the signature and whoever made it say, by the route of the text. */
async function signedFacts(
  deps: OfficeDependencies,
  file: CaseFile,
  { text, jpki }: CaseEvidence,
): Promise<Partial<Facts>> {
  return text.identityRoute === 'ownCertificate'
    ? renewalFacts(deps, file, jpki)
    : extractJpkiFacts(await withList(deps, file, jpki));
}

/** The evidence with the revocation list that the answer was judged with, if there was one. */
async function withList(
  { lists }: OfficeDependencies,
  { jlis }: CaseFile,
  evidence: JpkiEvidence,
): Promise<JpkiEvidence> {
  if (jlis?.listSha256 === undefined) return evidence;
  const container = tryReadSignatureContainer(evidence.signatureContainer);
  if (!container?.signer) return evidence;
  if (!lists) throw new DomainError('EvidenceMissing', `revocation list ${jlis.listSha256}`);
  const revocationList = await lists.find(jlis.listSha256, container.signer);
  return { ...evidence, container, revocationList };
}

/** Facts that the `accreditations` document gives for a service; without one nothing is open. */
function serviceFacts(service: CertificateService | undefined, text: ApplicationText) {
  const offered = service?.certificateTypes ?? [];
  return {
    accreditationsHeld: service?.accreditationsHeld ?? 'none',
    simultaneousOpenUnderAct: service?.simultaneousOpenUnderAct ?? false,
    simultaneousOpenUnderJpkiItem5: service?.simultaneousOpenUnderJpkiItem5 ?? false,
    certificateTypes: text.orders.every((o) => offered.includes(o.certificateType))
      ? 'offered'
      : 'notOffered',
    ...(text.identityRoute === 'jpki' ? { jlisAgreement: service?.jlisAgreement ?? 'ended' } : {}),
  };
}

function explanationFacts(
  { explanation, createdAt }: ApplicationText,
  { explanations }: GovernanceRegister,
  { office, now }: { readonly office: OfficeFacts; readonly now: Date },
) {
  const named = { ...explanation, textCreatedAt: Date.parse(createdAt) };
  return {
    explanation: judgeExplanation(named, explanations, now.getTime()),
    explanationShown: office.isExplanationShown ? 'recorded' : 'notRecorded',
    // The portal judged it at receipt; whatever else it may be never became a case.
    textState: 'current',
  };
}

function personFacts(
  { row, responsible }: CaseFile,
  {
    office,
    appVersion,
    now,
  }: {
    readonly office: OfficeFacts;
    readonly appVersion: string | undefined;
    readonly now: Date;
  },
) {
  const ageMs = now.getTime() - row.receivedAt.getTime();
  const isHigh = office.portalApplicationsLastHour > office.applicationsPerHour;
  return {
    samePersonOpenApplications: office.samePersonOpenApplications,
    samePersonValidCertificates: office.samePersonValidCertificates,
    personsOnThisContact30Days: office.personsOnThisContact30Days,
    minutesSinceReceipt: Math.max(0, Math.floor(ageMs / 60_000)),
    portalRate: isHigh ? 'high' : 'normal',
    automaticDecisions: isAutomationOff(office.switchesOff, { ...row, appVersion }) ? 'off' : 'on',
    responsiblePersonOnDuty: responsible !== undefined,
    // There is no register of persons to watch yet.
    personOnWatch: 'none',
  };
}

function deviceFacts(evidence: CaseEvidence, office: OfficeFacts, appState: string | undefined) {
  const device = evidence.device ?? (office.isWebPortal ? 'webPortal' : 'missing');
  if (device === 'webPortal') return { deviceEvidence: device };
  const counts = {
    applicationsFromThisDevice30Days: office.applicationsFromThisDevice30Days,
    personsFromThisDevice30Days: office.personsFromThisDevice30Days,
  };
  return {
    deviceEvidence: device,
    appVersion: appState ?? 'unknown',
    ...(device === 'missing' ? {} : counts),
  };
}

/** None of a proof whose key cannot be read: `keyParameters` says that. */
function fingerprintsOf(proof: KeyProof): string[] {
  try {
    return keyFingerprints(provenKey(proof));
  } catch (error) {
    if (error instanceof MalformedDer) return [];
    throw error;
  }
}

/** The worst thing known of the keys of this edition: refused, another person's, the same person's, or new. */
function keySeenOf(office: OfficeFacts): string {
  const { keysOfThisCase, keysOfThisPerson, keysOfOthers, refusedKeys } = office;
  if (refusedKeys > 0) return 'compromised';
  if (keysOfOthers > 0) return 'otherPerson';
  if (keysOfThisPerson > 0) return 'samePerson';
  return keysOfThisCase > 0 ? 'sameCase' : 'never';
}
