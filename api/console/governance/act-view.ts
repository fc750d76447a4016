import type { ListedAct } from '../../../db/governance/act-inputs.ts';
import { contentOf, stateOfAct } from '../../../db/governance/dual-control.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import {
  ACT_STANDS_DAYS,
  dutiesOfAct,
  type ActContent,
  type ActDuties,
  isAboutAccess,
} from '../../../domain/governance/act-kinds.ts';
import { accessLine, accessTerms } from './access-terms.ts';
import type { ActState } from '../../../domain/governance/act-inputs.ts';
import { DAY_MS } from '../../../domain/governance/calendar.ts';
import { governance as words } from '../words/governance.ts';
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
  readonly refuser: string | undefined;
  readonly duty: ApprovalDuty;
  readonly staff: readonly StaffMember[];
}

/** What somebody reads it by. */
export interface ActReader {
  readonly officer: StaffMember;
  readonly staff: readonly StaffMember[];
  readonly now: Date;
}

/** Makes an act readable for a person. */
export function actView(act: ListedAct, { officer, staff, now }: ActReader): ActView {
  const content = contentOf(act);
  const duties = dutiesOfAct(content);
  const nameOf = (id: string | null) =>
    id === null ? undefined : (staff.find((each) => each.id === id)?.name ?? id);
  return {
    act,
    content,
    duties,
    state: stateOfAct(act, now),
    dueAt: new Date(act.proposedAt.getTime() + ACT_STANDS_DAYS * DAY_MS),
    proposer: nameOf(act.proposedBy) ?? act.proposedBy,
    approver: nameOf(act.approvedBy),
    refuser: nameOf(act.refusedBy),
    duty: approvalDuty({ ...act, row: duties.row }, officer, staff),
    staff,
  };
}

/** What an act changes, in one line. */
export function changeLine(content: ActContent): Said {
  if (isAboutAccess(content)) return accessLine(content);
  const { actKind, change } = content;
  if (actKind === 'switchOn') return switchWord(change.switch);
  if (actKind === 'chainErasure') return same(change.chain);
  return same(change.version);
}

/** A code as people read it; a code that is new stays as it is. */
export const codeWord = (catalogue: Readonly<Record<string, Said>>, code: string): Said =>
  Object.hasOwn(catalogue, code) ? (catalogue[code] ?? same(code)) : same(code);

/** Terms and values of what an act changes. */
export function changeTerms({
  content,
  staff,
}: Pick<ActView, 'content' | 'staff'>): readonly (readonly [Said, Said])[] {
  if (isAboutAccess(content)) return accessTerms(content, staff);
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
  return [[words.act.version, same(change.version)]];
}
