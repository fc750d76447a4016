import type { FC } from 'hono/jsx';
import type { ListedLetter } from '../../../db/dispatch/lot-records.ts';
import { defaultPolicyValues } from '../../../domain/governance/policy.ts';
import { useSay } from '../components/language-context.ts';
import { letters as letterWords } from '../words/letters.ts';
import { returnedLetters as words } from '../words/returned-letters.ts';
import { Course } from './letter-table.tsx';
import { letterState, returnReason } from './lot-view.ts';
import { resendsLeft } from './resend-duty.ts';

const MAX = defaultPolicyValues.codeAttemptsMax;

/** Codes of a case with their letters, as its page shows them. */
export interface CaseLetters {
  readonly caseId: string;
  /** The newest first. */
  readonly letters: readonly (ListedLetter & { readonly lotId: string | null })[];
  /** The newest code can be used no more, and another could be sent. */
  readonly awaitsResend: boolean;
}

/** 利用者識別符号と手紙: each code with what became of its letter, and the re-send where one is due. */
export const LettersSheet: FC<{ view: CaseLetters }> = ({ view }) => {
  const { caseId, letters, awaitsResend } = view;
  const say = useSay();
  const [newest] = letters;
  if (!newest) return <></>;
  const returned = newest.returnReason;
  return (
    <section class="sheet gap-top" aria-labelledby="h-code-letters">
      <div class="sheet__head">
        <h2 id="h-code-letters">{say(words.ofCase.title)}</h2>
      </div>
      <div class="sheet__body stack">
        {awaitsResend && (
          <p class="row">
            <span>
              {say(
                returned === null
                  ? words.resend.left(resendsLeft(newest))
                  : words.next(returnReason(returned), resendsLeft(newest)),
              )}
            </span>
            <a class="btn" href={`/certificate-applications/${caseId}/resends/new`}>
              {say(words.resend.order)}
            </a>
          </p>
        )}
        <ul class="switches">
          {letters.map((letter) => (
            <li>
              <div>
                <strong>{say(letterWords.codeNumber(letter.codeNumber, letter.resend))}</strong>{' '}
                {say(letterState(letter.state))}
                {letter.failures > 0 && (
                  <span class="small"> {say(letterWords.wrongCodes(letter.failures, MAX))}</span>
                )}
                <Course letter={letter} />
              </div>
              {letter.lotId !== null && (
                <a class="mono small" href={`/dispatch-lots/${letter.lotId}`}>
                  {say(letterWords.lot.title(letter.lotId.slice(-8)))}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};
