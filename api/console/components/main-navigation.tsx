import type { FC } from 'hono/jsx';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { handlesLetters, mayReadBooks, mayReadCases, maySeeActs, seesAlarms } from '../roles.ts';
import { dispatches } from '../words/dispatches.ts';
import { frame } from '../words/frame.ts';
import { governance } from '../words/governance.ts';
import { letters } from '../words/letters.ts';
import { morning } from '../words/morning.ts';
import type { Said } from '../words/said.ts';
import { queue } from '../words/queue.ts';
import { revocationList } from '../words/revocation-list.ts';
import { search } from '../words/search.ts';
import { countText } from '../count.ts';
import { useSay } from './language-context.ts';

/** Which of the main pages is open. */
export type Place =
  | 'dispatches'
  | 'morning'
  | 'cases'
  | 'search'
  | 'books'
  | 'acts'
  | 'letters'
  | 'revocations'
  | 'none';

const PageLink: FC<{
  href: string;
  name: Said;
  isCurrent: boolean;
  count?: number | undefined;
  counted?: Said;
}> = (props) => {
  const { href, name, isCurrent, count = 0, counted = frame.inReview } = props;
  const say = useSay();
  return (
    <li>
      <a href={href} aria-current={isCurrent ? 'page' : undefined}>
        {say(name)}
        {count > 0 && (
          <span class="count">
            {countText(count)}
            <span class="vh">{say(counted)}</span>
          </span>
        )}
      </a>
    </li>
  );
};

/** Pages that a person may open, the current one marked. */
export const MainNavigation: FC<{
  officer: StaffMember;
  current: Place;
  inReview?: number | undefined;
  /** Acts that wait for the reader's approval. */
  toApprove?: number | undefined;
}> = ({ officer, current, inReview, toApprove }) => {
  const say = useSay();
  return (
    <nav class="mainnav" aria-label={say(frame.mainPages)}>
      <ul>
        <PageLink href="/morning-check" name={morning.title} isCurrent={current === 'morning'} />
        {mayReadCases(officer) && (
          <PageLink
            href="/queue"
            name={queue.title}
            isCurrent={current === 'cases'}
            count={inReview}
          />
        )}
        {mayReadCases(officer) && (
          <PageLink
            href="/revocation-requests"
            name={revocationList.title}
            isCurrent={current === 'revocations'}
          />
        )}
        {mayReadCases(officer) && (
          <PageLink href="/search" name={search.title} isCurrent={current === 'search'} />
        )}
        {handlesLetters(officer) && (
          <PageLink href="/dispatch-lots" name={letters.title} isCurrent={current === 'letters'} />
        )}
        {(mayReadCases(officer) || seesAlarms(officer)) && (
          <PageLink
            href="/dispatches"
            name={dispatches.title}
            isCurrent={current === 'dispatches'}
          />
        )}
        {maySeeActs(officer) && (
          <PageLink
            href="/governance-acts"
            name={governance.title}
            isCurrent={current === 'acts'}
            count={toApprove}
            counted={governance.waitingCount}
          />
        )}
        {mayReadBooks(officer) && (
          <PageLink href="/inspection/books" name={frame.books} isCurrent={current === 'books'} />
        )}
      </ul>
    </nav>
  );
};
