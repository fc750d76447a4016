import type pg from 'pg';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  mayBecome,
  type IssuerKeyState,
  type KeyStateTarget,
} from '../../domain/issuance/issuer-key-states.ts';
import { issuingEnd } from '../../domain/issuance/issuing-end.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { KeyStateRow } from '../book/key-rows.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { isPerformed, type AgreedAct } from './agreed-act.ts';
import { dualControlEntries, unsignedCustodians, type ActSigner } from './dual-control-act.ts';

/** Who stands behind what becomes of an issuer key. */
export type KeyAuthority =
  | {
      /** In development, and at the ceremony: who they are rests on the word of whoever is in the room. */
      readonly custodians: readonly [string, string];
      readonly terminal: string;
    }
  | {
      /** Two custodians whose passkeys the room has verified. */
      readonly agreed: AgreedAct;
    };

/** An issuer key, and the state that custodians bring it into. */
export type KeyStateOrder = KeyAuthority & {
  readonly issuerKeyId: string;
  readonly to: Exclude<KeyStateTarget, 'compromised'>;
};

/** Where issuer keys are changed. */
export interface KeyRoom {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
}

/** An issuer key as the room registers it. */
export interface RegisteredKey {
  readonly issuerKeyId: string;
  readonly hsmLabel: string;
  readonly state: IssuerKeyState;
  readonly caCertificate: Buffer;
  readonly services: readonly string[];
}

/** The issuer keys of the room. */
export async function registeredKeys({ pool }: Pick<KeyRoom, 'pool'>): Promise<RegisteredKey[]> {
  const { rows } = await pool.query<RegisteredKey>(
    `select issuer_key_id as "issuerKeyId", hsm_label as "hsmLabel", state,
       ca_certificate as "caCertificate", services from issuer_keys order by issuer_key_id`,
  );
  return rows;
}

/** @throws DomainError `HsmKeyMissing` for a key that the room does not register. */
export async function registeredKey(
  room: Pick<KeyRoom, 'pool'>,
  issuerKeyId: string,
): Promise<RegisteredKey> {
  const key = (await registeredKeys(room)).find((each) => each.issuerKeyId === issuerKeyId);
  if (!key) throw new DomainError('HsmKeyMissing', `${issuerKeyId} is no issuer key of this room`);
  return key;
}

/** An act of two about a key, with the entries that say so. */
interface KeyAct {
  readonly act: string;
  readonly contentSha256: string;
  readonly proposer: ActSigner;
  readonly approver: ActSigner;
}

/**
 * The act of two custodians behind a change of a key, as they agreed on it.
 *
 * @throws DomainError `IllegalTransition` for an act about something else, or one that was performed.
 */
export async function keyActOf(
  { pool }: Pick<KeyRoom, 'pool'>,
  order: KeyAuthority & { readonly issuerKeyId: string; readonly to: KeyStateTarget },
): Promise<KeyAct> {
  const change = { issuerKeyId: order.issuerKeyId, to: order.to };
  if ('custodians' in order) {
    const contentSha256 = sha256Hex(canonicalOctets({ v: 1, actKind: 'keyState', change }));
    const act = { act: newEntryId(), contentSha256, terminal: order.terminal };
    return { ...act, ...unsignedCustodians(order.custodians, act) };
  }
  const { content, act } = order.agreed;
  const isAbout =
    content.actKind === 'keyState' &&
    content.change.issuerKeyId === change.issuerKeyId &&
    content.change.to === change.to;
  if (!isAbout) throw new DomainError('IllegalTransition', `${act} is about something else`);
  if (await isPerformed(pool, act)) {
    throw new DomainError('IllegalTransition', `${act} is performed`);
  }
  return order.agreed;
}

/**
 * Brings an issuer key into another state under dual control (規則6条15号ロ, 12条1項1号チ). A key that starts issuing takes
 * the place of those that issued for the same services: they sign status from then on, in the same act.
 *
 * A crash before the commit leaves nothing; after it, entries that the next start of the room publishes.
 *
 * @throws DomainError `IllegalTransition` where the table has no such step, for a key that could not issue any more, and for
 * one that is to be retired before all that it signed has expired; `DualControlViolation` if both are one person.
 */
