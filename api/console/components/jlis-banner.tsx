import type { FC } from 'hono/jsx';
import type { JlisWaits } from '../../../db/identity/jlis-waits.ts';
import { jlisWaits as words } from '../words/jlis-waits.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

/** That cases wait for J-LIS too long, or that something else answers in its place, under the top bar. */
export const JlisBanner: FC<{ waits: JlisWaits; canOpen: boolean }> = ({ waits, canOpen }) => {
  const { long, odd } = waits;
  const say = useSay();
  const isOdd = odd > 0;
  return (
    <div class="banner" data-kind={isOdd ? 'stop' : undefined} role={isOdd ? 'alert' : 'status'}>
      <Icon name="warning" />
      <p>
        <strong>{say(isOdd ? words.odd(odd) : words.long(long))}</strong>{' '}
        {say(isOdd ? words.oddNext : words.next)}
      </p>
      {canOpen && (
        <a class="btn btn--small" href="/queue?view=jlis">
          {say(words.open)}
        </a>
      )}
    </div>
  );
};
