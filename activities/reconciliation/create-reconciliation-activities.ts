import { hash } from 'node:crypto';
import { step } from '../../adapters/telemetry/steps.ts';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import { checkMedium } from '../../books/medium-check.ts';
import type { LogFiles } from '../../books/publisher.ts';
import { countOffice } from '../../db/reconciliation/count-office.ts';
import { countRuns, type OpenRun } from '../../db/reconciliation/count-runs.ts';
import { erasedChains } from '../../db/reconciliation/named-evidence.ts';
import { logOpenedAt, recordReconciliation } from '../../db/reconciliation/reconciliations.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import {
  EQUATION_NOS,
  notEvaluated,
  type EquationNo,
} from '../../domain/reconciliation/equations.ts';
import { figuresPath } from '../../domain/reconciliation/figures-path.ts';
import {
  failedOf,
  foundHaltingOf,
  judgeAll,
  type AllFigures,
  type Judgement,
} from '../../domain/reconciliation/judgement.ts';
import {
  dayBefore,
  reconciledDay,
  settledUntil,
  type ReconciledDay,
} from '../../domain/reconciliation/japan-day.ts';
import { runOf } from '../run-of.ts';
import { checkEvidence } from './check-evidence.ts';
import type {
  ReconciliationActivities,
  ReconciliationFound,
  ReconciliationPlan,
  RoomFigures,
} from './contract.ts';

/** What the office reconciles with. */
export interface ReconcilingOffice {
  readonly db: OfficeDatabase;
  /** Origin line of the office book. */
  readonly origin: string;
  readonly local: LogFiles;
  readonly second: LogFiles;
  readonly evidenceDir: string;
  /** Whether a chain still has a key on the office's side. */
  readonly hasKeys: (chainId: string) => boolean;
  /** Runs of cases that are open now. */
  readonly openRuns: () => AsyncIterable<OpenRun>;
  /** Open runs of whatever type that were started before an instant. */
  readonly oldRuns: (before: Date) => AsyncIterable<{ readonly workflowId: string }>;
  readonly build: string;
  readonly now: () => Date;
  /** Told of a reconciliation that differs, when it is new: a person has to hear of it. */
  readonly alarm: (day: string, failed: readonly string[]) => void;
}

/** How long the second medium may take for what the database has. */
const MEDIUM_PATIENCE_MS = 10_000;

/** Activities of the office that reconcile both books. */
export function createReconciliationActivities(
  office: ReconcilingOffice,
): ReconciliationActivities {
  return {
    async planReconciliation({ day: asked, until }) {
      const now = office.now().getTime();
      const days = reconciledDay(asked ?? dayBefore(now));
      if (!days || days.from > now) throw new DomainError('MalformedRequest', 'no day that came');
      const openedAt = await logOpenedAt(office.db);
      if (!openedAt || openedAt.getTime() >= days.to) return undefined;
      return { day: days.day, until: until ?? settledUntil(days, now) };
    },
    completeReconciliation: ({ plan, room }) => complete(office, plan, room),
  };
}

/** A day as it was found, with the figures as they are kept. */
export interface ComparedDay {
  readonly asOf: Date;
  readonly judgements: readonly Judgement[];
  readonly octets: Buffer;
}

/** Counts the office's side of a day and holds every equation against both. Nothing is written. */
export async function compareDay(
  office: ReconcilingOffice,
  plan: ReconciliationPlan,
  room: RoomFigures | undefined,
): Promise<ComparedDay> {
  const asOf = office.now();
  const counted = await countAll(office, dayOf(plan), { plan, asOf });
  const judgements = judgeAll(both(counted, room));
  return { asOf, judgements, octets: figuresDocument({ plan, asOf, counted, room, judgements }) };
}

function dayOf({ day }: ReconciliationPlan): ReconciledDay {
  const days = reconciledDay(day);
  if (!days) throw new DomainError('MalformedRequest', 'no day');
  return days;
}

