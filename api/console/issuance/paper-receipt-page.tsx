import type { FC } from 'hono/jsx';
import type { StoredCertificate } from '../../../db/issuance/certificates.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { receipts } from '../words/receipts.ts';
import type { PaperFields, PaperProblem } from './paper-receipt-form.ts';

const words = receipts.paper;

/** What the page of a receipt on paper shows. */
export interface PaperReceiptView {
  readonly caseId: string;
  readonly certificates: readonly StoredCertificate[];
  /** As they were typed, where nothing was recorded. */
  readonly fields: PaperFields | undefined;
  readonly problem: PaperProblem | undefined;
  readonly today: string;
  readonly mayRecord: boolean;
}

/** 書面の受領書: what stands on the paper, and that name and signature were compared. */
export const PaperReceiptPage: FC<{ frame: FrameView; view: PaperReceiptView }> = ({
  frame,
  view,
}) => (
  <Page view={frame} title={words.title} current="cases">
    <Body view={view} token={frame.formToken ?? ''} />
  </Page>
);

const Body: FC<{ view: PaperReceiptView; token: string }> = ({ view, token }) => {
  const say = useSay();
  const hasAny = view.certificates.length > 0;
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-paper">
        <h1 id="h-paper">{say(words.title)}</h1>
        {view.problem && (
          <p class="banner banner--inset" role="alert">
            {say(words.problems[view.problem])} {say(words.nothing)}
          </p>
        )}
        {!view.mayRecord && <p>{say(words.role)}</p>}
        {view.mayRecord && !hasAny && <p>{say(words.none)}</p>}
        {view.mayRecord && hasAny && <Form view={view} token={token} />}
        <p>
          <a class="btn" href={`/certificate-applications/${view.caseId}`}>
            {say(words.back)}
          </a>
        </p>
      </section>
    </div>
  );
};

const Form: FC<{ view: PaperReceiptView; token: string }> = ({ view, token }) => {
  const { caseId, fields, today } = view;
  const say = useSay();
  return (
    <form method="post" action={`/certificate-applications/${caseId}/paper-receipts`} class="stack">
      <input type="hidden" name="token" value={token} />
      <p>{say(words.lead)}</p>
      <div class="field">
        <label for="receivedOn">{say(words.receivedOn)}</label>
        <input
          id="receivedOn"
          name="receivedOn"
          type="text"
          inputmode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          placeholder="YYYY-MM-DD"
          autocomplete="off"
          required
          value={fields?.receivedOn ?? today}
        />
      </div>
      <div class="field">
        <label for="text">{say(words.text)}</label>
        <textarea
          id="text"
          name="text"
          class="mono"
          rows={4}
          required
          maxlength={8000}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="text-help"
        >
          {fields?.text ?? ''}
        </textarea>
        <p id="text-help" class="small">
          {say(words.textHelp)}
        </p>
      </div>
      <Named view={view} />
      <p>
        <label>
          <input type="checkbox" name="compared" value="yes" required /> {say(words.compared)}
        </label>
      </p>
      <p>
        <button class="btn btn--primary" type="submit">
          {say(words.send)}
        </button>
      </p>
    </form>
  );
};

const Named: FC<{ view: PaperReceiptView }> = ({ view: { certificates, fields } }) => {
  const say = useSay();
  return (
    <fieldset class="field">
      <legend>{say(words.certificates)}</legend>
      {certificates.map(({ order, serialNumber, certificateSha256: sha256 }) => (
        <p>
          <label>
            <input
              type="checkbox"
              name="certificate"
              value={sha256}
              checked={fields?.certificates.includes(sha256) ?? false}
            />{' '}
            {say(receipts.certificate(order))} {say(words.serial)}{' '}
            <span class="mono">{serialNumber.toUpperCase()}</span>
          </label>
        </p>
      ))}
    </fieldset>
  );
};

/** What became of a receipt on paper. */
export interface PaperOutcomeView {
  readonly caseId: string;
  readonly isPending: boolean;
  /** Code of the refusal, for whoever is asked about it. */
  readonly code: string | undefined;
}

const stateOf = ({ isPending, code }: PaperOutcomeView): keyof typeof words.outcome =>
  isPending ? 'pending' : code === undefined ? 'applied' : 'refused';

/** After a receipt was recorded: whether it has effect. */
export const PaperOutcomePage: FC<{ frame: FrameView; view: PaperOutcomeView }> = ({
  frame,
  view,
}) => (
  <Page view={frame} title={words.title} current="cases">
    <Outcome view={view} />
  </Page>
);

const Outcome: FC<{ view: PaperOutcomeView }> = ({ view }) => {
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={stateOf(view)}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <p role="status">{say(words.outcome[stateOf(view)])}</p>
        <p>
          <a class="btn" href={`/certificate-applications/${view.caseId}`}>
            {say(words.back)}
          </a>
        </p>
        {view.code !== undefined && <p class="small quiet mono">{view.code}</p>}
      </section>
    </div>
  );
};
