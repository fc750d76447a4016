import { sql, type SQL } from 'drizzle-orm';
import { isAccessKind } from '../../domain/governance/access-change.ts';
import type { ActContent } from '../../domain/governance/act-kinds.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { ErasureReason } from '../../domain/retention/retention.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { requireErasable } from '../retention/chain-erasure.ts';
import { chainOfCase } from '../retention/chain-standing.ts';

/** Whom an act would have touched, as counts. */
export interface ActEffect {
  /** Applications of the last thirty days that it is about; of an erasure, the cases of the chain. */
  readonly cases: number;
  /** Of these approved by the machine; of an erasure, with a certificate. */
  readonly counted: number;
}

const DAYS = 30;

/** Of the room nothing is counted here; a mass revocation says itself how many it touches. */
const ROOM_OR_LISTED = ['officerRegister', 'keyGeneration', 'keyState', 'massRevocation'];

function aboutSwitch(name: string): SQL | undefined {
  const [kind = '', ...rest] = name.split(':');
  const subject = rest.join(':');
  if (kind === 'portal') return sql`a.portal_id = ${subject}`;
  if (kind === 'route') return sql`a.identity_route = ${subject}`;
  if (kind === 'service') return sql`a.service = ${subject}`;
  // Which app it was stands in evidence: nothing here counts it.
  return kind === 'app' ? undefined : sql`true`;
}

/** Questions about acts before anybody agrees on them; counts and codes, nothing that names a person. */
export const createActEffects = (db: OfficeDatabase) => ({
  /** Whom an act would have touched; undefined where it cannot be counted. */
  async effectOf({ actKind, change }: ActContent, at: Date): Promise<ActEffect | undefined> {
    if (actKind === 'chainErasure') {
      return one(
        db,
        sql`select count(distinct a.id)::int as cases, count(o.serial_number)::int as counted
          from certificate_applications a left join orders o on o.case_id = a.id
          where a.chain_id = ${change.chain}`,
      );
    }
    const about = actKind === 'switchOn' ? aboutSwitch(change.switch) : sql`true`;
    const isOfRoom = ROOM_OR_LISTED.includes(actKind);
    if (!about || isOfRoom || isAccessKind(actKind)) return undefined;
    const from = new Date(at.getTime() - DAYS * DAY_MS);
    return one(
      db,
      sql`select count(distinct a.id)::int as cases,
          count(distinct a.id) filter (where d.decider = 'ruleSet')::int as counted
        from certificate_applications a left join decisions d on d.case_id = a.id
        where a.received_at >= ${from} and ${about}`,
    );
  },

  /** What erasing a chain, or the chain of a case, would be; or why nobody may. */
  async erasure(
    { id, reason }: { readonly id: string; readonly reason: ErasureReason },
    now: Date,
  ): Promise<{ readonly chain: string; readonly dueOn: string } | { readonly kept: string }> {
    const chain = (await chainOfCase(db, id)) ?? id;
    try {
      return { chain, dueOn: await requireErasable(db, { chain, reason }, { now, look: 'read' }) };
    } catch (error) {
      if (isDomainError(error, 'IllegalTransition')) return { kept: error.message };
      throw error;
    }
  },
});

async function one(db: OfficeDatabase, query: SQL): Promise<ActEffect | undefined> {
  const { rows } = await db.execute(query);
  return rows[0] as ActEffect | undefined;
}

/** Effects of acts as the console asks for them. */
export type ActEffects = ReturnType<typeof createActEffects>;
