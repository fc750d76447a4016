import { randomUUID } from 'node:crypto';

/** A failure that nobody foresaw: what is written down of it holds no message, only kind and place. */
export interface Incident {
  readonly id: string;
  readonly requestId: string;
  readonly method: string;
  /** Path of the route, without the ids in it. */
  readonly route: string;
  readonly errorName: string;
  readonly code: string | undefined;
  /** Where it was thrown, innermost first; libraries put data into messages, not into these lines. */
  readonly frames: readonly string[];
}

const FRAMES_MAX = 8;

const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim());

/** The innermost cause: what the wrappers of libraries carry. */
function rootOf(error: Error): Error {
  let root = error;
  while (root.cause instanceof Error) root = root.cause;
  return root;
}

/** Names a failure and says of it what may be written down. */
export function incidentOf(
  error: unknown,
  request: Pick<Incident, 'requestId' | 'method' | 'route'>,
): Incident {
  const known = error instanceof Error ? error : new Error('not an error');
  const root = rootOf(known);
  return {
    id: randomUUID(),
    ...request,
    errorName: root.name,
    code: 'code' in root ? String(root.code) : undefined,
    frames: framesOf(known),
  };
}
