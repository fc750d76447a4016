import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { makeInstructedCase, type InstructedOrderRequest } from '../bench/instructed-cases.ts';
import { rateOf, rounded } from '../bench/measure.ts';
import { makeSecondKey } from '../bench/make-second-key.ts';
import { openBenchRoom, type BenchRoom } from '../bench/open-bench-room.ts';
import { chaosEnvironment } from '../chaos/killer.ts';
import { CUSTODIANS } from '../demonstration/documents.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { judgeList } from './compromised-list.ts';

const SERVICE = 'demo-simultaneous';
const TWO = ['--custodian', CUSTODIANS[0], '--custodian', CUSTODIANS[1]] as const;
const KILLS = ['revocation.1-batch-recorded', 'status.1-list-begun', 'status.2-list-signed'];
const AT_ONCE = 16;

const say = (line: string): void => console.error(line);

/** What of the room's own database the story looks at. */
interface Rows {
  readonly one: <R extends pg.QueryResultRow>(query: string, key: string) => Promise<R>;
  readonly serials: (key: string) => Promise<string[]>;
}

/**
 * A key of ten thousand certificates is compromised while it issues. One custodian stops it; two revoke all that it signed,
 * killed three times on the way; its last list names each of them once; another key issues on.
 */
export function playCompromise(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { certificates: { type: 'string', default: '10000' } },
  });
  const certificates = Number(values.certificates);
  if (!Number.isInteger(certificates) || certificates < 1) throw new Error('--certificates N');
  return withThrowAwayInstance(
    { only: ['postgres', 'softhsm'], env: { ISSUER_KEY_ALGORITHM: 'p256' }, ceremony: true },
    (instance) => withRows(instance, (rows) => play(instance, rows, certificates)),
  );
}

async function withRows<T>(instance: Instance, use: (rows: Rows) => Promise<T>): Promise<T> {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  pool.on('error', () => undefined);
  try {
    return await use({
      one: async <R extends pg.QueryResultRow>(query: string, key: string) => {
        const { rows } = await pool.query<R>(query, [key]);
        if (!rows[0]) throw new Error(`no row: ${query}`);
        return rows[0];
      },
      serials: async (key) => {
        const { rows } = await pool.query<{ serial: string }>(
          'select serial_number as serial from issuances where issuer_key_id = $1',
          [key],
        );
        return rows.map(({ serial }) => serial);
      },
    });
  } finally {
    await pool.end();
  }
}

async function play(instance: Instance, rows: Rows, certificates: number): Promise<object> {
  const env = instance.environmentOf('enclave-worker');
  const second = await makeSecondKey(instance);
  const { key, inFlight, stopped } = await issueAndStop(instance, certificates);
  const before = await callsOf(rows, key);
  const tried = await tryToSign(instance, inFlight);
  const begun = performance.now();
  const { killed, recordedAt } = await revokeKilled(instance, rows, key);
  const told = JSON.parse(await revokeAgain(env, key)) as Record<string, number | string>;
  const publishedAt = performance.now();
  const list = await judgeList(instance, key, await rows.serials(key));
  const after = await callsOf(rows, key);
  const goesOn = await goOn(instance, { second, inFlight, waiting: tried.request });
  const result = {
    story: 'compromise',
    certificates: told['revoked'],
    inFlight: told['abandoned'],
    secondsUntilStopped: stopped.seconds,
    signedAfterStop: stopped.signedAfter,
    refusedAfterStop: tried.refused,
    // With every start of the program that was killed.
    secondsUntilRecorded: rounded((recordedAt - begun) / 1000),
    secondsUntilPublished: rounded((publishedAt - begun) / 1000),
    killed,
    list,
    callsOfKey: { certificates: before, list: after - before },
    goesOn,
  };
  require(result, { certificates });
  return result;
}

const nextCase = ({ jlis, officeEvidence }: BenchRoom): Promise<InstructedOrderRequest> =>
  makeInstructedCase({ jlis, evidence: officeEvidence, service: SERVICE });

/** Issues, then has the key stopped while certificates are on their way. */
async function issueAndStop(instance: Instance, certificates: number) {
  const lost: unknown[] = [];
  const room = await openBenchRoom(instance, { onBroken: (error) => lost.push(error) });
  const issuerKey = room.room.registers.issuerKey(SERVICE);
  if (!issuerKey) throw new Error('no key issues');
  const key = issuerKey.issuerKeyId;
  let done = 0;
  await rateOf(
    async () => {
      const outcome = await room.issuer.issue(await nextCase(room));
      if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
      done += 1;
      if (done % 1000 === 0) say(`${done} 枚を発行 / certificates issued: ${done}`);
    },
    { atOnce: AT_ONCE, most: certificates },
  );
  const stopped = { seconds: 0, signedAfter: 0 };
  const begun = performance.now();
  let stoppedAt = Number.POSITIVE_INFINITY;
  const command = runCommand(
    instance.environmentOf('enclave-worker'),
    ...(['issuer-key', 'compromised', key, '--by', CUSTODIANS[0]] as const),
  ).then((answer) => {
    stoppedAt = performance.now();
    return answer;
  });
  const inFlight: InstructedOrderRequest[] = [];
  const lane = async (): Promise<void> => {
    while (lost.length === 0) {
      const request = await nextCase(room);
      try {
        await room.issuer.issue(request);
        if (performance.now() > stoppedAt) stopped.signedAfter += 1;
      } catch {
        inFlight.push(request);
      }
    }
  };
  await Promise.all([command, ...Array.from({ length: AT_ONCE }, lane)]);
  say((await command).trim());
  stopped.seconds = rounded((stoppedAt - begun) / 1000);
  await room.close().catch(() => undefined);
  return { key, inFlight, stopped };
}

