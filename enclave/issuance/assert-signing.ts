import type { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { DomainError } from '../../domain/errors.ts';

/** A token that is away for less is waited for. */
const AWAY_MS = 3_000;

/**
 * Refuses work that would only wait: an order begun while the token is away would pass the gate and then
 * stand before a checkpoint that nothing signs.
 *
 * @throws DomainError `HsmUnavailable`, tried again without end; or what stopped the token
 */
export function assertSigning({ health, downMs }: Pick<HsmToken, 'health' | 'downMs'>): void {
  if (health.state === 'stopped') throw health.failure;
  if (health.state === 'down' && downMs > AWAY_MS) {
    throw new DomainError('HsmUnavailable', health.code);
  }
}
