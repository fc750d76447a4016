import { and, eq, isNull, lt } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { passkeys } from '../schema/governance.ts';

/** The passkey that signed a challenge just now, and the count it showed; 0 of one that does not count. */
export interface SignedBy {
  readonly credentialId: string;
  readonly signatureCounter: number;
}

/**
 * Remembers that a passkey signed, in the transaction of what it signed for. The update decides between two answers with
 * one count (a copied authenticator), and holds the row until the end: nobody withdraws it meanwhile.
 *
 * @returns whose it is; undefined if it was withdrawn, or its counter did not go on.
 */
export async function countSignature(
  tx: Queryable,
  { credentialId, signatureCounter }: SignedBy,
  at: Date,
): Promise<string | undefined> {
  const goesOn =
    signatureCounter === 0
      ? eq(passkeys.signatureCounter, 0)
      : lt(passkeys.signatureCounter, signatureCounter);
  const [passkey] = await tx
    .update(passkeys)
    .set({ signatureCounter, lastUsedAt: at })
    .where(and(eq(passkeys.credentialId, credentialId), isNull(passkeys.withdrawnAt), goesOn))
    .returning({ officerId: passkeys.officerId });
  return passkey?.officerId;
}

/** Whether what an officer does now is confirmed by a passkey that is theirs, and still good. */
export const isConfirmed = async (
  tx: Queryable,
  { officerId, confirmedBy, at }: { officerId: string; confirmedBy: SignedBy; at: Date },
): Promise<boolean> => (await countSignature(tx, confirmedBy, at)) === officerId;
