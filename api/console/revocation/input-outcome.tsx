import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { SentInput } from '../../../db/revocation/request-inputs.ts';
import type { RequestInputKind } from '../../../domain/revocation/request-inputs.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { revocationDecision } from '../words/revocation-decision.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import { AfterRecording, stepsOf, type AfterStep } from './after-recording.tsx';
import { openRequest, type OpenedRequest, type RequestContext } from './open-request.ts';

const words = revocationDecision.outcome;

interface OutcomeView {
  readonly requestId: string;
  readonly state: 'pending' | 'applied' | 'refused';
  readonly sentence: Said;
  readonly next: Said | undefined;
  readonly code: string | undefined;
  readonly steps: readonly AfterStep[];
}

const OutcomePage: FC<{ frame: FrameView; view: OutcomeView }> = ({ frame, view }) => (
  <Page view={frame} title={words.title} current="revocations">
    <Outcome view={view} />
  </Page>
);

const Outcome: FC<{ view: OutcomeView }> = ({ view }) => {
  const { requestId, state, sentence, next, code, steps } = view;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack" aria-labelledby="h-outcome" data-outcome={state}>
        <h1 id="h-outcome">{say(words.title)}</h1>
        <div role="status" class="stack--tight">
          <p class="strong">{say(sentence)}</p>
          {next && <p>{say(next)}</p>}
        </div>
        {steps.length > 0 && <AfterRecording steps={steps} />}
        <p>
          <a class="btn" href={`/revocation-requests/${requestId}`}>
            {say(revocationRequest.back)}
          </a>
        </p>
        {code !== undefined && <p class="small quiet mono">{code}</p>}
      </section>
    </div>
  );
};

function whyOf(code: string): Said {
  const { why } = words;
  if (code.startsWith('duties') || code === 'roleRequired') return why.duties;
  return Object.hasOwn(why, code) ? why[code as keyof typeof why] : why.other;
}

/** Acts after which the room records and publishes. */
const REVOKES: readonly string[] = ['revocationGrant', 'revocationEmergency'];

function outcomeOf(opened: OpenedRequest, found: SentInput, now: Date): OutcomeView {
  const { request, staff } = opened;
  const { kind, actor, appliedAt, result } = found;
  const at = { requestId: request.id, code: result?.refused, steps: [] };
  if (appliedAt === null) {
    return { ...at, state: 'pending', sentence: words.pending, next: words.pendingNext };
  }
  if (result?.refused !== undefined) {
    return { ...at, state: 'refused', sentence: words.refused, next: whyOf(result.refused) };
  }
  if (result?.awaits === 'second') {
    const others = staff.filter(({ id, roles }) => id !== actor && roles.includes('approver'));
    const sentence = words.second(others.map(({ name }) => name));
    return { ...at, state: 'applied', sentence, next: undefined };
  }
  const sentence = words.applied[kind as RequestInputKind];
  const steps = REVOKES.includes(kind) ? stepsOf(request, now) : [];
  return { ...at, state: 'applied', sentence, next: undefined, steps };
}

/** `GET /revocation-requests/{id}/decisions/{input}` */
async function showOutcome(c: RequestContext, dependencies: ConsoleDependencies) {
  const opened = await openRequest(c, dependencies);
  const found = opened.inputs.find(({ id }) => id === c.req.param('input'));
  if (!found) throw new PageRefused('notFound');
  const view = outcomeOf(opened, found, dependencies.now());
  if (view.state === 'pending') c.header('Refresh', '1');
  return c.html(<OutcomePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** What became of what somebody sent about a request. */
export const requestOutcomes = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/:id/decisions/:input', (c) => showOutcome(c, dependencies));
