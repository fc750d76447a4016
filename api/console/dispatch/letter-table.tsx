import type { FC } from 'hono/jsx';
import type { ListedLetter } from '../../../db/dispatch/lot-records.ts';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { application } from '../words/case-list.ts';
import { letters as words } from '../words/letters.ts';
import { letterState, returnReason } from './lot-view.ts';

/** Letters of a lot: case and dispatch by their numbers, and what was heard of each. */
export const LetterTable: FC<{ letters: readonly ListedLetter[] }> = ({ letters }) => {
  const say = useSay();
  return (
    <table class="checks stackable" role="table">
      <thead>
        <tr>
          <th scope="col">{say(words.columns.application)}</th>
          <th scope="col">{say(words.columns.code)}</th>
          <th scope="col">{say(words.columns.dispatch)}</th>
          <th scope="col">{say(words.columns.state)}</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <tr>
            <th scope="row">
              <a href={`/certificate-applications/${letter.caseId}`}>
                <ApplicationNumber id={letter.caseId} name={application.number} />
              </a>
            </th>
            <td>{say(words.codeNumber(letter.codeNumber, letter.resend))}</td>
            <td class="mono small">{letter.dispatch}</td>
            <td>
              {say(letterState(letter.state))}
              <Course letter={letter} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** What was heard of a letter. */
export const Course: FC<{ letter: ListedLetter }> = ({ letter }) => {
  const { printedAt, postedAt, deliveredAt, returnReason: returned } = letter;
  const say = useSay();
  const steps = [
    [words.course.printed, printedAt],
    [words.course.posted, postedAt],
    [words.course.delivered, deliveredAt],
  ] as const;
  return (
    <>
      {steps.map(
        ([word, at]) =>
          at && (
            <>
              <br />
              <span class="small quiet">
                {say(word)} <Moment at={at} to="minute" />
              </span>
            </>
          ),
      )}
      {returned !== null && (
        <>
          <br />
          <span class="small">{say(words.course.returned(returnReason(returned)))}</span>
        </>
      )}
    </>
  );
};
