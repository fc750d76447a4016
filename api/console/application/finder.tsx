import type { FC } from 'hono/jsx';
import { useSay } from '../components/language-context.ts';
import { search as words } from '../words/search.ts';

/** The field in which people look for a case, with what was typed. */
export const Finder: FC<{ typed?: string | undefined }> = ({ typed }) => {
  const say = useSay();
  return (
    <form class="row finder" role="search" action="/search">
      <label class="vh" for="q">
        {say(words.label)}
      </label>
      <input
        class="find"
        id="q"
        type="search"
        name="q"
        value={typed}
        autocomplete="off"
        spellcheck={false}
        data-key="/"
        aria-keyshortcuts="/"
        placeholder={say(words.placeholder)}
      />
      <button class="btn" type="submit">
        {say(words.find)}
      </button>
    </form>
  );
};
