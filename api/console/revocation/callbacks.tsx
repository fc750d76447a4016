import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { uuidV7 } from '../../../db/uuid.ts';
import { Icon } from '../components/icon.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { idIn, ownFields } from '../governance/acts-requests.ts';
import { revocationCallback as words } from '../words/revocation-callback.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import { NumberOnFile, Questions, Results } from './callback-fields.tsx';
import { answersIn, recordCallback } from './callback-record.ts';
import { dossierAnswers, type DossierAnswers } from './dossier-answers.ts';
import { openRequest, PURPOSE, type OpenedRequest, type RequestContext } from './open-request.ts';
import { whyNotAbout } from './request-acts.tsx';
import type { RequestDuty } from './request-duties.ts';

interface CallbackView {
  readonly requestId: string;
  readonly name: string | undefined;
  readonly dossier: DossierAnswers | undefined;
  readonly duty: RequestDuty;
  readonly inputId: string;
  readonly isProblem: boolean;
}

const CallbackPage: FC<{ frame: FrameView; view: CallbackView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="revocations" isRecorded>
    <Body view={view} token={frame.formToken ?? ''} />
  </Page>
);

const Body: FC<{ view: CallbackView; token: string }> = ({ view, token }) => {
  const { requestId, name, duty, isProblem } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-callback">
        <h1 id="h-callback">{say(words.title)}</h1>
        {name !== undefined && (
          <p class="casename" lang="ja">
            {name}
          </p>
        )}
        {isProblem && (
          <p class="banner banner--inset" role="alert">
            {say(words.problem)}
          </p>
        )}
        {duty.may ? (
          <Form view={view} token={token} />
        ) : (
          <p class="decide__why" data-kind="forbids">
            <Icon name="cross" />
            <span>{say(whyNotAbout(duty))}</span>
          </p>
        )}
        <p>
          <a class="btn" href={`/revocation-requests/${requestId}`}>
            {say(revocationRequest.back)}
          </a>
        </p>
      </section>
    </div>
  );
};

const Form: FC<{ view: CallbackView; token: string }> = ({ view, token }) => {
  const { requestId, dossier, inputId } = view;
  const say = useSay();
  return (
    <form method="post" action={`/revocation-requests/${requestId}/callbacks`} class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="input" value={inputId} />
      <p>{say(words.lead)}</p>
      <NumberOnFile dossier={dossier} />
      <Questions dossier={dossier} />
      <Results />
      <p>
        <button class="btn btn--primary" type="submit">
          {say(words.record)}
        </button>
      </p>
    </form>
  );
};

/** What is on file of the holder of the certificate, opened for whoever calls. */
export async function dossierOf(
  c: RequestContext,
  { records, sealed }: ConsoleDependencies,
  caseId: string | undefined,
): Promise<{ readonly name: string | undefined; readonly dossier: DossierAnswers | undefined }> {
  const file = caseId === undefined ? undefined : await records.caseFile(caseId);
  if (!file) return { name: undefined, dossier: undefined };
  const { officer } = c.get('session');
  return sealed.open({ officer, purpose: PURPOSE }, (opened) => ({
    name: opened.name(file),
    dossier: dossierAnswers(file, opened),
  }));
}

async function show(
  c: RequestContext,
  dependencies: ConsoleDependencies,
  { opened, isProblem = false }: { readonly opened: OpenedRequest; readonly isProblem?: boolean },
) {
  const { request, certificate, duties } = opened;
  const duty = duties.revocationCallback;
  const read = await dossierOf(c, dependencies, duty.may ? certificate?.caseId : undefined);
  const inputId = uuidV7(dependencies.now().getTime());
  const view = { requestId: request.id, ...read, duty, inputId, isProblem };
  const frame = await pageFrame(c, dependencies);
  return c.html(<CallbackPage frame={frame} view={view} />, isProblem ? 409 : 200);
}

/** `POST /revocation-requests/{id}/callbacks` */
async function take(c: RequestContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const inputId = idIn(fields, 'input');
  const opened = await openRequest(c, dependencies);
  const duty = opened.duties.revocationCallback;
  if (!duty.may) throw new PageRefused('refused');
  const answers = answersIn(fields);
  if (!answers) return show(c, dependencies, { opened, isProblem: true });
  const { officer, terminal } = c.get('session');
  const by = { officer: officer.id, role: duty.role, terminal };
  const { request } = opened;
  await recordCallback(dependencies, { request, answers, by, inputId });
  const back = fields.get('emergency') === 'yes';
  const to = back
    ? `/revocation-requests/emergency?request=${request.id}`
    : `/revocation-requests/${request.id}/decisions/${inputId}`;
  return c.redirect(to, 303);
}

/** Pages on which a call-back is recorded. */
export const callbackPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id/callbacks/new', async (c) =>
      show(c, dependencies, { opened: await openRequest(c, dependencies) }),
    )
    .post('/:id/callbacks', (c) => take(c, dependencies));
