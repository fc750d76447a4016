import type { FC } from 'hono/jsx';
import { useSay } from '../console/components/language-context.ts';
import { repository as words } from '../console/words/repository.ts';
import { Public, type PublicView } from './public-frame.tsx';

/** Says that nothing is published there. */
export const NotPublishedPage: FC<{ view: PublicView }> = ({ view }) => (
  <Public view={view}>
    <NotPublished />
  </Public>
);

const NotPublished: FC = () => {
  const say = useSay();
  return (
    <>
      <h1>{say(words.title)}</h1>
      <p class="lead">{say(words.notFound)}</p>
      <p class="section">
        <a class="btn" href="/">
          {say(words.toStart)}
        </a>
      </p>
    </>
  );
};
