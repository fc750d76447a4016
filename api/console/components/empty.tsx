import type { FC } from 'hono/jsx';
import type { Said } from '../words/said.ts';
import { useSay } from './language-context.ts';

/** Says that a place is empty, and offers the next useful thing. */
export const Empty: FC<{ what: Said; more?: Said; link?: { href: string; name: Said } }> = (
  props,
) => {
  const { what, more, link } = props;
  const say = useSay();
  return (
    <div class="empty">
      <p class="strong">{say(what)}</p>
      {more && <p>{say(more)}</p>}
      {link && (
        <p>
          <a class="btn" href={link.href}>
            {say(link.name)}
          </a>
        </p>
      )}
    </div>
  );
};
