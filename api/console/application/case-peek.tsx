import type { FC } from 'hono/jsx';
import { Chip } from '../components/chip.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application, caseList } from '../words/case-list.ts';
import type { CaseRow } from './case-row.ts';

const words = caseList.peek;

const routeWord = (route: string) =>
  Object.hasOwn(application.routes, route)
    ? application.routes[route as keyof typeof application.routes]
    : { ja: route, en: route };

const keyWord = (delivery: string) =>
  delivery === 'code' ? application.keyDeliveries.code : application.keyDeliveries.simultaneous;

const Traits: FC<{ row: CaseRow; now: Date }> = ({ row, now }) => {
  const say = useSay();
  return (
    <dl>
      <dt>{say(words.portal)}</dt>
      <dd>{row.portal}</dd>
      <dt>{say(words.received)}</dt>
      <dd>
        <Moment at={row.receivedAt} now={now} />
      </dd>
      <dt>{say(words.route)}</dt>
      <dd>{say(routeWord(row.identityRoute))}</dd>
      <dt>{say(words.key)}</dt>
      <dd>{say(keyWord(row.keyDelivery))}</dd>
      <dt>{say(words.version)}</dt>
      <dd>{say(application.version(row.edition))}</dd>
    </dl>
  );
};

const Needed: FC<{ row: CaseRow }> = ({ row: { findings } }) => {
  const say = useSay();
  return (
    <div>
      <p class="strong">{say(words.needed)}</p>
      <ul class="stack--tight todo">
        {findings.map(({ chip, sentence }) => (
          <li>
            <Chip {...chip} />
            <span>{say(sentence)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};

const OneCase: FC<{ row: CaseRow; now: Date; isShown: boolean }> = ({ row, now, isShown }) => {
  const say = useSay();
  return (
    <div data-peek={row.id} hidden={!isShown}>
      <div class="sheet__head">
        <ApplicationNumber id={row.id} name={application.number} copies />
        <Chip {...row.chip} />
      </div>
      <div class="sheet__body stack">
        <p class="peek__name" lang="ja">
          {row.name ?? say(caseList.nameErased)}
        </p>
        <Traits row={row} now={now} />
        {row.findings.length > 0 && <Needed row={row} />}
        <p class="row">
          <a class="btn btn--primary" href={`/certificate-applications/${row.id}`}>
            {say(words.open)}
            <kbd aria-hidden="true">Enter</kbd>
          </a>
        </p>
        <p class="small quiet">{say(words.recorded)}</p>
      </div>
    </div>
  );
};

/**
 * The least about the chosen case. Every row has its panel in the page; which one shows follows the
 * choice in the list, and without JavaScript it is the first.
 */
export const CasePeek: FC<{ rows: readonly CaseRow[]; now: Date }> = ({ rows, now }) => {
  const say = useSay();
  if (rows.length === 0) return <></>;
  return (
    <aside class="sheet peek" aria-labelledby="h-peek">
      <h2 id="h-peek" class="vh">
        {say(words.title)}
      </h2>
      {rows.map((row, index) => (
        <OneCase row={row} now={now} isShown={index === 0} />
      ))}
    </aside>
  );
};
