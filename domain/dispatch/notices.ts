import type { ApplicationState } from '../application/application-state.ts';

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
