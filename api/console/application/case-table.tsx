import type { FC } from 'hono/jsx';
import { Chip } from '../components/chip.tsx';
import { Deadline } from '../components/deadline.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application, caseList as words } from '../words/case-list.ts';
import { queue } from '../words/queue.ts';
import type { Said } from '../words/said.ts';
import type { CaseRow, RowGroup } from './case-row.ts';

/** What stands in the first column: what is left, when it came in, or when it was closed. */
export type FirstColumn = 'deadline' | 'received' | 'closed';

const HEADS: Readonly<Record<FirstColumn, Said>> = {
  deadline: words.columns.deadline,
  received: words.columns.received,
  closed: queue.closed,
};

interface RowProps {
  readonly row: CaseRow;
  readonly now: Date;
  readonly isSelected: boolean;
  readonly first: FirstColumn;
}

const When: FC<Omit<RowProps, 'isSelected'>> = ({ row, now, first }) => {
  const say = useSay();
  const { deadline, receivedAt, closedAt } = row;
  if (first === 'deadline' && deadline) return <Deadline {...deadline} />;
  const isClosed = first === 'closed' && closedAt !== undefined;
  return (
    <span class="deadline">
      {first === 'deadline' && <small>{say(words.columns.received)}</small>}
      <Moment at={isClosed ? closedAt : receivedAt} now={now} />
    </span>
  );
};

/** Who holds a case while somebody does; else where it came from. */
const Holder: FC<{ row: CaseRow }> = ({ row: { holder, portal } }) => {
  const say = useSay();
  if (!holder) return <td class="who-has">{portal}</td>;
  return (
    <td class="who-has">
      {holder.name === undefined ? say(queue.you) : <span lang="ja">{holder.name}</span>}
      <br />
      <span class="quiet">{say(holder.left)}</span>
    </td>
  );
};

const Row: FC<RowProps> = ({ row, now, isSelected, first }) => {
  const say = useSay();
  const { id, name, chip, why, findings } = row;
  return (
    <tr data-row={id} data-selected={isSelected ? '' : undefined}>
      <td>
        <When row={row} now={now} first={first} />
      </td>
      <td>
        <a
          class="name"
          href={`/certificate-applications/${id}`}
          lang={name === undefined ? undefined : 'ja'}
          aria-current={isSelected ? 'true' : undefined}
        >
          {name ?? say(words.nameErased)}
        </a>
      </td>
      <td class="why">
        {say(why)}
        {findings.length > 1 && (
          <>
            {' '}
            <span class="quiet small">{say(words.others(findings.length - 1))}</span>
          </>
        )}
      </td>
      <td>
        <Chip {...chip} />
        <br />
        <span class="reading">
          <ApplicationNumber id={id} name={application.number} />
        </span>
      </td>
      <Holder row={row} />
    </tr>
  );
};

const Head: FC<{ first: FirstColumn }> = ({ first }) => {
  const say = useSay();
  const heads = [HEADS[first], words.columns.applicant, words.columns.why, words.columns.state];
  return (
    <thead>
      <tr>
        {[...heads, queue.holder].map((head) => (
          <th scope="col">{say(head)}</th>
        ))}
      </tr>
    </thead>
  );
};

/** Cases under their headings, the first of them chosen. */
export const CaseTable: FC<{ groups: readonly RowGroup[]; now: Date; first: FirstColumn }> = (
  props,
) => {
  const { groups, now, first } = props;
  const say = useSay();
  const chosen = groups[0]?.rows[0]?.id;
  return (
    <table class="cases cases--fixed stackable" role="table">
      <colgroup>
        <col />
        <col />
        <col />
        <col />
        <col />
      </colgroup>
      <Head first={first} />
      {groups.map(({ heading, rows }) => (
        <tbody>
          <tr class="group">
            <th colspan={5} scope="rowgroup">
              {say(heading)} <span class="quiet">{say(words.count(rows.length))}</span>
            </th>
          </tr>
          {rows.map((row) => (
            <Row row={row} now={now} isSelected={row.id === chosen} first={first} />
          ))}
        </tbody>
      ))}
    </table>
  );
};

/** Links to the beginning of a list and to its next page, where there are such. */
export const Paging: FC<{ start: string | undefined; next: string | undefined; size: number }> = (
  props,
) => {
  const { start, next, size } = props;
  const say = useSay();
  if (start === undefined && next === undefined) return <></>;
  return (
    <p class="row paging">
      {start !== undefined && (
        <a class="btn btn--small" href={start}>
          {say(words.first)}
        </a>
      )}
      {next !== undefined && (
        <a class="btn btn--small" href={next} rel="next">
          {say(words.more(size))}
        </a>
      )}
    </p>
  );
};
