import { liveCodeStates, type CodeState } from './code-states.ts';
import { readLetterInput } from './letter-inputs.ts';
import { CODE_REDEMPTION, readRedemption } from './redemption-input.ts';

/** The newest code of a case, as far as its next step depends on it; instants in milliseconds since 1970. */
export interface CodeStanding {
  readonly codeNumber: number;
  readonly state: CodeState;
  readonly dispatch: string;
  /** Made for the instruction that stands. */
  readonly isOfInstruction: boolean;
  /** The letter alone is known: the room says the rest when it is asked again. */
  readonly isWithoutSalt: boolean;
  readonly isResendOrdered: boolean;
  readonly lapsesAt: number;
}

/** A case on the code route, and what waits of it. */
export interface CodeCase {
  readonly state: string;
  /** The keys of the present edition came already. */
  readonly hasKeys: boolean;
  readonly code: CodeStanding | undefined;
  readonly pending: readonly {
    readonly id: string;
    readonly kind: string;
    readonly content?: unknown;
  }[];
}

/** Why the room is told to end a code. */
export type EndingCause =
  | 'withdrawal'
  | 'caseLapsed'
  | 'approvalVoided'
  | 'returned'
  | 'timePassed';

/** What the room is asked next about the code of a case. */
export type CodeStep =
  | { readonly do: 'make'; readonly codeNumber: number; readonly isResend: boolean }
  | {
      readonly do: 'redeem';
      readonly codeNumber: number;
      readonly inputId: string;
      readonly redemptionSha256: string;
      readonly proofSha256: string;
    }
  | {
      readonly do: 'notePosted';
      readonly codeNumber: number;
      readonly inputId: string;
      readonly postedAt: number;
    }
  | {
      readonly do: 'end';
      readonly codeNumber: number;
      readonly cause: EndingCause;
      readonly inputId?: string;
    }
  /** Nothing: the keys are there, and the case goes on to issuing (row 20). */
  | { readonly do: 'takeKeys' };

const NOT_USABLE: readonly CodeState[] = ['locked', 'lapsed', 'redeemed', 'voided'];
const ENDED: readonly CodeState[] = ['lapsed', 'redeemed', 'voided'];

/** Whether a code can be redeemed. */
export const isLive = (state: CodeState): boolean =>
  (liveCodeStates as readonly CodeState[]).includes(state);

/** Whether an input is one that only the room can settle, about this code as it stands. */
export function isForRoom(
  code: CodeStanding | undefined,
  { kind, content }: { readonly kind: string; readonly content?: unknown },
): boolean {
  if (!code || !code.isOfInstruction) return false;
  if (kind === CODE_REDEMPTION) {
    return isLive(code.state) && readRedemption(content)?.codeNumber === code.codeNumber;
  }
  const from: Readonly<Record<string, readonly CodeState[]>> = {
    letterPosted: ['printed'],
    letterReturned: ['posted', 'delivered'],
  };
  if (kind !== 'letterPosted' && kind !== 'letterReturned') return false;
  const letter = readLetterInput(kind, content);
  return letter?.dispatch === code.dispatch && (from[kind] ?? []).includes(code.state);
}

const causeOf = (state: string): EndingCause =>
  state === 'withdrawn' ? 'withdrawal' : state === 'lapsed' ? 'caseLapsed' : 'approvalVoided';

/**
 * What is to be done next about the code of a case; undefined where it waits. Each step is done once what it is asked for is
 * stored, so a run that begins anew finds the same step, and the room the same question.
 *
 * @param now milliseconds since 1970
 */
export function nextCodeStep(standing: CodeCase, now: number): CodeStep | undefined {
  const { state, hasKeys, code } = standing;
  if (state !== 'keyDelivery') {
    if (!code || ENDED.includes(code.state)) return undefined;
    return { do: 'end', codeNumber: code.codeNumber, cause: causeOf(state) };
  }
  if (hasKeys) return { do: 'takeKeys' };
  if (!code?.isOfInstruction) {
    return { do: 'make', codeNumber: (code?.codeNumber ?? 0) + 1, isResend: false };
  }
  const { codeNumber } = code;
  if (code.isWithoutSalt) return { do: 'make', codeNumber, isResend: false };
  if (code.isResendOrdered) return { do: 'make', codeNumber: codeNumber + 1, isResend: true };
  return settling(standing, code) ?? lapsing(code, now);
}

/** The oldest input that the room has to settle. */
function settling({ pending }: CodeCase, code: CodeStanding): CodeStep | undefined {
  const input = pending.find((each) => isForRoom(code, each));
  if (!input) return undefined;
  const { id: inputId, kind, content } = input;
  const { codeNumber } = code;
  if (kind === 'letterReturned') return { do: 'end', codeNumber, cause: 'returned', inputId };
  if (kind === 'letterPosted') {
    const postedAt = Date.parse(readLetterInput(kind, content)?.at ?? '');
    return { do: 'notePosted', codeNumber, inputId, postedAt };
  }
  const read = readRedemption(content);
  const { redemptionSha256 = '', proofSha256 = '' } = read ?? {};
  return { do: 'redeem', codeNumber, inputId, redemptionSha256, proofSha256 };
}

const lapsing = ({ state, lapsesAt, codeNumber }: CodeStanding, now: number) =>
  !NOT_USABLE.includes(state) && lapsesAt <= now
    ? ({ do: 'end', codeNumber, cause: 'timePassed' } as const)
    : undefined;

/** When a code lapses that is of use still; undefined where none is. */
export const lapseOf = (code: CodeStanding | undefined): number | undefined =>
  code && !NOT_USABLE.includes(code.state) ? code.lapsesAt : undefined;
