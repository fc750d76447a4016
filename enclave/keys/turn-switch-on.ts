import type pg from 'pg';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { statementOctets } from '../../books/hashed-objects.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';

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
 * The hash of an assertion is that of its statement alone until custodians have passkeys.
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
  const [act, at] = [newEntryId(), now.toISOString()];
  const contentSha256 = sha256Hex(canonicalOctets({ v: 1, switch: name, to: 'on', cause }));
  const content = { act, contentSha256 };
  const common = { items: ['4ニ'], at };
  const [proposer, approver] = custodians.map((id) => ({
    kind: 'custodian',
    id,
    role: 'custodian',
    terminal,
  }));
  const assertionOf = (said: 'proposeAct' | 'approveAct', officer: string): string =>
    sha256Hex(
      statementOctets({
        act: said,
        contentSha256,
        officer,
        reasons: [],
        role: 'custodian',
        subject: act,
        terminal,
      }),
    );
  const kind = { actKind: 'switchOn' };
  return [
    {
      ...common,
      event: 'act.proposed',
      actor: proposer,
      data: {
        ...content,
        ...kind,
        effectiveFrom: at,
        assertionSha256: assertionOf('proposeAct', custodians[0]),
      },
    },
    {
      ...common,
      event: 'act.approved',
      actor: approver,
      data: { ...content, assertionSha256: assertionOf('approveAct', custodians[1]) },
    },
    {
      ...common,
      event: 'act.effective',
      actor: { kind: 'system', id: 'enclave-worker' },
      data: { ...content, ...kind },
    },
    {
      event: 'switch.set',
      items: ['4ハ'],
      at,
      actor: approver,
      data: { switch: name, to: 'on', cause, act },
    },
  ].map((entry) => ({ id: newEntryId(), ...entry }) as RoomEntry);
}
