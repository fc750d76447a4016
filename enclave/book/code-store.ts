import type pg from 'pg';
import type { CodeName } from './code-rows.ts';

/** What the room kept of a redemption: the keys that it came with, and where their proofs lie. */
export interface KeptRedemption {
  readonly applicationId: string;
  /** Edition of the signed text that it counts for, and its hash. */
  readonly edition: number;
  readonly textSha256: string;
  /** SHA-256 of the SubjectPublicKeyInfo of each order, in order. */
  readonly keys: readonly string[];
  readonly nonce: string;
  readonly redemptionSha256: string;
  readonly proofSha256: string;
}

/** States of a code in the room: what its letter is at is the office's to know. */
export type RoomCodeState = 'live' | 'locked' | 'lapsed' | 'voided' | 'redeemed';

/** A code as the room stores it. */
export interface CodeRow extends CodeName {
  readonly chainId: string;
  readonly edition: number;
  readonly textSha256: string;
  readonly person: string;
  readonly keySealed: Buffer | null;
  readonly ciphertextSha256: string;
  readonly state: RoomCodeState;
  readonly failures: number;
  readonly madeAt: Date;
  readonly lapsesAt: Date;
  readonly postedAt: Date | null;
  readonly keys: readonly string[] | null;
  /** Evidence of the redemption that was accepted. */
  readonly redemptionSha256: string | null;
  readonly proofSha256: string | null;
}

/** What was answered to a wrong attempt. */
export interface AttemptRow extends CodeName {
  readonly isLocked: boolean;
  readonly attemptsLeft: number;
}

/** Queries about codes. All of them may be repeated. */
export class CodeStore {
  readonly #pool: Pick<pg.Pool, 'query'>;

  constructor(pool: Pick<pg.Pool, 'query'>) {
    this.#pool = pool;
  }

  /** Every code of a case, in the order of their numbers. */
  async codesOf(applicationId: string): Promise<CodeRow[]> {
    const { rows } = await this.#pool.query<CodeRow>(
      `select application_id as "applicationId", code_number as "codeNumber",
         chain_id as "chainId", edition, text_sha256 as "textSha256", person,
         key_sealed as "keySealed", ciphertext_sha256 as "ciphertextSha256", state, failures,
         made_at as "madeAt", lapses_at as "lapsesAt", posted_at as "postedAt", keys,
         redemption_sha256 as "redemptionSha256", proof_sha256 as "proofSha256"
       from codes where application_id = $1 order by code_number`,
      [applicationId],
    );
    return rows;
  }

  /** The wrong attempt that came by an input. */
  async attempt(inputId: string): Promise<AttemptRow | undefined> {
    const { rows } = await this.#pool.query<AttemptRow>(
      `select application_id as "applicationId", code_number as "codeNumber",
         is_locked as "isLocked", attempts_left as "attemptsLeft"
       from code_attempts where input_id = $1`,
      [inputId],
    );
    return rows[0];
  }

  /** Redemptions of the applications. */
  async findRedemptions(applicationIds: readonly string[]): Promise<KeptRedemption[]> {
    const { rows } = await this.#pool.query<KeptRedemption>({
      name: 'find-redemptions',
      text: `select application_id as "applicationId", edition, text_sha256 as "textSha256", keys,
               nonce, redemption_sha256 as "redemptionSha256", proof_sha256 as "proofSha256"
             from codes where application_id = any($1::uuid[]) and state = 'redeemed'`,
      values: [applicationIds],
    });
    return rows;
  }

  /** Notes that a letter is posted; what was noted first stays. */
  async notePosted(
    { applicationId, codeNumber }: CodeName,
    { postedAt, lapsesAt }: { readonly postedAt: Date; readonly lapsesAt: Date },
  ): Promise<void> {
    await this.#pool.query(
      `update codes set posted_at = $3, lapses_at = $4
       where application_id = $1 and code_number = $2 and posted_at is null and state = 'live'`,
      [applicationId, codeNumber, postedAt, lapsesAt],
    );
  }

  /** Wrong attempts at all codes of a case. */
  async countAttempts(applicationId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      'select count(*)::int as n from code_attempts where application_id = $1',
      [applicationId],
    );
    return rows[0]?.n ?? 0;
  }

  /** Those of the letters that a code was made with: of another nobody will ever ask. */
  async knownLetters(ciphertexts: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.#pool.query<{ sha256: string }>(
      'select ciphertext_sha256 as sha256 from codes where ciphertext_sha256 = any($1::text[])',
      [ciphertexts],
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }

  /** Whether any code can be redeemed still. */
  async hasLive(): Promise<boolean> {
    const { rows } = await this.#pool.query("select 1 from codes where state = 'live' limit 1");
    return rows.length > 0;
  }
}
