import type { FC } from 'hono/jsx';
import { duty } from '../words/duty.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

/** That nobody is on duty as 責任を有する者, and so the machine approves nothing. */
export const DutyBanner: FC = () => {
  const say = useSay();
  return (
    <div class="banner" data-kind="stop" role="status">
      <Icon name="warning" />
      <p>
        <strong>{say(duty.banner.what)}</strong> {say(duty.banner.next)}
      </p>
      <a class="btn btn--small" href="/duty">
        {say(duty.open)}
      </a>
    </div>
  );
};
