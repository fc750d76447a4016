import type { Context } from 'hono';
import type { StaffMember } from '../../db/inspection/staff.ts';
import type { FrameView } from './components/frame.tsx';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnvironment } from './environment.ts';
import { anchoringLines, worstOf, type AnchoringLine } from './inspection/anchoring-view.ts';
import { mayReadCases, seesAlarms } from './roles.ts';

/**
 * The frame of a page with what everybody has to know: waiting cases, which a page may have counted
 * already, and alarms of the books.
 */
export async function pageFrame(
  c: Context<ConsoleEnvironment>,
  dependencies: ConsoleDependencies,
  counted?: ReadonlyMap<string, number>,
): Promise<FrameView> {
  const frame = frameOf(c, dependencies);
  if (!frame.officer) return frame;
  const anchoring = await anchoringAlarm(frame.officer, dependencies);
  if (!mayReadCases(frame.officer)) return { ...frame, anchoring };
  const counts = counted ?? (await dependencies.records.cases.countOpen());
  return { ...frame, anchoring, inReview: counts.get('review') };
}

/** A contradiction concerns everybody; what is merely late, those who can have it mended. */
async function anchoringAlarm(
  officer: StaffMember,
  { records, now }: ConsoleDependencies,
): Promise<AnchoringLine | undefined> {
  const worst = worstOf(anchoringLines(await records.anchoring(), now()));
  return worst?.isContradicted || seesAlarms(officer) ? worst : undefined;
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
