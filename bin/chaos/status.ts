import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import type { Instance } from '../instance/options.ts';
import { OutsideVerifier } from '../story/outside-verifier.ts';
import { chaosEnvironment } from './killer.ts';
import { statusBlows, strikeStatus, type StatusBlow } from './status/blows.ts';
import { gatherHolders, type Holders } from './status/holders.ts';
import { judgeRecords, openRequests, type Judged } from './status/judge.ts';
import { Prober, type Probed } from './status/prober.ts';
import { Revocations, type Chunk } from './status/revocations.ts';

/** What a run ends with: `serials` certificates are revoked, and what was seen of it. */
export interface StatusResult extends Judged, Probed {
  readonly serials: number;
  /** Of them, really issued; the others are rows. */
  readonly issued: number;
  readonly lists: number;
  readonly singleRequests: number;
  readonly kills: Readonly<Record<string, number>>;
  /** Serial numbers that are not revoked in OCSP in the end, and such as are not on the list once. */
  readonly notRevoked: number;
  readonly notListed: number;
  /** Certificates that nobody revoked and that are not good in the end. */
  readonly notGood: number;
  readonly seconds: number;
}

const ISSUED = 10;
/** Of ten certificates one is asked for by itself, three hundred at most; of ten such two are on a list as well. */
const SINGLE_SHARE = 0.1;
const SINGLES_MAX = 300;
const TWICE_SHARE = 0.2;
/** The most that one act lists here. */
const LIST_MAX = 2_500;
const STAYING_SHARE = 0.1;

const PATIENCE_MS = 900_000;
const POLL_MS = 500;
/** Blows go on after all is asked for, this long at the most: then it has to come to its end. */
const BLOWS_MS = 60_000;

const say = (line: string): void => console.error(line);

/** Whether a run saw nothing that must not be. */
export function isCleanStatus(result: StatusResult): boolean {
  const { notRecordedOnce, toldTooEarly, notTold, notPublished } = result;
  const { notRevoked, notListed, notGood } = result;
  const faults = [...Object.values(result.faults), notRevoked, notListed, notGood];
  const wrong = [...faults, notRecordedOnce, toldTooEarly, notTold, notPublished];
  return wrong.every((count) => count === 0) && result.recorded === result.serials;
}

/**
 * Certificates are revoked by lists and one by one while the programs that carry it are killed with SIGKILL in turn, at the steps
 * of revocation and status and at random, and Temporal beneath them. Somebody outside asks all the while: what was said once is
 * never taken back, nobody is told before it is so, and in the end each certificate is revoked, once.
 */
export function revokeWhileKilling(serials: number): Promise<StatusResult> {
  const begun = performance.now();
  const dir = mkdtempSync(join(tmpdir(), 'toroku-chaos-'));
  const env = {
    ISSUANCE_CAP_PER_HOUR: '100000',
    STRANGER_REQUESTS_PER_MINUTE: '1000000',
    ...chaosEnvironment(dir),
  };
  return withThrowAwayInstance({ env, log: say }, async (instance) => {
    const real = Math.min(ISSUED, Math.ceil(serials / 2));
    const staying = Math.ceil(serials * STAYING_SHARE);
    const holders = await gatherHolders(instance, { real, filled: serials - real, staying });
    const { issuerKeyId, ca } = holders;
    const outside = new OutsideVerifier(instance.addresses.repository, { issuerKeyId, ca });
    try {
      return await play({ instance, dir, holders, outside, begun });
    } finally {
      outside.close();
    }
  }).finally(() => rmSync(dir, { recursive: true, force: true }));
}

interface Play {
  readonly instance: Instance;
  readonly dir: string;
  readonly holders: Holders;
  readonly outside: OutsideVerifier;
  readonly begun: number;
}

