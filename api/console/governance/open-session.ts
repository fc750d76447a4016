import type { Context } from 'hono';
import type { NewSession } from '../../../db/inspection/sessions.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { giveSession, hashOfSecret, newSecret, SESSION_MS, shownSession } from './session.ts';
import { terminalOf } from './terminal.ts';

/**
 * Opens a session for this browser and ends the one it had.
 *
 * @returns whether there is one now.
 */
export async function openSessionHere(
  c: Context,
  dependencies: ConsoleDependencies,
  open: (session: NewSession) => Promise<StaffMember | undefined>,
): Promise<boolean> {
  const { records, settings, now } = dependencies;
  const terminal = await terminalOf(c, dependencies);
  if (terminal === undefined) return false;
  const secret = newSecret();
  const at = now();
  const officer = await open({
    sessionSha256: hashOfSecret(secret),
    terminal,
    at,
    endsAt: new Date(at.getTime() + SESSION_MS),
  });
  if (!officer) return false;
  const before = shownSession(c, settings);
  if (before !== undefined) await records.sessions.end(hashOfSecret(before), at);
  giveSession(c, settings, secret);
  return true;
}
