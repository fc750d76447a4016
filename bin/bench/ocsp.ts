import { once } from 'node:events';
import { createServer, request as ask, Agent, type RequestListener, type Server } from 'node:http';
import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ocspListener, serverBehind } from '../../api/repository/ocsp-routes.ts';
import { ocspResponder } from '../../api/repository/ocsp.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';
import type { AnswerRoom } from '../../enclave/status/ocsp/answer-room.ts';
import { requestFor } from '../../adapters/jlis/cert-id.ts';
import { publishAnswers } from '../../enclave/status/ocsp/publish-answers.ts';
import { refreshAnswers } from '../../enclave/status/ocsp/refresh-answers.ts';
import { answeredIssuer, responderOf } from '../../enclave/status/ocsp/responder.ts';
import { openAnswerFiles } from '../enclave-worker/answers/answer-files.ts';
import { answerFile } from '../enclave-worker/answers/write-answers.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import type { Instance } from '../instance/options.ts';
import { median, rateOf, rounded } from './measure.ts';
import { openBenchRoom } from './open-bench-room.ts';
import pg from 'pg';

/** How much is measured. */
export interface OcspBench {
  readonly algorithm: 'rsa2048' | 'p256';
  readonly rounds: number;
  /** Answers in a round. */
  readonly perRound: number;
}

/** Signatures at once, as answers are signed. */
const AT_ONCE = 4;
const CLIENTS = 16;
const OCTETS = Buffer.alloc(420, 0x30);

/** Rows of certificates that were never made: the bench asks for their answers alone. */
async function fillIssuances(instance: Instance, issuerKeyId: string, count: number) {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const serials = Array.from({ length: count }, newSerialNumber);
  await client.query(
    `insert into issuances (order_id, application_id, chain_id, issuer_key_id, serial_number,
       not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id,
       intended_at, signature_attempts, certificate_sha256, certificate_sealed, completed_at)
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, serial, now(),
       now() + interval '5 years', repeat('0', 64), ''::bytea, serial, repeat('0', 64),
       gen_random_uuid(), now(), 1, repeat('0', 64), ''::bytea, now()
     from unnest($2::text[]) as s(serial)`,
    [issuerKeyId, serials],
  );
  await client.end();
  return serials.toSorted();
}

interface Signing {
  readonly answers: number[];
  readonly signatures: number[];
}

/**
 * OCSP answers signed ahead, with records, files and reading back, against raw `C_Sign` of the responder's key; and answers
 * served by GET against the same files from Node's own server. Everything in turns within one run.
 */
export function benchOcsp(bench: OcspBench): Promise<object> {
  const env = { ISSUER_KEY_ALGORITHM: bench.algorithm };
  return withThrowAwayInstance({ only: ['postgres', 'softhsm'], env, ceremony: true }, (instance) =>
    measure(instance, bench),
  );
}

async function measure(instance: Instance, bench: OcspBench): Promise<object> {
  const dir = instance.environmentOf('enclave-worker')['REPOSITORY_DIR'] ?? '';
  mkdirSync(join(dir, 'issuers'), { recursive: true });
  const responder = ocspResponder({ dir, now: () => new Date() });
  const listener = ocspListener(responder, (code) => console.error(code));
  const ours = await listening(serverBehind(listener)(() => undefined));
  const files = openAnswerFiles({ dir, repositoryUrl: ours.url });
  const opened = await openBenchRoom(instance);
  let clock = Date.now();
  const room: AnswerRoom = { ...opened.answering(files), now: () => new Date(clock) };
  try {
    const issuerKeyId = opened.room.registers.issuerKey('demo-simultaneous')?.issuerKeyId ?? '';
    const serials = await fillIssuances(instance, issuerKeyId, bench.perRound);
    await publishAnswers(room, { issuerKeyId, serials: serials.slice(0, 1) });
    const signing = await measureSigning(room, { ...bench, issuerKeyId }, () => {
      clock += 25 * 3_600_000;
    });
    clock = Date.now();
    await publishAnswers(room, { issuerKeyId, serials });
    const { certificate } = await answeredIssuer(room, issuerKeyId);
    const serving = await measureServing(bench, ours.url, {
      dir,
      paths: serials.map((serial) => ({
        file: answerFile(issuerKeyId, serial),
        url: `/ocsp/${encodeURIComponent(requestFor(certificate, serial).toString('base64'))}`,
      })),
    });
    return { bench: 'ocsp', algorithm: bench.algorithm, ...signing, ...serving };
  } finally {
    await files.close();
    ours.close();
    await opened.close();
  }
}

/** Once without a measure: files are made, and code is compiled. */
async function measureSigning(
  room: AnswerRoom,
  { rounds, perRound, issuerKeyId }: OcspBench & { readonly issuerKeyId: string },
  nextDay: () => void,
) {
  const figures: Signing = { answers: [], signatures: [] };
  const { sign } = await responderOf(room, await answeredIssuer(room, issuerKeyId));
  for (let round = -1; round < rounds; round += 1) {
    nextDay();
    const raw = await rateOf(() => sign(OCTETS), { atOnce: AT_ONCE, most: perRound });
    const begun = performance.now();
    const done = await refreshAnswers(room, { issuerKeyId });
    const seconds = (performance.now() - begun) / 1000;
    if (round < 0) continue;
    figures.signatures.push(raw.perSecond);
    figures.answers.push(done / seconds);
  }
  return {
    answersPerSecond: rounded(median(figures.answers), 0),
    signaturesPerSecond: rounded(median(figures.signatures), 0),
    signedRatio: rounded(median(figures.answers) / median(figures.signatures)),
  };
}

interface Served {
  readonly dir: string;
  readonly paths: readonly { readonly file: string; readonly url: string }[];
}

async function measureServing(bench: OcspBench, url: string, { dir, paths }: Served) {
  const bare = await listening(createServer(bareListener(dir)));
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const [ours, theirs]: [number[], number[]] = [[], []];
  const rate = async (at: (n: number) => string): Promise<number> => {
    const get = (n: number) => fetched(at(n % paths.length), agent);
    return (await rateOf(get, { atOnce: CLIENTS, most: bench.perRound })).perSecond;
  };
  for (let round = -1; round < bench.rounds; round += 1) {
    const [one, other] = [
      await rate((n) => bare.url + '/' + (paths[n]?.file ?? '')),
      await rate((n) => url + (paths[n]?.url ?? '')),
    ];
    if (round < 0) continue;
    theirs.push(one);
    ours.push(other);
  }
  bare.close();
  agent.destroy();
  return {
    servedPerSecond: rounded(median(ours), 0),
    bareServedPerSecond: rounded(median(theirs), 0),
    servedRatio: rounded(median(ours) / median(theirs)),
  };
}

/** What Node's server does at the least to serve a file. */
const bareListener =
  (dir: string): RequestListener =>
  (request, response) => {
    const octets = readFileSync(join(dir, request.url ?? ''));
    response.writeHead(200, {
      'Content-Type': 'application/ocsp-response',
      'Content-Length': octets.length,
    });
    response.end(octets);
  };

async function fetched(url: string, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const sent = ask(url, { agent }, (response) => {
      let octets = 0;
      response.on('data', (chunk: Buffer) => (octets += chunk.length));
      response.on('end', () =>
        octets > 500 ? resolve() : reject(new Error(`${url}: ${octets} octets`)),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
