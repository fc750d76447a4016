import type { DomainError } from '../../domain/errors.ts';

/**
 * How a token is: all sessions sign (`ready`); some are missing (`degraded`); none signs and it is looked
 * for (`down`); nothing is tried any more until the program is started again (`stopped`).
 */
export type HsmHealth =
  | { readonly state: 'ready' }
  | { readonly state: 'degraded'; readonly missing: number; readonly code: string }
  | { readonly state: 'down'; readonly code: string }
  | { readonly state: 'stopped'; readonly failure: DomainError };

/** What happens to a token. `code` is a CKR name or a word of ours, for people. */
export type HsmEvent =
  | { readonly kind: 'sessionMissing'; readonly code: string }
  | { readonly kind: 'sessionReplaced' }
  | { readonly kind: 'tokenLost'; readonly code: string }
  /** Token, login, sessions and keys are back, and a signature was made and verified. */
  | { readonly kind: 'recovered' }
  | { readonly kind: 'stopped'; readonly failure: DomainError };

/**
 * The next state of a token with so many sessions. `stopped` is never left; `down` only by a recovery
 * or a stop.
 */
export function nextHealth(health: HsmHealth, event: HsmEvent, sessions: number): HsmHealth {
  if (health.state === 'stopped') return health;
  switch (event.kind) {
    case 'stopped':
      return { state: 'stopped', failure: event.failure };
    case 'tokenLost':
      return { state: 'down', code: event.code };
    case 'recovered':
      return { state: 'ready' };
    default:
      return health.state === 'down' ? health : withSession(health, event, sessions);
  }
}

type OfSession = Extract<HsmEvent, { kind: 'sessionMissing' | 'sessionReplaced' }>;
type Signing = Extract<HsmHealth, { state: 'ready' | 'degraded' }>;

/** One session less, or one more. */
function withSession(health: Signing, event: OfSession, sessions: number): HsmHealth {
  if (event.kind === 'sessionMissing') return missing(missingIn(health) + 1, event.code, sessions);
  return health.state === 'ready' ? health : missing(health.missing - 1, health.code, sessions);
}

const missingIn = (health: HsmHealth): number => (health.state === 'degraded' ? health.missing : 0);

function missing(count: number, code: string, sessions: number): HsmHealth {
  if (count <= 0) return { state: 'ready' };
  if (count >= sessions) return { state: 'down', code };
  return { state: 'degraded', missing: count, code };
}
