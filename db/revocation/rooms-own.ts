import { eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { roomCursors } from '../schema/rooms-own.ts';

type Client = Pick<OfficeDatabase, '$client'>;

/** What is taken in. */
const REVOCATIONS = 'revocations';

/** Up to where revocations of the room are taken in: place in its book, -1 if nothing is. */
export async function readRoomsOwnCursor(db: OfficeDatabase): Promise<number> {
  const [row] = await db.select().from(roomCursors).where(eq(roomCursors.name, REVOCATIONS));
  return row?.place ?? -1;
}

/** Moves it on, never back: two runs may do the same. */
export async function moveRoomsOwnCursor(db: OfficeDatabase, place: number): Promise<void> {
  await db
    .insert(roomCursors)
    .values({ name: REVOCATIONS, place })
    .onConflictDoUpdate({
      target: roomCursors.name,
      set: { place: sql`greatest(${roomCursors.place}, excluded.place)` },
    });
}

/** States of requests, by their ids; of those that are there. */
export async function statesOfRequests(
  { $client }: Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await $client.query<{ id: string; state: string }>(
    'select id, state from revocation_requests where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Requests about a certificate that the room found revoked by another request, and that wait for its publication. */
export async function recordedWith(
  { $client }: Client,
  { byRequest, serialNumber }: { readonly byRequest: string; readonly serialNumber: string },
): Promise<string[]> {
  const { rows } = await $client.query<{ id: string }>(
    `select id from revocation_requests
     where recorded_by_request = $1 and serial_number = $2 and state = 'recorded'`,
    [byRequest, serialNumber],
  );
  return rows.map(({ id }) => id);
}

/** Issuer keys that have signed certificates of ours. */
export async function signingKeys({ $client }: Client): Promise<string[]> {
  const { rows } = await $client.query<{ key: string }>(
    'select distinct issuer_key_id as key from orders where issuer_key_id is not null order by 1',
  );
  return rows.map(({ key }) => key);
}
