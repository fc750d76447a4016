import type { StaffMember } from '../../../db/inspection/staff.ts';
import { toldText, type ApplicationState } from '../../../domain/application/states.ts';
import { dueTimeOf } from '../clock.ts';
import type { ChipView } from '../components/chip.tsx';
import type { StationView } from '../components/stations.tsx';
import { frame } from '../words/frame.ts';
import type { Said } from '../words/said.ts';
import { stateDetails, states, stations, type StateWords } from '../words/states.ts';
import { refusalOf, refusalText } from './refusal-view.ts';

/** What of a case tells where it stands. */
export interface Standing {
  readonly state: string;
  readonly notHolding: readonly string[];
  /** Outcome of the newest evaluation. */
  readonly outcome: string | undefined;
  readonly nextAttemptAt: Date | null;
  readonly stateDeadline: Date | null;
  readonly keyDelivery: string;
  readonly decider: string | undefined;
}

/** A state that this build does not know is shown by its name, so that the page still opens. */
const isKnown = (state: string): state is ApplicationState => Object.hasOwn(states, state);

const wordsOf = (state: string): StateWords =>
  isKnown(state) ? states[state] : { ...states.checking, word: { ja: state, en: state } };

const waitsForJlis = ({ state, notHolding }: Pick<Standing, 'state' | 'notHolding'>): boolean =>
  state === 'waiting' && notHolding.some((rule) => rule.startsWith('jlis.'));

/** A case in review that nobody may approve: only its refusal is left. */
const isForbidden = ({ state, outcome }: Pick<Standing, 'state' | 'outcome'>): boolean =>
  state === 'review' && outcome === 'forbids';

/** The chip of a case: one word for where it stands. */
export function stateChip(
  standing: Pick<Standing, 'state' | 'notHolding'> & { outcome?: string | undefined },
): ChipView {
  const { kind, icon, word } = wordsOf(standing.state);
  if (waitsForJlis(standing)) return { kind, icon, word: stateDetails.jlis.word };
  if (isForbidden({ outcome: undefined, ...standing })) {
    return { kind: 'forbids', icon: 'cross', word: stateDetails.forbidden.word };
  }
  return { kind, icon, word };
}

/** The bar at the foot of a case: whose turn it is and what happens next. */
export interface BarView {
  readonly icon: StateWords['icon'];
  readonly kind: StateWords['kind'];
  readonly turn: Said;
  readonly next: Said;
  /** Who can act, by name. */
  readonly people: { readonly label: Said; readonly names: string } | undefined;
  readonly who: Said;
  readonly attemptAt: Date | undefined;
  /** What the applicant reads of this state. */
  readonly told: Said | undefined;
  readonly deadline: Date | undefined;
}

const namesOf = (staff: readonly StaffMember[], role: string): string =>
  staff
    .filter(({ roles }) => roles.includes(role))
    .map(({ name }) => name)
    .join(frame.between.ja);

/** The check that keeps a case standing at the room. */
const checkOf = ({ state, notHolding }: Pick<Standing, 'state' | 'notHolding'>) =>
  state === 'issuing' || state === 'instructed'
    ? /^gate\/(.+)$/.exec(notHolding[0] ?? '')?.[1]
    : undefined;

function peopleFor(state: string, staff: readonly StaffMember[]): BarView['people'] {
  const role = state === 'review' ? 'approver' : state === 'approved' ? 'issuingOperator' : '';
  const names = namesOf(staff, role);
  if (names === '') return undefined;
  const label = role === 'approver' ? stateDetails.mayDecide : stateDetails.mayInstruct;
  return { label, names };
}

function nextOf(standing: Standing, now: Date): Said {
  const { state, stateDeadline } = standing;
  if (waitsForJlis(standing)) return stateDetails.jlis.next;
  if (isForbidden(standing)) return stateDetails.forbidden.next;
  const check = checkOf(standing);
  if (check !== undefined) return refusalText(check);
  if (state === 'returned' && stateDeadline) {
    const day = dueTimeOf(stateDeadline, now);
    return { ja: stateDetails.until(day.ja).ja, en: stateDetails.until(day.en).en };
  }
  return wordsOf(state).next;
}

/** Whose turn it is, by name where one exists. */
export function barView(standing: Standing, staff: readonly StaffMember[], now: Date): BarView {
  const { state, nextAttemptAt, stateDeadline } = standing;
  const { icon, kind, turn, who } = wordsOf(state);
  const isRefusal = isForbidden(standing);
  const check = checkOf(standing);
  const means = check === undefined ? undefined : refusalOf(check).means;
  return {
    icon: isRefusal ? 'cross' : icon,
    kind: isRefusal ? 'forbids' : kind,
    turn: isRefusal ? stateDetails.forbidden.turn : (means ?? turn),
    next: nextOf(standing, now),
    people: peopleFor(state, staff),
    who,
    told: isKnown(state) ? toldText(state) : undefined,
    attemptAt: state === 'waiting' ? (nextAttemptAt ?? undefined) : undefined,
    deadline: stateDeadline ?? undefined,
  };
}

type Station = Exclude<keyof typeof stations, 'label'>;

const ENDS: Readonly<Record<string, Station>> = {
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  lapsed: 'lapsed',
};

const AT: Readonly<Record<string, Station>> = {
  received: 'received',
  checking: 'checked',
  waiting: 'checked',
  inquiring: 'checked',
  review: 'review',
  returned: 'returned',
  approved: 'instructed',
  instructed: 'issued',
  keyDelivery: 'key',
  issuing: 'issued',
  issued: 'issued',
  ...ENDS,
};

/** Stations of a case that the machine decided, or that a person has to decide. */
function routeOf({ state, keyDelivery, decider, outcome }: Standing): Station[] {
  const key: Station[] = keyDelivery === 'code' || state === 'keyDelivery' ? ['key'] : [];
  const end: Station[] = ['instructed', ...key, 'issued'];
  if (decider === 'ruleSet') return ['received', 'checked', 'approvedByRules', ...end];
  const ending = ENDS[state];
  const isJudged = outcome === 'refers' || outcome === 'forbids' || decider !== undefined;
  const judged: Station[] = isJudged || state === 'review' ? ['review'] : [];
  if (ending) return ['received', 'checked', ...judged, ending];
  if (state === 'returned') return ['received', 'checked', 'returned'];
  return ['received', 'checked', ...judged, 'approved', ...end];
}

/** Where a case stands among the stations of the procedure. */
export function stationsView(standing: Standing): StationView[] {
  const route = routeOf(standing);
  const here = route.indexOf(AT[standing.state] ?? 'checked');
  const isOver = standing.state === 'issued';
  const { icon } = wordsOf(standing.state);
  return route.map((station, index) => ({
    name: stations[station],
    icon,
    place:
      index < here || (isOver && index === here) ? 'done' : index === here ? 'current' : 'toCome',
  }));
}
