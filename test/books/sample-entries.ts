import { encodeEntry, type EntryInput } from '../../books/entry.ts';
import { EVENTS, type EventName } from '../../books/events/all-events.ts';
import { ACT_KINDS, DOCUMENT_TYPES } from '../../books/events/governed.ts';
import type { ActorKind, EventRow, FieldType, ValueType } from '../../books/events/row.ts';

export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

export const A_HASH = 'a1'.repeat(32);
export const A_UUID = '019ad7f2-6a10-4c3a-9f10-4d5e6f708192';

/** The nth UUIDv7. */
export const idOf = (n: number): string =>
  `019ad7f2-6a20-7a11-8b22-${n.toString(16).padStart(12, '0')}`;

const VALUES: Readonly<Record<ValueType, unknown>> = {
  h: A_HASH,
  c: A_HASH,
  id: A_UUID,
  t: '2026-12-01T00:31:07.123Z',
  n: 0,
  s: 'some code',
  b: false,
  day: '2026-12-01',
  hex40: '3f0144b1defcf7561087015f8d830d65b16f024a',
  o: { certificateType: 'basic', order: A_UUID, spkiSha256: A_HASH, validityMonths: 24 },
  evidenceKind: 'baseDocument',
  documentType: 'procedure',
  actKind: 'keyState',
};

const valueOf = (type: FieldType): unknown =>
  type.startsWith('[')
    ? [VALUES[type.slice(1, -1) as ValueType]]
    : VALUES[type.replace('?', '') as ValueType];

export const actorOf = (kind: ActorKind): EntryInput['actor'] => {
  const isStaff = kind === 'officer' || kind === 'custodian' || kind === 'auditor';
  const staff = { role: 'approver', terminal: 'terminal-03', nameCommitment: A_HASH };
  return { kind, id: `${kind}-1`, ...(isStaff && staff) };
};

const itemsOf = (event: EventName, row: EventRow) => {
  if (row.data['documentType']) return [DOCUMENT_TYPES.procedure.item];
  return row.items.includes('1チ') ? [ACT_KINDS.keyState] : row.items;
};

/** An entry of the event with everything an entry of it can have, by one of its actors. */
export function entryOf(event: EventName, change: object = {}): EntryInput {
  const row: EventRow = EVENTS[event];
  const [actor] = row.actors;
  const data = Object.entries(row.data).map(([name, type]) => [name, valueOf(type)] as const);
  const isMachine = event === 'issuing.instructed' && actor === 'system';
  const entry: object = {
    log: row.log === 'E' ? 'enclave' : 'office',
    id: idOf(1),
    event,
    items: itemsOf(event, row),
    at: '2026-12-01T00:31:07.123Z',
    case: A_UUID,
    seq: 1,
    actor: actorOf(actor ?? 'system'),
    ...(isMachine && { responsible: { id: 'officer-07', nameCommitment: A_HASH } }),
    input: A_UUID,
    ...(row.evidence && {
      evidence: row.evidence.map((kind, i) => ({
        kind,
        sha256: String(99 - i).padStart(64, '0'),
        size: i,
      })),
    }),
    data: Object.fromEntries(data),
    run: { workflow: `certificate-lifecycle/${A_UUID}`, runId: A_UUID, build: '2026.12.0+3f2a9c1' },
    ...change,
  };
  return entry as EntryInput;
}

/** Octets of `count` entries of one case, numbered from `first`. */
export const caseEntries = (count: number, first = 0): Buffer[] =>
  Array.from({ length: count }, (_, i) =>
    encodeEntry(entryOf('case.waiting', { id: idOf(first + i), seq: first + i + 1 })),
  );
