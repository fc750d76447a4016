import type { Queryable } from '../office-database.ts';
import { sql, type SQL } from 'drizzle-orm';
import { sha256Hex } from '../../books/canonical-json.ts';

/** Kind of the input by which a case hears that a stop switch took its automatic approval away. */
export const AUTOMATION_STOPPED = 'automationStopped';

/** Cases that a switch is about; of an app only the evidence tells, so all are told and each looks. */
function aboutSwitch(name: string): SQL | undefined {
  const [kind = '', ...rest] = name.split(':');
  const subject = rest.join(':');
  const kinds: Readonly<Record<string, SQL>> = {
    automaticDecisions: sql`true`,
    app: sql`true`,
    portal: sql`a.portal_id = ${subject}`,
    route: sql`a.identity_route = ${subject}`,
    service: sql`a.service = ${subject}`,
  };
  return kinds[kind];
}

/**
 * Tells every case that the machine approved and that has not gone to the room that a switch went off, in the transaction
 * that turns it: as an input, which the sweeper nudges.
 *
 * What is with the room already it alone can stop; the office asks for no more of it (`isSigningHeld`).
 */
export async function tellStoppedCases(
  tx: Queryable,
  { name, by, at }: { readonly name: string; readonly by: string; readonly at: Date },
): Promise<void> {
  const about = aboutSwitch(name);
  if (!about) return;
  await tx.execute(sql`
    insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at)
    select gen_random_uuid(), a.id, ${AUTOMATION_STOPPED}, ${by}, ${sha256Hex(Buffer.from(name))}, ${at}
    from certificate_applications a
    join decisions d on d.case_id = a.id and d.voided_at is null and d.decider = 'ruleSet'
    where a.state in ('approved', 'keyDelivery') and ${about}`);
}
