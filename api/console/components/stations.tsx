import type { FC } from 'hono/jsx';
import type { Said } from '../words/said.ts';
import { stations as words } from '../words/states.ts';
import { Icon, type IconName } from './icon.tsx';
import { useSay } from './language-context.ts';

/** One station: done, where the case is now, or to come. */
export interface StationView {
  readonly name: Said;
  readonly place: 'done' | 'current' | 'toCome';
  readonly icon?: IconName;
}

/** Progress through named stations. */
export const Stations: FC<{ stations: readonly StationView[] }> = ({ stations }) => {
  const say = useSay();
  return (
    <nav aria-label={say(words.label)}>
      <ol class="stations">
        {stations.map(({ name, place, icon }) => (
          <li
            data-done={place === 'done' ? '' : undefined}
            aria-current={place === 'current' ? 'step' : undefined}
          >
            {place === 'done' && <Icon name="tick" />}
            {place === 'current' && icon && <Icon name={icon} />}
            {say(name)}
          </li>
        ))}
      </ol>
    </nav>
  );
};
