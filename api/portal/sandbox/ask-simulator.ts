import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';

/** What is passed on. */
interface Asked {
  readonly path: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

const TIMEOUT_MS = 20_000;
const AGAIN_SECONDS = 5;

async function sent(simulatorUrl: string, { path, body, type }: Asked): Promise<Response> {
  try {
    return await fetch(`${simulatorUrl}${path}`, {
      headers: {
        accept: 'application/json',
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Refusal(problems.sandboxUnavailable, { retryAfterSeconds: AGAIN_SECONDS });
  }
}

/**
 * Passes a request on to the simulator, and its answer back without the headers that it has for itself.
 *
 * @throws Refusal with the problem that stands for the simulator's own
 */
export async function askSimulator(simulatorUrl: string, asked: Asked): Promise<never> {
  const answer = await sent(simulatorUrl, asked);
  if (answer.ok) {
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    const { status } = answer;
    const headers = { 'Content-Type': type };
    // The types of a route know answers that the route makes, not one that is passed on.
    return new Response(await answer.arrayBuffer(), { status, headers }) as never;
  }
  if (answer.status === 400) throw new Refusal(problems.malformedRequest);
  if (answer.status === 404) throw new Refusal(problems.notFound);
  throw new Refusal(problems.sandboxUnavailable, { retryAfterSeconds: AGAIN_SECONDS });
}
