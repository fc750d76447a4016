import type { FC } from 'hono/jsx';
import type { Template } from '../../../domain/dispatch/templates/template.ts';
import { Chip } from '../components/chip.tsx';
import { Empty } from '../components/empty.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { dispatches as words } from '../words/dispatches.ts';
import type { Said } from '../words/said.ts';
import type { DispatchLine } from './dispatch-view.ts';

interface RowProps {
  readonly line: DispatchLine;
  readonly token: string;
  readonly canOpenCases: boolean;
}

const Again: FC<{ line: DispatchLine; token: string }> = ({ line, token }) => {
  const say = useSay();
  if (line.again === 'no') return <></>;
  if (line.again === 'ordered') return <span class="small">{say(words.ordered)}</span>;
  return (
    <form method="post" action={`/dispatches/${line.id}/repeats`}>
      <input type="hidden" name="token" value={token} />
      <button class="btn btn--small" type="submit">
        {say(words.again)}
        <span class="vh"> {say(line.what)}</span>
      </button>
    </form>
  );
};

const Row: FC<RowProps> = ({ line, token, canOpenCases }) => {
  const { caseId, what, preview, channel, chip, why, at } = line;
  const say = useSay();
  return (
    <tr>
      <td>
        {preview === undefined ? (
          say(what)
        ) : (
          <a href={`/dispatches/templates/${preview}`}>{say(what)}</a>
        )}
      </td>
      <td>{say(channel)}</td>
      <td>
        {caseId === null ? (
          '—'
        ) : canOpenCases ? (
          <a href={`/dispatches?case=${caseId}`}>
            <ApplicationNumber id={caseId} name={words.columns.case} />
          </a>
        ) : (
          <ApplicationNumber id={caseId} name={words.columns.case} />
        )}
      </td>
      <td>
        <Chip {...chip} />
        {why && (
          <>
            <br />
            <span class="small">{say(why)}</span>
          </>
        )}
      </td>
      <td class="mono">
        <Moment at={at} to="minute" />
      </td>
      <td>
        <Again line={line} token={token} />
      </td>
    </tr>
  );
};

interface ListProps extends Omit<RowProps, 'line'> {
  readonly id: string;
  readonly title: Said;
  readonly empty: Said;
  readonly lines: readonly DispatchLine[];
}

const List: FC<ListProps> = ({ id, title, empty, lines, ...row }) => {
  const say = useSay();
  const { columns } = words;
  return (
    <section class="sheet gap-top" aria-labelledby={id}>
      <div class="sheet__head">
        <h2 id={id}>{say(title)}</h2>
        <p>{say(words.counts(lines.length))}</p>
      </div>
      {lines.length === 0 ? (
        <div class="sheet__body">
          <Empty what={empty} />
        </div>
      ) : (
        <table class="cases stackable" role="table">
          <thead>
            <tr>
              {[columns.what, columns.channel, columns.case, columns.state, columns.when].map(
                (column) => (
                  <th scope="col">{say(column)}</th>
                ),
              )}
              <th scope="col">{say(columns.act)}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Row line={line} {...row} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const Templates: FC<{ templates: readonly Template[] }> = ({ templates }) => {
  const say = useSay();
  return (
    <section class="sheet gap-top" aria-labelledby="h-templates">
      <div class="sheet__head">
        <h2 id="h-templates">{say(words.templates)}</h2>
        <p>{say(words.counts(templates.length))}</p>
      </div>
      <table class="cases stackable" role="table">
        <thead>
          <tr>
            <th scope="col">{say(words.columns.subject)}</th>
            <th scope="col">{say(words.columns.version)}</th>
          </tr>
        </thead>
        <tbody>
          {templates.map(({ id, version, subject }) => (
            <tr>
              <td>
                <a href={`/dispatches/templates/${id}`}>{say(subject)}</a>
              </td>
              <td class="mono">{`${id}/${version}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** What the page shows: everything that failed and waits, or the dispatches of one case. */
export interface DispatchesView {
  readonly failed: readonly DispatchLine[];
  readonly due: readonly DispatchLine[];
  readonly ofCase: { readonly id: string; readonly lines: readonly DispatchLine[] } | undefined;
  readonly templates: readonly Template[];
  readonly token: string;
  readonly said: Said | undefined;
  readonly canOpenCases: boolean;
}

const Head: FC<{ view: DispatchesView }> = ({ view }) => {
  const { ofCase, said, canOpenCases } = view;
  const say = useSay();
  return (
    <>
      <div class="page__head">
        <div>
          <h1>{say(ofCase ? words.ofCase : words.title)}</h1>
          <p>{say(words.lead)}</p>
        </div>
        {ofCase && (
          <p class="row">
            {canOpenCases && (
              <a class="btn" href={`/certificate-applications/${ofCase.id}`}>
                {say(words.toCase)}
              </a>
            )}
            <a class="btn" href="/dispatches" data-key="Escape" aria-keyshortcuts="Escape">
              {say(words.back)}
            </a>
          </p>
        )}
      </div>
      {said && (
        <p class="banner banner--inset" role="status" data-kind="done">
          {say(said)}
        </p>
      )}
    </>
  );
};

/** 発送と通知: who gets what when. */
export const DispatchesPage: FC<{ frame: FrameView; view: DispatchesView }> = (props) => {
  const { frame, view } = props;
  const { failed, due, ofCase, templates, token, canOpenCases } = view;
  const common = { token, canOpenCases };
  return (
    <Page view={frame} title={ofCase ? words.ofCase : words.title} current="dispatches">
      <div class="page">
        <Head view={view} />
        {ofCase ? (
          <List
            id="h-case"
            title={words.ofCase}
            empty={words.noneOfCase}
            lines={ofCase.lines}
            {...common}
          />
        ) : (
          <>
            <List
              id="h-failed"
              title={words.failed}
              empty={words.noneFailed}
              lines={failed}
              {...common}
            />
            <List id="h-due" title={words.due} empty={words.noneDue} lines={due} {...common} />
            <Templates templates={templates} />
          </>
        )}
      </div>
    </Page>
  );
};
