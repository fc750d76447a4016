import { createHash } from 'node:crypto';

/** What an order is the order of: a case, an edition, its place, and how often it was decided anew. */
export interface OrderPlace {
  readonly caseId: string;
  readonly edition: number;
  readonly number: number;
  /** Decisions on this edition that were voided before. */
  readonly generation: number;
}

/**
 * Id of an order, the same each time it is computed, so that a dossier hash does not depend on when it
 * was made. It has the form of a UUIDv7 with the time of the case and a hash in place of chance.
 */
export function orderIdOf({ caseId, edition, number, generation }: OrderPlace): string {
  const hash = createHash('sha256')
    .update(`toroku-order/1\n${caseId}\n${edition}\n${number}\n${generation}\n`)
    .digest('hex');
  const variant = ((parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${caseId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(8, 20)}`;
}
