import type { ListedLetter, ListedLot } from '../../../db/dispatch/lot-records.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import {
  isLetterReturnReason,
  letterReturnReasons,
} from '../../../domain/key-delivery/letter-inputs.ts';
import { rolesNamed } from '../../../domain/governance/role-names.ts';
import { mayAct } from '../../../domain/governance/separation.ts';
import type { ChipView } from '../components/chip.tsx';
import { roleFor } from '../governance/act-duty.ts';
import { letters as words } from '../words/letters.ts';
import { same, type Said } from '../words/said.ts';

/** Where a lot stands. */
export type LotStanding = keyof typeof words.lot.standings;

/** Whether a reader may put the second seal on a lot; or why not, and who could. */
export type SealDuty =
  | { readonly may: true; readonly role: string }
  | {
      readonly may: false;
      readonly because: 'own' | 'role';
      readonly people: readonly string[];
    };

/** Where a lot stands at an instant. */
export function standingOf(lot: ListedLot, now: Date): LotStanding {
  const { sealedAt, closedAt } = lot;
  if (!sealedAt) return closedAt ? 'discarded' : 'proposed';
  if (closedAt) return 'closed';
  return isLate(lot, now) ? 'late' : 'sealed';
}

/** Whether the vendor has let a deadline pass with letters before it. */
export function isLate({ printBy, postBy, states }: ListedLot, now: Date): boolean {
  const hasPassed = (by: Date | null, state: string): boolean =>
    by !== null && by < now && (states[state] ?? 0) > 0;
  return hasPassed(printBy, 'sealed') || hasPassed(postBy, 'printed');
}

const CHIPS: Readonly<Record<LotStanding, Omit<ChipView, 'word'>>> = {
  proposed: { kind: 'refers', icon: 'person' },
  sealed: { kind: 'plain', icon: 'letter' },
  late: { kind: 'forbids', icon: 'warning' },
  closed: { kind: 'holds', icon: 'tick' },
  discarded: { kind: 'plain', icon: 'cross' },
};

/** The chip of a lot. */
export const lotChip = (standing: LotStanding): ChipView => ({
  ...CHIPS[standing],
  word: words.lot.standings[standing],
});

/** The word for the state of a letter. */
export const letterState = (state: string): Said =>
  Object.hasOwn(words.states, state)
    ? words.states[state as keyof typeof words.states]
    : same(state);

/** The words for why a letter came back. */
export const returnReason = (code: string): Said =>
  isLetterReturnReason(code) ? letterReturnReasons[code] : same(code);

const personOf = (staff: readonly StaffMember[], id: string): string =>
  staff.find((each) => each.id === id)?.person ?? id;

/** The second seal is another person's (N7); judged by the functions that the office-worker uses. */
export function sealDuty(
  { proposedBy }: Pick<ListedLot, 'proposedBy'>,
  officer: StaffMember,
  staff: readonly StaffMember[],
): SealDuty {
  const first = personOf(staff, proposedBy);
  const roleOf = (each: StaffMember): string | undefined => {
    const role = roleFor(each, 'sealLetterLot');
    const { person, personRoles } = each;
    const proposal = { act: 'sealLetterLot', person, isOwnCase: false };
    const leave = mayAct({ ...proposal, roles: rolesNamed(personRoles) }, [
      { act: 'sealLetterLot', person: first },
    ]);
    return leave.may ? role : undefined;
  };
  const role = roleOf(officer);
  if (role !== undefined) return { may: true, role };
  const people = staff.filter((each) => roleOf(each) !== undefined).map(({ name }) => name);
  return { may: false, because: officer.person === first ? 'own' : 'role', people };
}

/** Letters of a sealed lot that are void and that the vendor has not printed: the vendor is told to stop them. */
export const stoppedLetters = (
  { sealedAt }: Pick<ListedLot, 'sealedAt'>,
  letters: readonly ListedLetter[],
): ListedLetter[] =>
  sealedAt === null
    ? []
    : letters.filter(
        ({ state, printedAt }) => printedAt === null && (state === 'voided' || state === 'lapsed'),
      );

/** The name of somebody on staff, by the account. */
export const nameOf = (staff: readonly StaffMember[], id: string): string =>
  staff.find((each) => each.id === id)?.name ?? id;
