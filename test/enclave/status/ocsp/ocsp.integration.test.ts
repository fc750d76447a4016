import { execFile } from 'node:child_process';
import { randomBytes, X509Certificate as NodeCertificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOcspResponse } from '../../../../adapters/jlis/ocsp-response.ts';
import { readCertificate, extendedKeyUsages } from '../../../../adapters/x509/certificate.ts';
import { answerFile } from '../../../../bin/enclave-worker/answers/write-answers.ts';
import { makeCase } from '../../../../bin/chaos/forge/drafted-case.ts';
import { openAnswerFiles } from '../../../../bin/enclave-worker/answers/answer-files.ts';
import { keepAnswering } from '../../../../bin/enclave-worker/answers/keep-answering.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../../../../bin/demonstration/documents.ts';
import { leafHash, rootOf } from '../../../../books/merkle.ts';
import type { CrlReason } from '../../../../domain/revocation/reasons.ts';
import { newEntryId } from '../../../../enclave/book/entry-id.ts';
import type { OrderRequest } from '../../../../enclave/gate/instruction.ts';
import { stopCompromisedKey } from '../../../../enclave/keys/stop-compromised-key.ts';
import { revokeAll } from '../../../../enclave/revocation/revoke-all.ts';
import type { DatabaseRegisters } from '../../../../enclave/keys/room-registers.ts';
import { requestFor } from '../../../../adapters/jlis/cert-id.ts';
import type { AnswerRoom } from '../../../../enclave/status/ocsp/answer-room.ts';
import { publishAnswers } from '../../../../enclave/status/ocsp/publish-answers.ts';
import { answerNew, refreshAnswers } from '../../../../enclave/status/ocsp/refresh-answers.ts';
import { issued, keptCertificate, reservationOf, useRoom } from '../../held-room.ts';
import { SERVICE, type RoomBench, type TestRoom } from '../../room-bench.ts';
import { serveAnswers, type ServedAnswers } from './answering-room.ts';

const held = useRoom({ 'with-rsa': 'rsa2048', 'with-thief': 'p384' });
let bench: RoomBench;
let served: ServedAnswers;
beforeAll(async () => {
  ({ bench } = held());
  served = await serveAnswers(bench);
});
afterAll(() => served?.close());

const DAY_MS = 24 * 3_600_000;

interface Certified {
  readonly request: OrderRequest;
  readonly issuerKeyId: string;
  readonly serial: string;
  readonly certificateSha256: string;
  readonly der: Buffer;
}

async function certify(opened: TestRoom, service: string): Promise<Certified> {
  const request = await makeCase(bench, { service });
  const outcome = issued(await opened.issuer.issue(request));
  const der = keptCertificate(bench, request, outcome);
  const { issuerKeyId, certificateSha256 } = outcome;
  return {
    request,
    issuerKeyId,
    certificateSha256,
    der,
    serial: readCertificate(der).serialNumber,
  };
}

const caOf = (issuerKeyId: string): Buffer =>
  readFileSync(join(served.dir, 'issuers', `${issuerKeyId}.cer`));

const pem = (name: string, der: Buffer): string => {
  const path = join(bench.instance.dataDir, name);
  writeFileSync(path, new NodeCertificate(der).toString());
  return path;
};

/** Records a revocation as the room does. */
async function revoke(opened: TestRoom, of: Certified, reasonCode: CrlReason): Promise<void> {
  const [requestId, at] = [newEntryId(), new Date()];
  const { issuerKeyId, serial: serialNumber, certificateSha256, request } = of;
  await opened.room.book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'revocation.recorded',
        items: ['2ニ'],
        at: at.toISOString(),
        case: requestId,
        actor: { kind: 'system', id: 'enclave-worker' },
        data: {
          request: requestId,
          issuerKeyId,
          serialNumber,
          certificateSha256,
          revocationDate: at.toISOString(),
          reasonCode,
        },
      },
    ],
    keys: {
      revocations: [
        {
          issuerKeyId,
          serialNumber,
          orderId: request.orderId,
          requestId,
          notAfter: new Date(Date.now() + DAY_MS),
          revocationDate: at,
          reasonCode: reasonCode as Exclude<CrlReason, 'certificateHold'>,
          because: 'request',
          recordedAt: at,
        },
      ],
    },
  });
}

