import { governanceRegister } from '../../db/governance/register.ts';
import { takeJlisTurn, useJlisTurn } from '../../db/identity/jlis-turns.ts';
import { opensAt, questionDistances } from '../../domain/governance/jlis-service.ts';
import type { JlisTurn } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** Whether J-LIS may be asked: now, at a turn that is still to come, or not at all for the time being. */
export type LeaveToAsk =
  | { readonly kind: 'now' }
  | { readonly kind: 'turn'; readonly turn: JlisTurn }
  | { readonly kind: 'none' };

interface Moment {
  readonly now: Date;
  /** The turn that was given before, as it was given. */
  readonly turnAt: number | undefined;
}

/**
 * Says whether J-LIS may be asked for a service: not without an agreement (JPKI法17条4項), not while it has
 * no service, and at most as often as the agreement lets the whole office. A case keeps its turn however
 * late it comes; several that are late are let through one by one. Leave is for one question.
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
  const distances = questionDistances(jlis);
  if (distances === undefined) return { kind: 'now' };
  const turn = turnAt === undefined ? await takeJlisTurn(db, distances) : new Date(turnAt);
  const waitMs = await useJlisTurn(db, turn, distances);
  return waitMs === 0
    ? { kind: 'now' }
    : { kind: 'turn', turn: { turnAt: turn.getTime(), waitMs } };
}
