import { readProofs } from '../../adapters/jpki/proof-evidence.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { Run } from '../../books/entry.ts';
import { readSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import { defaultPolicyValues } from '../../domain/governance/policy.ts';
import {
  readCodeRedemption,
  type CodeRedemption,
} from '../../domain/key-delivery/code-redemption.ts';
import { redemptionMessage } from '../../domain/key-delivery/code.ts';
import type { CodeRow } from '../book/code-store.ts';
import type { KeyLookups } from '../gate/gate.ts';
import type { Room } from '../room.ts';
import { failedEntries, redeemedEntry } from './code-entries.ts';
import { isMacOf } from './code-key.ts';
import { lapse } from './end-code.ts';
import { keyProblem, keysInOrder, type RedeemedProofs } from './judge-keys.ts';
import { sealingContext } from './make-code.ts';
import type { RedeemCodeRequest, RedemptionOutcome } from './outcomes.ts';

/** What a redemption is judged with. */
export interface RedeemingRoom {
  readonly room: Room;
  readonly lookups: KeyLookups;
}

/**
 * Redeems a code for keys, once: the applicant shows by a MAC that the code is theirs, and by proofs that the keys are
 * (規則6条3号の2). One input is one attempt, however often it is asked about; the same keys and
 * MAC again get the stored answer.
 *
 * A crash before the entry leaves nothing, and after it an outcome that the repeat finds.
 */
export async function redeemCode(
  deps: RedeemingRoom,
  request: RedeemCodeRequest,
  run: Run | undefined,
): Promise<RedemptionOutcome> {
  const { room } = deps;
  const tried = await room.codes.attempt(request.inputId);
  if (tried) return answered(tried, request);
  const codes = await room.codes.codesOf(request.applicationId);
  const code = codes.find(({ codeNumber }) => codeNumber === request.codeNumber);
  if (!code) return { outcome: 'notLive', state: 'none' };
  if (code.state === 'redeemed') return redeemedBefore(room, request, code);
  if (code.state !== 'live') return { outcome: 'notLive', state: code.state };
  if (room.now().getTime() >= code.lapsesAt.getTime()) {
    await lapse(room, code, run);
    return { outcome: 'notLive', state: 'lapsed' };
  }
  return attempt(deps, { request, code, run });
}

function answered(
  tried: NonNullable<Awaited<ReturnType<Room['codes']['attempt']>>>,
  { applicationId, codeNumber }: RedeemCodeRequest,
): RedemptionOutcome {
  const isSame = tried.applicationId === applicationId && tried.codeNumber === codeNumber;
  if (!isSame) throw new DomainError('IllegalTransition', 'an input of another code');
  return tried.isLocked
    ? { outcome: 'locked' }
    : { outcome: 'wrongCode', attemptsLeft: tried.attemptsLeft };
}

/** A redemption as its evidence says. */
interface ReadRedemption extends RedeemedProofs {
  readonly redemption: CodeRedemption;
  readonly octets: { readonly redemption: Buffer; readonly proofs: Buffer };
}

/** Reads the evidence of a redemption. @returns the piece that is missing or cannot be read */
function readRedemption(
  room: Room,
  request: RedeemCodeRequest,
  { chainId, textSha256 }: CodeRow,
): ReadRedemption | string {
  const { applicationId, codeNumber, redemptionSha256, proofSha256 } = request;
  const at = { caseId: applicationId, chainId };
  const hashes = [redemptionSha256, proofSha256, textSha256];
  let found: Map<string, Buffer>;
  try {
    found = room.evidence.get(at, hashes);
  } catch {
    return 'evidenceMissing';
  }
  const [ofRedemption, ofProofs, ofText] = hashes.map((hash) => found.get(hash));
  const text = readText(ofText);
  if (!ofRedemption || !ofProofs || !text) return 'evidenceMissing';
  try {
    const redemption = readCodeRedemption(readCanonicalJson(ofRedemption));
    const isOfCode =
      redemption?.applicationId === applicationId && redemption.codeNumber === codeNumber;
    if (!isOfCode) return 'evidenceHash/codeRedemption';
    const octets = { redemption: ofRedemption, proofs: ofProofs };
    const proofs = readProofs(ofProofs);
    return { redemption, text, textSha256, nonce: redemption.nonce, proofs, octets };
  } catch {
    return 'evidenceHash/unreadable';
  }
}

function readText(octets: Buffer | undefined): ApplicationText | undefined {
  const read = octets && readSignedText(octets);
  return read?.ok && read.text.kind === 'application' ? read.text : undefined;
}

/**
 * For the same keys and the same MAC the same answer. K is gone, and no other MAC can be compared with it: whoever sends
 * one has shown nothing, however right the keys are, which are known to whoever saw the certificate.
 */
function redeemedBefore(room: Room, request: RedeemCodeRequest, code: CodeRow): RedemptionOutcome {
  const { keys, redemptionSha256, proofSha256 } = code;
  const came = readRedemption(room, request, code);
  const accepted =
    redemptionSha256 !== null && proofSha256 !== null
      ? readRedemption(room, { ...request, redemptionSha256, proofSha256 }, code)
      : 'evidenceMissing';
  if (!keys || typeof came === 'string' || typeof accepted === 'string') return { outcome: 'used' };
  const isSame =
    came.redemption.mac === accepted.redemption.mac &&
    keysInOrder(came)
      ?.map(({ sha256 }) => sha256)
      .join() === keys.join();
  return isSame ? { outcome: 'redeemed', keys } : { outcome: 'used' };
}

interface Attempt {
  readonly request: RedeemCodeRequest;
  readonly code: CodeRow;
  readonly run: Run | undefined;
}

async function attempt(deps: RedeemingRoom, given: Attempt): Promise<RedemptionOutcome> {
  const { room, lookups } = deps;
  const { request, code } = given;
  const read = readRedemption(room, request, code);
  // Nothing that a MAC could be over: it is not compared, so nothing is learnt of the code.
  if (typeof read === 'string') return { outcome: 'keyRefused', detail: read };
  const keys = keysInOrder(read)?.map(({ sha256 }) => sha256);
  if (!keys) return { outcome: 'keyRefused', detail: 'key.possession/missing' };
  const { applicationId, codeNumber } = code;
  const { nonce, redemption } = read;
  const mac = Buffer.from(redemption.mac, 'hex');
  const message = redemptionMessage({ applicationId, codeNumber, nonce, spkiSha256: keys });
  if (!(await isRight(room, code, { mac, message }))) return fail(room, given, redemption);
  const problem = await keyProblem(lookups, read, code);
  if (problem !== undefined) return { outcome: 'keyRefused', detail: problem };
  return redeem(room, given, { keys, mac, read });
}

async function isRight(
  room: Room,
  code: CodeRow,
  { mac, message }: { readonly mac: Buffer; readonly message: Uint8Array },
): Promise<boolean> {
  const key = await room.codeKey().open(code.keySealed ?? Buffer.alloc(0), sealingContext(code));
  try {
    return isMacOf(mac, key, message);
  } finally {
    key.fill(0);
  }
}

/** Counts a wrong attempt; the fifth of a code, or the tenth of its case, locks the code. */
async function fail(
  room: Room,
  { request, code, run }: Attempt,
  { source }: CodeRedemption,
): Promise<RedemptionOutcome> {
  const { codeAttemptsMax, caseAttemptsMax } = defaultPolicyValues;
  const { applicationId, codeNumber } = code;
  const failures = code.failures + 1;
  const ofCase = (await room.codes.countAttempts(applicationId)) + 1;
  const attemptsLeft = Math.max(0, Math.min(codeAttemptsMax - failures, caseAttemptsMax - ofCase));
  const row = {
    applicationId,
    codeNumber,
    inputId: request.inputId,
    failures,
    isLocked: attemptsLeft === 0,
    attemptsLeft,
    at: room.now(),
  };
  await room.book.write({
    entries: failedEntries(row, source, { at: row.at, run }),
    codes: { attempt: row },
  });
  step('code.3-attempt-counted');
  return row.isLocked ? { outcome: 'locked' } : { outcome: 'wrongCode', attemptsLeft };
}

interface Right {
  readonly keys: readonly string[];
  readonly mac: Buffer;
  readonly read: ReadRedemption;
}

/** The code has served: its keys are kept, and K is destroyed in the same transaction. */
async function redeem(
  room: Room,
  { request, code, run }: Attempt,
  { keys, mac, read }: Right,
): Promise<RedemptionOutcome> {
  const { applicationId, codeNumber, person } = code;
  const { redemptionSha256, proofSha256 } = request;
  const at = room.now();
  const name = { applicationId, codeNumber };
  try {
    await room.book.write({
      entries: [redeemedEntry({ ...name, keys, mac, ...read.octets }, { at, run })],
      codes: {
        redeemed: { ...name, person, keys, nonce: read.nonce, redemptionSha256, proofSha256, at },
      },
    });
  } catch (error) {
    // Another application took one of the keys while this one was judged.
    if (!isDomainError(error, 'PublicKeyInUse')) throw error;
    return { outcome: 'keyRefused', detail: 'key.unseen/otherPerson' };
  }
  step('code.4-redeemed');
  return { outcome: 'redeemed', keys };
}
