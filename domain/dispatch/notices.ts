import type { ApplicationState } from '../application/application-state.ts';
import { liveCodeStates, type CodeState } from '../key-delivery/code-states.ts';

/** Steps of an application of which the applicant is told by mail, by where they lead. */
const TOLD_OF: Partial<Record<ApplicationState, string>> = {
  returned: 'returned',
  keyDelivery: 'keyDelivery',
  issued: 'issued',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  lapsed: 'lapsed',
};

/** The notice that a step calls for; undefined for what is not told by mail, and for no step at all. */
export function noticeOfStep(from: string, to: string): string | undefined {
  if (from === to) return undefined;
  const told = TOLD_OF[to as ApplicationState];
  if (told !== undefined) return told;
  if (from === 'received') return 'received';
  return from === 'returned' && to === 'checking' ? 'corrected' : undefined;
}

/** A code as far as its applicant is told of it. */
export interface ToldCode {
  readonly codeNumber: number;
  readonly state: CodeState;
  readonly isReturned: boolean;
}

/** Steps of a code of which the applicant is told by mail, by where they lead (code table). */
const TOLD_OF_CODE: Partial<Record<CodeState, string>> = {
  posted: 'codePosted',
  delivered: 'codeDelivered',
  locked: 'codeLocked',
  lapsed: 'codeLapsed',
};

/** The notice that a step of a code calls for. Of the first code the step of its case tells; of a code void by our own act, nothing. */
export function noticeOfCode(before: ToldCode | undefined, after: ToldCode): string | undefined {
  if (!before) return undefined;
  if (before.codeNumber !== after.codeNumber) return 'codeRemade';
  if (before.state === after.state) return undefined;
  if (after.isReturned && !before.isReturned) return 'codeReturned';
  return TOLD_OF_CODE[after.state];
}

/** Whether a step takes a code out of use: nobody is reminded of it any more. */
export const endsUse = (before: ToldCode, after: ToldCode): boolean =>
  isOfUse(before.state) && !(before.codeNumber === after.codeNumber && isOfUse(after.state));

const isOfUse = (state: CodeState): boolean =>
  (liveCodeStates as readonly CodeState[]).includes(state);