/**
 * Compares, keeps the figures, and records what was found.
 *
 * A crash before the entry leaves figures that nothing names; the repeat counts again.
 */
async function complete(
  office: ReconcilingOffice,
  plan: ReconciliationPlan,
  room: RoomFigures | undefined,
): Promise<ReconciliationFound> {
  const { asOf, judgements, octets } = await compareDay(office, plan, room);
  const figures = {
    kind: 'reconciliationFigures' as const,
    sha256: hash('sha256', octets),
    size: octets.length,
  };
  const file = { path: figuresPath(plan.day, figures.sha256), octets };
  await office.second.write([file]);
  await office.local.write([file]);
  step('reconciliation.3-figures-kept');
  const failed = failedOf(judgements);
  const { row, isNew } = await recordReconciliation(office.db, {
    day: plan.day,
    at: asOf,
    dayTo: new Date(dayOf(plan).to),
    equations: EQUATION_NOS.length,
    failed,
    figures,
    ...runOf(office.build),
  });
  step('reconciliation.4-recorded');
  if (isNew && failed.length > 0) office.alarm(plan.day, failed);
  const { figuresSha256 } = row;
  return { failed, halting: foundHaltingOf(judgements), figuresSha256, isNew };
}

type Counted = Readonly<Partial<Record<EquationNo, SideFigures>>>;

async function countAll(
  office: ReconcilingOffice,
  { from, to }: ReconciledDay,
  { plan, asOf }: { readonly plan: ReconciliationPlan; readonly asOf: Date },
): Promise<Counted> {
  const { db, origin, second, evidenceDir, openRuns, hasKeys } = office;
  const until = new Date(plan.until);
  const times = { dayFrom: new Date(from), dayTo: new Date(to), until, asOf };
  const { figures, log } = await countOffice(db, origin, times);
  const medium = await checkMedium((path) => second.read(path), log, MEDIUM_PATIENCE_MS);
  const withKey = (await erasedChains(db)).filter((chain) => hasKeys(chain));
  return {
    ...figures,
    Q1: {
      ...figures.Q1,
      notOnSecondMedium: medium.notOnMedium,
      tipDiffers: medium.tipDiffers ? 1 : 0,
    },
    Q22: await checkEvidence(db, evidenceDir, asOf),
    Q24: await countRuns(db, { open: openRuns(), old: office.oldRuns }, times),
    Q28: { ...figures.Q28, erasedWithKey: withKey.length, chainsWithKey: withKey.slice(0, 20) },
  };
}

/** Both sides by equation; a room that was not heard has none, and what needs it does not hold. */
const both = (office: Counted, room: RoomFigures | undefined): AllFigures =>
  Object.fromEntries(
    EQUATION_NOS.map((no) => {
      const [ours, theirs] = [office[no], room?.equations[no]];
      return [no, { ...(ours && { office: ours }), ...(theirs && { room: theirs }) }];
    }),
  );

interface Document {
  readonly plan: ReconciliationPlan;
  readonly asOf: Date;
  readonly counted: Counted;
  readonly room: RoomFigures | undefined;
  readonly judgements: readonly Judgement[];
}

/**
 * The figures as canonical JSON: what each side counted, and what differs. The room's figures stand in it
 * as they came, so that anybody can hash them and compare with the entry in the room's own book.
 */
function figuresDocument({ plan, asOf, counted, room, judgements }: Document): Buffer {
  const document = {
    v: 1,
    day: plan.day,
    until: new Date(plan.until).toISOString(),
    takenAt: asOf.toISOString(),
    office: counted,
    ...(room && { room }),
    differences: Object.fromEntries(
      judgements
        .filter(({ differences }) => differences.length > 0)
        .map(({ no, differences }) => [no, differences]),
    ),
    notEvaluated: Object.keys(notEvaluated),
  };
  return canonicalOctets(document as unknown as CanonicalValue);
}
