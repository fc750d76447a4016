import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import type { FC } from 'hono/jsx';
import { randomBytes } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Page, type FrameView } from './components/frame.tsx';
import { useSay } from './components/language-context.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnvironment } from './environment.ts';
import { frameOf } from './frame-view.ts';
import { mayReadBooks, mayReadCases, seesAlarms } from './roles.ts';
import { errors as words } from './words/errors.ts';
import { frame as frameWords } from './words/frame.ts';
import type { Said } from './words/said.ts';

/** Why there is no page. */
export type Refusal =
  | 'notFound'
  | 'noCase'
  | 'forbidden'
  | 'booksForbidden'
  | 'staffForbidden'
  | 'passkeySessionNeeded'
  | 'refused';

/** Ends a request with a page that says why. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

interface Problem {
  readonly title: Said;
  readonly what: Said;
  readonly next: Said;
  readonly code: string;
  readonly incident?: string;
}

const Explained: FC<{ problem: Problem; canList: boolean }> = ({ problem, canList }) => {
  const { title, what, next, code, incident } = problem;
  const say = useSay();
  return (
    <div class="page page--narrow">
      <section class="sheet pad stack problem" aria-labelledby="h-problem">
        <h1 id="h-problem">{say(title)}</h1>
        <p>{say(what)}</p>
        <p>{say(next)}</p>
        {canList && (
          <p>
            <a class="btn" href="/queue">
              {say(words.toList)}
            </a>
          </p>
        )}
        <p class="small quiet mono">
          {code}
          {incident !== undefined && ` ・ ${say(words.broken.incident)} ${incident}`}
        </p>
      </section>
    </div>
  );
};

const ProblemPage: FC<{ frame: FrameView; problem: Problem }> = ({ frame, problem }) => (
  <Page view={frame} title={problem.title} current="none">
    <Explained
      problem={problem}
      canList={frame.officer !== undefined && mayReadCases(frame.officer)}
    />
  </Page>
);

const STATUS = {
  notFound: 404,
  noCase: 404,
  forbidden: 403,
  booksForbidden: 403,
  staffForbidden: 403,
  passkeySessionNeeded: 403,
  refused: 403,
} as const satisfies Record<Refusal, number>;

const CODES = {
  notFound: 'NotFound',
  noCase: 'ApplicationNotFound',
  forbidden: 'RoleRequired',
  booksForbidden: 'RoleRequired',
  staffForbidden: 'RoleRequired',
  passkeySessionNeeded: 'PasskeySessionNeeded',
  refused: 'FormRefused',
} as const satisfies Record<Refusal, string>;

const READERS: Partial<Record<Refusal, typeof mayReadCases>> = {
  forbidden: mayReadCases,
  staffForbidden: seesAlarms,
};

/** Who could open it, by name: it beats saying that a permission is missing. */
async function readersNow({ records }: ConsoleDependencies, refusal: Refusal): Promise<string> {
  const mayRead = READERS[refusal] ?? mayReadBooks;
  const staff = await records.staff();
  const names = staff.filter((person) => mayRead(person)).map(({ name }) => name);
  return names.join(frameWords.between.ja);
}

type ConsoleContext = Context<ConsoleEnvironment>;

async function refuse(c: ConsoleContext, dependencies: ConsoleDependencies, refusal: Refusal) {
  const { title, what, next } = words[refusal];
  const said = typeof next === 'function' ? next(await readersNow(dependencies, refusal)) : next;
  const problem = { title, what, next: said, code: CODES[refusal] };
  const page = <ProblemPage frame={frameOf(c, dependencies)} problem={problem} />;
  return c.html(page, STATUS[refusal]);
}

/** Whatever has no page. */
export const notFound =
  (dependencies: ConsoleDependencies): NotFoundHandler<ConsoleEnvironment> =>
  (c) =>
    refuse(c, dependencies, 'notFound');

/** Whatever ended without a page: refused on purpose, or broken, which is reported by its number. */
export const onError =
  (dependencies: ConsoleDependencies): ErrorHandler<ConsoleEnvironment> =>
  (error, c) => {
    if (error instanceof PageRefused) return refuse(c, dependencies, error.refusal);
    const id = randomBytes(5).toString('hex');
    dependencies.report({ id, method: c.req.method, route: c.req.routePath, error });
    const { title, what, next } = words.broken;
    const problem = { title, what, next, code: 'InternalError', incident: id };
    const status: ContentfulStatusCode = 500;
    return c.html(<ProblemPage frame={frameOf(c, dependencies)} problem={problem} />, status);
  };
