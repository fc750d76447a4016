import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readEntry } from '../../books/entry.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import { registeredKey } from '../../enclave/keys/change-key-state.ts';
import { openIssuerKey } from '../../enclave/keys/issuer-key.ts';
import { StatusPublisher } from '../../enclave/status/publish-status.ts';
import { holdPen, type HeldPen } from '../commands/hold-pen.ts';
import { hostEnvironment, readConfig, type Config } from '../config.ts';
import { crlFiles } from '../enclave-worker/publication/crl-files.ts';
import { fillIssued, fillRevocations, revokeIssued } from './listed-revocations.ts';
import type { CrlFigures } from './crl.ts';
import { median, rateOf, rounded } from './measure.ts';

/** Makes lists in a process of its own, so that its memory is theirs: `crl-child DATABASE SERVER ENTRIES ROUNDS`. */
const [database = '', readBackUrl = '', listed = '', repeated = ''] = process.argv.slice(2);

const DAY_MS = 24 * 3_600_000;
/** As many as one publication tells of. */
const BURST = 2000;

const peakMb = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

interface Stage {
  readonly pool: pg.Pool;
  readonly publisher: StatusPublisher;
  readonly clock: { offsetMs: number };
  readonly repositoryDir: string;
}

async function openStage(
  config: Config<'enclave-worker'>,
  held: HeldPen,
  pool: pg.Pool,
): Promise<Stage & { readonly keys: readonly string[] }> {
  const clock = { offsetMs: 0 };
  const { repositoryDir } = config;
  const { rows } = await pool.query<{ id: string }>(
    "select issuer_key_id as id from issuer_keys where state = 'issuing' order by 1",
  );
  const keys = await Promise.all(
    rows.map(async ({ id }) => {
      const row = await registeredKey(held, id);
      return openIssuerKey(row, held.token.findKey(row.hsmLabel));
    }),
  );
  const publisher = new StatusPublisher({
    ...held,
    keyOf: (id) => keys.find(({ issuerKeyId }) => issuerKeyId === id),
    files: crlFiles({ repositoryDir, readBackUrl }),
    answer: () => Promise.resolve({ batch: newEntryId() }),
    now: () => new Date(Date.now() + clock.offsetMs),
  });
  return { pool, publisher, clock, repositoryDir, keys: rows.map(({ id }) => id) };
}

const secondsOf = async (act: () => Promise<unknown>): Promise<number> =>
  (await rateOf(act, { atOnce: 1, most: 1 })).seconds;

/** By the book: to read the list here would be memory that the room does not take. */
async function entriesListed(pool: pg.Pool, issuerKeyId: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ octets: Buffer }>(
    "select octets from book_entries where event = 'crl.issued'",
  );
  const issued = rows
    .map(
      ({ octets }) =>
        readEntry(octets).data as { issuerKeyId: string; crlNumber: number; entries: number },
    )
    .filter((data) => data.issuerKeyId === issuerKeyId);
  return issued.toSorted((a, b) => b.crlNumber - a.crlNumber)[0]?.entries;
}

async function measure(
  { pool, publisher, clock, repositoryDir }: Stage,
  issuerKeyId: string,
  { entries, rounds }: { readonly entries: number; readonly rounds: number },
): Promise<CrlFigures> {
  console.error(`${entries} revocations are recorded`);
  await fillRevocations(pool, issuerKeyId, entries);
  const publish = () => publisher.publish({ issuerKeyId, after: Date.now() + clock.offsetMs });
  const wholeSeconds = await secondsOf(publish);
  const file = join(repositoryDir, 'crls', issuerKeyId, '0.crl');
  const megaoctets = rounded(statSync(file).size / 1e6, 1);
  const onList = await entriesListed(pool, issuerKeyId);
  if (onList !== entries) throw new Error(`${onList} entries are listed`);
  clock.offsetMs += DAY_MS + 1000;
  const dailySeconds = await secondsOf(publish);
  const costOf = async (count: number): Promise<number> => {
    const issued = await fillIssued(pool, issuerKeyId, count);
    await revokeIssued(pool, issuerKeyId, issued);
    // At most one list a second: the wait for the next is no cost.
    clock.offsetMs += 1000;
    return secondsOf(publish);
  };
  const [ones, bursts]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ones.push(await costOf(1));
    bursts.push(await costOf(BURST));
  }
  return {
    entries,
    megaoctets,
    wholeSeconds: rounded(wholeSeconds, 3),
    dailySeconds: rounded(dailySeconds, 3),
    microsecondsAnEntry: rounded((dailySeconds * 1e6) / entries),
    oneSeconds: rounded(median(ones), 3),
    burstMsEach: rounded((median(bursts) * 1000) / BURST, 3),
  };
}

const config = readConfig('enclave-worker', hostEnvironment());
const owner = new pg.Pool({ connectionString: database, max: 2 });
await holdPen(config, async (held) => {
  const stage = await openStage(config, held, owner);
  const [small = '', large = ''] = stage.keys;
  const many = Number(listed);
  const plan = { rounds: Number(repeated) };
  const few = await measure(stage, small, { ...plan, entries: Math.ceil(many / 100) });
  const bareMb = peakMb();
  const figures = await measure(stage, large, { ...plan, entries: many });
  console.log(JSON.stringify({ large, few, many: figures, bareMb, peakRssMb: peakMb() }));
});
await owner.end();
