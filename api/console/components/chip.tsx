import type { FC } from 'hono/jsx';
import type { Said } from '../words/said.ts';
import { Icon, type IconName } from './icon.tsx';
import { useSay } from './language-context.ts';

/** Ground and frame of a chip. */
export type ChipKind = 'holds' | 'refers' | 'waits' | 'forbids' | 'plain' | 'audit' | 'dev';

/** What a chip shows. */
export interface ChipView {
  readonly kind: ChipKind;
  readonly icon?: IconName;
  readonly word: Said;
}

/** Icon, word and ground of a state; never the ground alone, never a button. */
export const Chip: FC<ChipView & { class?: string }> = ({ kind, icon, word, class: more }) => {
  const say = useSay();
  return (
    <span class={more ? `chip ${more}` : 'chip'} data-kind={kind}>
      {icon && <Icon name={icon} />}
      {say(word)}
    </span>
  );
};
