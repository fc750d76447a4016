import type { FC } from 'hono/jsx';
import { durationOf } from '../clock.ts';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { duty as words } from '../words/duty.ts';
import type { DutyView } from './duty-view.ts';

/** Who is on duty, and taking or leaving it: a form, because it is an act. */
export const DutySheet: FC<{ view: DutyView; isWhole?: boolean }> = ({ view, isWhole = false }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-duty">
      <div class="sheet__head">
        <h2 id="h-duty">{say(words.heading)}</h2>
        {!isWhole && (
          <p>
            <a href="/duty" data-key="d" aria-keyshortcuts="D">
              {say(words.open)}
              <kbd aria-hidden="true">D</kbd>
            </a>
          </p>
        )}
      </div>
      <div class="sheet__body stack--tight">
        <OnDuty view={view} />
        <Acts view={view} isWhole={isWhole} />
        <p class="small quiet">
          {view.able === '' ? say(words.nobodyMay) : say(words.who(view.able))}
        </p>
      </div>
    </section>
  );
};

const OnDuty: FC<{ view: DutyView }> = ({ view: { current, isOwn, now } }) => {
  const say = useSay();
  if (!current) {
    return (
      <>
        <p class="strong">{say(words.nobody)}</p>
        <p>{say(words.nobodyNext)}</p>
      </>
    );
  }
  const duration = durationOf(now.getTime() - current.from.getTime());
  return (
    <>
      <p class="duty" lang="ja">
        {current.name}
      </p>
      <p class="small quiet">
        {isOwn && `${say(words.you)} `}
        <Moment at={current.from} now={now} /> {say(words.since)} ・ {say(words.forLong(duration))}
      </p>
    </>
  );
};

const Acts: FC<{ view: DutyView; isWhole: boolean }> = ({ view, isWhole }) => {
  const { current, isOwn, mayTake, formToken } = view;
  const say = useSay();
  if (!mayTake) return <></>;
  // On the morning check there is one act: to be on duty. Leaving it stops something, and has its page.
  if (isOwn && !isWhole) return <></>;
  return (
    <form method="post" action={isOwn ? '/duty/leave' : '/duty/take'} class="stack--tight">
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="seen" value={current?.officerId ?? ''} />
      {isOwn && <p>{say(words.leaveNote)}</p>}
      {!isOwn && current && <p class="small">{say(words.takeOverNote(current.name))}</p>}
      <button class={isOwn ? 'btn' : 'btn btn--primary'} type="submit">
        {say(isOwn ? words.leave : current ? words.takeOver : words.take)}
      </button>
    </form>
  );
};
