import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';

/** Which code: its case, and its number there. */
export interface CodeName {
  readonly applicationId: string;
  readonly codeNumber: number;
}

/** A code that was made, with its key K as the HSM sealed it. */
export interface MadeCodeRow extends CodeName {
  readonly chainId: string;
  readonly edition: number;
  readonly textSha256: string;
  readonly person: string;
  readonly dispatchId: string;
  readonly salt: string;
  readonly keySealed: Buffer;
  readonly ciphertextSha256: string;
  readonly vendorKeySha256: string;
  readonly madeAt: Date;
  readonly lapsesAt: Date;
}

/** A code that nobody redeems any more. */
export interface EndedCodeRow extends CodeName {
  readonly to: 'voided' | 'lapsed';
  /** Why it is void. */
  readonly cause?: string;
  readonly at: Date;
}

/** A wrong attempt: the input that it came by, and what it leaves. */
export interface FailedAttemptRow extends CodeName {
  readonly inputId: string;
  /** Wrong attempts at this code with it. */
  readonly failures: number;
  readonly isLocked: boolean;
  readonly attemptsLeft: number;
  readonly at: Date;
}

/** A code that was redeemed, for these keys. */
export interface RedeemedCodeRow extends CodeName {
  readonly person: string;
  /** SHA-256 of the SubjectPublicKeyInfo of each order, in order. */
  readonly keys: readonly string[];
  readonly nonce: string;
  readonly redemptionSha256: string;
  readonly proofSha256: string;
  readonly at: Date;
}

/** Rows about codes that stand or fall with the entries of an act: the end of one comes before the next one's making. */
export interface CodeRows {
  readonly ended?: readonly EndedCodeRow[];
  readonly made?: MadeCodeRow;
  readonly attempt?: FailedAttemptRow;
  readonly redeemed?: RedeemedCodeRow;
}

/**
 * Writes rows about codes in the transaction of their entries. K goes with the state that it serves.
 *
 * @throws DomainError `IllegalTransition` for a code that is not in the state that the act leads out of; `PublicKeyInUse`
 *   for a key that another application has. Nothing of the batch is written then.
 */
export async function writeCodeRows(client: pg.ClientBase, rows: CodeRows): Promise<void> {
  for (const ended of rows.ended ?? []) await end(client, ended);
  if (rows.made) await make(client, rows.made);
  if (rows.attempt) await countAttempt(client, rows.attempt);
  if (rows.redeemed) await redeem(client, rows.redeemed);
}

const gone = ({ codeNumber }: CodeName): DomainError =>
  new DomainError('IllegalTransition', `code ${codeNumber} is in another state`);

async function end(client: pg.ClientBase, row: EndedCodeRow): Promise<void> {
  const from = row.to === 'voided' ? ['live', 'locked'] : ['live'];
  const { rowCount } = await client.query(
    `update codes set state = $3, key_sealed = null, ended_at = $4, cause = $5
     where application_id = $1 and code_number = $2 and state = any($6::text[])`,
    [row.applicationId, row.codeNumber, row.to, row.at, row.cause ?? null, from],
  );
  if (rowCount !== 1) throw gone(row);
}

/** One that is made again takes the place of the one before, unless that one's letter is on its way, or it has served. */
async function make(client: pg.ClientBase, row: MadeCodeRow): Promise<void> {
  const { rowCount } = await client.query(
    `insert into codes as c (application_id, code_number, chain_id, edition, text_sha256, person,
       dispatch_id, salt, key_sealed, ciphertext_sha256, vendor_key_sha256, made_at, lapses_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'live')
     on conflict (application_id, code_number) do update set edition = excluded.edition,
       text_sha256 = excluded.text_sha256, dispatch_id = excluded.dispatch_id, salt = excluded.salt,
       key_sealed = excluded.key_sealed, ciphertext_sha256 = excluded.ciphertext_sha256,
       vendor_key_sha256 = excluded.vendor_key_sha256, made_at = excluded.made_at,
       lapses_at = excluded.lapses_at, state = 'live', failures = 0, posted_at = null,
       ended_at = null, cause = null
       where c.state in ('voided', 'lapsed') or (c.state = 'live' and c.posted_at is null)`,
    [
      row.applicationId,
      row.codeNumber,
      row.chainId,
      row.edition,
      row.textSha256,
      row.person,
      row.dispatchId,
      row.salt,
      row.keySealed,
      row.ciphertextSha256,
      row.vendorKeySha256,
      row.madeAt,
      row.lapsesAt,
    ],
  );
  if (rowCount !== 1) throw gone(row);
}

async function countAttempt(client: pg.ClientBase, row: FailedAttemptRow): Promise<void> {
  const { rowCount } = await client.query(
    `update codes set failures = $3, state = case when $4 then 'locked' else state end,
       key_sealed = case when $4 then null else key_sealed end
     where application_id = $1 and code_number = $2 and state = 'live' and failures = $3 - 1`,
    [row.applicationId, row.codeNumber, row.failures, row.isLocked],
  );
  if (rowCount !== 1) throw gone(row);
  await client.query(
    `insert into code_attempts (input_id, application_id, code_number, failures, is_locked,
       attempts_left, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.inputId,
      row.applicationId,
      row.codeNumber,
      row.failures,
      row.isLocked,
      row.attemptsLeft,
      row.at,
    ],
  );
}

async function redeem(client: pg.ClientBase, row: RedeemedCodeRow): Promise<void> {
  const { rowCount } = await client.query(
    `update codes set state = 'redeemed', key_sealed = null, ended_at = $3, keys = $4, nonce = $5,
       redemption_sha256 = $6, proof_sha256 = $7
     where application_id = $1 and code_number = $2 and state = 'live'`,
    [
      row.applicationId,
      row.codeNumber,
      row.at,
      row.keys,
      row.nonce,
      row.redemptionSha256,
      row.proofSha256,
    ],
  );
  if (rowCount !== 1) throw gone(row);
  // From now on they are this application's: nobody takes one of them between here and the certificate.
  const seen = await client.query(
    `insert into keys_seen (spki_sha256, application_id, person)
     select key, $2, $3 from unnest($1::text[]) as key
     on conflict (spki_sha256) do update set person = keys_seen.person
       where keys_seen.application_id = excluded.application_id`,
    [row.keys, row.applicationId, row.person],
  );
  if (seen.rowCount !== row.keys.length) throw new DomainError('PublicKeyInUse', 'a key is taken');
}
