import type { FC } from 'hono/jsx';
import type { TextChange } from '../../../domain/application/text-changes.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { application } from '../words/case-list.ts';
import { decision } from '../words/decision.ts';
import { versions as words } from '../words/versions.ts';
import type { VersionView } from './version-view.ts';

/** A version beside the one before it: what the applicant changed. */
export const VersionPage: FC<{ frame: FrameView; view: VersionView }> = ({ frame, view }) => {
  const { caseId, edition, voided } = view;
  return (
    <Page view={frame} title={words.title(edition)} current="cases" isRecorded>
      <VersionBody view={view} voided={voided} href={`/certificate-applications/${caseId}`} />
    </Page>
  );
};

const VersionBody: FC<{ view: VersionView; voided: readonly string[]; href: string }> = (props) => {
  const { view, voided, href } = props;
  const { edition } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-version">
        <h1 id="h-version">{say(words.title(edition))}</h1>
        <Versions view={view} />
        {voided.length > 0 && <p role="status">{say(words.voided(edition, voided))}</p>}
        <Changes view={view} />
        <p class="row">
          <a class="btn" href={href}>
            {say(decision.sign.back)}
          </a>
          <TextLink href={href} sha256={view.textBefore} edition={edition - 1} />
          <TextLink href={href} sha256={view.text} edition={edition} />
        </p>
      </section>
    </div>
  );
};

const TextLink: FC<{ href: string; sha256: string | undefined; edition: number }> = (props) => {
  const { href, sha256, edition } = props;
  const say = useSay();
  if (sha256 === undefined) return <></>;
  return (
    <a class="btn btn--quiet" href={`${href}/evidence/${sha256}`}>
      {say(words.textOf(edition))}
    </a>
  );
};

/** Every version with its page; the one that is shown is no link. */
const Versions: FC<{ view: VersionView }> = ({ view: { caseId, edition, newest } }) => {
  const say = useSay();
  const all = Array.from({ length: newest }, (_, i) => i + 1);
  return (
    <ul class="row">
      {all.map((each) => (
        <li>
          {each === edition ? (
            <strong aria-current="page">{say(application.version(each))}</strong>
          ) : (
            <a href={`/certificate-applications/${caseId}/versions/${each}`}>
              {say(application.version(each))}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
};

const Changes: FC<{ view: VersionView }> = ({ view: { edition, changes } }) => {
  const say = useSay();
  if (edition === 1) return <p>{say(words.first)}</p>;
  if (!changes) return <p>{say(words.unreadable)}</p>;
  if (changes.length === 0) return <p>{say(words.nothing)}</p>;
  return (
    <table class="values" role="table">
      <caption class="vh">{say(words.caption)}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            {say(words.line)}
          </th>
          <th scope="col" role="columnheader">
            {say(application.version(edition - 1))}
          </th>
          <th scope="col" role="columnheader">
            {say(application.version(edition))}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {changes.map((change) => (
          <Change change={change} />
        ))}
      </tbody>
    </table>
  );
};

const Change: FC<{ change: TextChange }> = ({ change: { label, before, after } }) => {
  const say = useSay();
  return (
    <tr role="row">
      <th scope="row" role="rowheader" lang="ja">
        {label}
      </th>
      {[before, after].map((value) => (
        <td role="cell">
          {value === undefined ? (
            <span class="quiet">{say(words.absent)}</span>
          ) : (
            <span lang="ja">{value}</span>
          )}
        </td>
      ))}
    </tr>
  );
};
