import { step } from '../../adapters/telemetry/steps.ts';
import { commit, drawR } from '../../books/commitment.ts';
import { beginErasure, recordErasure } from '../../db/retention/chain-erasure.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OfficeRetentionActivities } from './contract.ts';

/** The keys of chains as the office holds them. */
export interface OfficeKeys {
  hasKeys(chainId: string): boolean;
  chainKeys(chainId: string): { readonly chain: Buffer };
  destroyKeys(chainId: string): Promise<void>;
}

/** What the office erases with. */
export interface ErasingOffice {
  readonly db: OfficeDatabase;
  readonly evidence: OfficeKeys;
  readonly now: () => Date;
}

/** Commits to the key of a chain. The value is the key itself, so of the opening only `r` is kept. */
function commitToKey({ evidence }: ErasingOffice, chain: string) {
  if (!evidence.hasKeys(chain)) throw new DomainError('EvidenceMissing', `keys of chain ${chain}`);
  const r = drawR();
  const value = evidence.chainKeys(chain).chain.toString('hex');
  return { commitment: commit({ kind: 'chainKey', r, value }), r };
}

/**
 * The office's part of the erasure of a chain.
 *
 * The order is: act effective with the commitment, the room (entry, then key), the office's entry, the
 * office's key. A crash anywhere leaves at least the record of what was to be destroyed, and the repeat
 * destroys what remains. Programs that opened the key shortly before serve it for half a minute at most.
 */
export function createRetentionActivities(office: ErasingOffice): OfficeRetentionActivities {
  const { db, evidence, now } = office;
  return {
    async beginErasure(actId) {
      const order = await beginErasure(db, { actId, at: now() }, (chain) =>
        commitToKey(office, chain),
      );
      step('erasure.1-begun');
      return order;
    },
    async eraseInOffice(actId) {
      const chain = await recordErasure(db, actId, now());
      step('erasure.4-in-offices-book');
      await evidence.destroyKeys(chain);
      step('erasure.5-offices-key-destroyed');
    },
  };
}
