import type { OfficeDatabase } from '../office-database.ts';
import type { CaseRow } from './case-file.ts';

/** What the office's registers say about a case: counts and switches, nothing that names a person. */
export interface OfficeFacts {
  readonly samePersonOpenApplications: number;
  readonly samePersonValidCertificates: number;
  readonly personsOnThisContact30Days: number;
  readonly applicationsFromThisDevice30Days: number;
  readonly personsFromThisDevice30Days: number;
  readonly portalApplicationsLastHour: number;
  readonly applicationsPerHour: number;
  readonly isWebPortal: boolean;
  /** Stop switches that are off, by name. */
  readonly switchesOff: readonly string[];
  readonly isExplanationShown: boolean;
  /** Cases that had one of this edition's keys before, by whose they are. */
  readonly keysOfThisCase: number;
  readonly keysOfThisPerson: number;
  readonly keysOfOthers: number;
  /** What third parties told us of this person, in any case, the newest first. */
  readonly notices: readonly PlacedNotice[];
}

/** Where a notice is kept. */
export interface PlacedNotice {
  readonly caseId: string;
  readonly chainId: string;
  readonly sha256: string;
}

const OFFICE_FACTS = `
with me as (
  select *, $2::timestamptz - interval '30 days' as month, $2::timestamptz - interval '1 hour' as hour
  from misuse_index where case_id = $1
), seen as (
  select k.case_id, m.person from applicant_keys k join misuse_index m on m.case_id = k.case_id
  where k.spki_sha256 in (select spki_sha256 from applicant_keys where case_id = $1 and edition = $3)
    and not (k.case_id = $1 and k.edition = $3)
)
select
  (select count(*)::int from misuse_index m join certificate_applications a on a.id = m.case_id
    where m.person = me.person and m.case_id <> me.case_id and a.closed_at is null)
    as "samePersonOpenApplications",
  (select count(*)::int from misuse_index m join orders o on o.case_id = m.case_id
    where m.person = me.person and m.service = me.service and m.case_id <> me.case_id
      and o.serial_number is not null and o.not_after > $2
      and o.certificate_type = any($4::text[])) as "samePersonValidCertificates",
  (select count(distinct m.person)::int from misuse_index m
    where m.contact = me.contact and m.received_at > me.month) as "personsOnThisContact30Days",
  (select count(*)::int from misuse_index m
    where m.device = me.device and m.received_at > me.month) as "applicationsFromThisDevice30Days",
  (select count(distinct m.person)::int from misuse_index m
    where m.device = me.device and m.received_at > me.month) as "personsFromThisDevice30Days",
  (select count(*)::int from misuse_index m
    where m.portal_id = me.portal_id and m.received_at > me.hour) as "portalApplicationsLastHour",
  p.applications_per_hour as "applicationsPerHour", p.is_web_portal as "isWebPortal",
  array(select name from switches where not is_on) as "switchesOff",
  coalesce((select explanation_shown from application_texts
    where used_by = $1 and edition = $3 limit 1), false) as "isExplanationShown",
  (select count(*)::int from seen where case_id = $1) as "keysOfThisCase",
  (select count(*)::int from seen where case_id <> $1 and seen.person = me.person)
    as "keysOfThisPerson",
  (select count(*)::int from seen where case_id <> $1 and seen.person <> me.person)
    as "keysOfOthers",
  coalesce((select jsonb_agg(jsonb_build_object('caseId', e.case_id, 'chainId', a.chain_id,
      'sha256', e.sha256) order by e.received_at desc, e.sha256)
    from misuse_index m join evidence_objects e
      on e.case_id = m.case_id and e.kind = 'thirdPartyNotice'
    join certificate_applications a on a.id = m.case_id
    where m.person = me.person
      and not exists (select 1 from chain_erasures x where x.chain_id = a.chain_id)), '[]')
    as notices
from me join portals p on p.id = me.portal_id`;

/** Reads what the registers say at an instant, in one query. */
export async function readOfficeFacts(
  { $client }: OfficeDatabase,
  { id, edition }: Pick<CaseRow, 'id' | 'edition'>,
  { now, certificateTypes }: { readonly now: Date; readonly certificateTypes: readonly string[] },
): Promise<OfficeFacts> {
  const { rows } = await $client.query<OfficeFacts>({
    name: 'office-facts',
    text: OFFICE_FACTS,
    values: [id, now, edition, certificateTypes],
  });
  const [facts] = rows;
  if (!facts) throw new Error(`${id} is not in the index of persons`);
  return facts;
}
