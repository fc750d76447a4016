import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Role } from '../../instance/databases.ts';
import type { Instance } from '../../instance/options.ts';
import { readBook, type PlacedEntry } from '../verify-books.ts';

/** What books and databases say afterwards; everything but the first three has to be 0. */
export interface Judged {
  /** Entries `revocation.recorded`. */
  readonly recorded: number;
  /** Entries `revocation.told` of a publication, and what subscribers and portals were told of it. */
  readonly toldPublished: number;
  readonly noticesPublished: number;
  /** Serial numbers with none or more than one entry `revocation.recorded`. */
  readonly notRecordedOnce: number;
  /** Told, by whatever means, without an earlier `revocation.published` of the request or of the one it was recorded with. */
  readonly toldTooEarly: number;
  /** Requests that are published and of which nobody is told so. */
  readonly notTold: number;
  /** Requests that should be published by now and are not. */
  readonly notPublished: number;
}

interface Told {
  readonly request: string;
  readonly at: Date;
}

interface Request {
  readonly id: string;
  readonly state: string;
  readonly serial: string;
  readonly recordedBy: string | null;
}

/** The books are integrated every 100 ms; this waits for the last entries. */
const INTEGRATION_MS = 1_500;

/** A mail bears no id of its request: it is told by the entry that names it. */
const NOTICES = `
select d.id, d.prepared_at as at from dispatches d
where d.notice_kind = 'revocationPublished'`;

const EVENTS = `
select data ->> 'requestId' as request, at from portal_events where kind = 'revocation.published'`;

const REQUESTS = `
select id, state, serial_number as serial, recorded_by_request as "recordedBy" from revocation_requests`;

async function rows<T extends pg.QueryResultRow>(
  instance: Instance,
  role: Role,
  query: string,
): Promise<T[]> {
  const client = new pg.Client({ connectionString: instance.databaseUrl(role) });
  await client.connect();
  try {
    return (await client.query<T>(query)).rows;
  } finally {
    await client.end();
  }
}

/** Requests that are not where they should be yet: a second one for a certificate may wait for a person. */
export async function openRequests(
  instance: Instance,
  seconds: ReadonlySet<string>,
): Promise<number> {
  const requests = await rows<Request>(instance, 'toroku_office', REQUESTS);
  return unpublished(requests, seconds).length;
}

/** A certificate that was asked about twice has one request that is published; the other may wait for a person. */
function unpublished(requests: readonly Request[], twice: ReadonlySet<string>): Request[] {
  const published = new Set(
    requests.filter(({ state }) => state === 'published').map(({ serial }) => serial),
  );
  return requests.filter(
    ({ state, serial }) =>
      state !== 'published' &&
      !(twice.has(serial) && state === 'examining' && published.has(serial)),
  );
}

/** Reads both books from their second media, proven, and holds what was told against what was published. */
export async function judgeRecords(
  instance: Instance,
  { serials, twice }: { readonly serials: readonly string[]; readonly twice: ReadonlySet<string> },
): Promise<Judged> {
  await sleep(INTEGRATION_MS);
  const room = await readBook(instance, 'enclave');
  const office = await readBook(instance, 'office');
  const requests = await rows<Request>(instance, 'toroku_office', REQUESTS);
  const notices = await rows<{ id: string; at: Date }>(instance, 'toroku_office', NOTICES);
  const events = await rows<Told>(instance, 'toroku_office', EVENTS);
  const entries = toldEntries(office);
  const requestOf = new Map(entries.map(({ dispatch, request }) => [dispatch, request]));
  const mails = notices.map(({ id, at }) => ({ request: requestOf.get(id) ?? '', at }));
  const told: Told[] = [...entries, ...events, ...mails];
  const published = publishedAt(room, requests);
  const isEarly = ({ request, at }: Told): boolean =>
    at.getTime() < (published.get(request)?.getTime() ?? Number.POSITIVE_INFINITY);
  const toldOf = new Set(entries.map(({ request }) => request));
  const recorded = recordedSerials(room);
  const times = new Map<string, number>();
  for (const serial of recorded) times.set(serial, (times.get(serial) ?? 0) + 1);
  const ofRun = new Set([...serials, ...recorded]);
  return {
    recorded: recorded.length,
    toldPublished: entries.length,
    noticesPublished: mails.length + events.length,
    notRecordedOnce: [...ofRun].filter((serial) => times.get(serial) !== 1).length,
    toldTooEarly: told.filter(isEarly).length,
    notTold: requests.filter(({ id, state }) => state === 'published' && !toldOf.has(id)).length,
    notPublished: unpublished(requests, twice).length,
  };
}

const recordedSerials = (room: readonly PlacedEntry[]): string[] =>
  room.flatMap(({ entry }) =>
    entry.event === 'revocation.recorded' ? [entry.data.serialNumber] : [],
  );

const toldEntries = (office: readonly PlacedEntry[]) =>
  office.flatMap(({ entry }) =>
    entry.event === 'revocation.told' && entry.data.stage === 'published'
      ? [{ request: entry.data.request, dispatch: entry.data.dispatch, at: new Date(entry.at) }]
      : [],
  );

/** When each request was published by the room's book; one that another anticipated, with that one. */
function publishedAt(
  room: readonly PlacedEntry[],
  requests: readonly Request[],
): ReadonlyMap<string, Date> {
  const at = new Map<string, Date>();
  for (const { entry } of room) {
    if (entry.event === 'revocation.published') at.set(entry.data.request, new Date(entry.at));
  }
  for (const { id, recordedBy } of requests) {
    const with_ = recordedBy === null ? undefined : at.get(recordedBy);
    if (with_ && !at.has(id)) at.set(id, with_);
  }
  return at;
}
