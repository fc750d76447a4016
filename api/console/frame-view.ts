import type { Context } from 'hono';
import type { StaffMember } from '../../db/inspection/staff.ts';
import type { FrameView } from './components/frame.tsx';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnvironment } from './environment.ts';
import { anchoringLines, worstOf, type AnchoringLine } from './inspection/anchoring-view.ts';
import { alarmOf } from './inspection/reconciliation-view.ts';
import { governanceAlarm } from './governance/governance-alarm.ts';
import { mayReadCases, maySeeActs, seesAlarms } from './roles.ts';

/** The frame of a page with what everybody has to know: waiting cases, and alarms of the books. */
export async function pageFrame(
  c: Context<ConsoleEnvironment>,
  dependencies: ConsoleDependencies,
): Promise<FrameView> {
  const frame = frameOf(c, dependencies);
  if (!frame.officer) return frame;
  const { records, now } = dependencies;
  const readsCases = mayReadCases(frame.officer);
  const [anchoring, days, jlisWaits, inReview, onDuty, governance] = await Promise.all([
    anchoringAlarm(frame.officer, dependencies),
    // The newest day may be a look at one that is not over: the whole one before it counts, too.
    records.reconciliations(2),
    records.jlisWaits(now()),
    readsCases ? records.queue.countReview() : undefined,
    records.duty.current(now()),
    maySeeActs(frame.officer) ? governanceAlarm(frame.officer, dependencies) : undefined,
  ]);
  // Whoever can neither take duty nor has cases that wait for it need not know.
  const isUnattended = readsCases && onDuty === undefined;
  const reconciliation = alarmOf(days, now());
  return { ...frame, anchoring, reconciliation, jlisWaits, inReview, isUnattended, governance };
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
  { settings, isBehind }: Pick<ConsoleDependencies, 'settings' | 'isBehind'>,
): FrameView {
  const { pathname, search } = new URL(c.req.url);
  // On an error the variables may not have been set yet.
  const session = c.get('session') as ConsoleEnvironment['Variables']['session'] | undefined;
  return {
    language: c.get('language') ?? 'ja',
    officer: session?.officer,
    formToken: c.get('formToken'),
    isBehind: isBehind?.() ?? false,
    isDevelopment: settings.isDevelopment,
    build: settings.build,
    path: `${pathname}${search}`,
  };
}
