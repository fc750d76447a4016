import type { Context } from 'hono';
import type { FrameView } from './components/frame.tsx';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnvironment } from './environment.ts';
import { mayReadCases } from './roles.ts';

/** The frame of a page with the count of cases that wait for a person. */
export async function pageFrame(
  c: Context<ConsoleEnvironment>,
  dependencies: ConsoleDependencies,
): Promise<FrameView> {
  const frame = frameOf(c, dependencies);
  if (!frame.officer || !mayReadCases(frame.officer)) return frame;
  const counts = await dependencies.records.cases.countOpen();
  return { ...frame, inReview: counts.get('review') };
}

/** The frame of a page, from the request and the settings alone. */
export function frameOf(
  c: Context<ConsoleEnvironment>,
  { settings }: Pick<ConsoleDependencies, 'settings'>,
): FrameView {
  const { pathname, search } = new URL(c.req.url);
  // On an error the variables may not have been set yet.
  const session = c.get('session') as ConsoleEnvironment['Variables']['session'] | undefined;
  return {
    language: c.get('language') ?? 'ja',
    officer: session?.officer,
    formToken: c.get('formToken'),
    isDevelopment: settings.isDevelopment,
    build: settings.build,
    path: `${pathname}${search}`,
  };
}
