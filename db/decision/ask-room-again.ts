import type { OfficeDatabase } from '../office-database.ts';

/**
 * Lets a case that the room refused go to it again (row 27: its owner has it tried again). Nothing is decided by it: the room judges
 * the order anew, and the office what comes back. Whoever calls it starts the run of the case anew after it,
 * which asks at once; a run that sleeps would look a month later.
 *
 * May be called again, also for one that waits for its next turn by itself.
 *
 * @returns whether the case stands at the room by a refusal.
 */
export async function askRoomAgain({ $client }: OfficeDatabase, caseId: string): Promise<boolean> {
  const { rowCount } = await $client.query(
    `update certificate_applications
     set next_attempt_at = now(), state_deadline = null, changed_at = now()
     where id = $1 and closed_at is null and state in ('issuing', 'instructed', 'keyDelivery')
       and not_holding[1] like 'gate/%'`,
    [caseId],
  );
  return rowCount === 1;
}
