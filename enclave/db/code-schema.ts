import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';

/**
 * 利用者識別符号 as the room knows it (規則6条3号の2). Of the code there is the key K that is derived from it, sealed by a
 * key in the HSM, as long as it can be redeemed; then nothing. A code that is made again under its number takes the place
 * of the one before; a row is never deleted.
 */
export const codes = pgTable(
  'codes',
  {
    applicationId: uuid('application_id').notNull(),
    codeNumber: integer('code_number').notNull(),
    chainId: uuid('chain_id').notNull(),
    /** Edition of the signed text that it was made for, and the hash of that text. */
    edition: integer('edition').notNull(),
    textSha256: text('text_sha256').notNull(),
    /** HMAC of the person under the room's own secret. */
    person: text('person').notNull(),
    dispatchId: uuid('dispatch_id').notNull(),
    /** Salt of the derivation of K, 32 hexadecimal digits; public. */
    salt: text('salt').notNull(),
    /** Null from the end of the code on. */
    keySealed: octets('key_sealed'),
    ciphertextSha256: text('ciphertext_sha256').notNull(),
    vendorKeySha256: text('vendor_key_sha256').notNull(),
    state: text('state').notNull(),
    /** Wrong attempts since it was made; those of the case are counted in `code_attempts`. */
    failures: integer('failures').notNull().default(0),
    madeAt: instant('made_at').notNull(),
    lapsesAt: instant('lapses_at').notNull(),
    postedAt: instant('posted_at'),
    endedAt: instant('ended_at'),
    /** Of a void code. */
    cause: text('cause'),
    /** Of a redeemed code: SHA-256 of the SubjectPublicKeyInfo of each order, in order. */
    keys: text('keys').array(),
    nonce: text('nonce'),
    redemptionSha256: text('redemption_sha256'),
    proofSha256: text('proof_sha256'),
  },
  (t) => [
    primaryKey({ columns: [t.applicationId, t.codeNumber] }),
    // Never two that open the same door (規則6条3号の2).
    uniqueIndex('one_live_code')
      .on(t.applicationId)
      .where(sql`${t.state} in ('live', 'locked')`),
    check(
      'room_code_state_known',
      sql`${t.state} in ('live','locked','lapsed','voided','redeemed')`,
    ),
    check('key_only_while_live', sql`(${t.keySealed} is not null) = (${t.state} = 'live')`),
    check('redemption_complete', sql`(${t.keys} is not null) = (${t.state} = 'redeemed')`),
  ],
);

/** Attempts at codes that were wrong: one input is one attempt, and gets one answer. Rows are never changed. */
export const codeAttempts = pgTable(
  'code_attempts',
  {
    inputId: uuid('input_id').primaryKey(),
    applicationId: uuid('application_id').notNull(),
    codeNumber: integer('code_number').notNull(),
    /** Wrong attempts at this code with it. */
    failures: integer('failures').notNull(),
    isLocked: boolean('is_locked').notNull(),
    attemptsLeft: integer('attempts_left').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('code_attempts_case').on(t.applicationId)],
);
