import { actorPerson, type CaseEvent } from '../governance/past-acts.ts';
import type { GivenApproval } from './overrides.ts';

/** An approval as its entry says it. */
export interface BookedApproval {
  readonly person: string;
  readonly as: GivenApproval['as'];
  readonly dossierSha256: string;
  readonly assertionSha256: string;
}

/** Approvals by persons that no later entry voided, in their order. */
export function standingApprovals(events: readonly CaseEvent[]): BookedApproval[] {
  const lastVoid = events.findLastIndex(({ event }) => event === 'application.approvalVoided');
  return events
    .slice(lastVoid + 1)
    .filter(({ event }) => event === 'application.approvalGiven')
    .map((given) => ({
      person: actorPerson(given),
      as: given.actor.role === 'examiner' ? 'examiner' : 'approver',
      dossierSha256: String(given.data['dossierSha256']),
      assertionSha256: String(given.data['assertionSha256']),
    }));
}

/** The first of two rejections, on a dossier, by a suspicion of 法41条; undefined where none waits for a second. */
export function firstRejection(
  events: readonly CaseEvent[],
  dossierSha256: string | undefined,
): Pick<BookedApproval, 'person' | 'assertionSha256'> | undefined {
  const given = events.findLast(({ event }) => event === 'application.rejectionGiven');
  if (!given || given.data['dossierSha256'] !== dossierSha256) return undefined;
  return { person: given.actor.id, assertionSha256: String(given.data['assertionSha256']) };
}

/** Why an approval is void, as its entry says it. */
export const voidingCauses = {
  /** A person took it back (row 19). */
  takenBack: 'takenBack',
  /** What it was given on is not what there is now: another version, evidence, or failing branch. */
  newDossier: 'newDossier',
  /** The machine gave it, and a stop switch took from the machine what it rests on. */
  automationStopped: 'automationStopped',
} as const;

/** Refusals of the room after which the machine decides anew, once. */
const DECIDED_ANEW = ['gate outcomeNotHolding', 'gate keyRefused'];

/**
 * Tells whether persons decide a case from now on, also where every rule holds (state table, row 13): one of
 * them took an approval back, or the room refused twice what the machine had approved.
 */
export function isForPersons(events: readonly CaseEvent[]): boolean {
  const causes = events
    .filter(({ event }) => event === 'application.approvalVoided')
    .map(({ data }) => String(data['cause']));
  const refused = causes.filter((cause) => DECIDED_ANEW.includes(cause));
  return causes.includes(voidingCauses.takenBack) || refused.length > 1;
}
