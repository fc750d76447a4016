import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { EntryInput, EntryInputOf } from '../../books/entry.ts';
import { defaultPolicyValues } from '../../domain/governance/policy.ts';
import { readCodeRedemption } from '../../domain/key-delivery/code-redemption.ts';
import type { RoomSources } from './room-rows.ts';

type CodeSources = Pick<RoomSources, 'client' | 'evidence' | 'marks'>;

/**
 * Rebuilds what an entry about a code wrote beside itself: attempts stay counted, and what ended stays ended. Of a code that
 * was made there is no K in any entry, so it can only be made again.
 *
 * @returns false for an entry about something else
 */
export async function rebuildCodeRow(sources: CodeSources, entry: EntryInput): Promise<boolean> {
  switch (entry.event) {
    case 'code.generated':
      markLost(sources, entry);
      return true;
    case 'code.attemptFailed':
      await rebuildAttempt(sources, entry);
      return true;
    case 'code.locked':
      await end(sources, entry, { state: 'locked' });
      return true;
    case 'code.voided':
      await end(sources, entry, { state: 'voided', cause: entry.data.cause });
      return true;
    case 'code.lapsed':
      await end(sources, entry, { state: 'lapsed' });
      return true;
    case 'code.redeemed':
      await rebuildRedemption(sources, entry);
      return true;
    default:
      return false;
  }
}

function markLost(
  { marks }: CodeSources,
  { case: id = '', data }: EntryInputOf<'code.generated'>,
): void {
  marks.mark(id, `code ${data.codeNumber} was made after the backup: void it, and make another`);
}

/** The input is not in the entry: one that is asked about again counts again, which is the safer way to be wrong. */
async function rebuildAttempt(
  { client }: CodeSources,
  { id, case: caseId, at, data }: EntryInputOf<'code.attemptFailed'>,
): Promise<void> {
  const { codeNumber, failures } = data;
  await client.query(
    `update codes set failures = $3 where application_id = $1 and code_number = $2`,
    [caseId, codeNumber, failures],
  );
  await client.query(
    `insert into code_attempts (input_id, application_id, code_number, failures, is_locked,
       attempts_left, at)
     values ($1, $2, $3, $4, false, $5, $6) on conflict do nothing`,
    [
      id,
      caseId,
      codeNumber,
      failures,
      Math.max(0, defaultPolicyValues.codeAttemptsMax - failures),
      at,
    ],
  );
}

interface End {
  readonly state: 'locked' | 'voided' | 'lapsed';
  readonly cause?: string;
}

/** A code that the database does not know was made after the backup, and is marked already. */
async function end(
  { client }: CodeSources,
  entry: EntryInputOf<'code.locked' | 'code.voided' | 'code.lapsed'>,
  { state, cause }: End,
): Promise<void> {
  await client.query(
    `update codes set state = $3, key_sealed = null, cause = $4,
       ended_at = case when $3 = 'locked' then null else $5::timestamptz end
     where application_id = $1 and code_number = $2 and state <> 'redeemed'`,
    [entry.case, entry.data.codeNumber, state, cause ?? null, entry.at],
  );
}

/** The keys that the code was redeemed for; its nonce is in the evidence that the entry names. */
async function rebuildRedemption(
  { client, evidence, marks }: CodeSources,
  { case: caseId = '', at, data, evidence: named = [] }: EntryInputOf<'code.redeemed'>,
): Promise<void> {
  const { codeNumber, keys } = data;
  const hashOf = (kind: string) => named.find((each) => each.kind === kind)?.sha256 ?? '';
  const [redemption, proof] = [hashOf('codeRedemption'), hashOf('proofOfPossession')];
  const { rows } = await client.query<{ chainId: string }>(
    `select chain_id as "chainId" from codes where application_id = $1 and code_number = $2`,
    [caseId, codeNumber],
  );
  const [code] = rows;
  const nonce = code && nonceIn(evidence, { caseId, chainId: code.chainId }, redemption);
  if (nonce === undefined) {
    marks.mark(caseId, `the redemption of code ${codeNumber} cannot be put back`);
    return;
  }
  await client.query(
    `update codes set state = 'redeemed', key_sealed = null, ended_at = $3, keys = $4, nonce = $5,
       redemption_sha256 = $6, proof_sha256 = $7, cause = null
     where application_id = $1 and code_number = $2`,
    [caseId, codeNumber, at, keys, nonce, redemption, proof],
  );
  await client.query(
    `insert into keys_seen (spki_sha256, application_id, person)
     select key, c.application_id, c.person from codes c, unnest($3::text[]) as key
     where c.application_id = $1 and c.code_number = $2 on conflict (spki_sha256) do nothing`,
    [caseId, codeNumber, keys],
  );
}

function nonceIn(
  evidence: RoomSources['evidence'],
  at: { readonly caseId: string; readonly chainId: string },
  sha256: string,
): string | undefined {
  try {
    const octets = evidence.get(at, [sha256]).get(sha256);
    return octets && readCodeRedemption(readCanonicalJson(octets))?.nonce;
  } catch {
    // Missing, or erased with its chain: the caller says which case it is.
    return undefined;
  }
}
