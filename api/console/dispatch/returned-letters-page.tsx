import type { FC } from 'hono/jsx';
import {
  letterReturnReasons,
  type LetterReturnReason,
} from '../../../domain/key-delivery/letter-inputs.ts';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { application } from '../words/case-list.ts';
import { letters } from '../words/letters.ts';
import { returnedLetters as words } from '../words/returned-letters.ts';

/** An envelope that was scanned, with what became of it. */
export interface ScannedLetter {
  /** Empty for what was no number of a dispatch. */
  readonly dispatch: string;
  readonly reason: LetterReturnReason;
  readonly result: keyof typeof words.results;
  readonly caseId: string | undefined;
  /** Re-sends that the case has left; undefined where its code was used. */
  readonly left: number | undefined;
}

/** What the page of returned letters shows. */
export interface ReturnedView {
  readonly mayScan: boolean;
  /** The last one first. */
  readonly scanned: readonly ScannedLetter[];
  /** As it was chosen for the envelope before. */
  readonly reason: LetterReturnReason | '';
}

/** 戻った手紙: the field of the barcode has the focus, and Enter leads to the next. */
export const ReturnedLettersPage: FC<{ frame: FrameView; view: ReturnedView }> = ({
  frame,
  view,
}) => (
  <Page view={frame} title={words.title} current="letters">
    <Body view={view} token={frame.formToken ?? ''} />
  </Page>
);

const Body: FC<{ view: ReturnedView; token: string }> = ({ view, token }) => {
  const say = useSay();
  return (
    <div class="page">
      <div class="page__head">
        <div>
          <h1>{say(words.title)}</h1>
          <p>{say(words.lead)}</p>
        </div>
        <a class="btn" href="/dispatch-lots" data-key="Escape" aria-keyshortcuts="Escape">
          {say(letters.lot.back)}
        </a>
      </div>
      <div class="cols">
        <Form view={view} token={token} />
        <Scanned scanned={view.scanned} />
      </div>
    </div>
  );
};

const carried = ({ dispatch, reason, result }: ScannedLetter): string =>
  `${dispatch} ${reason} ${result}`;

const Form: FC<{ view: ReturnedView; token: string }> = ({ view, token }) => {
  const { mayScan, scanned, reason: chosen } = view;
  const say = useSay();
  if (!mayScan) return <p class="sheet pad">{say(words.role)}</p>;
  return (
    <form method="post" action="/returned-letters" class="sheet pad stack">
      <input type="hidden" name="token" value={token} />
      {scanned.map((each) =>
        each.dispatch === '' ? <></> : <input type="hidden" name="scanned" value={carried(each)} />,
      )}
      <div class="field">
        <label for="dispatch">{say(words.barcode)}</label>
        <input
          id="dispatch"
          name="dispatch"
          class="mono"
          type="text"
          required
          maxlength={60}
          autocomplete="off"
          spellcheck={false}
          autofocus
        />
      </div>
      <div class="field">
        <label for="reason">{say(words.reason)}</label>
        <select id="reason" name="reason" required>
          {chosen === '' && <option value=""></option>}
          {Object.entries(letterReturnReasons).map(([code, word]) => (
            <option value={code} selected={code === chosen}>
              {say(word)}
            </option>
          ))}
        </select>
      </div>
      <p>{say(words.final)}</p>
      <p class="small">{say(words.closed)}</p>
      <p>
        <button class="btn btn--danger" type="submit">
          {say(words.record)}
        </button>
      </p>
    </form>
  );
};

const Scanned: FC<{ scanned: readonly ScannedLetter[] }> = ({ scanned }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-scanned">
      <div class="sheet__head">
        <h2 id="h-scanned">{say(words.scanned.title)}</h2>
        {scanned.length > 0 && <p>{say(words.scanned.count(String(scanned.length)))}</p>}
      </div>
      <div class="sheet__body">
        {scanned.length === 0 ? (
          <Empty what={words.scanned.none} />
        ) : (
          <ul class="switches">
            {scanned.map((each, index) => (
              <Letter letter={each} isLast={index === 0} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
};

const Letter: FC<{ letter: ScannedLetter; isLast: boolean }> = ({ letter, isLast }) => {
  const { dispatch, reason, result, caseId, left } = letter;
  const say = useSay();
  const isReturned = result === 'recorded' || result === 'known';
  return (
    <li data-result={result}>
      <div>
        <p role={isLast ? 'status' : undefined}>
          <strong>{say(words.results[result])}</strong>
        </p>
        {isReturned && left !== undefined && (
          <p>{say(words.next(letterReturnReasons[reason], left))}</p>
        )}
        <p class="small">
          {dispatch !== '' && <span class="mono">{dispatch} </span>}
          {caseId !== undefined && <ApplicationNumber id={caseId} name={application.number} />}
        </p>
        {caseId !== undefined && (
          <p class="row small">
            <a href={`/certificate-applications/${caseId}`}>{say(words.toCase)}</a>
            {isReturned && left !== undefined && left > 0 && (
              <a href={`/certificate-applications/${caseId}/resends/new`}>
                {say(words.resend.order)}
              </a>
            )}
          </p>
        )}
      </div>
    </li>
  );
};
