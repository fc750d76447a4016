import { authEnvelopedData } from '../../adapters/x509/auth-enveloped-data.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import type { Run } from '../../books/entry.ts';
import { DomainError } from '../../domain/errors.ts';
import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods, defaultPolicyValues } from '../../domain/governance/policy.ts';
import { printedCode } from '../../domain/key-delivery/code.ts';
import type { MadeCodeRow } from '../book/code-rows.ts';
import type { CodeRow } from '../book/code-store.ts';
import type { RoomAct } from '../book/room-book.ts';
import { GateRefusal, require } from '../gate/gate-refusal.ts';
import { passCodeGate, type CodePass } from '../gate/gate.ts';
import type { PrintVendor } from '../keys/print-vendor.ts';
import type { Room } from '../room.ts';
import { codeRefusedEntry, generatedEntry, voidedEntry } from './code-entries.ts';
import { newCode } from './code-key.ts';
import type { CodeOutcome, MakeCodeRequest } from './outcomes.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whom K of a code is sealed for: what is sealed for one code opens for no other. */
export const sealingContext = (code: {
  readonly applicationId: string;
  readonly codeNumber: number;
}): string => `toroku-code/1 ${code.applicationId} ${code.codeNumber}`;

/**
 * Makes the code of a case, and its letter (規則6条3号の2), by the same authority as a certificate.
 *
 * Steps: gate → code and K → letter on the disk → entry and row, the code before it void in the same transaction. Asked
 * again because an answer was lost, it makes another code and voids the one that nobody heard of: the clear code is gone
 * by then, and there are never two that are live. A crash before the entry leaves a letter whose code opens
 * nothing; the next opening of the room deletes it.
 *
 * @throws DomainError `IllegalTransition` for a number that is taken by a code that is under way, redeemed, or older, or that was
 *   made 30 minutes ago
 */
export async function makeCode(
  room: Room,
  request: MakeCodeRequest,
  run: Run | undefined,
): Promise<CodeOutcome> {
  try {
    const vendor = room.registers.printVendor();
    require(vendor, 'vendorKeyMissing');
    require(UUID.test(request.dispatchId), 'instructionMissing', 'dispatch');
    const pass = await passCodeGate(room, request);
    const before = await room.codes.codesOf(request.applicationId);
    await requireMakeable(room, { request, pass, before });
    return await make(room, { request, pass, before, vendor, run });
  } catch (error) {
    if (!(error instanceof GateRefusal)) throw error;
    const { check } = error;
    const entry = codeRefusedEntry(request, error, { at: room.now(), run });
    await room.book.write({ entries: [entry] });
    return { outcome: 'refused', check };
  }
}

interface Asked {
  readonly request: MakeCodeRequest;
  readonly pass: CodePass;
  /** Codes that the case has already. */
  readonly before: readonly CodeRow[];
}

async function requireMakeable(room: Room, { request, pass, before }: Asked): Promise<void> {
  const { applicationId, codeNumber } = request;
  const textSha256 = pass.instruction.evidence.signedText;
  const isServed = before.some((c) => c.state === 'redeemed' && c.textSha256 === textSha256);
  require(!isServed, 'codeRedeemed');
  const attempts = await room.codes.countAttempts(applicationId);
  require(attempts < defaultPolicyValues.caseAttemptsMax, 'codeUsedUp', String(attempts));
  const others = before.filter((c) => c.textSha256 === textSha256 && c.codeNumber !== codeNumber);
  // However often the office asks: the letters of one text are those that its approvers may order.
  const isFew = others.length <= defaultPolicyValues.codeResendsMax;
  require(isFew, 'codeUsedUp', `codes/${others.length}`);
  const newest = before.at(-1);
  const isNumber = Number.isSafeInteger(codeNumber) && codeNumber > 0;
  const isNext = isNumber && (!newest || codeNumber > newest.codeNumber);
  // A request that comes late must not take a code away that a letter bears which is printed, or on its way.
  const isAgain = newest?.codeNumber === codeNumber && isReplaceable(newest, room.now());
  if (!isNext && !isAgain) throw new DomainError('IllegalTransition', `code ${codeNumber}`);
}

/** How long an answer may be lost: no letter is printed sooner, as two people seal its lot first. */
const MADE_AGAIN_MS = 30 * 60_000;

