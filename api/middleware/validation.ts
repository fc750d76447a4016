import type { Hook } from '@hono/zod-openapi';
import type { Env } from 'hono';
import { Refusal, type ProblemType } from './problem-details.ts';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
}

/** Place (RFC 6901) and kind of what is wrong. Values and unknown names are the sender's own data. */
const saidOf = ({ code, path }: Issue): { pointer: string; code: string } => ({
  pointer: path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join(''),
  code: code ?? 'invalid',
});

const ISSUES_MAX = 20;

/** The hook of the validators: what does not fit the schema is a malformed request. */
export const refuseMalformed =
  <E extends Env>(problem: ProblemType): Hook<unknown, E, string, void> =>
  (result) => {
    if (result.success) return;
    const errors = result.error.issues.slice(0, ISSUES_MAX).map(saidOf);
    throw new Refusal(problem, { members: { in: result.target, errors } });
  };