async function play({ instance, dir, holders, outside, begun }: Play): Promise<StatusResult> {
  const revoked = [
    ...holders.subscribers.map(({ certificate }) => certificate.serialNumber),
    ...holders.filled.map(({ serialNumber }) => serialNumber),
  ];
  const staying = holders.staying.map(({ serialNumber }) => serialNumber);
  const prober = new Prober({
    repository: instance.addresses.repository,
    issuerKeyId: holders.issuerKeyId,
    ca: holders.ca,
    outside,
    serials: [...revoked, ...staying],
    staying: new Set(staying),
  });
  await answeredGood(prober, [...revoked, ...staying]);
  say(`${revoked.length + staying.length} certificates are good`);
  prober.start();
  const revocations = await Revocations.open(instance, holders);
  const { chunks, twice } = chunksOf(holders, statusBlows());
  const killed = await revokeAmidBlows({ instance, dir }, { revocations, chunks, twice });
  await revocations.close();
  const left = await untilPublished(instance, twice);
  if (left > 0) say(`${left} requests are not published`);
  const notRevoked = await prober.until(revoked, 'revoked', left > 0 ? POLL_MS : PATIENCE_MS);
  const notGood = await prober.until(staying, 'good', PATIENCE_MS / 10);
  await prober.stop();
  const listed = new Map<string, number>();
  for (const serial of (await prober.takeList()) ?? []) {
    listed.set(serial, (listed.get(serial) ?? 0) + 1);
  }
  return {
    serials: revoked.length,
    issued: holders.subscribers.length,
    lists: revocations.lists,
    singleRequests: revocations.singles.length,
    kills: killed,
    notRevoked: notRevoked.length,
    notListed: revoked.filter((serial) => listed.get(serial) !== 1).length,
    notGood: notGood.length,
    ...(await judgeRecords(instance, { serials: revoked, twice })),
    ...prober.probed(),
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

async function answeredGood(prober: Prober, serials: readonly string[]): Promise<void> {
  const left = await prober.until(serials, 'good', PATIENCE_MS);
  if (left.length > 0) throw new Error(`${left.length} certificates have no answer`);
}

interface Work {
  readonly chunks: readonly (Chunk & { readonly blow: StatusBlow })[];
  /** Serial numbers that are on a list and asked for by themselves as well. */
  readonly twice: ReadonlySet<string>;
}

/** Deals what is to be asked for out to the blows, so that each strikes work: lists to every other, single requests to all. */
function chunksOf({ filled, subscribers }: Holders, blows: readonly StatusBlow[]): Work {
  const singles = Math.min(SINGLES_MAX, Math.ceil(filled.length * SINGLE_SHARE));
  const single = filled.slice(0, singles);
  const both = single.slice(0, Math.floor(singles * TWICE_SHARE));
  const listed = [...filled.slice(singles), ...both];
  const withList = blows.flatMap((blow, n) => (isListed(blow, n) ? [n] : []));
  const size = Math.min(LIST_MAX, Math.ceil(listed.length / withList.length));
  const chunks = blows.map((blow, n) => {
    const place = withList.indexOf(n);
    return {
      blow,
      listed: place < 0 ? [] : listed.slice(place * size, (place + 1) * size),
      single: dealt(single, n, blows.length),
      subscribers: dealt(subscribers, n, blows.length),
    };
  });
  return { chunks, twice: new Set(both.map(({ serialNumber }) => serialNumber)) };
}

const isListed = (blow: StatusBlow, n: number): boolean =>
  n % 2 === 0 || ('step' in blow && blow.step.startsWith('massRevocation'));

const dealt = <T>(all: readonly T[], n: number, of: number): T[] =>
  all.filter((_, i) => i % of === n);

async function revokeAmidBlows(
  { instance, dir }: Pick<Play, 'instance' | 'dir'>,
  { revocations, chunks, twice }: Work & { readonly revocations: Revocations },
): Promise<Record<string, number>> {
  const kills: Record<string, number> = {};
  const struck = async (blow: StatusBlow): Promise<void> => {
    const hit = await strikeStatus(instance, dir, blow);
    say(`struck ${hit}`);
    kills[hit] = (kills[hit] ?? 0) + 1;
  };
  let askedFor: number | undefined;
  const asking = (async () => {
    for (const chunk of chunks) await revocations.ask(chunk);
    askedFor = Date.now();
    say(`all is asked for: ${revocations.lists} lists, ${revocations.singles.length} requests`);
  })();
  // Looked at below; until then blows go on.
  asking.catch(() => (askedFor = 0));
  for (let n = 0; Date.now() < (askedFor ?? Date.now()) + BLOWS_MS; n += 1) {
    if (askedFor !== undefined && (await openRequests(instance, twice)) === 0) break;
    await struck((chunks[n % chunks.length] as { readonly blow: StatusBlow }).blow);
  }
  await asking;
  return kills;
}

async function untilPublished(instance: Instance, twice: ReadonlySet<string>): Promise<number> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await openRequests(instance, twice);
    if (left === 0 || Date.now() > end) return left;
    await sleep(POLL_MS);
  }
}
