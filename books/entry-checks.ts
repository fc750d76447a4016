/** Checks an entry against the table of events. Tables are compiled once: this is a hot path. */

import { EVENTS, type EventName } from './events/all-events.ts';
import { ACT_KINDS, DOCUMENT_TYPES } from './events/governed.ts';
import type { ActKind, DocumentType } from './events/governed.ts';
import { ACTOR_KINDS, EVIDENCE_KINDS, ITEMS } from './events/row.ts';
import type { EventRow, Item } from './events/row.ts';
import { refuse } from './malformed-entry.ts';
import { aCount, aHash, aSequenceNumber, aTime, aUuid, aUuidV7, anId } from './value-checks.ts';
import { fieldMember, listOf, objectWith, oneOf, type Check } from './value-checks.ts';

/** An entry whose members are all there, each of the right form, `data` apart. */
export interface Envelope {
  readonly log: 'office' | 'enclave';
  readonly event: EventName;
  readonly items: readonly Item[];
  readonly case?: string;
  readonly seq?: number;
  readonly actor: {
    readonly kind: string;
    readonly role?: string;
    readonly terminal?: string;
    readonly nameCommitment?: string;
  };
  readonly responsible?: object;
  readonly evidence?: readonly { readonly kind: string; readonly sha256: string }[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** One event, ready to be checked against. */
interface CompiledRow {
  readonly log: 'office' | 'enclave' | undefined;
  readonly items: ReadonlySet<string>;
  readonly actors: ReadonlySet<string>;
  readonly evidence: ReadonlySet<string>;
  readonly checkData: Check;
  /** The act is a decision whose decider's name is law: 1ニ, 2ロ. */
  readonly needsDeciderName: boolean;
}

const LOGS = { O: 'office', E: 'enclave', B: undefined } as const;

const compile = (row: EventRow): CompiledRow => ({
  log: LOGS[row.log],
  items: new Set(row.items),
  actors: new Set(row.actors),
  evidence: new Set(row.evidence),
  checkData: objectWith(
    Object.fromEntries(Object.entries(row.data).map(([name, type]) => [name, fieldMember(type)])),
  ),
  needsDeciderName:
    row.byJudgement !== true && row.items.some((item) => item === '1ニ' || item === '2ロ'),
});

const ROWS: ReadonlyMap<string, CompiledRow> = new Map(
  Object.entries(EVENTS).map(([event, row]) => [event, compile(row)]),
);

const optional = (check: Check) => ({ check, optional: true });

const checkEnvelope = objectWith({
  v: {
    check: (value, path) => {
      if (value !== 1) refuse(path, 'not format 1');
    },
  },
  log: { check: oneOf(['office', 'enclave'], 'no such log') },
  id: { check: aUuidV7 },
  event: { check: oneOf([...ROWS.keys()], 'no such event') },
  items: { check: listOf(oneOf(ITEMS, 'no such item')) },
  at: { check: aTime },
  case: optional(aUuid),
  seq: optional(aSequenceNumber),
  actor: {
    check: objectWith({
      kind: { check: oneOf(ACTOR_KINDS, 'no such kind of actor') },
      id: { check: anId },
      role: optional(anId),
      terminal: optional(anId),
      nameCommitment: optional(aHash),
    }),
  },
  responsible: optional(objectWith({ id: { check: anId }, nameCommitment: { check: aHash } })),
  input: optional(aUuid),
  evidence: optional(
    listOf(
      objectWith({
        kind: { check: oneOf(EVIDENCE_KINDS, 'no such kind of evidence') },
        sha256: { check: aHash },
        size: { check: aCount },
      }),
    ),
  ),
  data: { check: () => undefined },
  run: optional(
    objectWith({ workflow: { check: anId }, runId: { check: aUuid }, build: { check: anId } }),
  ),
});

/** The one item that the governed document or act belongs to, where the entry names it. */
function governedItem({ event, data }: Envelope): Item | undefined {
  switch (event) {
    case 'document.adopted':
    case 'document.withdrawn':
      return DOCUMENT_TYPES[data['documentType'] as DocumentType].item;
    case 'act.proposed':
    case 'act.effective':
      return ACT_KINDS[data['actKind'] as ActKind];
    default:
      return undefined;
  }
}

function checkItems(entry: Envelope, row: CompiledRow): void {
  const { items } = entry;
  if (items.length === 0) refuse('items', 'empty');
  let before = -1;
  for (const [i, item] of items.entries()) {
    if (!row.items.has(item)) refuse(`items[${i}]`, 'not an item of this event');
    const place = ITEMS.indexOf(item);
    if (place <= before) refuse(`items[${i}]`, 'not in the order of 12条, or twice');
    before = place;
  }
  const item = governedItem(entry);
  if (item !== undefined && (items.length > 1 || items[0] !== item)) {
    refuse('items', `not the item of what is governed, ${item}`);
  }
}

function checkActor({ actor }: Envelope, row: CompiledRow): void {
  const { kind } = actor;
  if (!row.actors.has(kind)) refuse('actor.kind', 'not an actor of this event');
  if (kind === 'officer' || kind === 'custodian' || kind === 'auditor') {
    if (actor.role === undefined) refuse('actor.role', 'missing');
    if (actor.terminal === undefined) refuse('actor.terminal', 'missing');
    if (row.needsDeciderName && actor.nameCommitment === undefined) {
      refuse('actor.nameCommitment', 'missing: the name of the decider is law');
    }
    return;
  }
  for (const name of ['role', 'terminal', 'nameCommitment'] as const) {
    if (actor[name] !== undefined) refuse(`actor.${name}`, 'only for members of staff');
  }
}

function isDecidedByMachine({ event, actor, data }: Envelope): boolean {
  switch (event) {
    case 'issuing.instructed':
      return actor.kind === 'system';
    case 'application.approved':
    case 'revocation.granted':
    case 'issuance.intended':
      return data['decider'] === 'ruleSet';
    default:
      return false;
  }
}

function checkResponsible(entry: Envelope): void {
  const named = entry.responsible !== undefined;
  if (named === isDecidedByMachine(entry)) return;
  refuse('responsible', named ? 'only for a decision of the machine' : 'missing');
}

function checkEvidence({ evidence }: Envelope, row: CompiledRow): void {
  if (evidence === undefined) return;
  if (evidence.length === 0) refuse('evidence', 'empty');
  let before = '';
  for (const [i, { kind, sha256 }] of evidence.entries()) {
    if (!row.evidence.has(kind)) refuse(`evidence[${i}].kind`, 'not evidence of this event');
    const key = `${sha256} ${kind}`;
    if (key <= before) refuse(`evidence[${i}]`, 'not in the order of hashes, or twice');
    before = key;
  }
}

/**
 * Checks that the entry has the members an entry has, each of the right form.
 *
 * @throws MalformedEntry with the path of the first thing that is wrong.
 */
export function checkForm(value: unknown): asserts value is Envelope {
  checkEnvelope(value, '');
}

/**
 * Checks an entry of the right form against the table of events, `items` and `evidence` in order.
 *
 * @throws MalformedEntry with the path of the first thing that is wrong.
 */
export function checkAgainstTable(entry: Envelope): void {
  const row = ROWS.get(entry.event);
  if (row === undefined) refuse('event', 'no such event');
  if (row.log !== undefined && row.log !== entry.log) refuse('log', 'not the log of this event');
  if ((entry.case === undefined) !== (entry.seq === undefined)) {
    refuse(entry.case === undefined ? 'case' : 'seq', 'missing: a case and its seq go together');
  }
  row.checkData(entry.data, 'data');
  checkItems(entry, row);
  checkActor(entry, row);
  checkResponsible(entry);
  checkEvidence(entry, row);
}
