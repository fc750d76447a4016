import type { ApplicationState } from '../application/application-state.ts';
import type { CodeState } from '../key-delivery/code-states.ts';

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

/** A code before or after a step, as far as somebody is told of it. */
export interface CodeTold {
  readonly state: CodeState;
  /** How many codes were ordered before this one because none of them served. */
  readonly resend: number;
  /** Its letter came back. */
  readonly isReturned: boolean;
}

/** The notice that a step of the newest code calls for, while its case waits for it; the first code is told of with the step of its case. */
export function noticeOfCode(from: CodeTold, to: CodeTold): string | undefined {
  if (to.resend > from.resend) return 'keyDelivery';
  if (from.state === to.state) return undefined;
  switch (to.state) {
    case 'posted':
      return 'codePosted';
    case 'locked':
      return 'codeLocked';
    case 'lapsed':
      return to.isReturned ? 'codeReturned' : 'codeLapsed';
    case 'voided':
      return to.isReturned ? 'codeReturned' : undefined;
    default:
      return undefined;
  }
}
