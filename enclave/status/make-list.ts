import type pg from 'pg';
import type { OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StatusPolicy } from '../../domain/revocation/status-policy.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { IssuerKey } from '../room.ts';
import { checkAppended, checkCrl } from './check-crl.ts';
import type { CrlShard, CrlShards } from './crl-places.ts';
import { tbsCertListOf, type CrlContent, type RoomyTbs } from './crl-writer.ts';
import type { EntriesDigest } from './entry-digest.ts';
import { encodeEntries, EntryWriter, type ListedSerial } from './entry-octets.ts';
import { inSnapshot, lostOf, registerEntries, type ListScope } from './register-entries.ts';
import {
  newestLists,
  numberAfter,
  signList,
  type CrlPlace,
  type CrlRow,
  type ListRoom,
  type SignedList,
} from './sign-list.ts';

/** A room that makes lists day by day. */
export interface DailyListRoom extends ListRoom {
  readonly pool: Pick<pg.Pool, 'query' | 'connect'>;
  readonly policy: StatusPolicy;
  /** Keeps a list for good, under its number. */
  readonly archive: (place: CrlPlace, octets: Buffer) => void;
  readonly breakGlass: boolean;
}

/** The newest list of a shard with its octets. */
export interface PreviousList {
  readonly row: CrlRow;
  readonly open: OpenCrl;
}

/** Which list is made. */
export interface MakeOrder {
  readonly shard: CrlShard;
  readonly shards: CrlShards;
  readonly previous: PreviousList | undefined;
  /** What is added to the list before; without, all is read from the register. */
  readonly added: readonly ListedSerial[] | undefined;
}

/**
 * Makes the next list of a shard: the one before with what was added, or all anew from the register.
 *
 * @throws DomainError `HsmUnavailable`; `StatusDiverged`, `CertificateMismatch`
 */
export async function makeList(room: DailyListRoom, order: MakeOrder): Promise<SignedList> {
  const { shard, added, previous } = order;
  const [newest] = await newestLists(room.pool, {
    issuerKeyId: room.key.issuerKeyId,
    shard: shard.shard,
  });
  const begin = await beginning(room, newest);
  const content = contentOf(room, order, begin);
  assertListPolicy(content, room);
  const signing = { room, order, begin, content };
  return added && previous
    ? appendedList(signing, { previous, added })
    : inSnapshot(room.pool, (client) => wholeList(signing, client));
}

interface Signing {
  readonly room: DailyListRoom;
  readonly order: MakeOrder;
  readonly begin: Beginning;
  readonly content: CrlContent;
}

const common = ({ room, order: { shard, previous }, begin, content }: Signing) => ({
  shard: shard.shard,
  begin,
  attemptsBefore: 0,
  content,
  previousSha256: previous?.row.sha256,
  archive: room.archive,
  breakGlass: room.breakGlass,
});

async function appendedList(
  signing: Signing,
  { previous, added }: { readonly previous: PreviousList; readonly added: readonly ListedSerial[] },
): Promise<SignedList> {
  const writer = new EntryWriter();
  for (const entry of added) writer.add(entry);
  const encoded = writer.done();
  const { der, entries } = previous.open.crl;
  const before = der.subarray(entries.start, entries.end);
  const { spki } = signing.room.key.certificate;
  return signList(signing.room, {
    ...common(signing),
    roomy: tbsCertListOf(signing.content, {
      blocks: [...(before.length > 0 ? [before] : []), ...encoded.blocks],
      count: previous.open.size + encoded.count,
    }),
    check: (octets) =>
      checkAppended(octets, {
        spki,
        content: signing.content,
        previous: previous.open,
        added,
        encoded,
      }),
  });
}

