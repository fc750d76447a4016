import type { FC } from 'hono/jsx';
import { IDLE_MS } from '../../../db/inspection/sessions.ts';
import { frame } from '../words/frame.ts';
import { useSay } from './language-context.ts';

/** Five minutes before the end, and one more, because a session is marked as seen to the minute. */
const NOTICE_MS = IDLE_MS - 6 * 60_000;

/**
 * Says that the session is about to end, because the page asked for nothing for so long, and lets it go on
 * (WCAG 2.2.1). Hidden until the script shows it.
 */
export const SessionNotice: FC = () => {
  const say = useSay();
  return (
    <div role="status">
      <div class="session" data-session-after={NOTICE_MS} hidden>
        <p data-session-says={say(frame.session.ended)}>
          <strong>{say(frame.session.endsSoon)}</strong>
        </p>
        <button class="btn btn--small" type="button" data-session-stay="">
          {say(frame.session.stay)}
        </button>
      </div>
    </div>
  );
};