const isReplaceable = ({ state, postedAt, madeAt }: CodeRow, now: Date): boolean =>
  now.getTime() - madeAt.getTime() < MADE_AGAIN_MS &&
  (state === 'voided' || state === 'lapsed' || (state === 'live' && postedAt === null));

interface Making extends Asked {
  readonly vendor: PrintVendor;
  readonly run: Run | undefined;
}

async function make(room: Room, making: Making): Promise<CodeOutcome> {
  const { request, before } = making;
  const { row, letter } = await prepare(room, making);
  await room.letters.put(row.ciphertextSha256, letter);
  step('code.1-letter-written');
  await room.book.write(actOf(making, row));
  step('code.2-generated');
  // What took the place of another under its number leaves a letter that the office never hears of.
  const replaced = before.find(({ codeNumber }) => codeNumber === request.codeNumber);
  if (replaced) await room.letters.remove(replaced.ciphertextSha256).catch(() => undefined);
  const { codeNumber, salt, ciphertextSha256, vendorKeySha256, madeAt, lapsesAt } = row;
  return {
    outcome: 'made',
    codeNumber,
    salt,
    ciphertextSha256,
    vendorKeySha256,
    madeAt: madeAt.getTime(),
    lapsesAt: lapsesAt.getTime(),
  };
}

/** Code, K and letter. Nothing of the code is left in a buffer when this returns. */
async function prepare(
  room: Room,
  { request, pass, vendor }: Making,
): Promise<{ readonly row: MadeCodeRow; readonly letter: Buffer }> {
  const { symbols, salt, key } = await newCode();
  const clear = letterOctets(request, pass, symbols);
  try {
    const keySealed = await room.codeKey().seal(key, sealingContext(request));
    const letter = authEnvelopedData(vendor.recipient, clear);
    const madeAt = room.now();
    const { applicationId, chainId, codeNumber, dispatchId } = request;
    const { instruction, person } = pass;
    const row: MadeCodeRow = {
      applicationId,
      codeNumber,
      chainId,
      edition: instruction.version,
      textSha256: instruction.evidence.signedText,
      person,
      dispatchId,
      salt: salt.toString('hex'),
      keySealed,
      ciphertextSha256: sha256Hex(letter),
      vendorKeySha256: vendor.keySha256,
      madeAt,
      lapsesAt: after('codeLifeNeverPosted', madeAt),
    };
    return { row, letter };
  } finally {
    key.fill(0);
    clear.fill(0);
  }
}

/** What the vendor prints: whom it goes to is what the room itself took from the evidence. */
const letterOctets = (
  { dispatchId, applicationId, codeNumber }: MakeCodeRequest,
  { addressee, instruction }: CodePass,
  symbols: string,
): Buffer =>
  canonicalOctets({
    v: 1,
    dispatch: dispatchId,
    application: applicationId,
    codeNumber,
    code: printedCode(symbols),
    name: addressee.name,
    address: addressee.address,
    service: instruction.service,
    portal: instruction.portal,
  });

/** Instant at which a period of the policy that begins now is over. */
export const after = (period: 'codeLife' | 'codeLifeNeverPosted', from: Date): Date =>
  new Date(deadlineAfter(from.getTime(), defaultPeriods[period], announcedHolidays));

/** The new code with its entry, and the end of every other that could still be used. */
function actOf({ request, before, pass, run }: Making, row: MadeCodeRow): RoomAct {
  const writing = { at: row.madeAt, run };
  const open = before.filter(({ state }) => state === 'live' || state === 'locked');
  const causeOf = ({ codeNumber, textSha256 }: CodeRow): string => {
    if (codeNumber === request.codeNumber) return 'retry';
    return textSha256 === pass.instruction.evidence.signedText ? 'resend' : 'correction';
  };
  const lapsesAfterDays = defaultPeriods.codeLifeNeverPosted.count;
  return {
    entries: [
      ...open.map((code) => voidedEntry(code, causeOf(code), writing)),
      generatedEntry({ ...row, lapsesAfterDays }, writing),
    ],
    codes: {
      ended: open.map((code) => ({
        applicationId: code.applicationId,
        codeNumber: code.codeNumber,
        to: 'voided',
        cause: causeOf(code),
        at: row.madeAt,
      })),
      made: row,
    },
  };
}
