import type { ListedAct } from '../../../db/governance/act-inputs.ts';
import { contentOf, ENDED_BY_OFFICE, stateOfAct } from '../../../db/governance/dual-control.ts';
import { nameOfChange, type OfficerName } from '../../../db/governance/officer-names.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import {
  ACT_STANDS_DAYS,
  dutiesOfAct,
  type ActContent,
  type ActDuties,
  isAboutAccess,
} from '../../../domain/governance/act-kinds.ts';
import { accessLine, accessTerms } from './access-terms.ts';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import type { ActState } from '../../../domain/governance/act-inputs.ts';
import { DAY_MS } from '../../../domain/governance/calendar.ts';
import { governance as words } from '../words/governance.ts';
import { actNextSteps } from '../words/act-next-steps.ts';
import { same, type Said } from '../words/said.ts';
import { approvalDuty, type ApprovalDuty } from './act-duty.ts';
import { switchWord } from './switches-view.ts';

/** An act as pages show it. */
export interface ActView {
  readonly act: ListedAct;
  readonly content: ActContent;
  readonly duties: ActDuties;
  readonly state: ActState;
  /** When the proposal lapses. */
  readonly dueAt: Date;
  readonly proposer: string;
  readonly approver: string | undefined;
  /** Somebody who refused it. */
  readonly refuser: string | undefined;
  /** Why it ended by itself. */
  readonly endedBecause: string | undefined;
  readonly duty: ApprovalDuty;
  readonly staff: readonly StaffMember[];
  /** Of an act about an officer: whom. */
  readonly named: NameInAct;
}

/** The name of the officer whom an act is about: itself, or why it cannot be shown; `none` of any other act. */
export type NameInAct = { readonly name: string } | 'none' | 'missing' | 'overwritten';

/** A name that is gone once its act has ended was overwritten; while it is open that should not be. */
function nameInAct(content: ActContent, state: ActState, beside: OfficerName | undefined) {
  if (content.actKind !== 'officer') return 'none';
  const name = nameOfChange(content.change, beside);
  if (name !== undefined) return { name };
  const isOpen = state === 'proposed' || state === 'approved';
  return isOpen || beside ? 'missing' : 'overwritten';
}

/** What somebody reads it by. */
export interface ActReader {
  readonly officer: StaffMember;
  readonly staff: readonly StaffMember[];
  readonly now: Date;
}

/** Makes an act readable for a person, with the name that lies beside it. */
export function actView(
  act: ListedAct,
  { officer, staff, now }: ActReader,
  beside?: OfficerName,
): ActView {
  const content = contentOf(act);
  const state = stateOfAct(act, now);
  const duties = dutiesOfAct(content);
  const isEnded = act.refusedBy === ENDED_BY_OFFICE;
  const nameOf = (id: string | null) =>
    id === null ? undefined : (staff.find((each) => each.id === id)?.name ?? id);
  return {
    act,
    content,
    duties,
    state,
    dueAt: new Date(act.proposedAt.getTime() + ACT_STANDS_DAYS * DAY_MS),
    proposer: nameOf(act.proposedBy) ?? act.proposedBy,
    approver: nameOf(act.approvedBy),
    refuser: isEnded ? undefined : nameOf(act.refusedBy),
    endedBecause: isEnded ? (act.refusalCode ?? '') : undefined,
    duty: approvalDuty({ ...act, row: duties.row }, officer, staff),
    staff,
    named: nameInAct(content, state, beside),
  };
}

/** What an act changes, in one line. */
export function changeLine(content: ActContent): Said {
  if (isAboutAccess(content)) return accessLine(content);
  const { actKind, change } = content;
  if (actKind === 'switchOn') return switchWord(change.switch);
  if (actKind === 'chainErasure') return same(change.chain);
  if (actKind === 'keyState') return words.keyStates[change.to];
  if (actKind === 'massRevocation') return words.massRevocation.certificates(change.certificates);
  return same(change.version);
}

/** A code as people read it; a code that is new stays as it is. */
export const codeWord = (catalogue: Readonly<Record<string, Said>>, code: string): Said =>
  Object.hasOwn(catalogue, code) ? (catalogue[code] ?? same(code)) : same(code);

/** Why something about an act has no effect, and what to do next where that is known; from the code of it. */
export function problemWord(code: string, otherwise?: Said): Said {
  const why = codeWord(words.problems, code);
  const next = actNextSteps[code] ?? otherwise;
  return next ? { ja: `${why.ja}${next.ja}`, en: `${why.en} ${next.en}` } : why;
}

/** Terms and values of what an act changes. */
export function changeTerms({
  content,
  staff,
  named,
}: Pick<ActView, 'content' | 'staff' | 'named'>): readonly (readonly [Said, Said])[] {
  if (isAboutAccess(content)) return accessTerms(content, { staff, named });
  const { actKind, change } = content;
  if (actKind === 'switchOn') {
    const cause = codeWord(words.switches.resumeCauses, change.cause);
    return [
      [words.act.switchName, switchWord(change.switch)],
      [words.form.cause, cause],
    ];
  }
  if (actKind === 'chainErasure') {
    return [
      [words.act.chain, same(change.chain)],
      [words.act.dueOn, same(change.dueOn)],
      [words.act.reason, words.erasureReasons[change.reason]],
    ];
  }
  if (actKind === 'keyState') {
    return [
      [words.form.issuerKey, same(change.issuerKeyId)],
      [words.form.keyState, words.keyStates[change.to]],
    ];
  }
  if (actKind === 'massRevocation') {
    return [
      [words.massRevocation.listed, words.massRevocation.certificates(change.certificates)],
      [words.form.reason, revocationReasons[change.reasonCode].said],
      [words.massRevocation.by, words.massRevocation.revokers[change.by]],
    ];
  }
  return [[words.act.version, same(change.version)]];
}
