import { setTimeout as sleep } from 'node:timers/promises';
import { startRun } from '../../adapters/temporal/nudge.ts';
import { apply } from '../../simulator/application.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { openOutageStage, type OutageStage } from './outage-stage.ts';
import { SIMULTANEOUS } from './story-instance.ts';

/** How the story is told: how many cases wait, and how long J-LIS is away. */
export interface OutageOptions {
  readonly cases: number;
  readonly hours: number;
}

/** What the story ends with. */
export interface OutageStory {
  readonly story: 'outage';
  readonly cases: number;
  /** Of them, at the end of the outage. */
  readonly waiting: number;
  /** Approvals in the book while J-LIS was away. */
  readonly approvedDuring: number;
  /** Cases that ended as their persona has to, once J-LIS was back. */
  readonly endedRight: number;
}

const HOUR_MS = 3_600_000;

/** Who applies, over and over, and where their case comes to rest once J-LIS answers. */
const CAST: readonly (readonly [PersonaName, 'issued' | 'returned' | 'review'])[] = [
  ['ordinary', 'issued'],
  ['moved', 'returned'],
  ['stolen', 'review'],
  ['minor', 'review'],
  ['ordinary', 'issued'],
  ['renewed', 'returned'],
  ['ordinary', 'issued'],
  ['onHold', 'returned'],
  ['ordinary', 'issued'],
  ['ordinary', 'issued'],
];

/** Real time for what happens at one moment of the story. */
const PATIENCE_MS = 240_000;
const POLL_MS = 200;

interface Begun {
  readonly id: string;
  readonly ends: string;
}

async function begin({ portal, jlis, time, db }: OutageStage, cases: number): Promise<Begun[]> {
  const begun: Begun[] = [];
  for (let n = 0; n < cases; n += 1) {
    const [who, ends] = CAST[n % CAST.length] ?? ['ordinary', 'issued'];
    await time.tell();
    const card = await jlis.issueCard(who);
    const { applicationId: id } = await apply({ portal, card, service: SIMULTANEOUS });
    await startRun(time.client, id);
    begun.push({ id, ends });
  }
  await reach(db, begun, (states) => states.every((state) => state === 'waiting'));
  return begun;
}

async function statesOf({ $client }: OutageStage['db'], begun: readonly Begun[]) {
  const { rows } = await $client.query<{ id: string; state: string }>(
    'select id, state from certificate_applications where id = any($1)',
    [begun.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Waits, with the clock at its usual pace, until the states are as wanted; goes on after a while all the same. */
async function reach(
  db: OutageStage['db'],
  begun: readonly Begun[],
  isReached: (states: string[]) => boolean,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (isReached([...(await statesOf(db, begun)).values()])) return;
    await sleep(POLL_MS);
  }
}

async function countEntries({ $client }: OutageStage['db'], event: string): Promise<number> {
  const { rows } = await $client.query<{ count: number }>(
    'select count(*)::int as count from book_entries where event = $1',
    [event],
  );
  return rows[0]?.count ?? 0;
}

const MOVING = ['received', 'checking', 'waiting', 'instructed', 'issuing'];

async function play(stage: OutageStage, { cases, hours }: OutageOptions): Promise<OutageStory> {
  const { db, time } = stage;
  await stage.setReachable(false);
  const begun = await begin(stage, cases);
  const from = time.clock.ms;
  console.error(`${cases} cases wait for J-LIS`);
  for (let hour = 6; hour < hours + 6; hour += 6) {
    await time.until(from + Math.min(hour, hours) * HOUR_MS);
    const asked = await countEntries(db, 'jlis.asked');
    console.error(`${Math.min(hour, hours)} h later: J-LIS was asked ${asked} times in vain`);
  }
  const approvedDuring = await countEntries(db, 'application.approved');
  const during = await statesOf(db, begun);
  const waiting = [...during.values()].filter((state) => state === 'waiting').length;

  await stage.setReachable(true);
  console.error('J-LIS is back');
  // Within an hour every case asks again.
  await time.until(time.clock.ms + HOUR_MS + 60_000);
  await reach(db, begun, (states) => states.every((state) => !MOVING.includes(state)));
  const after = await statesOf(db, begun);
  const endedRight = begun.filter(({ id, ends }) => after.get(id) === ends).length;
  for (const incident of time.incidents) console.error(`incident: ${incident}`);
  return { story: 'outage', cases, waiting, approvedDuring, endedRight };
}

/**
 * J-LIS does not answer for days: cases wait and ask again by themselves, nobody is approved, and once it
 * is back each ends as it has to. Real activities, database, room and HTTP; the days are skipped.
 */
export function playOutage(
  options: OutageOptions = { cases: 50, hours: 72 },
): Promise<OutageStory> {
  return withThrowAwayInstance(
    {
      only: ['postgres', 'softhsm'],
      ceremony: true,
      log: (line: string) => console.error(line),
    },
    async (instance) => {
      const stage = await openOutageStage(instance);
      try {
        return await play(stage, options);
      } finally {
        await stage.close();
      }
    },
  );
}
