import type { FC } from 'hono/jsx';
import {
  CALLBACK_QUESTIONS,
  CALLBACK_RESULTS,
  callbackQuestions,
} from '../../../domain/revocation/callback.ts';
import { useSay } from '../components/language-context.ts';
import { revocationCallback as words } from '../words/revocation-callback.ts';
import type { DossierAnswers } from './dossier-answers.ts';

/** The number on file, or that there is none. */
export const NumberOnFile: FC<{ dossier: DossierAnswers | undefined }> = ({ dossier }) => {
  const say = useSay();
  const telephone = dossier?.telephone;
  if (telephone === undefined) return <p class="small">{say(words.noNumber)}</p>;
  return (
    <p>
      {say(words.number)}: <strong class="mono">{telephone}</strong>
    </p>
  );
};

/** The questions with the answers on file, each to be marked where it was right. */
export const Questions: FC<{ dossier: DossierAnswers | undefined }> = ({ dossier }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend>{say(words.questions)}</legend>
      {CALLBACK_QUESTIONS.map((id) => (
        <div class="stack--tight">
          <q class="say">{say(callbackQuestions[id].say)}</q>
          <div class="marks">
            <label>
              <input type="checkbox" name="answer" value={id} />
              <span>
                {say(callbackQuestions[id].name)}{' '}
                <span class="quiet">
                  {say(words.expected)}:{' '}
                  <span lang="ja">{dossier?.answers[id] ?? say(words.unknown)}</span>
                </span>
              </span>
            </label>
          </div>
        </div>
      ))}
      <p class="small">{say(words.rule)}</p>
    </fieldset>
  );
};

/** What came of the call. */
export const Results: FC<{ chosen?: string }> = ({ chosen }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend>{say(words.result)}</legend>
      <div class="marks">
        {CALLBACK_RESULTS.map((result) => (
          <label>
            <input type="radio" name="result" value={result} required checked={result === chosen} />{' '}
            {say(words.results[result])}
          </label>
        ))}
      </div>
    </fieldset>
  );
};
