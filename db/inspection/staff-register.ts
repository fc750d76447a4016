import { sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';

/** A member of staff as the register of people shows them. */
export interface RegisteredStaff {
  readonly id: string;
  /** Whose account it is; two of one person count as one. */
  readonly person: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** When each role was granted, by its name; roles from before there were entries are absent. */
  readonly since: Readonly<Record<string, string>>;
  readonly passkeys: number;
  readonly identities: number;
  readonly lockedAt: Date | null;
}

const REGISTER = sql`
  with said as (
    select convert_from(octets, 'UTF8')::jsonb -> 'data' as d, at from book_entries
    where event = 'permission.granted'
  ), since as (
    select d ->> 'person' as person, jsonb_object_agg(d ->> 'permission', at) as roles
    from (select distinct on (d ->> 'person', d ->> 'permission') d, at from said
          order by d ->> 'person', d ->> 'permission', at desc) newest
    group by d ->> 'person'
  )
  select o.id, o.person, o.name, o.roles, coalesce(s.roles, '{}') as since,
    (select count(*)::int from passkeys p where p.officer_id = o.id and p.withdrawn_at is null) as passkeys,
    (select count(*)::int from officer_identities i
      where i.officer_id = o.id and i.withdrawn_at is null) as identities,
    l.locked_at as "lockedAt"
  from officers o
  left join since s on s.person = o.id
  left join sign_in_locks l on l.officer_id = o.id and l.unlocked_at is null
  order by o.id`;

/** Everybody on staff, with what lets them in. */
export const prepareStaffRegister =
  (db: OfficeDatabase) => async (): Promise<RegisteredStaff[]> => {
    const { rows } = await db.execute(REGISTER);
    return rows as unknown as RegisteredStaff[];
  };
