import { sql } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';

/** Counts about the person, device, contact and portal of a case; nothing but numbers leaves here. */
export interface PersonCounts {
  readonly samePersonOpenApplications: number;
  readonly samePersonValidCertificates: number;
  readonly personsOnThisContact30Days: number;
  readonly applicationsFromThisDevice30Days: number;
  readonly personsFromThisDevice30Days: number;
  readonly portalApplicationsLastHour: number;
  readonly hasDevice: boolean;
}

/** Whose counts: the case, and the certificate types it asks for. */
export interface CountedCase {
  readonly caseId: string;
  readonly certificateTypes: readonly string[];
}

/** The counts at an instant, this case counted where the fact says so. One query. */
export async function personCounts(
  db: Queryable,
  { caseId, certificateTypes }: CountedCase,
  now: Date,
): Promise<PersonCounts> {
  const month = new Date(now.getTime() - 30 * 24 * 3600 * 1000);
  const hour = new Date(now.getTime() - 3600 * 1000);
  const { rows } = await db.execute<Record<string, string | boolean>>(sql`
    with me as (select * from misuse_index where case_id = ${caseId})
    select
      (select count(*) from misuse_index m join certificate_applications a on a.id = m.case_id
        where m.person = me.person and m.case_id <> me.case_id and a.closed_at is null
      ) as open_applications,
      (select count(*) from misuse_index m join orders o on o.case_id = m.case_id
        where m.person = me.person and m.service = me.service and m.case_id <> me.case_id
          and o.serial_number is not null and o.not_after > ${now}
          and o.certificate_type = any(${sql.param([...certificateTypes])}::text[])
      ) as valid_certificates,
      (select count(distinct m.person) from misuse_index m
        where m.contact = me.contact and m.received_at > ${month}) as contact_persons,
      (select count(*) from misuse_index m
        where m.device = me.device and m.received_at > ${month}) as device_applications,
      (select count(distinct m.person) from misuse_index m
        where m.device = me.device and m.received_at > ${month}) as device_persons,
      (select count(*) from misuse_index m
        where m.portal_id = me.portal_id and m.received_at > ${hour}) as portal_hour,
      me.device is not null as has_device
    from me`);
  const row = rows[0] ?? {};
  return {
    samePersonOpenApplications: Number(row['open_applications'] ?? 0),
    samePersonValidCertificates: Number(row['valid_certificates'] ?? 0),
    personsOnThisContact30Days: Number(row['contact_persons'] ?? 0),
    applicationsFromThisDevice30Days: Number(row['device_applications'] ?? 0),
    personsFromThisDevice30Days: Number(row['device_persons'] ?? 0),
    portalApplicationsLastHour: Number(row['portal_hour'] ?? 0),
    hasDevice: row['has_device'] === true,
  };
}
