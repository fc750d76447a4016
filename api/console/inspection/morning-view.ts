import type { AbleToAgree } from '../../../db/governance/agreement-left.ts';
import type { LateLots } from '../../../db/dispatch/lot-records.ts';
import type { FailedDispatches } from '../../../db/inspection/dispatches.ts';
import type { HeldCase } from '../../../db/inspection/morning-check.ts';
import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import type { NamedDuty } from '../../../db/governance/duty-roster.ts';
import type {
  PublishedLists,
  RoomSigns,
  SwitchState,
  MissedReceipts,
  UnconfirmedRevocations,
  UndecidedRevocations,
} from '../../../db/inspection/morning-check.ts';
import { morning } from '../words/morning.ts';
import type { Said } from '../words/said.ts';
import type { AnchoringLine } from './anchoring-view.ts';
import { anchoringRow, behindRow, reconciliationRow } from './book-rows.ts';
import { issuerKeysRow } from './issuer-keys-row.ts';
import { jlisRow, listsRow, type JlisFacts } from './jlis-rows.ts';
import { inOrder, type MorningRow } from './morning-row.ts';
import { statusRow } from './status-row.ts';
import { switchesRow, switchLines, type RoomSwitches, type SwitchLine } from './switches-view.ts';
import {
  agreementRow,
  checkingRow,
  confirmationsRow,
  dispatchesRow,
  dutyRow,
  lettersRow,
  overdueRow,
  parkedRow,
  receiptsRow,
  revocationsRow,
  roomRow,
} from './work-rows.ts';

/** Everything that 朝の点検 knows. */
export interface MorningFacts {
  readonly now: Date;
  readonly isBehind: boolean;
  readonly duty: NamedDuty | undefined;
  readonly jlis: JlisFacts;
  readonly room: RoomSigns;
  readonly roomSwitches: RoomSwitches | undefined;
  readonly switches: readonly SwitchState[];
  readonly reconciliations: readonly Reconciliation[];
  readonly anchoring: readonly AnchoringLine[];
  readonly checking: number;
  readonly overdue: Readonly<Record<'review' | 'approved', number>>;
  readonly parked: number;
  readonly revocations: UndecidedRevocations;
  readonly confirmations: UnconfirmedRevocations;
  readonly dispatches: FailedDispatches;
  readonly receipts: MissedReceipts;
  readonly held: readonly HeldCase[];
  /** CA certificates that the office believes, DER. */
  readonly issuerCertificates: readonly Buffer[];
  readonly agreement: AbleToAgree;
  readonly letters: LateLots;
  readonly status: PublishedLists;
}

/** 朝の点検 as its page shows it. */
export interface MorningView {
  readonly now: Date;
  /** `stop` where issuing must not start. */
  readonly standing: 'good' | 'look' | 'stop';
  readonly verdict: Said;
  readonly rows: readonly MorningRow[];
  readonly switches: readonly SwitchLine[];
  readonly held: readonly HeldCase[];
}

function verdictOf(rows: readonly MorningRow[]): Pick<MorningView, 'standing' | 'verdict'> {
  const countOf = (...levels: readonly string[]): number =>
    rows.filter(({ level }) => levels.includes(level)).length;
  const stops = countOf('stop');
  if (stops > 0) return { standing: 'stop', verdict: morning.verdicts.stop(stops) };
  const looks = countOf('look', 'wait');
  if (looks > 0) return { standing: 'look', verdict: morning.verdicts.look(looks) };
  return { standing: 'good', verdict: morning.verdicts.good };
}

/** Judges whether issuing may start, and puts what needs somebody first. */
export function morningView(facts: MorningFacts): MorningView {
  const { now, held } = facts;
  const switches = switchLines(facts.switches, facts.roomSwitches, now);
  const rows = inOrder([
    ...behindRow(facts.isBehind),
    dutyRow(facts.duty, now),
    agreementRow(facts.agreement),
    jlisRow(facts.jlis, now),
    listsRow(facts.jlis, now),
    roomRow(facts.room, facts.anchoring, now),
    reconciliationRow(facts.reconciliations, now),
    anchoringRow(facts.anchoring),
    switchesRow(switches),
    checkingRow(facts.checking),
    overdueRow(facts.overdue),
    parkedRow(facts.parked),
    lettersRow(facts.letters, now),
    revocationsRow(facts.revocations, now),
    confirmationsRow(facts.confirmations),
    dispatchesRow(facts.dispatches, now),
    receiptsRow(facts.receipts),
    issuerKeysRow(facts.issuerCertificates, now),
    statusRow(facts.status, now),
  ]);
  return { now, ...verdictOf(rows), rows, switches, held };
}
