import type { ListedRequest, RequestView } from '../../../db/inspection/revocation-requests.ts';
import {
  revocationReasons,
  type RevocationReasonCode,
} from '../../../domain/revocation/reasons.ts';
import type { ChipView } from '../components/chip.tsx';
import { deadlineView, type DeadlineView } from '../components/deadline.tsx';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { revocationRequest as words } from '../words/revocation-request.ts';
import { same, type Said } from '../words/said.ts';

const CHIPS: Readonly<Record<string, Omit<ChipView, 'word'>>> = {
  received: { kind: 'waits', icon: 'clock' },
  examining: { kind: 'refers', icon: 'person' },
  suspended: { kind: 'refers', icon: 'pause' },
  granted: { kind: 'waits', icon: 'turn' },
  recorded: { kind: 'waits', icon: 'turn' },
  published: { kind: 'holds', icon: 'tick' },
  refused: { kind: 'plain', icon: 'cross' },
};

/** A word of a table by its code; a code that this build does not know is shown as it is. */
export function wordIn(table: Readonly<Record<string, Said>>, code: string): Said {
  return Object.hasOwn(table, code) ? (table[code] ?? same(code)) : same(code);
}

/** Icon and word of the state of a request. */
export const stateChip = (state: string): ChipView => ({
  ...(CHIPS[state] ?? { kind: 'plain' }),
  word: wordIn(words.states, state),
});

/** What a reason is called; `unspecified` where none was given. */
export function reasonWord(code: string): Said {
  if (code === 'unspecified') return words.noReason;
  return Object.hasOwn(revocationReasons, code)
    ? revocationReasons[code as RevocationReasonCode].said
    : same(code);
}

/** What runs for a request now: the decision, the second person, the room, the publication. */
export function deadlineOf(request: ListedRequest, now: Date): DeadlineView | undefined {
  const { state, decideBy, suspendedUntil, recordBy, publishBy } = request;
  const running: Readonly<Record<string, Date | null>> = {
    received: decideBy,
    examining: decideBy,
    suspended: suspendedUntil ?? decideBy,
    granted: recordBy,
    recorded: publishBy,
  };
  const at = running[state];
  return at ? deadlineView(at, now) : undefined;
}

/** Until when another has to confirm an emergency; undefined where nobody has to. */
export function confirmationOf(
  { isEmergency, confirmBy, confirmedAt }: ListedRequest,
  now: Date,
): DeadlineView | undefined {
  const isAwaited = isEmergency === true && confirmedAt === null;
  return isAwaited && confirmBy ? deadlineView(confirmBy, now) : undefined;
}

/** The name of the holder of the certificate; undefined where it is not known or was erased. */
export const holderName = (
  { caseId, holder }: Pick<ListedRequest, 'caseId' | 'holder'>,
  records: OpenedRecords,
): string | undefined =>
  caseId !== null && holder ? records.name({ id: caseId, ...holder }) : undefined;

/** A request as a list shows it. */
export interface RequestRow {
  readonly id: string;
  readonly name: string | undefined;
  readonly deadline: DeadlineView | undefined;
  readonly requestedAt: Date;
  readonly closedAt: Date | undefined;
  readonly channel: Said;
  readonly portal: string | undefined;
  readonly reason: Said;
  readonly chip: ChipView;
  readonly serialNumber: string | undefined;
}

/** One row of a list. */
export function requestRow(
  request: ListedRequest,
  records: OpenedRecords,
  { now, view }: { readonly now: Date; readonly view: RequestView },
): RequestRow {
  const { id, channel, reasonAsked, reasonCode, state, serialNumber, portalName } = request;
  return {
    id,
    name: holderName(request, records),
    deadline: view === 'confirm' ? confirmationOf(request, now) : deadlineOf(request, now),
    requestedAt: request.requestedAt,
    closedAt: request.closedAt ?? undefined,
    channel: wordIn(words.channels, channel),
    portal: portalName ?? undefined,
    reason: reasonWord(reasonCode ?? reasonAsked),
    chip: stateChip(state),
    serialNumber: serialNumber ?? undefined,
  };
}
