import type pg from 'pg';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { readEntry } from '../../books/entry.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { isPerformed, type AgreedAct } from './agreed-act.ts';
import { dualControlEntries, unsignedCustodians } from './dual-control-act.ts';

/** Who lets the room sign again, and why. */
export type SwitchingOn = { readonly switch: 'allSigning' } & (
  | {
      /** In development: who they are rests on the word of whoever is in the room. */
      readonly custodians: readonly [string, string];
      readonly terminal: string;
      /** A code: what was found and mended. */
      readonly cause: string;
    }
  | {
      /** Two people, one a custodian, whose passkeys the room has verified. */
      readonly agreed: AgreedAct;
    }
);

type SwitchingRoom = {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
};

/**
 * Turns a switch of the room on under dual control (規則6条15号ロ): proposed by one, approved by the other, effective at
 * once, all in one act of the book. What is on already stays as it is.
 *
 * @throws DomainError `DualControlViolation` if both are one person; `IllegalTransition` for an act about something else,
 * one that was performed, or one that was agreed on before the room stopped.
 */
export async function turnSwitchOn(
  room: SwitchingRoom,
  order: SwitchingOn,
  now: Date,
): Promise<'turnedOn' | 'wasOn'> {
  if ('custodians' in order && order.custodians[0] === order.custodians[1]) {
    throw new DomainError('DualControlViolation', order.custodians[0]);
  }
  const { rows } = await room.pool.query(
    'select 1 from room_switches where name = $1 and is_on = 0',
    [order.switch],
  );
  if (rows.length === 0) return 'wasOn';
  await room.book.write({
    entries: entriesOf(await actOf(room, order), order.switch, now),
    switch: { name: order.switch, isOn: true },
  });
  return 'turnedOn';
}

/** The act with the cause that its entry `switch.set` bears. */
async function actOf(room: SwitchingRoom, order: SwitchingOn) {
  if ('custodians' in order) {
    const { switch: name, custodians, terminal, cause } = order;
    const content = { v: 1, switch: name, to: 'on', cause };
    const act = {
      act: newEntryId(),
      contentSha256: sha256Hex(canonicalOctets(content)),
      terminal,
    };
    return { ...act, ...unsignedCustodians(custodians, act), cause };
  }
  const { agreed } = order;
  const { content } = agreed;
  if (content.actKind !== 'switchOn' || content.change.switch !== order.switch) {
    throw new DomainError('IllegalTransition', `the act is not about ${order.switch}`);
  }
  if (await isPerformed(room.pool, agreed.act)) {
    throw new DomainError('IllegalTransition', `${agreed.act} is performed`);
  }
  // What people agreed on before the room stopped was not about this stop.
  const stoppedAt = await lastSet(room, order.switch);
  if (stoppedAt !== undefined && Date.parse(content.effectiveFrom) < stoppedAt) {
    throw new DomainError('IllegalTransition', `${agreed.act} is older than the stop`);
  }
  return { ...agreed, cause: content.change.cause };
}

/** When the switch was set last, by the room's book. */
async function lastSet({ pool }: SwitchingRoom, name: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ octets: Buffer }>(
    `select octets from book_entries where event = 'switch.set' order by log_index desc`,
  );
  const set = rows
    .map(({ octets }) => readEntry(octets))
    .find(({ data }) => (data as { readonly switch?: string }).switch === name);
  return set && Date.parse(set.at);
}

function entriesOf(act: Awaited<ReturnType<typeof actOf>>, name: string, now: Date): RoomEntry[] {
  const set = {
    id: newEntryId(),
    event: 'switch.set',
    items: ['4ハ'],
    at: now.toISOString(),
    actor: act.approver.actor,
    data: { switch: name, to: 'on', cause: act.cause, act: act.act },
  };
  const entries = dualControlEntries({ ...act, actKind: 'switchOn', at: now });
  return [...entries, set as RoomEntry];
}
