import type { FC } from 'hono/jsx';
import { minuteOf } from '../console/clock.ts';
import { useSay } from '../console/components/language-context.ts';
import { Moment } from '../console/components/moment.tsx';
import { repository as words } from '../console/words/repository.ts';
import { sizeText } from './octets.ts';
import { Public, type PublicView } from './public-frame.tsx';
import type { ArchivedCrl } from './published-crls.ts';

/** What the page of earlier lists shows. */
export interface ArchiveView extends PublicView {
  /** Newest first. */
  readonly lists: readonly ArchivedCrl[];
  readonly name: string;
  readonly shard: string;
  /** The year that is asked for, in Japan time. */
  readonly year: string | undefined;
}

const yearOf = ({ at }: ArchivedCrl): string => minuteOf(at).slice(0, 4);

const Years: FC<{ years: readonly string[]; shown: string; path: string }> = (props) => {
  const { years, shown, path } = props;
  const say = useSay();
  return (
    <nav aria-label={say(words.archive.years)}>
      <p class="row">
        {years.map((year) => (
          <a href={`${path}?year=${year}`} aria-current={year === shown ? 'page' : undefined}>
            {year}
          </a>
        ))}
      </p>
    </nav>
  );
};

/** Every list that was ever published at a place, a year a page. */
export const ArchivePage: FC<{ view: ArchiveView }> = ({ view }) => (
  <Public view={view}>
    <Archive view={view} />
  </Public>
);

const Archive: FC<{ view: ArchiveView }> = ({ view }) => {
  const say = useSay();
  const { lists, name, shard, path } = view;
  const years = [...new Set(lists.map(yearOf))];
  const year = years.find((each) => each === view.year) ?? years[0] ?? '';
  return (
    <>
      <h1>{say(words.archive.title)}</h1>
      <p class="lead">{say(words.lists.of(name, Number(shard) + 1))}</p>
      <p class="section-note">{say(words.archive.lead)}</p>
      <Years years={years} shown={year} path={path} />
      <table class="section-note">
        <thead>
          <tr>
            <th scope="col">{say(words.archive.time)}</th>
            <th scope="col">{say(words.lists.take)}</th>
          </tr>
        </thead>
        <tbody>
          {lists
            .filter((list) => yearOf(list) === year)
            .map(({ number, size, at }) => (
              <tr>
                <td>
                  <Moment at={at} to="second" />
                </td>
                <td>
                  <a href={`${path}/${number}.crl`} download="">
                    {number}.crl
                  </a>{' '}
                  <span class="quiet small">{sizeText(size)}</span>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <p class="section">
        <a class="btn" href="/">
          {say(words.toStart)}
        </a>
      </p>
    </>
  );
};
