import type { HsmKey, HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { isDomainError } from '../../domain/errors.ts';

const AGAIN_MS = 250;

/**
 * Signs a checkpoint as soon as the token can, however long that takes: the batch is in the database, under
 * no checkpoint yet, and nothing is signed for it before. A crash meanwhile leaves what a crash there
 * always leaves, and the next start publishes it.
 *
 * @throws DomainError if the token has stopped; the book is broken then.
 */
export async function signWhenBack(
  token: Pick<HsmToken, 'health'>,
  key: Pick<HsmKey, 'sign'>,
  octets: Buffer,
): Promise<Buffer> {
  for (;;) {
    try {
      return await key.sign(octets);
    } catch (error) {
      if (!isDomainError(error, 'HsmUnavailable') || token.health.state === 'stopped') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