export async function changeKeyState(
  room: KeyRoom,
  order: KeyStateOrder,
  now: Date,
): Promise<'changed' | 'wasSo'> {
  const key = await registeredKey(room, order.issuerKeyId);
  if (key.state === order.to) return 'wasSo';
  if (!mayBecome(key.state, order.to)) {
    throw new DomainError('IllegalTransition', `${key.issuerKeyId} is ${key.state}`);
  }
  if (order.to === 'issuing') requireTimeToIssue(key, now);
  if (order.to === 'retired') await requireNothingLeft(room, key, now);
  const act = await keyActOf(room, order);
  const older = order.to === 'issuing' ? await supersededBy(room, key) : [];
  const states: KeyStateRow[] = [
    ...older.map(({ issuerKeyId }) => ({ issuerKeyId, ...SUPERSEDED, at: now })),
    { issuerKeyId: key.issuerKeyId, from: key.state, to: order.to, at: now },
  ];
  await room.book.write({
    entries: [
      ...dualControlEntries({ ...act, actKind: 'keyState', at: now }),
      ...states.map((state) => stateEntry(state, act.approver.actor, act.act)),
    ],
    keys: { states },
  });
  return 'changed';
}

const SUPERSEDED = { from: 'issuing', to: 'status-only' } as const;

/** `issuerKey.stateChanged`, with the act it happened under; a stop by one custodian has none. */
export const stateEntry = (
  { issuerKeyId, from, to, at }: KeyStateRow,
  actor: ActSigner['actor'],
  act?: string,
): RoomEntry =>
  ({
    id: newEntryId(),
    event: 'issuerKey.stateChanged',
    items: ['1チ'],
    at: at.toISOString(),
    actor,
    data: { issuerKeyId, from, to, ...(act === undefined ? {} : { act }) },
  }) as RoomEntry;

function requireTimeToIssue({ issuerKeyId, caCertificate }: RegisteredKey, now: Date): void {
  const { notAfter } = readCertificate(caCertificate);
  if (now.getTime() < issuingEnd(notAfter.getTime())) return;
  throw new DomainError('IllegalTransition', `${issuerKeyId} is past its end of issuing`);
}

/** Whoever relies on a certificate of the key still asks whether it is revoked. */
async function requireNothingLeft({ pool }: KeyRoom, key: RegisteredKey, now: Date): Promise<void> {
  const { rows } = await pool.query<{ left: string }>(
    `select count(*) as left from issuances
     where issuer_key_id = $1 and abandoned_at is null and not_after >= $2`,
    [key.issuerKeyId, now],
  );
  const left = Number(rows[0]?.left);
  if (left === 0) return;
  throw new DomainError(
    'IllegalTransition',
    `${left} certificates of ${key.issuerKeyId} are valid`,
  );
}

/** Keys that issue for nothing that the newer one does not issue for. */
async function supersededBy(room: KeyRoom, newer: RegisteredKey): Promise<RegisteredKey[]> {
  const keys = await registeredKeys(room);
  return keys.filter(
    ({ issuerKeyId, state, services }) =>
      issuerKeyId !== newer.issuerKeyId &&
      state === 'issuing' &&
      services.every((service) => newer.services.includes(service)),
  );
}

/**
 * Brings a key that a ceremony made into service, as far as it is not yet: for the demonstration, whose custodians stand
 * in the room. Safe to run again.
 */
export async function bringIntoService(
  room: KeyRoom,
  order: Extract<KeyAuthority, { custodians: unknown }> & { readonly issuerKeyId: string },
  now: () => Date,
): Promise<void> {
  for (const to of ['accredited', 'issuing'] as const) {
    const { state } = await registeredKey(room, order.issuerKeyId);
    if (mayBecome(state, to)) await changeKeyState(room, { ...order, to }, now());
  }
}
