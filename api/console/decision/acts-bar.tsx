import type { FC } from 'hono/jsx';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import { useSay } from '../components/language-context.ts';
import { decision as words } from '../words/decision.ts';
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
};

const KEYS: Readonly<Record<DecisionKind, string | undefined>> = {
  approve: 'a',
  return: 'c',
  reject: 'r',
  transfer: 't',
  withdrawApproval: undefined,
  instruct: undefined,
  withdraw: undefined,
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
  return (
    <div class="decide__foot">
      <div class="decide__acts">
        {shown.map((duty) => (
          <Act caseId={caseId} duty={duty} />
        ))}
      </div>
      <div class="decide__whynot">
        {shown.map((duty) =>
          duty.may ? (
            <></>
          ) : (
            <p class="small quiet" id={`why-not-${duty.kind}`} tabindex={-1}>
              {say(words.acts[duty.kind])}: {say(whyNot(duty))}
            </p>
          ),
        )}
      </div>
    </div>
  );
};

const Act: FC<{ caseId: string; duty: Duty }> = ({ caseId, duty }) => {
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
    <button
      class="btn"
      type="button"
      aria-disabled="true"
      aria-describedby={`why-not-${kind}`}
      {...keys}
    >
      {label}
      {cap}
    </button>
  );
};