async function wholeList(
  signing: Signing,
  client: Pick<pg.ClientBase, 'query'>,
): Promise<SignedList> {
  const { room, order, content } = signing;
  const { issuerKeyId } = room.key;
  const scope: ListScope = {
    issuerKeyId,
    shard: order.shard.shard,
    shards: order.shards,
    endedBefore: endedBefore(room, order.previous),
  };
  const { roomy, registered } = await tbsOfRegister(content, registerEntries(client, scope));
  return signList(room, {
    ...common(signing),
    roomy,
    check: (octets) =>
      checkCrl(octets, {
        spki: room.key.certificate.spki,
        content,
        previous: order.previous?.open,
        registered,
        lost: (serials) => lostOf(client, scope, serials),
      }),
  });
}

/** What is signed, and what the register said when it was read; the entries are not kept beside it. */
export async function tbsOfRegister(
  content: CrlContent,
  register: ReturnType<typeof registerEntries>,
): Promise<{ readonly roomy: RoomyTbs; readonly registered: EntriesDigest }> {
  const { entries, registered } = await encodeEntries(register);
  return { roomy: tbsCertListOf(content, entries), registered };
}

/** Where expired certificates leave, they stay for one list past their end (RFC 5280 §3.3). */
const endedBefore = (
  { policy }: DailyListRoom,
  previous: PreviousList | undefined,
): Date | undefined => (policy.keepsExpired ? undefined : previous?.open.thisUpdate);

type Beginning = Parameters<typeof signList>[1]['begin'];

/** At most one list a second and shard: what comes within it waits for the next. */
async function beginning(room: DailyListRoom, newest: CrlRow | undefined): Promise<Beginning> {
  const rest = 1000 - (room.now().getTime() % 1000);
  const isSameSecond = newest?.number === String(Math.floor(room.now().getTime() / 1000));
  if (isSameSecond) await new Promise((resolve) => setTimeout(resolve, rest));
  const begunAt = room.now();
  const { issuerKeyId } = room.key;
  return {
    id: newEntryId(),
    issuerKeyId,
    kind: 'crl',
    number: numberAfter(newest, begunAt),
    begunAt,
  };
}

function contentOf(
  { key, policy }: DailyListRoom,
  { shard, shards }: MakeOrder,
  { number, begunAt }: Pick<Beginning, 'number' | 'begunAt'>,
): CrlContent {
  const thisUpdate = new Date(begunAt);
  thisUpdate.setMilliseconds(0);
  const end = Math.min(
    thisUpdate.getTime() + policy.listValidMs,
    key.certificate.notAfter.getTime(),
  );
  return {
    issuer: key.certificate.subject,
    issuerKeyId: key.issuerKeyId,
    signatureAlgorithm: key.signatureAlgorithm,
    number: BigInt(number),
    thisUpdate,
    nextUpdate: new Date(end),
    // One list alone speaks for all certificates of its issuer.
    points: shards.shards.length > 1 ? shard.urls : [],
    expiredSince: policy.keepsExpired ? key.certificate.notBefore : undefined,
  };
}

/** Seconds by which the clock of the HSM's computer and ours may differ: they are one. */
export const CLOCK_MS = 60_000;

/**
 * Holds what is about to be signed against the policy, in the signer itself: a list that is good for longer than the policy
 * says cannot be taken back.
 *
 * @throws DomainError `StatusDiverged`
 */
export function assertListPolicy(
  { thisUpdate, nextUpdate, number }: CrlContent,
  {
    now,
    policy,
    key,
  }: Pick<DailyListRoom, 'now' | 'policy'> & { readonly key: Pick<IssuerKey, 'certificate'> },
): void {
  const refused = (what: string): never => {
    throw new DomainError('StatusDiverged', `${what} of list ${number}`);
  };
  const age = now().getTime() - thisUpdate.getTime();
  if (age < -CLOCK_MS || age > policy.listEveryMs) refused('thisUpdate');
  const validMs = nextUpdate.getTime() - thisUpdate.getTime();
  if (validMs <= 0 || validMs > policy.listValidMs) refused('nextUpdate');
  if (nextUpdate > key.certificate.notAfter) refused('nextUpdate after the CA certificate');
}
