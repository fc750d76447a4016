import type { FC } from 'hono/jsx';
import type { Lease, LeaseProblem } from '../../../domain/decision/lease.ts';
import { HOLD_HOURS, holdReasons, isHoldReason } from '../../../domain/decision/lease.ts';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { decision } from '../words/decision.ts';

const words = decision.lease;

/** Who holds the case, and what its reader may do with it. */
export interface LeaseView {
  readonly caseId: string;
  readonly formToken: string;
  readonly now: Date;
  /** Id of the entry that a note will have. */
  readonly noteId: string;
  readonly lease: Lease | undefined;
  readonly holderName: string | undefined;
  readonly isOwn: boolean;
  readonly refused: LeaseProblem | undefined;
}

/** Taking a case, letting it go, putting it aside, and leaving a note: forms, each with its button. */
export const LeaseSheet: FC<{ view: LeaseView }> = ({ view }) => {
  const { lease, holderName, isOwn, refused, now } = view;
  const say = useSay();
  const isHeld = lease !== undefined && lease.until > now;
  return (
    <section class="sheet pad stack gap-top" aria-label={say(words.claim)}>
      {refused && (
        <p class="banner banner--inset" role="alert">
          {say(words.refused[refused])}
        </p>
      )}
      {isHeld && (
        <p>
          <span lang="ja">{holderName}</span> <Moment at={lease.until} now={now} isDue />
        </p>
      )}
      {isHeld && lease.aside !== undefined && isHoldReason(lease.aside) && (
        <p>{say(words.aside(holdReasons[lease.aside]))}</p>
      )}
      <div class="row">
        <Post view={view} to="claims" label={say(isOwn ? words.extend : words.claim)} />
        {isOwn && <Post view={view} to="release" label={say(words.release)} />}
      </div>
      <HoldForm view={view} />
      <NoteForm view={view} />
    </section>
  );
};

const Post: FC<{ view: LeaseView; to: string; label: string }> = ({ view, to, label }) => (
  <form method="post" action={`/certificate-applications/${view.caseId}/${to}`}>
    <input type="hidden" name="token" value={view.formToken} />
    <button class="btn" type="submit">
      {label}
    </button>
  </form>
);

const HoldForm: FC<{ view: LeaseView }> = ({ view }) => {
  const say = useSay();
  return (
    <form method="post" class="row" action={`/certificate-applications/${view.caseId}/hold`}>
      <input type="hidden" name="token" value={view.formToken} />
      <label for="hold-reason">{say(words.why)}</label>
      <select id="hold-reason" name="reason">
        {Object.entries(holdReasons).map(([code, reason]) => (
          <option value={code}>{say(reason)}</option>
        ))}
      </select>
      <label for="hold-hours">{say(words.until)}</label>
      <select id="hold-hours" name="hours">
        {HOLD_HOURS.map((hours) => (
          <option value={String(hours)}>{say(words.hours(hours))}</option>
        ))}
      </select>
      <button class="btn" type="submit">
        {say(words.hold)}
      </button>
    </form>
  );
};

const NoteForm: FC<{ view: LeaseView }> = ({ view }) => {
  const say = useSay();
  return (
    <form method="post" class="field" action={`/certificate-applications/${view.caseId}/notes`}>
      <input type="hidden" name="token" value={view.formToken} />
      <input type="hidden" name="entry" value={view.noteId} />
      <label for="note">
        {say(words.note)} <span class="field__hint">{say(words.noteHint)}</span>
      </label>
      <textarea id="note" name="note" rows={2} required maxlength={4000}></textarea>
      <p>
        <button class="btn" type="submit">
          {say(words.noteAdd)}
        </button>
      </p>
    </form>
  );
};
