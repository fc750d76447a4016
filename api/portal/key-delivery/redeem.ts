import { createHash, createHmac, hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '../../../adapters/telemetry/steps.ts';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { judgeKeyProofs, type KeyProof } from '../../../adapters/jpki/key-proofs.ts';
import { canonicalOctets } from '../../../books/canonical-json.ts';
import type { RedeemableCode } from '../../../db/application/code-redemptions.ts';
import type { StatusRow } from '../../../db/application/application-status.ts';
import { defaultPolicyValues } from '../../../domain/governance/policy.ts';
import type { RedemptionResult } from '../../../domain/key-delivery/redemption-input.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { requireAcceptable } from '../application/intake-checks.ts';
import { proofOf } from '../application/submission.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import type { RedemptionBody } from './redemption-schemas.ts';

const HOUR_MS = 3600 * 1000;
const POLL_MS = 100;

/** Redemptions of one code that are received: five wrong codes lock it, and the rest is for keys that the room refuses. */
const REDEMPTIONS_MAX = 30;

const BY_CODE = { delivery: 'code', letterTo: 'jpkiAddress' } as const;

/** How long whoever redeems a code is kept waiting for the room. */
const PATIENCE_MS = 10_000;

/** A redemption as it came, and the case and code it is about. */
export interface RedeemRequest {
  readonly row: StatusRow;
  readonly code: RedeemableCode;
  readonly codeNumber: number;
  readonly body: RedemptionBody;
  readonly at: Date;
}

/** What the room said of a redemption. */
export type Redeemed = Pick<RedemptionResult, 'outcome'> & { readonly attemptsLeft?: number };

/**
 * Receives a redemption of a code (規則6条3号の2), once, and waits a while for what the room says of it. The same content again gets the
 * same answer, however late and whatever became of its nonce.
 *
 * A crash before the transaction leaves evidence that nothing names; after it, an input that the sweeper finds.
 *
 * @returns undefined if the room has still to answer: whoever asks sends the same again.
 * @throws Refusal for what is not taken; then nothing has changed.
 */
export async function redeem(
  deps: PortalDependencies,
  request: RedeemRequest,
): Promise<Redeemed | undefined> {
  const { row, body } = request;
  const { applicationId } = row;
  const { endUserAddress: _address, ...signed } = body;
  const contentSha256 = hash('sha256', canonicalOctets(signed));
  const inputId = redemptionInputId(applicationId, request.codeNumber, contentSha256);
  const known = await deps.records.redemptions.find(applicationId, inputId);
  if (!known) {
    const settled = settledBy(request);
    if (settled) return settled;
    await receive(deps, request, { inputId, contentSha256 });
  }
  // On a repeat too: the first attempt may have died before it. Not awaited: the sweeper finds what is lost.
  if (known?.outcome === null || !known) {
    deps.lifecycle.nudge({ applicationId, inputId, kind: 'codeRedemption' }).catch(() => undefined);
  }
  return answered(deps, applicationId, inputId);
}

/** What is known of new content without the room: it costs neither evidence nor an entry. */
function settledBy({ code, codeNumber }: RedeemRequest): Redeemed | undefined {
  if (codeNumber < code.codeNumber) return { outcome: 'notLive' };
  return code.state === 'redeemed' ? { outcome: 'used' } : undefined;
}

interface Named {
  readonly inputId: string;
  readonly contentSha256: string;
}

async function receive(
  deps: PortalDependencies,
  request: RedeemRequest,
  { inputId, contentSha256 }: Named,
): Promise<void> {
  const { row, code, codeNumber, body, at } = request;
  const { records, evidence, misuseKey } = deps;
  const { applicationId, portalId, chainId } = row;
  const { nonce, mac, keys, endUserAddress } = body;
  const nonceSha256 = hash('sha256', nonce);
  if (!(await records.redemptions.isNonceOf({ nonceSha256, applicationId, codeNumber, at }))) {
    throw new Refusal(problems.redemptionNonceInvalid);
  }
  const wanted = code.orders.map(({ order }) => order).join();
  if (
    keys
      .map(({ order }) => order)
      .toSorted((a, b) => a - b)
      .join() !== wanted
  ) {
    throw new Refusal(problems.redemptionKeysIncomplete);
  }
  const proofs = keys.map(proofOf);
  requireProven(request, proofs);
  await requireFew(deps, request);
  const source = createHmac('sha256', misuseKey)
    .update(['codeSource', portalId, endUserAddress ?? ''].join('\0'))
    .digest('hex');
  if (endUserAddress !== undefined) await requireFewWrong(deps, source, at);

  const redemption = { v: 1, applicationId, codeNumber, nonce, mac, source };
  const kept = await evidence.put<'codeRedemption' | 'proofOfPossession'>(
    { caseId: applicationId, chainId },
    [
      { kind: 'codeRedemption', ring: 'chain', octets: canonicalOctets(redemption) },
      { kind: 'proofOfPossession', ring: 'chain', octets: proofsOctets(proofs) },
    ],
  );
  step('redemption.0-evidence-kept');
  const hashOf = (kind: string) => kept.find((object) => object.kind === kind)?.sha256 ?? '';
  await records.redemptions.store({
    inputId,
    applicationId,
    portalId,
    edition: code.edition,
    content: {
      v: 1,
      codeNumber,
      redemptionSha256: hashOf('codeRedemption'),
      proofSha256: hashOf('proofOfPossession'),
      source,
    },
    contentSha256,
    evidence: kept,
    receivedAt: at,
  });
  step('redemption.1-received');
}

/**
 * Holds the keys against what the room will ask of them, so that what cannot be taken costs nothing.
 *
 * @throws Refusal
 */
function requireProven({ row, code, body }: RedeemRequest, proofs: readonly KeyProof[]): void {
  const { applicationId } = row;
  const { textSha256, orders } = code;
  const text = { applicationId, orders, keys: BY_CODE };
  requireAcceptable(judgeKeyProofs({ text, textSha256, nonce: body.nonce, proofs }));
}

/** @throws Refusal once a code has had as many redemptions as nobody sends who holds its letter. */
async function requireFew(
  { records }: PortalDependencies,
  { row: { applicationId }, codeNumber }: RedeemRequest,
): Promise<void> {
  const received = await records.redemptions.countOf(applicationId, codeNumber);
  if (received >= REDEMPTIONS_MAX) throw new Refusal(problems.tooManyRedemptions);
}

/** @throws Refusal after too many wrong codes of one end user's address within the hour. */
async function requireFewWrong(
  { records }: PortalDependencies,
  source: string,
  at: Date,
): Promise<void> {
  const wrong = await records.redemptions.wrongFrom(source, new Date(at.getTime() - HOUR_MS));
  if (wrong < defaultPolicyValues.addressAttemptsPerHourMax) return;
  throw new Refusal(problems.tooManyWrongCodes, { retryAfterSeconds: HOUR_MS / 1000 });
}

/** Looks at the row until the office-worker has applied it. */
async function answered(
  { records, redemptionPatienceMs = PATIENCE_MS }: PortalDependencies,
  applicationId: string,
  inputId: string,
): Promise<Redeemed | undefined> {
  const end = Date.now() + redemptionPatienceMs;
  for (;;) {
    const found = await records.redemptions.find(applicationId, inputId);
    if (found?.outcome) {
      const { outcome, attemptsLeft } = found;
      return { outcome, ...(attemptsLeft === null ? {} : { attemptsLeft }) };
    }
    if (Date.now() >= end) return undefined;
    await sleep(POLL_MS);
  }
}

/**
 * Id of the input that is a redemption: UUIDv8 (RFC 9562 §5.8) out of the SHA-256 of `toroku-redemption/1` LF application id LF
 * code number LF hash of its content. So the same content is one attempt, however often it is sent.
 */
export function redemptionInputId(
  applicationId: string,
  codeNumber: number,
  contentSha256: string,
): string {
  const octets = createHash('sha256')
    .update(`toroku-redemption/1\n${applicationId}\n${codeNumber}\n${contentSha256}\n`)
    .digest()
    .subarray(0, 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x80;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  const hex = octets.toString('hex');
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, index) => hex.slice(ends[index - 1] ?? 0, end)).join('-');
}
