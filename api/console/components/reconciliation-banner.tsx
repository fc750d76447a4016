import type { FC } from 'hono/jsx';
import type { ReconciliationAlarm } from '../inspection/reconciliation-view.ts';
import { reconciliation } from '../words/reconciliation.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

const words = reconciliation.banner;

/** That both books and both databases do not agree, or nobody looked, under the top bar. */
export const ReconciliationBanner: FC<{ alarm: ReconciliationAlarm }> = ({ alarm }) => {
  const { standing, day, failed, halts } = alarm;
  const say = useSay();
  const what = standing === 'differs' ? words.differs(day, failed.join(' ')) : words.missing;
  return (
    <div class="banner" data-kind={halts ? 'stop' : undefined} role={halts ? 'alert' : 'status'}>
      <Icon name="warning" />
      <p>
        <strong>{say(what)}</strong> {say(halts ? words.halted : words.next)}
      </p>
      <a class="btn btn--small" href="/morning-check">
        {say(words.open)}
      </a>
    </div>
  );
};
