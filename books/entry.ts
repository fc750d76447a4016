/**
 * One entry of the books: canonical JSON, at most 16,384 octets, format 1.
 *
 * The octets are the entry: they are hashed into the tree, and a repeated write of the same id must
 * be octet-equal. So an entry is checked before it is written, and again whenever it is read.
 */

import { NotCanonical, canonicalOctets, readCanonicalJson } from './canonical-json.ts';
import type { CanonicalValue } from './canonical-json.ts';
import { checkAgainstTable, checkForm, type Envelope } from './entry-checks.ts';
import type { DataOf, EVENTS, EventName } from './events/all-events.ts';
import { ITEMS, type ActorKind, type EvidenceKind, type Item } from './events/row.ts';
import { MalformedEntry, refuse } from './malformed-entry.ts';

/** Octets of an entry; an entry bundle could hold 65,535 (C2SP tlog-tiles). */
export const ENTRY_OCTETS_MAX = 16_384;

/** Office = the back office's log; enclave = the log of the room where keys are. */
export type LogName = 'office' | 'enclave';

/** Who did the act. `id` is never a name. */
export interface Actor<K extends ActorKind = ActorKind> {
  readonly kind: K;
  /** Visible ASCII. */
  readonly id: string;
  /** Officers, custodians and auditors: always. Others: never. */
  readonly role?: string;
  /** Officers, custodians and auditors: always. Others: never. */
  readonly terminal?: string;
  /** Commitment to the name; officers and custodians who decide (1ニ, 2ロ): always. */
  readonly nameCommitment?: string;
}

/** The 責任を有する者 on duty when the machine decided. */
export interface Responsible {
  readonly id: string;
  readonly nameCommitment: string;
}

/** A piece of evidence beside the log; `size` in octets. */
export interface EvidenceReference<K extends EvidenceKind = EvidenceKind> {
  readonly kind: K;
  readonly sha256: string;
  readonly size: number;
}

/** The workflow run that wrote the entry, and the build it ran on. */
export interface Run {
  readonly workflow: string;
  readonly runId: string;
  readonly build: string;
}

type Row<E extends EventName> = (typeof EVENTS)[E];

type LogOf<E extends EventName> = { O: 'office'; E: 'enclave'; B: LogName }[Row<E>['log']];

type EvidenceOf<E extends EventName> =
  Row<E> extends { readonly evidence: readonly (infer K extends EvidenceKind)[] } ? K : never;

/** An entry of one event, as its writer gives it. */
export interface EntryInputOf<E extends EventName> {
  readonly log: LogOf<E>;
  /** UUIDv7, unique in the log. */
  readonly id: string;
  readonly event: E;
  /** Items of 規則12条1項, at least one, in any order. */
  readonly items: readonly Row<E>['items'][number][];
  /** The writer's clock at the act. The index, not this, is the order of entries. */
  readonly at: string;
  /** UUID of the case; with `seq` or not at all. */
  readonly case?: string;
  /** From 1, without a gap within the case and log. */
  readonly seq?: number;
  readonly actor: Actor<Row<E>['actors'][number]>;
  /** Decisions of the machine: always. Others: never. */
  readonly responsible?: Responsible;
  /** Id of the row of case inputs that this entry receives or applies. */
  readonly input?: string;
  /** In any order; an empty list is the same as none. */
  readonly evidence?: readonly EvidenceReference<EvidenceOf<E>>[];
  readonly data: DataOf<E>;
  readonly run?: Run;
}

/** An entry of any event, as its writer gives it. */
export type EntryInput = { [E in EventName]: EntryInputOf<E> }[EventName];

/** An entry as it was read: `items` and `evidence` in order, `v` the format. */
export type Entry = EntryInput & { readonly v: 1 };

const placeOf = (item: Item): number => ITEMS.indexOf(item);

const keyOf = ({ sha256, kind }: { readonly sha256: string; readonly kind: string }): string =>
  `${sha256} ${kind}`;

/** Puts what has an order into it: items as 12条 lists them, evidence by its hash. */
function inOrder(entry: Envelope): Envelope {
  const { evidence = [], ...rest } = entry;
  return {
    ...rest,
    items: entry.items.toSorted((a, b) => placeOf(a) - placeOf(b)),
    ...(evidence.length > 0 && {
      evidence: evidence.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    }),
  };
}

/**
 * Checks an entry against the table of events and prints it.
 *
 * @throws MalformedEntry with the path of what is wrong.
 */
export function encodeEntry(entry: EntryInput): Buffer {
  const given: unknown = { v: 1, ...entry };
  checkForm(given);
  const ordered = inOrder(given);
  checkAgainstTable(ordered);
  const value: object = ordered;
  let octets: Buffer;
  try {
    octets = canonicalOctets(value as CanonicalValue);
  } catch (error) {
    if (error instanceof NotCanonical) refuse(error.path.replace(/^\./, ''), error.reason);
    throw error;
  }
  if (octets.length > ENTRY_OCTETS_MAX) refuse('', `over ${ENTRY_OCTETS_MAX} octets`);
  return octets;
}

/**
 * Reads an entry and checks it as strictly as it was checked when it was written.
 *
 * @throws MalformedEntry with the path of what is wrong, also for octets that are not canonical.
 */
export function readEntry(octets: Uint8Array): Entry {
  if (octets.length > ENTRY_OCTETS_MAX) refuse('', `over ${ENTRY_OCTETS_MAX} octets`);
  let value: unknown;
  try {
    value = readCanonicalJson(octets);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new MalformedEntry(error.path.replace(/^\./, ''), error.reason);
  }
  checkForm(value);
  checkAgainstTable(value);
  return value as unknown as Entry;
}
