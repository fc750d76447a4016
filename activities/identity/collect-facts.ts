import { and, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm';
import { extractJpkiFacts } from '../../adapters/jpki/extract-facts.ts';
import { judgeExplanation } from '../../domain/application/explanation.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import type { CertificateService } from '../../domain/governance/certificate-service.ts';
import { findCase, type CaseRow } from '../../db/decision/case-rows.ts';
import { personCounts, type PersonCounts } from '../../db/decision/person-counts.ts';
import {
  documentInForce,
  explanationVersions,
  servicesInForce,
} from '../../db/governance/documents.ts';
import type { Queryable } from '../../db/office-database.ts';
import { applicantKeys, applicationTexts, misuseIndex } from '../../db/schema/application.ts';
import { dutyRoster, portals, switches } from '../../db/schema/governance.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readCaseEvidence, type CaseEvidence } from './case-evidence.ts';

/** Evidence and facts of one moment. */
export interface CollectedFacts {
  readonly edition: number;
  readonly facts: Facts;
}

/**
 * Takes the facts of the newest edition of a case: what the evidence says (extracted again by the
 * room), what our registers say, and counts about person, device, contact and portal. No personal data
 * leaves here, only codes, counts and ages.
 */
export async function collectCaseFacts(
  deps: OfficeDependencies,
  applicationId: string,
): Promise<CollectedFacts> {
  const { db, now } = deps;
  const row = await findCase(db, applicationId);
  const evidence = await readCaseEvidence(deps, row);
  const at = now();
  const { text } = evidence;
  const [counts, { register, ...governance }, keySeen] = await Promise.all([
    personCounts(
      db,
      { caseId: row.id, certificateTypes: text.orders.map((o) => o.certificateType) },
      at,
    ),
    governanceFacts(db, { row, text, at }),
    keySeenFact(db, row),
  ]);
  const { portalApplicationsLastHour } = counts;
  const facts = {
    ...extractJpkiFacts(evidence.jpki),
    ...governance,
    ...personFacts(counts, { row, at }),
    ...deviceFacts(evidence, counts, register),
    ...(evidence.jpki.proofs.length > 0 ? { keySeen } : {}),
    portalRate: portalApplicationsLastHour > register.applicationsPerHour ? 'high' : 'normal',
  };
  return { edition: row.edition, facts: facts as Facts };
}

interface Judged {
  readonly row: CaseRow;
  readonly text: ApplicationText;
  readonly at: Date;
}

async function governanceFacts(db: Queryable, { row, text, at }: Judged) {
  const services = await servicesInForce(db, at);
  const service = services.find((s) => s.id === row.service);
  const explanation = judgeExplanation(
    { ...text.explanation, textCreatedAt: Date.parse(text.createdAt) },
    await explanationVersions(db),
    at.getTime(),
  );
  const [registers] = await db
    .select({
      isOnDuty: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(dutyRoster)
        .where(
          and(lte(dutyRoster.from, at), or(isNull(dutyRoster.until), gt(dutyRoster.until, at))),
        )})`,
      automatic: sql<boolean | null>`(${db
        .select({ isOn: switches.isOn })
        .from(switches)
        .where(eq(switches.name, 'automaticDecisions'))})`,
      shown: sql<boolean | null>`(${db
        .select({ shown: applicationTexts.explanationShown })
        .from(applicationTexts)
        .where(eq(applicationTexts.usedBy, row.id))
        .orderBy(sql`${applicationTexts.edition} desc`)
        .limit(1)})`,
      perHour: portals.applicationsPerHour,
      isWebPortal: portals.isWebPortal,
    })
    .from(portals)
    .where(eq(portals.id, row.portalId));
  const apps = await documentInForce(db, 'approvedApps', at);
  return {
    ...serviceFacts(service, text),
    explanation,
    explanationShown: registers?.shown ? 'recorded' : 'notRecorded',
    // The portal judged it at receipt; whatever else it may be never became a case.
    textState: 'current',
    responsiblePersonOnDuty: registers?.isOnDuty === true,
    automaticDecisions: registers?.automatic === false ? 'off' : 'on',
    register: {
      applicationsPerHour: registers?.perHour ?? 0,
      isWebPortal: registers?.isWebPortal === true,
      approvedApps: apps
        ? (JSON.parse(apps.content.toString('utf8')) as ApprovedApps)
        : { apps: [] },
    },
  };
}

/** Facts that the `accreditations` document gives for a service; without one nothing is open. */
export function serviceFacts(service: CertificateService | undefined, text: ApplicationText) {
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

function personFacts(counts: PersonCounts, { row, at }: { row: CaseRow; at: Date }) {
  return {
    samePersonOpenApplications: counts.samePersonOpenApplications,
    samePersonValidCertificates: counts.samePersonValidCertificates,
    personsOnThisContact30Days: counts.personsOnThisContact30Days,
    minutesSinceReceipt: Math.max(
      0,
      Math.floor((at.getTime() - row.receivedAt.getTime()) / 60_000),
    ),
    // Notices of death and watch entries come in with the review console's registers.
    deathNotice: 'none',
    personOnWatch: 'none',
  };
}

interface ApprovedApps {
  readonly apps: readonly { readonly version: string; readonly state: 'approved' | 'withdrawn' }[];
}

function deviceFacts(
  evidence: CaseEvidence,
  counts: PersonCounts,
  register: { readonly isWebPortal: boolean; readonly approvedApps: ApprovedApps },
) {
  const device = evidence.device ?? (register.isWebPortal ? 'webPortal' : 'missing');
  if (device === 'webPortal') return { deviceEvidence: device };
  const app = register.approvedApps.apps.find((a) => a.version === evidence.appVersion);
  return {
    deviceEvidence: device,
    appVersion: app?.state ?? 'unknown',
    ...(device === 'missing'
      ? {}
      : {
          applicationsFromThisDevice30Days: counts.applicationsFromThisDevice30Days,
          personsFromThisDevice30Days: counts.personsFromThisDevice30Days,
        }),
  };
}

/** The worst thing known of the keys of this edition: another person's, the same person's, or new. */
async function keySeenFact(db: Queryable, row: CaseRow): Promise<string> {
  const mine = db
    .select({ spki: applicantKeys.spkiSha256 })
    .from(applicantKeys)
    .where(and(eq(applicantKeys.caseId, row.id), eq(applicantKeys.edition, row.edition)));
  const seen = await db
    .select({ caseId: applicantKeys.caseId, person: misuseIndex.person })
    .from(applicantKeys)
    .innerJoin(misuseIndex, eq(misuseIndex.caseId, applicantKeys.caseId))
    .where(
      and(
        sql`${applicantKeys.spkiSha256} in (${mine})`,
        or(ne(applicantKeys.caseId, row.id), ne(applicantKeys.edition, row.edition)),
      ),
    );
  if (seen.length === 0) return 'never';
  if (seen.every((s) => s.caseId === row.id)) return 'sameCase';
  const [me] = await db
    .select({ person: misuseIndex.person })
    .from(misuseIndex)
    .where(eq(misuseIndex.caseId, row.id));
  return seen.every((s) => s.person === me?.person) ? 'samePerson' : 'otherPerson';
}