/** Every call of the HSM that the room has counted for a key. */
async function callsOf(rows: Rows, key: string): Promise<number> {
  const { calls } = await rows.one<{ calls: number }>(
    `select (coalesce((select sum(signature_attempts) from issuances where issuer_key_id = $1), 0)
       + coalesce((select sum(signature_attempts) from issuer_signatures where issuer_key_id = $1), 0)
     )::int as calls`,
    key,
  );
  return calls;
}

/** A room that is started again is asked for a new certificate, and for those that were on their way. */
async function tryToSign(instance: Instance, inFlight: readonly InstructedOrderRequest[]) {
  const room = await openBenchRoom(instance);
  try {
    const request = await nextCase(room);
    const outcomes = await Promise.all(
      [request, ...inFlight].map((each) => room.issuer.issue(each)),
    );
    const refused = [
      ...new Set(outcomes.map((o) => (o.outcome === 'refused' ? o.check : o.outcome))),
    ];
    return { request, refused };
  } finally {
    await room.close();
  }
}

/** Killed at each of its steps. @returns how many revocations were recorded after each */
async function revokeKilled(instance: Instance, rows: Rows, key: string) {
  const dir = join(instance.dataDir, 'chaos');
  mkdirSync(dir, { recursive: true });
  const env = { ...instance.environmentOf('enclave-worker'), ...chaosEnvironment(dir) };
  const killed: Record<string, number> = {};
  let recordedAt = Number.NaN;
  for (const step of KILLS) {
    writeFileSync(join(dir, 'toroku'), step);
    const end = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join('bin', 'toroku.ts'), 'issuer-key', 'revoke-all', key, ...TWO],
      { env },
    ).catch((error: { signal?: string; stderr?: string }) => error);
    if (!('signal' in end) || end.signal !== 'SIGKILL') {
      throw new Error(`not killed at ${step}: ${JSON.stringify(end)}`);
    }
    const { n } = await rows.one<{ n: number }>(
      'select count(*)::int as n from revocations where issuer_key_id = $1',
      key,
    );
    killed[step] = n;
    if (step === 'status.1-list-begun') recordedAt = performance.now();
    say(`${step} で強制終了 / killed, ${n} on record`);
  }
  return { killed, recordedAt };
}

const revokeAgain = (env: Readonly<Record<string, string>>, key: string): Promise<string> =>
  runCommand(env, 'issuer-key', 'revoke-all', key);

/** The other key issues for who waited and for who comes; who was on the way needs another order. */
async function goOn(
  instance: Instance,
  story: {
    readonly second: string;
    readonly inFlight: readonly InstructedOrderRequest[];
    readonly waiting: InstructedOrderRequest;
  },
) {
  const env = instance.environmentOf('enclave-worker');
  say((await runCommand(env, 'issuer-key', 'start-issuing', story.second, ...TWO)).trim());
  const room = await openBenchRoom(instance);
  try {
    const issued = await Promise.all(
      [story.waiting, await nextCase(room)].map((request) => room.issuer.issue(request)),
    );
    const abandoned = await Promise.all(
      story.inFlight.map((request) => room.issuer.issue(request)),
    );
    return {
      issuedBySecond: issued.filter((o) => o.outcome === 'issued' && o.issuerKeyId === story.second)
        .length,
      onTheWay: [
        ...new Set(abandoned.map((o) => (o.outcome === 'refused' ? o.check : o.issuerKeyId))),
      ],
    };
  } finally {
    await room.close();
  }
}

/** @throws Error saying which of it does not hold */
function require(
  told: {
    readonly certificates: unknown;
    readonly signedAfterStop: number;
    readonly refusedAfterStop: readonly string[];
    readonly list: Awaited<ReturnType<typeof judgeList>>;
    readonly callsOfKey: { readonly list: number };
    readonly goesOn: Awaited<ReturnType<typeof goOn>>;
  },
  asked: { readonly certificates: number },
): void {
  const { list, goesOn } = told;
  const holds = {
    'every certificate is revoked': Number(told.certificates) >= asked.certificates,
    'nothing was signed after the stop': told.signedAfterStop === 0,
    'the room says which key does not issue':
      told.refusedAfterStop.join() === 'issuerKeyNotIssuing',
    'OpenSSL verifies the list': list.verifies,
    'each serial number is on it once': list.missing + list.twice + list.strangers === 0,
    'no other is on it': list.randomOnIt === 0,
    'the reason is cACompromise': list.reasons['CA Compromise'] === list.entries,
    'the book has each once': list.recordedInBook === told.certificates && list.recordedTwice === 0,
    'there is one list': list.listsIssued === 1 && list.listsPublished === 1,
    'the key signed the list and no more': told.callsOfKey.list <= 2,
    'the second key issues': goesOn.issuedBySecond === 2,
  };
  const broken = Object.entries(holds).flatMap(([what, does]) => (does ? [] : [what]));
  if (broken.length > 0) throw new Error(`${broken.join(', ')}: ${JSON.stringify(told)}`);
}
