import type { FC } from 'hono/jsx';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import { useSay } from '../components/language-context.ts';
import { decision as words } from '../words/decision.ts';
import { frame } from '../words/frame.ts';
import type { Said } from '../words/said.ts';
import { whyNot } from './duty-words.ts';
import type { Duty } from './duties.ts';

const PATHS: Readonly<Record<DecisionKind, string>> = {
  approve: 'decisions/new?outcome=approve',
  return: 'decisions/new?outcome=return',
  reject: 'decisions/new?outcome=reject',
  transfer: 'decisions/new?outcome=transfer',
  withdrawApproval: 'decisions/new?outcome=take-back',
  instruct: 'issuing-instructions/new',
  withdraw: 'decisions/new?outcome=withdraw',
  notice: 'decisions/new?outcome=notice',
};

const KEYS: Readonly<Record<DecisionKind, string | undefined>> = {
  approve: 'a',
  return: 'c',
  reject: 'r',
  transfer: 't',
  withdrawApproval: undefined,
  instruct: undefined,
  withdraw: undefined,
  notice: undefined,
};

/** The one primary act of a bar: what moves the case on. */
const PRIMARY: readonly DecisionKind[] = ['approve', 'instruct'];

const styleOf = (kind: DecisionKind): string =>
  PRIMARY.includes(kind) ? 'btn btn--primary' : kind === 'reject' ? 'btn btn--danger-line' : 'btn';

/** Decisions that are open in this state, each in its place; one that is not open says why. */
export const Acts: FC<{ caseId: string; duties: readonly Duty[] }> = ({ caseId, duties }) => {
  const say = useSay();
  const shown = duties.filter((duty) => duty.may || duty.because !== 'state');
  if (shown.length === 0) return <></>;
  const reasons = reasonsOf(shown, say);
  const idFor = (kind: DecisionKind): string | undefined => {
    const kinds = [...reasons.values()].find((each) => each.includes(kind));
    return kinds && idOf(kinds);
  };
  return (
    <div class="decide__foot">
      <div class="decide__acts">
        {shown.map((duty) => (
          <Act caseId={caseId} duty={duty} describedBy={idFor(duty.kind)} />
        ))}
      </div>
      <div class="decide__whynot">
        {[...reasons].map(([reason, kinds]) => (
          <p class="small quiet" id={idOf(kinds)} tabindex={-1}>
            {kinds.map((kind) => say(words.acts[kind])).join(say(frame.between))}: {reason}
          </p>
        ))}
      </div>
    </div>
  );
};

const idOf = ([first = 'approve']: readonly DecisionKind[]): string => `why-not-${first}`;

/** Acts that are not open, by why not: what several have in common is said once, and the bar stays low. */
function reasonsOf(duties: readonly Duty[], say: (said: Said) => string) {
  const reasons = new Map<string, DecisionKind[]>();
  for (const duty of duties) {
    if (duty.may) continue;
    const reason = say(whyNot(duty));
    reasons.set(reason, [...(reasons.get(reason) ?? []), duty.kind]);
  }
  return reasons;
}

interface ActProps {
  readonly caseId: string;
  readonly duty: Duty;
  /** The sentence that says why it is not open. */
  readonly describedBy: string | undefined;
}

const Act: FC<ActProps> = ({ caseId, duty, describedBy }) => {
  const { kind } = duty;
  const say = useSay();
  const key = KEYS[kind];
  const keys = key === undefined ? {} : { 'data-key': key, 'aria-keyshortcuts': key.toUpperCase() };
  const label = say(words.acts[kind]);
  const cap = key !== undefined && <kbd aria-hidden="true">{key.toUpperCase()}</kbd>;
  if (duty.may) {
    const href = `/certificate-applications/${caseId}/${PATHS[kind]}`;
    return (
      <a class={styleOf(kind)} href={href} {...keys}>
        {label}
        {cap}
      </a>
    );
  }
  return (
    <button class="btn" type="button" aria-disabled="true" aria-describedby={describedBy} {...keys}>
      {label}
      {cap}
    </button>
  );
};
