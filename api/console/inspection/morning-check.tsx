import { Hono, type Context } from 'hono';
import { announcedHolidays } from '../../../domain/governance/business-days.ts';
import {
  nightBefore,
  sameInWeeksBefore,
  WEEKS_COMPARED,
} from '../../../domain/inspection/night.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { pageFrame } from '../frame-view.ts';
import { dutyView } from '../governance/duty-view.ts';
import { anchoringLines } from './anchoring-view.ts';
import { keptFigures } from './kept-figures.ts';
import { MorningCheckPage } from './morning-check-page.tsx';
import { morningView, type MorningFacts } from './morning-view.ts';
import { nightView, type NightView } from './night-view.ts';
import type { RoomSwitches } from './switches-view.ts';
import { ROOM_WAIT_MINUTES } from './work-rows.ts';

const MINUTE_MS = 60_000;

/** Minutes after which a case in the check is long in it, as in the queue. */
const CHECKING_MINUTES = 10;

const minutesBefore = (now: Date, minutes: number): Date =>
  new Date(now.getTime() - minutes * MINUTE_MS);

/** The night beside the same of the weeks before, as far as the office was open then. */
async function nightOf({ records }: ConsoleDependencies, now: Date): Promise<NightView> {
  const span = nightBefore(now, announcedHolidays);
  const before = sameInWeeksBefore(span, WEEKS_COMPARED);
  const [counts, opened] = await Promise.all([
    records.morning.nights([span, ...before]),
    records.morning.firstReceivedAt(),
  ]);
  const weeks = before.filter(({ from }) => opened !== undefined && from >= opened).length;
  return nightView(span, counts, weeks);
}

/** What the room said of its switches in the newest reconciliation that heard it. */
async function roomSwitches(
  dependencies: ConsoleDependencies,
  { reconciliations: [newest] }: Pick<MorningFacts, 'reconciliations'>,
): Promise<RoomSwitches | undefined> {
  const room = newest && (await keptFigures(dependencies, newest))?.room;
  return newest && room ? { off: room.switchesOff, at: newest.at } : undefined;
}

/** Everything that the page knows, asked for at once. */
async function factsOf(dependencies: ConsoleDependencies, now: Date): Promise<MorningFacts> {
  const { records, isBehind } = dependencies;
  const { morning } = records;
  const [stated, questions, lists, room, held, overdue, letters, revocations, receipts] =
    await Promise.all([
      morning.jlisService(now),
      morning.questions(),
      morning.lists(now),
      morning.room(minutesBefore(now, ROOM_WAIT_MINUTES)),
      morning.held(now),
      morning.overdue(now),
      records.lots.late(now),
      morning.revocations(now),
      morning.receipts(now),
    ]);
  const [
    switches,
    agreement,
    duty,
    marks,
    reconciliations,
    checking,
    { shared },
    issuerCertificates,
    dispatches,
    confirmations,
    status,
  ] = await Promise.all([
    morning.switches(),
    morning.agreement(),
    records.duty.current(now),
    records.anchoring(),
    records.reconciliations(2),
    records.queue.countChecking(minutesBefore(now, CHECKING_MINUTES)),
    records.queue.snapshot(now, []),
    morning.issuerCertificates(),
    records.dispatches.countFailed(),
    morning.confirmations(now),
    morning.status(now),
  ]);
  return {
    now,
    isBehind: isBehind?.() ?? false,
    duty,
    jlis: { stated, questions, lists, waiting: shared.get('jlis')?.length ?? 0 },
    room,
    roomSwitches: await roomSwitches(dependencies, { reconciliations }),
    switches,
    agreement,
    reconciliations,
    anchoring: anchoringLines(marks, now),
    checking,
    overdue,
    parked: shared.get('parked')?.length ?? 0,
    revocations,
    confirmations,
    receipts,
    held,
    letters,
    issuerCertificates,
    dispatches,
    status,
  };
}

async function show(c: Context<ConsoleEnvironment>, dependencies: ConsoleDependencies) {
  const at = dependencies.now();
  const [facts, night, staff, frame] = await Promise.all([
    factsOf(dependencies, at),
    nightOf(dependencies, at),
    dependencies.records.staff(),
    pageFrame(c, dependencies),
  ]);
  const { officer } = c.get('session');
  const formToken = c.get('formToken');
  const duty = dutyView({ current: facts.duty, staff, officer, formToken, now: at });
  return c.html(<MorningCheckPage {...{ frame, night, duty, view: morningView(facts) }} />);
}

/** `GET /morning-check`: may we start issuing today? It shows counts, instants and case numbers, no personal data. */
export const morningCheck = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/', (c) => show(c, dependencies));
