import { X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { isDomainError } from '../../domain/errors.ts';
import {
  PUBLICATION_STATE,
  statusPublicationId,
  type PublicationState,
} from '../../workflows/status/contract.ts';
import { makeInstructedCase } from '../bench/instructed-cases.ts';
import { openBenchRoom } from '../bench/open-bench-room.ts';
import { CUSTODIANS } from '../demonstration/documents.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { OutsideVerifier } from './outside-verifier.ts';
import { probe, type Probe, type Probed } from '../bench/status-probe.ts';
import { openRepository, openStatusStage, type StatusStage } from './status-stage.ts';

const SERVICE = 'demo-simultaneous';
const HOUR_MS = 3_600_000;
const CERTIFICATES = 4;

/** Hours after the first list of the run; the token leaves when the next list is near, which is the worst time. */
const AWAY_FROM = 20;
const AWAY_FOR = 24;
const ALARM_AT = 36;
const PATIENCE_MS = 120_000;
const TWO = ['--custodian', CUSTODIANS[0], '--custodian', CUSTODIANS[1]] as const;

/** What the story ends with. */
export interface StatusOutageStory {
  readonly story: 'status-outage';
  /** Two custodians, with Temporal and the database of the office off. */
  readonly breakGlass: {
    readonly revoked: number;
    readonly isReadBack: boolean;
    /** By OpenSSL, signature and serial number. */
    readonly listed: boolean;
  };
  readonly hoursWithoutHsm: number;
  readonly probes: number;
  /** Lists and answers that were served past their nextUpdate. */
  readonly expired: number;
  /** Least time that was left of any. */
  readonly leastHoursLeft: number;
  /** Hour of the list's time at which people were told; half of it is 36. */
  readonly alarmAtHour: number | undefined;
  /** After the token came back. */
  readonly newListAfterMinutes: number;
  readonly isAlarmOver: boolean;
  readonly answersAnew: number;
  readonly stillRevoked: boolean;
}

const say = (line: string): void => console.error(line);

interface Made {
  readonly issuerKeyId: string;
  readonly serials: readonly string[];
  readonly sha256: readonly string[];
}

/** Certificates of a room whose program ends after them. */
async function issueSome(instance: Instance): Promise<Made> {
  const room = await openBenchRoom(instance);
  try {
    const made = { issuerKeyId: '', serials: [] as string[], sha256: [] as string[] };
    for (let n = 0; n < CERTIFICATES; n += 1) {
      const { jlis, officeEvidence: evidence } = room;
      const outcome = await room.issuer.issue(
        await makeInstructedCase({ jlis, evidence, service: SERVICE }),
      );
      if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
      made.issuerKeyId = outcome.issuerKeyId;
      made.serials.push(outcome.serialNumber);
      made.sha256.push(outcome.certificateSha256);
    }
    return made;
  } finally {
    await room.close();
  }
}

/** Nobody gets into the office's database, whoever they are. */
async function setOffice(instance: Instance, isThere: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('postgres') });
  await client.connect();
  await client.query(`alter database office with allow_connections ${isThere}`);
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = 'office' and pid <> pg_backend_pid()`,
  );
  await client.end();
}

interface ByHand {
  readonly lists: readonly { readonly isReadBack: boolean }[];
}

/** Revokes the first certificate and makes the list, in the room, with nothing else there. */
async function breakGlass(instance: Instance, made: Made, outside: OutsideVerifier) {
  const env = instance.environmentOf('enclave-worker');
  await setOffice(instance, false);
  const [serial = '', sha256 = ''] = [made.serials[0], made.sha256[0]];
  const named = [made.issuerKeyId, serial, '--sha256', sha256, '--reason', 'keyCompromise'];
  const revoked = await runCommand(env, 'revoke', ...named, ...TWO);
  const all = JSON.parse(revoked.trim().split('\n').at(-1) ?? '') as { readonly recorded: number };
  const { lists } = JSON.parse(await runCommand(env, 'crl', made.issuerKeyId, ...TWO)) as ByHand;
  const list = await outside.list();
  await setOffice(instance, true);
  say(`失効と失効リストを手で / revoked and listed by hand: ${list.number}`);
  return {
    revoked: all.recorded,
    isReadBack: lists.length > 0 && lists.every((each) => each.isReadBack),
    listed: list.serials.length === 1 && list.serials[0] === serial,
  };
}

/** Waits, without time going on, for what one moment brings. */
async function reach<T>(read: () => Promise<T>, isThere: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await read();
    if (isThere(seen) || Date.now() > end) return seen;
    await sleep(100);
  }
}

/** The hours of the story, each with what relying parties got. */
class Hours {
  readonly probes: Probe[] = [];
  alarmAtHour: number | undefined;
  readonly #stage: StatusStage;
  readonly #of: Probed;

  constructor(stage: StatusStage, of: Probed) {
    this.#stage = stage;
    this.#of = of;
  }

  state(): Promise<PublicationState> {
    const { client } = this.#stage.time;
    const id = statusPublicationId(this.#of.issuerKeyId);
    return client.workflow.getHandle(id).query<PublicationState>(PUBLICATION_STATE);
  }

  async look(): Promise<Probe> {
    const seen = await probe(this.#of, this.#stage.time.clock.ms);
    this.probes.push(seen);
    return seen;
  }

  /** An hour goes by; the room does what its program does in it. */
  async next(): Promise<Probe> {
    const { time } = this.#stage;
    await time.until(time.clock.ms + HOUR_MS);
    await this.refresh();
    const seen = await this.look();
    const { isLate } = await this.state();
    const age = (time.clock.ms - seen.thisUpdate) / HOUR_MS;
    if (isLate) this.alarmAtHour ??= Math.floor(age);
    say(`${age.toFixed(1)} h old list ${seen.crlNumber}, late ${isLate}`);
    return seen;
  }

  /** @returns answers that were made anew; undefined while the token is away */
  async refresh(): Promise<number | undefined> {
    return this.#stage.refresh(this.#of.issuerKeyId).catch((error: unknown) => {
      if (isDomainError(error, 'HsmUnavailable')) return undefined;
      throw error;
    });
  }
}

async function outage(stage: StatusStage, of: Probed) {
  const hours = new Hours(stage, of);
  const by = await probe({ ...of, serials: [] }, stage.time.clock.ms);
  // A revocation by hand is not published until its answers are: the run finds it and makes both.
  await stage.begin(of.issuerKeyId);
  await stage.refresh(of.issuerKeyId);
  await reach(
    () => hours.state(),
    ({ nextUpdate }) => nextUpdate !== undefined,
  );
  const first = await hours.look();
  say(`list ${by.crlNumber} by hand, ${first.crlNumber} by the run`);
  for (let hour = 0; hour < AWAY_FROM; hour += 1) await hours.next();
  await stage.setToken(false);
  say('HSM が外された / the token is away');
  for (let hour = 0; hour < AWAY_FOR; hour += 1) await hours.next();
  const { crlNumber } = await hours.look();
  const back = stage.time.clock.ms;
  await stage.setToken(true);
  say('HSM が戻った / the token is back');
  // The next attempt is due within half a minute.
  await stage.time.until(back + 60_000);
  const next = await reach(
    () => hours.look(),
    (seen) => seen.crlNumber !== crlNumber,
  );
  if (next.crlNumber === crlNumber) throw new Error('no new list');
  const state = await reach(
    () => hours.state(),
    ({ isLate }) => !isLate,
  );
  const answersAnew = (await hours.refresh()) ?? 0;
  const last = await hours.look();
  const left = Math.min(...hours.probes.map(({ leftMs }) => leftMs));
  return {
    hoursWithoutHsm: AWAY_FOR,
    probes: hours.probes.length,
    expired: hours.probes.filter(({ leftMs }) => leftMs < 0).length,
    leastHoursLeft: Math.floor(left / HOUR_MS),
    alarmAtHour: hours.alarmAtHour,
    newListAfterMinutes: Math.ceil((next.thisUpdate - back) / 60_000),
    isAlarmOver: !state.isLate,
    answersAnew,
    stillRevoked: hours.probes.every((seen) => isRight(seen, of.serials)) && last.leftMs > 0,
  };
}

/** The first certificate is revoked, on the list and in its answer, and no other. */
const isRight = ({ listed, statuses }: Probe, [first = '', ...others]: readonly string[]) =>
  listed.length === 1 &&
  listed[0] === first &&
  statuses[first] === 'revoked' &&
  others.every((serial) => statuses[serial] === 'good');

async function play(instance: Instance): Promise<StatusOutageStory> {
  const clock = { ms: Date.now() };
  let isSkipped = false;
  const repository = await openRepository(
    instance,
    () => new Date(isSkipped ? clock.ms : Date.now()),
  );
  try {
    const made = await issueSome(instance);
    const { issuerKeyId, serials } = made;
    const dir = instance.environmentOf('enclave-worker')['REPOSITORY_DIR'] ?? '';
    mkdirSync(join(dir, 'issuers'), { recursive: true });
    const der = readFileSync(join(dir, 'issuers', `${issuerKeyId}.cer`));
    const repositoryUrl = instance.addresses.repository;
    const ca = new NodeCertificate(der).toString();
    const outside = new OutsideVerifier(repositoryUrl, { issuerKeyId, ca });
    const byHand = await breakGlass(instance, made, outside);
    outside.close();
    isSkipped = true;
    const stage = await openStatusStage(instance, clock);
    try {
      const told = await outage(stage, {
        repositoryUrl,
        issuerKeyId,
        ca: readCertificate(der),
        serials,
      });
      return judged({ story: 'status-outage', breakGlass: byHand, ...told });
    } finally {
      await stage.close();
    }
  } finally {
    await repository.close();
  }
}

/** @throws Error saying which of it does not hold */
function judged(told: StatusOutageStory): StatusOutageStory {
  const { breakGlass: byHand } = told;
  const holds = {
    'two custodians revoke and list by hand':
      byHand.revoked === 1 && byHand.isReadBack && byHand.listed,
    'nothing expires': told.expired === 0,
    'people are told at half of the time': told.alarmAtHour === ALARM_AT,
    'the alarm ends': told.isAlarmOver,
    'answers are made anew': told.answersAnew === CERTIFICATES,
    'a new list is there within two minutes': told.newListAfterMinutes <= 2,
    'status is right at each look': told.stillRevoked,
  };
  const broken = Object.entries(holds).flatMap(([what, does]) => (does ? [] : [what]));
  if (broken.length > 0) throw new Error(`${broken.join(', ')}: ${JSON.stringify(told)}`);
  return told;
}

/**
 * Two custodians revoke and make a list with Temporal and the office's database off. Then the run publishes on skipped time, and
 * the HSM is away for a day around the next list: nothing that is served expires, people are told at half of its time, and all
 * is anew once the token is back.
 */
export function playStatusOutage(): Promise<StatusOutageStory> {
  return withThrowAwayInstance(
    {
      only: ['postgres', 'softhsm'],
      env: { ISSUER_KEY_ALGORITHM: 'p256' },
      ceremony: true,
    },
    play,
  );
}