/** All that openssl says. Asked while this process goes on: the repository that it asks is in it. */
const openssl = (...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile('openssl', args, { timeout: 20_000 }, (_, said, told) => resolve(said + told));
  });

const filesOf = (of: Certified) => ({
  ca: pem(`ca-${of.issuerKeyId}.pem`, caOf(of.issuerKeyId)),
  leaf: pem(`leaf-${of.serial}.pem`, of.der),
});

interface Said {
  readonly post: string;
  readonly request: Buffer;
}

/** What `openssl ocsp` says as a client by POST; and a request of its own, to be sent by GET. */
async function opensslSays(of: Certified, hash: 'sha1' | 'sha256'): Promise<Said> {
  const { ca, leaf } = filesOf(of);
  const file = join(bench.instance.dataDir, `request-${of.serial}-${hash}.der`);
  const asked = ['-issuer', ca, `-${hash}`, '-cert', leaf, '-no_nonce', '-reqout', file];
  const post = await openssl('ocsp', ...asked, '-CAfile', ca, '-url', `${served.url}/ocsp`);
  return { post, request: readFileSync(file) };
}

const get = (request: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${served.url}/ocsp/${encodeURIComponent(request.toString('base64'))}`, { headers });

const octetsOf = async (response: Response): Promise<Buffer> =>
  Buffer.from(await response.arrayBuffer());

function opensslReads(of: Certified, hash: string, octets: Buffer): Promise<string> {
  const file = join(bench.instance.dataDir, `answer-${of.serial}.der`);
  writeFileSync(file, octets);
  const { ca, leaf } = filesOf(of);
  const about = ['-issuer', ca, `-${hash}`, '-cert', leaf];
  return openssl('ocsp', '-respin', file, ...about, '-CAfile', ca);
}

const UNAUTHORIZED = Buffer.from('30030a0106', 'hex');

/** What is served for a serial number: an answer's status, or the code of an error. */
async function servedFor(issuerKeyId: string, serial: string): Promise<string> {
  const issuer = readCertificate(caOf(issuerKeyId));
  const response = readOcspResponse(await octetsOf(await get(requestFor(issuer, serial))));
  if (response.status === 'error') return `error ${response.code}`;
  return response.basic.responses[0]?.certStatus.status ?? 'nothing';
}

const entriesOf = async (issuerKeyId: string, event: string) =>
  (await bench.readBook()).flatMap(({ entry }) => {
    const data = entry.data as Record<string, unknown>;
    return entry.event === event && data['issuerKeyId'] === issuerKeyId ? [{ ...entry, data }] : [];
  });

describe('publishAnswers', () => {
  it.each([SERVICE, 'with-rsa'])(
    'is believed by openssl for both CertIDs, by GET and POST, before and after a revocation: %s',
    async (service) => {
      const opened = await held().openRoom();
      const room = served.answering(opened);
      const of = await certify(opened, service);
      const order = { issuerKeyId: of.issuerKeyId, serials: [of.serial] };
      await publishAnswers(room, order);
      for (const hash of ['sha1', 'sha256'] as const) {
        const { post, request } = await opensslSays(of, hash);
        expect(post).toContain('Response verify OK');
        expect(post).toContain(': good');
        const read = await opensslReads(of, hash, await octetsOf(await get(request)));
        expect(read).toContain('Response verify OK');
        expect(read).toContain(': good');
      }
      await revoke(opened, of, 'superseded');
      expect(await servedFor(of.issuerKeyId, of.serial)).toBe('good');
      await publishAnswers(room, order);
      for (const hash of ['sha1', 'sha256'] as const) {
        const { post, request } = await opensslSays(of, hash);
        const read = await opensslReads(of, hash, await octetsOf(await get(request)));
        for (const said of [post, read]) {
          expect(said).toContain('Response verify OK');
          expect(said).toContain(': revoked');
          expect(said).toContain('Reason: superseded');
        }
      }
      const [batch] = (await entriesOf(of.issuerKeyId, 'ocsp.batchSigned')).slice(-1);
      expect(batch?.data).toMatchObject({ answers: 1, good: 0, revoked: 1 });
      const { batch: id, root } = (batch?.data ?? {}) as { batch?: string; root?: string };
      const octets = readFileSync(join(served.dir, answerFile(of.issuerKeyId, of.serial)));
      expect(rootOf([leafHash(octets)]).toString('hex')).toBe(root);
      const published = (await bench.readBook()).filter(
        ({ entry }) => (entry.data as { batch?: string }).batch === id,
      );
      expect(published.map(({ entry }) => entry.event)).toEqual([
        'ocsp.batchSigned',
        'ocsp.batchPublished',
      ]);
    },
  );

  it('says held as revoked with certificateHold, and good again after', async () => {
    const opened = await held().openRoom();
    const room = served.answering(opened);
    const of = await certify(opened, SERVICE);
    const { issuerKeyId, serial: serialNumber, request } = of;
    const hold = { requestId: newEntryId(), issuerKeyId, serialNumber, orderId: request.orderId };
    const at = new Date();
    const until = new Date(at.getTime() + DAY_MS);
    await opened.room.book.write({
      entries: [],
      keys: { suspensions: [{ ...hold, notAfter: until, suspendedAt: at, until }] },
    });
    const order = { issuerKeyId, serials: [serialNumber] };
    await publishAnswers(room, order);
    expect((await opensslSays(of, 'sha256')).post).toContain('Reason: certificateHold');
    await opened.room.book.write({
      entries: [],
      keys: { releases: [{ requestId: hold.requestId, releasedAt: new Date() }] },
    });
    await publishAnswers(room, order);
    expect((await opensslSays(of, 'sha1')).post).toContain(': good');
  });

  it('signs nothing for a serial number that has no certificate', async () => {
    const opened = await held().openRoom();
    const room = served.answering(opened);
    const { issuerKeyId } = await certify(opened, SERVICE);
    const serials = [`40${randomBytes(19).toString('hex')}`];
    await expect(publishAnswers(room, { issuerKeyId, serials })).rejects.toMatchObject({
      type: 'CertificateNotFound',
    });
  });
});

describe('incident 10: serial numbers that were never issued', () => {
  it('are unauthorized, at random and beside those that were; and those that were are never so', async () => {
    const opened = await held().openRoom();
    const room = served.answering(opened);
    const certified = await Promise.all([1, 2, 3].map(() => certify(opened, SERVICE)));
    const [{ issuerKeyId } = { issuerKeyId: '' }] = certified;
    await refreshAnswers(room, { issuerKeyId });
    for (const { serial } of certified) {
      expect(await servedFor(issuerKeyId, serial)).toBe('good');
      for (const step of [-1n, 1n]) {
        const beside = (BigInt(`0x${serial}`) + step).toString(16).padStart(40, '0');
        expect(await servedFor(issuerKeyId, beside)).toBe('error 6');
      }
    }
    const rows = await bench.rows<{ serial: string }>(
      `select serial_number as serial from issuances
       where issuer_key_id = $1 and completed_at is not null`,
      [issuerKeyId],
    );
    for (const { serial } of rows) {
      expect(await servedFor(issuerKeyId, serial)).toMatch(/^(good|revoked)$/);
    }
    for (let n = 0; n < 50; n += 1) {
      const serial = `40${randomBytes(19).toString('hex')}`;
      expect(await servedFor(issuerKeyId, serial)).toBe('error 6');
    }
  });
});

describe('incident 7: an issuance that is aborted', () => {
  it('has no answer until there is a certificate, wherever it was cut off', async () => {
    const opened = await held().openRoom();
    const room = served.answering(opened);
    const { issuerKeyId } = await certify(opened, SERVICE);
    const request = await makeCase(bench, { service: SERVICE });
    // The intent is in the book, and the HSM is away.
    bench.token.issuing = () => Promise.reject(new Error('the HSM went away'));
    await expect(opened.issuer.issue(request)).rejects.toThrow('the HSM went away');
    const serial = (await reservationOf(bench, request))?.serial ?? '';
    await refreshAnswers(room, { issuerKeyId });
    expect(await servedFor(issuerKeyId, serial)).toBe('error 6');
    await expect(publishAnswers(room, { issuerKeyId, serials: [serial] })).rejects.toMatchObject({
      type: 'CertificateNotFound',
    });
    // It was signed, and the book did not take it.
    bench.token.issuing = (sign) => sign();
    opened.second.beforeWrite = () => Promise.reject(new Error('medium is full'));
    await expect(opened.issuer.issue(request)).rejects.toThrow();
    const again = await held().openRoom();
    const other = served.answering(again);
    const reserved = await reservationOf(bench, request);
    expect(reserved?.serial).toBe(serial);
    await refreshAnswers(other, { issuerKeyId });
    expect(await servedFor(issuerKeyId, serial)).toBe(
      reserved?.certificate === null ? 'error 6' : 'good',
    );
    issued(await again.issuer.issue(request));
    expect(await answerNew(other, { issuerKeyId, since: new Date(0) })).toBe(
      reserved?.certificate === null ? 1 : 0,
    );
    expect(await servedFor(issuerKeyId, serial)).toBe('good');
  });
});

describe('answers that are made one after the other', () => {
  it('never lets an older answer take the place of a newer one', async () => {
    const opened = await held().openRoom();
    const of = await certify(opened, SERVICE);
    const room = served.answering(opened);
    const order = { issuerKeyId: of.issuerKeyId, serials: [of.serial] };
    const slow: AnswerRoom = {
      ...room,
      files: {
        ...room.files,
        write: async (batch) => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          return room.files.write(batch);
        },
      },
    };
    const good = publishAnswers(slow, order);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await revoke(opened, of, 'keyCompromise');
    await Promise.all([good, publishAnswers(room, order)]);
    expect(await servedFor(of.issuerKeyId, of.serial)).toBe('revoked');
  });
});

describe('incident 8: how long an answer holds', () => {
  it('is three days, and never past the end of the responder', async () => {
    const opened = await held().openRoom();
    const of = await certify(opened, SERVICE);
    await publishAnswers(served.answering(opened), {
      issuerKeyId: of.issuerKeyId,
      serials: [of.serial],
    });
    const rows = readFileSync(join(served.dir, answerFile(of.issuerKeyId, of.serial)));
    const response = readOcspResponse(rows);
    if (response.status !== 'successful') throw new Error('no answer');
    for (const { thisUpdate, nextUpdate } of response.basic.responses) {
      expect((nextUpdate?.getTime() ?? 0) - thisUpdate.getTime()).toBe(3 * DAY_MS);
    }
    served.now = () => new Date(Date.now() + 3 * DAY_MS + 1000);
    expect(await servedFor(of.issuerKeyId, of.serial)).toBe('error 3');
    served.now = () => new Date();
    expect(await servedFor(of.issuerKeyId, of.serial)).toBe('good');
  });
});

describe('a compromised issuer key', () => {
  it('has its responder say what is revoked, and nothing good any more', async () => {
    const opened = await held().openRoom();
    const room = served.answering(opened);
    const of = await certify(opened, 'with-thief');
    const { issuerKeyId } = of;
    const registers: AnswerRoom['registers'] = {
      issuerKeyById: (id) => room.registers.issuerKeyById(id),
      profile: () => undefined,
    };
    const serials = [of.serial];
    // Without a profile for it no responder is certified; its key is made, and found again.
    await expect(
      publishAnswers({ ...room, registers }, { issuerKeyId, serials }),
    ).rejects.toMatchObject({ type: 'ProfileUnknown' });
    await answerNew(room, { issuerKeyId, since: new Date(0) });
    expect((await opensslSays(of, 'sha256')).post).toContain(': good');
    const keyRoom = { pool: bench.pool, book: opened.room.book };
    const [custodian] = CUSTODIANS;
    await stopCompromisedKey(
      keyRoom,
      { issuerKeyId, incident: newEntryId(), custodian, terminal: ROOM_TERMINAL },
      new Date(),
    );
    await (opened.room.registers as DatabaseRegisters).look();
    expect(await refreshAnswers(room, { issuerKeyId })).toBe(0);
    await expect(publishAnswers(room, { issuerKeyId, serials: [of.serial] })).rejects.toMatchObject(
      { type: 'CertificateNotFound' },
    );
    await revokeAll(
      keyRoom,
      { issuerKeyId, authority: { custodians: CUSTODIANS, terminal: ROOM_TERMINAL } },
      () => new Date(),
    );
    expect(await refreshAnswers(room, { issuerKeyId })).toBe(1);
    expect((await opensslSays(of, 'sha1')).post).toContain('Reason: cACompromise');
    const made = await entriesOf(issuerKeyId, 'caCertificate.issued');
    expect(made.filter(({ data }) => data['certificateKind'] === 'ocspResponder')).toHaveLength(1);
  });
});

describe('keepAnswering', () => {
  it('answers for a certificate within seconds of its issue', async () => {
    const opened = await held().openRoom();
    const answering = keepAnswering(served.answering(opened));
    try {
      const of = await certify(opened, SERVICE);
      const until = performance.now() + 8_000;
      while (
        !existsSync(join(served.dir, answerFile(of.issuerKeyId, of.serial))) &&
        performance.now() < until
      ) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(await servedFor(of.issuerKeyId, of.serial)).toBe('good');
    } finally {
      await answering.end();
    }
  });
});

describe('a repository that is away', () => {
  it('leaves answers that are not published, and are made anew', async () => {
    const opened = await held().openRoom();
    const of = await certify(opened, SERVICE);
    const room = served.answering(opened);
    const places = { dir: served.dir, repositoryUrl: 'http://127.0.0.1:1' };
    const files = openAnswerFiles(places);
    const order = { issuerKeyId: of.issuerKeyId, serials: [of.serial] };
    await expect(publishAnswers({ ...room, files }, order)).rejects.toMatchObject({
      type: 'RepositoryUnavailable',
    });
    await files.close();
    expect(await refreshAnswers(room, { issuerKeyId: of.issuerKeyId })).toBe(1);
  });
});

describe('the repository', () => {
  it('gives an answer the headers of RFC 5019, and nothing to whoever has it', async () => {
    const opened = await held().openRoom();
    const of = await certify(opened, SERVICE);
    await publishAnswers(served.answering(opened), {
      issuerKeyId: of.issuerKeyId,
      serials: [of.serial],
    });
    const request = requestFor(readCertificate(caOf(of.issuerKeyId)), of.serial);
    const answer = await get(request);
    expect(answer.headers.get('content-type')).toBe('application/ocsp-response');
    expect(answer.headers.get('cache-control')).toBe(
      'max-age=300, public, no-transform, must-revalidate',
    );
    const [modified, expires] = ['last-modified', 'expires'].map((name) =>
      Date.parse(answer.headers.get(name) ?? ''),
    );
    expect((expires ?? 0) - (modified ?? 0)).toBe(3 * DAY_MS);
    const etag = answer.headers.get('etag') ?? '';
    expect((await get(request, { 'If-None-Match': etag })).status).toBe(304);
    const unknown = await get(requestFor(readCertificate(of.der), of.serial));
    expect((await octetsOf(unknown)).equals(UNAUTHORIZED)).toBe(true);
    expect(unknown.headers.get('cache-control')).toBe('no-store');
  });
});

// Last: the book's clock goes on with them, and no certificate is issued behind it.
describe('as days go by', () => {
  let certified: Certified;
  beforeAll(async () => {
    certified = await certify(await held().openRoom(), 'with-rsa');
  });

  it('makes anew what is a day old, not read back, or not what the register says; and nothing else', async () => {
    const opened = await held().openRoom();
    const of = certified;
    const { issuerKeyId } = of;
    let clock = Date.now();
    const room = served.answering(opened, () => new Date(clock));
    await refreshAnswers(room, { issuerKeyId });
    expect(await refreshAnswers(room, { issuerKeyId })).toBe(0);
    clock += DAY_MS - 60_000;
    expect(await refreshAnswers(room, { issuerKeyId })).toBe(0);
    clock += 61_000;
    const heard: number[] = [];
    const all = await refreshAnswers(room, { issuerKeyId, onProgress: (n) => heard.push(n) });
    expect(all).toBeGreaterThan(0);
    expect(heard.at(-1)).toBe(all);
    // Whoever serves something else is found out, and the answers count as missing.
    await revoke(opened, of, 'keyCompromise');
    const broken: AnswerRoom = {
      ...room,
      files: { ...room.files, write: () => Promise.resolve() },
    };
    await expect(refreshAnswers(broken, { issuerKeyId })).rejects.toMatchObject({
      type: 'StatusDiverged',
    });
    expect(await servedFor(issuerKeyId, of.serial)).toBe('good');
    expect(await refreshAnswers(room, { issuerKeyId })).toBe(1);
    expect(await servedFor(issuerKeyId, of.serial)).toBe('revoked');
  });

  it('makes a responder in the token, intended and issued in the book, and another 30 days before its end', async () => {
    const opened = await held().openRoom();
    let clock = Date.now();
    const room = served.answering(opened, () => new Date(clock));
    const of = certified;
    const order = { issuerKeyId: of.issuerKeyId, serials: [of.serial] };
    const responder = async () => {
      const octets = readFileSync(join(served.dir, answerFile(of.issuerKeyId, of.serial)));
      const response = readOcspResponse(octets);
      if (response.status !== 'successful') throw new Error('no answer');
      return readCertificate(response.basic.certificates[0] ?? Buffer.alloc(0));
    };
    await publishAnswers(room, order);
    const first = await responder();
    expect(extendedKeyUsages(first)).toEqual(['1.3.6.1.5.5.7.3.9']);
    expect(first.extensions.has('1.3.6.1.5.5.7.48.1.5')).toBe(true);
    expect(first.notAfter.getTime() - first.notBefore.getTime()).toBe(90 * DAY_MS - 1000);
    expect(readCertificate(caOf(of.issuerKeyId)).subject.equals(first.issuer)).toBe(true);
    const made = async (event: string) =>
      (await entriesOf(of.issuerKeyId, event)).filter(
        ({ data }) => data['certificateKind'] === 'ocspResponder',
      );
    const [intended] = await made('caCertificate.intended');
    const [vouched] = await made('caCertificate.issued');
    expect(vouched?.data['serialNumber']).toBe(first.serialNumber);
    expect(intended?.data['tbsSha256']).toBe(vouched?.data['tbsSha256']);
    const started = (await entriesOf(of.issuerKeyId, 'issuerKey.stateChanged')).find(
      ({ data }) => data['to'] === 'issuing',
    );
    expect(intended?.data['act']).toBe(started?.data['act']);
    clock += 59 * DAY_MS;
    await publishAnswers(room, order);
    expect((await responder()).der.equals(first.der)).toBe(true);
    clock += 2 * DAY_MS;
    await publishAnswers(room, order);
    const second = await responder();
    expect(second.spki.equals(first.spki)).toBe(false);
    expect(await made('caCertificate.issued')).toHaveLength(2);
    // Somebody who starts anew finds the newer one.
    clock += DAY_MS;
    await publishAnswers(
      served.answering(opened, () => new Date(clock)),
      order,
    );
    expect((await responder()).der.equals(second.der)).toBe(true);
    await publishAnswers(served.answering(opened), order);
  });
});
