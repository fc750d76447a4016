import type { FC } from 'hono/jsx';
import { durationOf } from '../console/clock.ts';
import { Chip, type ChipView } from '../console/components/chip.tsx';
import { Empty } from '../console/components/empty.tsx';
import { useSay } from '../console/components/language-context.ts';
import { Moment } from '../console/components/moment.tsx';
import { repository as words } from '../console/words/repository.ts';
import { sizeText } from './octets.ts';
import type { CrlSummary, PublishedCrl } from './published-crls.ts';
import type { RepositoryView } from './repository-page.tsx';

/** A list past its end says nothing any more, whatever is on it. */
function stateOf({ nextUpdate }: CrlSummary, now: Date): ChipView {
  return nextUpdate && nextUpdate <= now
    ? { kind: 'forbids', icon: 'cross', word: words.lists.over }
    : { kind: 'holds', icon: 'tick', word: words.lists.inForce };
}

const Times: FC<{ summary: CrlSummary; now: Date }> = ({ summary, now }) => {
  const say = useSay();
  const { thisUpdate, nextUpdate, number, entries } = summary;
  return (
    <>
      <td data-label={say(words.lists.thisUpdate)}>
        <Moment at={thisUpdate} to="minute" />
        <br />
        <span class="small quiet">
          {say(words.lists.ago(durationOf(now.getTime() - thisUpdate.getTime())))}
        </span>
      </td>
      <td data-label={say(words.lists.nextUpdate)}>
        {nextUpdate ? <Moment at={nextUpdate} to="minute" /> : '—'}
        <br />
        <Chip {...stateOf(summary, now)} />
      </td>
      <td data-label={say(words.lists.number)}>
        <span class="mono">{number}</span> ・ {say(words.lists.entries(entries))}
      </td>
    </>
  );
};

const Row: FC<{ crl: PublishedCrl; name: string; now: Date }> = ({ crl, name, now }) => {
  const say = useSay();
  const { issuerKeyId, shard, summary, size, archived } = crl;
  const path = `/crls/${issuerKeyId}/${shard}`;
  const title = words.lists.of(name, Number(shard) + 1);
  return (
    <tr>
      <th scope="row">{say(title)}</th>
      {summary ? (
        <Times summary={summary} now={now} />
      ) : (
        <td colspan={3}>{say(words.lists.unreadable)}</td>
      )}
      <td data-label={say(words.lists.take)}>
        <a href={`${path}.crl`} download="">
          {shard}.crl<span class="vh"> {say(title)}</span>
        </a>{' '}
        <span class="quiet small">{sizeText(size)}</span>
        {archived > 0 && (
          <>
            <br />
            <a href={path} class="small">
              {say(words.lists.earlier(archived))}
              <span class="vh"> {say(title)}</span>
            </a>
          </>
        )}
      </td>
    </tr>
  );
};

/** Lists of revoked certificates with their times, where OCSP answers, and what it means to be revoked. */
export const StatusTable: FC<{ view: RepositoryView }> = ({ view }) => {
  const { crls, issuers, now, publicUrl } = view;
  const say = useSay();
  const { kind, thisUpdate, nextUpdate, number, take } = words.lists;
  const nameOf = (id: string): string =>
    issuers.find((issuer) => issuer.keyId === id)?.name ?? id.slice(0, 8);
  return (
    <section class="section" aria-labelledby="h-crl">
      <h2 id="h-crl">{say(words.lists.title)}</h2>
      <p>{say(words.lists.meaning)}</p>
      <p class="section-note">{say(words.lists.whatFollows)}</p>
      {crls.length === 0 && <Empty what={words.lists.none} more={words.lists.noneNext} />}
      <table class="stackable section-note">
        <thead>
          <tr>
            {[kind, thisUpdate, nextUpdate, number, take].map((column) => (
              <th scope="col">{say(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {crls.map((crl) => (
            <Row crl={crl} name={nameOf(crl.issuerKeyId)} now={now} />
          ))}
          <tr>
            <th scope="row">OCSP</th>
            <td data-label={say(thisUpdate)}>{say(words.ocsp.thisUpdate)}</td>
            <td data-label={say(nextUpdate)}>{say(words.ocsp.nextUpdate)}</td>
            <td data-label={say(number)}>{say(words.ocsp.never)}</td>
            <td data-label={say(take)}>
              <code>{publicUrl}/ocsp</code>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
};
