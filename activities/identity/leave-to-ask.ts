import { governanceRegister } from '../../db/governance/register.ts';
import { takeJlisTurn } from '../../db/identity/jlis-turns.ts';
import { opensAt, TURN_LASTS_MS, turnDistanceMs } from '../../domain/governance/jlis-service.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** Whether J-LIS may be asked: now, at a turn that is still to come, or not at all for the time being. */
export type LeaveToAsk =
  | { readonly kind: 'now' }
  | { readonly kind: 'turn'; readonly turnAt: number }
  | { readonly kind: 'none' };

interface Moment {
  readonly now: Date;
  /** A turn that was given before, in milliseconds since 1970. */
  readonly turnAt: number | undefined;
}

/**
 * Says whether J-LIS may be asked for a service: not without an agreement (JPKI法17条4項), not while it has
 * no service, and at most as often as the agreement lets the whole office. A turn that has passed unused,
 * because the workers were away, gives way to a new one: late questions never come in a heap.
 */
export async function leaveToAsk(
  { db }: OfficeDependencies,
  service: string,
  { now, turnAt }: Moment,
): Promise<LeaveToAsk> {
  const register = await governanceRegister(db);
  if (register.service(service, now)?.jlisAgreement !== 'inForce') return { kind: 'none' };
  const jlis = register.jlisService(now);
  if (opensAt(jlis, now.getTime()) > now.getTime()) return { kind: 'none' };
  const distanceMs = turnDistanceMs(jlis);
  if (distanceMs === undefined) return { kind: 'now' };
  const isPast = turnAt === undefined || now.getTime() > turnAt + TURN_LASTS_MS;
  const turn = isPast ? (await takeJlisTurn(db, { now, distanceMs })).getTime() : turnAt;
  return turn > now.getTime() ? { kind: 'turn', turnAt: turn } : { kind: 'now' };
}
