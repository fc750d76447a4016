import type { FC } from 'hono/jsx';
import type { ListedLetter, ListedLot } from '../../../db/dispatch/lot-records.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { Chip } from '../components/chip.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application } from '../words/case-list.ts';
import { letters as words } from '../words/letters.ts';
import type { Said } from '../words/said.ts';
import { lotChip, nameOf, standingOf } from './lot-view.ts';

/** What the page of all lots shows. */
export interface LotsView {
  readonly now: Date;
  readonly waiting: readonly ListedLetter[];
  /** How many wait, also beyond those that are shown. */
  readonly waitingCount: number;
  readonly open: readonly ListedLot[];
  readonly closed: readonly ListedLot[];
  readonly staff: readonly StaffMember[];
  /** Ids for a proposal, where the reader may make one. */
  readonly proposal: { readonly inputId: string; readonly lotId: string } | undefined;
  readonly mayImport: boolean;
  readonly mayScan: boolean;
}

/** 手紙の発送: letters that wait for a lot, lots under way, and lots before. */
export const LotsPage: FC<{ frame: FrameView; view: LotsView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="letters">
    <div class="page">
      <Head view={view} />
      <div class="cols cols--2-1">
        <Waiting view={view} token={frame.formToken ?? ''} />
        <div class="stack">
          <Lots id="h-open" words={words.open} lots={view.open} view={view} />
          <Lots id="h-closed" words={words.closed} lots={view.closed} view={view} />
        </div>
      </div>
    </div>
  </Page>
);

const Head: FC<{ view: LotsView }> = ({ view: { mayImport, mayScan } }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      <p class="row">
        {mayImport && (
          <a class="btn" href="/dispatch-lots/confirmations">
            {say(words.toConfirmations)}
          </a>
        )}
        {mayScan && (
          <a class="btn" href="/returned-letters">
            {say(words.toReturned)}
          </a>
        )}
      </p>
    </div>
  );
};

const Waiting: FC<{ view: LotsView; token: string }> = ({ view, token }) => {
  const { waiting, waitingCount, proposal } = view;
  const say = useSay();
  const more = waitingCount - waiting.length;
  return (
    <section class="sheet" aria-labelledby="h-waiting">
      <div class="sheet__head">
        <h2 id="h-waiting">{say(words.waiting.title)}</h2>
        <p>{say(words.of(waitingCount))}</p>
      </div>
      <div class="sheet__body stack">
        {waiting.length === 0 && <Empty what={words.waiting.none} />}
        {waiting.length > 0 && !proposal && <p class="small">{say(words.waiting.role)}</p>}
        {waiting.length > 0 && (
          <form method="post" action="/dispatch-lots" class="stack">
            <input type="hidden" name="token" value={token} />
            {proposal && <input type="hidden" name="input" value={proposal.inputId} />}
            {proposal && <input type="hidden" name="lot" value={proposal.lotId} />}
            <Choices letters={waiting} now={view.now} mayChoose={proposal !== undefined} />
            {more > 0 && <p class="small">{say(words.waiting.more(more))}</p>}
            {proposal && (
              <>
                <p class="small">{say(words.waiting.note)}</p>
                <p>
                  <button class="btn btn--primary" type="submit">
                    {say(words.waiting.propose)}
                  </button>
                </p>
              </>
            )}
          </form>
        )}
      </div>
    </section>
  );
};

const Choices: FC<{ letters: readonly ListedLetter[]; now: Date; mayChoose: boolean }> = (
  props,
) => {
  const { letters, now, mayChoose } = props;
  const say = useSay();
  return (
    <table class="checks stackable" role="table">
      <thead>
        <tr>
          <th scope="col">{say(words.columns.application)}</th>
          <th scope="col">{say(words.columns.code)}</th>
          <th scope="col">{say(words.columns.made)}</th>
          {mayChoose && <th scope="col">{say(words.columns.choose)}</th>}
        </tr>
      </thead>
      <tbody>
        {letters.map(({ dispatch, caseId, codeNumber, resend, madeAt }) => (
          <tr>
            <th scope="row">
              <ApplicationNumber id={caseId} name={application.number} />
            </th>
            <td>{say(words.codeNumber(codeNumber, resend))}</td>
            <td>
              <Moment at={madeAt} now={now} />
            </td>
            {mayChoose && (
              <td>
                <input
                  type="checkbox"
                  name="dispatch"
                  value={dispatch}
                  checked
                  aria-label={`${say(words.columns.choose)} ${caseId}`}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Lots: FC<{
  id: string;
  words: { readonly title: Said; readonly none: Said };
  lots: readonly ListedLot[];
  view: LotsView;
}> = ({ id, words: own, lots, view }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby={id}>
      <div class="sheet__head">
        <h2 id={id}>{say(own.title)}</h2>
      </div>
      <div class="sheet__body">
        {lots.length === 0 ? (
          <Empty what={own.none} />
        ) : (
          <ul class="switches">
            {lots.map((lot) => (
              <Lot lot={lot} view={view} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
};

const Lot: FC<{ lot: ListedLot; view: LotsView }> = ({ lot, view: { now, staff } }) => {
  const { id, letters, proposedBy, proposedAt, sealedBy, sealedAt } = lot;
  const say = useSay();
  return (
    <li>
      <div>
        <a href={`/dispatch-lots/${id}`}>
          <strong class="mono">{id.slice(-8)}</strong>
        </a>{' '}
        {sealedAt ? say(words.of(letters)) : ''}
        <p class="small quiet">
          <Moment at={proposedAt} now={now} /> <span lang="ja">{nameOf(staff, proposedBy)}</span>
          {sealedBy !== null && (
            <>
              {' ・ '}
              <span lang="ja">{nameOf(staff, sealedBy)}</span>
            </>
          )}
        </p>
      </div>
      <Chip {...lotChip(standingOf(lot, now))} />
    </li>
  );
};
