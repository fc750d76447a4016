import type { FC } from 'hono/jsx';
import {
  REPORT_OCTETS_MAX,
  REPORT_ROWS_MAX,
  type VendorEvent,
} from '../../../domain/dispatch/vendor-report.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { confirmations as words } from '../words/letter-confirmations.ts';
import { letters } from '../words/letters.ts';

/** A row of an imported file, with what became of it. */
export interface ImportedRow {
  readonly row: number;
  readonly dispatch?: string;
  readonly event?: VendorEvent;
  readonly became: keyof typeof words.rows;
}

/** What the page of the import shows. */
export interface ConfirmationsView {
  readonly mayImport: boolean;
  /** Why nothing of the file was recorded. */
  readonly problem?: keyof typeof words.refused;
  readonly imported?: readonly ImportedRow[];
}

/** 業者のCSVの取り込み: what was printed, posted, delivered. */
export const ConfirmationsPage: FC<{ frame: FrameView; view: ConfirmationsView }> = (props) => {
  const { frame, view } = props;
  return (
    <Page view={frame} title={words.title} current="letters">
      <div class="page">
        <Head />
        {view.problem && <Problem problem={view.problem} />}
        <div class="cols cols--2-1">
          <div class="stack">{view.imported && <Result rows={view.imported} />}</div>
          <Form view={view} token={frame.formToken ?? ''} />
        </div>
      </div>
    </Page>
  );
};

const Head: FC = () => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      <a class="btn" href="/dispatch-lots" data-key="Escape" aria-keyshortcuts="Escape">
        {say(letters.lot.back)}
      </a>
    </div>
  );
};

const Problem: FC<{ problem: keyof typeof words.refused }> = ({ problem }) => {
  const say = useSay();
  return (
    <p class="banner banner--inset" role="alert">
      {say(words.refused[problem])}
    </p>
  );
};

const Form: FC<{ view: ConfirmationsView; token: string }> = ({ view, token }) => {
  const say = useSay();
  const [rows, kilobytes] = [REPORT_ROWS_MAX.toLocaleString('en-US'), REPORT_OCTETS_MAX / 1024];
  return (
    <section class="sheet" aria-labelledby="h-form">
      <div class="sheet__head">
        <h2 id="h-form">{say(words.form.title)}</h2>
      </div>
      <div class="sheet__body stack">
        {view.mayImport ? (
          <form
            method="post"
            action="/dispatch-lots/confirmations"
            enctype="multipart/form-data"
            class="stack"
          >
            <input type="hidden" name="token" value={token} />
            <div class="field">
              <label for="file">{say(words.form.file)}</label>
              <span class="field__hint" id="file-hint">
                {say(words.form.hint)}
              </span>
              <input
                id="file"
                name="file"
                type="file"
                accept=".csv,text/csv"
                required
                aria-describedby="file-hint"
              />
            </div>
            <p class="small">{say(words.form.events)}</p>
            <p class="small">{say(words.form.limits(rows, String(kilobytes)))}</p>
            <p class="small">{say(words.form.again)}</p>
            <p>
              <button class="btn btn--primary" type="submit">
                {say(words.form.submit)}
              </button>
            </p>
          </form>
        ) : (
          <p>{say(words.role)}</p>
        )}
      </div>
    </section>
  );
};

const KNOWN = ['pending', 'applied'];

const Result: FC<{ rows: readonly ImportedRow[] }> = ({ rows }) => {
  const say = useSay();
  const recorded = rows.filter(({ became }) => became === 'recorded').length;
  const known = rows.filter(({ became }) => KNOWN.includes(became)).length;
  const wrong = rows.length - recorded - known;
  return (
    <section class="sheet" aria-labelledby="h-result">
      <div class="sheet__head">
        <h2 id="h-result">{say(words.result.title)}</h2>
        <p role="status">
          {say(words.result.counts(String(recorded), String(known), String(wrong)))}
        </p>
      </div>
      <table class="checks stackable" role="table">
        <thead>
          <tr>
            <th scope="col">{say(words.result.row)}</th>
            <th scope="col">{say(words.result.letter)}</th>
            <th scope="col">{say(words.result.became)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, dispatch, event, became }) => (
            <tr>
              <th scope="row">{row}</th>
              <td>
                {dispatch !== undefined && <span class="mono small">{dispatch} </span>}
                {event && say(words.events[event])}
              </td>
              <td data-became={became}>{say(words.rows[became])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
