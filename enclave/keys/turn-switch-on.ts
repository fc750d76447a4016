import type pg from 'pg';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { custodianActor, dualControlEntries } from './dual-control-act.ts';

/** Two custodians in the room who let it sign again, and why. */
export interface SwitchingOn {
  readonly switch: 'allSigning';
  readonly custodians: readonly [string, string];
  readonly terminal: string;
  /** A code: what was found and mended. */
  readonly cause: string;
}

/**
 * Turns a switch of the room on under dual control (規則6条15号ロ): proposed by one custodian, approved by the
 * other, effective at once, all in one act of the book. What is on already stays as it is.
 *
 * @throws DomainError `DualControlViolation` if both are one person.
 */
export async function turnSwitchOn(
  room: { readonly pool: Pick<pg.Pool, 'query'>; readonly book: Pick<RoomBook, 'write'> },
  order: SwitchingOn,
  now: Date,
): Promise<'turnedOn' | 'wasOn'> {
  const [proposer, approver] = order.custodians;
  if (proposer === approver) throw new DomainError('DualControlViolation', proposer);
  const { rows } = await room.pool.query(
    'select 1 from room_switches where name = $1 and is_on = 0',
    [order.switch],
  );
  if (rows.length === 0) return 'wasOn';
  await room.book.write({
    entries: entriesOf(order, now),
    switch: { name: order.switch, isOn: true },
  });
  return 'turnedOn';
}

function entriesOf(order: SwitchingOn, now: Date): RoomEntry[] {
  const { switch: name, custodians, terminal, cause } = order;
  const act = newEntryId();
  const contentSha256 = sha256Hex(canonicalOctets({ v: 1, switch: name, to: 'on', cause }));
  const set = {
    id: newEntryId(),
    event: 'switch.set',
    items: ['4ハ'],
    at: now.toISOString(),
    actor: custodianActor(custodians[1], terminal),
    data: { switch: name, to: 'on', cause, act },
  };
  const common = { act, contentSha256, custodians, terminal, at: now };
  return [...dualControlEntries({ ...common, actKind: 'switchOn' }), set as RoomEntry];
}
