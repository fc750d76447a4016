import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Card } from '../../simulator/card.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { pemOf } from '../../simulator/jlis.ts';
import { ResponderSilent } from '../../simulator/ocsp-responder.ts';
import { RESPONDER_BEHAVIOURS, REVOCATION_REASONS } from '../../simulator/status.ts';
import type { ResponderBehaviour, RevocationReason } from '../../simulator/status.ts';
import { Workbench } from './workbench.ts';
import type { OpensslOptions } from './workbench.ts';

const SILENCE_MS = 300;
const bench = new Workbench();
let jlis: Jlis;
let url: string;

beforeAll(async () => {
  jlis = await bench.open({ silenceMs: SILENCE_MS });
  url = await bench.serveSimulator(jlis);
});
afterAll(() => bench.close());

/** The request that `openssl ocsp` makes. */
async function requestFor(card: Card, options: OpensslOptions = {}): Promise<Buffer> {
  const issuer = await jlis.authorityCertificate(card.record.issuer);
  const made = bench.openssl('ocsp', {
    issuer: bench.certificate('issuer.pem', issuer),
    ...options,
    cert: bench.certificate('card.pem', card.certificate),
    reqout: `${bench.directory}/request.der`,
  });
  if (!made.ok) throw new Error(made.output);
  return readFileSync(`${bench.directory}/request.der`);
}

/** What OpenSSL, as a relying party over HTTP, says of the answer to its own request. */
async function judged(card: Card, options: OpensslOptions = {}): Promise<string> {
  const issuer = await jlis.authorityCertificate(card.record.issuer);
  return bench.opensslOnline('ocsp', {
    url: `${url}/ocsp`,
    ...options,
    issuer: bench.certificate('issuer.pem', issuer),
    cert: bench.certificate('card.pem', card.certificate),
    CAfile: bench.file('anchors.pem', pemOf(...jlis.anchors, issuer)),
  });
}

describe('OcspResponder.answer', () => {
  it('says good, signed by the delegated responder, nonce echoed', async () => {
    const output = await judged(await jlis.issueCard('ordinary'));
    expect(output).toContain('Response verify OK');
    expect(output).toMatch(/card\.pem: good/);
    expect(output).not.toContain('WARNING');
  });

  it('understands a certId of SHA-256 too', async () => {
    const output = await judged(await jlis.issueCard('ordinary'), { sha256: true });
    expect(output).toContain('Response verify OK');
    expect(output).toMatch(/card\.pem: good/);
  });

  it('answers without nonce where none was sent', async () => {
    const output = await judged(await jlis.issueCard('ordinary'), { no_nonce: true });
    expect(output).toContain('Response verify OK');
  });

  it('answers for each generation with the responder of that generation', async () => {
    const output = await judged(await jlis.issueCard('earlierGeneration'));
    expect(output).toContain('Response verify OK');
    expect(output).toMatch(/card\.pem: good/);
  });

  it.each(Object.keys(REVOCATION_REASONS) as RevocationReason[])(
    'says revoked with time and reason %s',
    async (reason) => {
      const card = await jlis.issueCard('ordinary');
      const revokedAt = '2026-11-20T03:04:05Z';
      jlis.setStatus(card.serialNumber, { status: { status: 'revoked', reason, revokedAt } });
      const output = await judged(card);
      expect(output).toContain('Response verify OK');
      expect(output).toMatch(/card\.pem: revoked/);
      expect(output.toLowerCase()).toContain(`reason: ${reason.toLowerCase()}`);
      expect(output).toContain('Revocation Time: Nov 20 03:04:05 2026 GMT');
    },
  );

  it('says a hold as revoked with reason certificateHold', async () => {
    const output = await judged(await jlis.issueCard('onHold'));
    expect(output).toMatch(/card\.pem: revoked/);
    expect(output).toContain('Reason: certificateHold');
  });

  it('says unknown for a persona of that kind, and for a serial number never issued', async () => {
    expect(await judged(await jlis.issueCard('unknownStatus'))).toMatch(/card\.pem: unknown/);
    const card = await jlis.issueCard('ordinary');
    const issuer = await jlis.authorityCertificate('sign-3');
    bench.openssl('ocsp', {
      issuer: bench.certificate('issuer.pem', issuer),
      serial: '0x7f000001',
      reqout: `${bench.directory}/never.der`,
    });
    const answer = await jlis.answerOcsp(readFileSync(`${bench.directory}/never.der`));
    const text = bench.openssl('ocsp', {
      resp_text: true,
      noverify: true,
      respin: bench.file('never-answer.der', answer),
    }).output;
    expect(text).toContain('Cert Status: unknown');
    expect(card.serialNumber).not.toBe('7f000001');
  });

  it("says unknown for a serial number that another generation's certificate carries", async () => {
    const card = await jlis.issueCard('earlierGeneration');
    const issuer = await jlis.authorityCertificate('sign-3');
    bench.openssl('ocsp', {
      issuer: bench.certificate('issuer.pem', issuer),
      serial: `0x${card.serialNumber}`,
      reqout: `${bench.directory}/other.der`,
    });
    const answer = await jlis.answerOcsp(readFileSync(`${bench.directory}/other.der`));
    const text = bench.openssl('ocsp', {
      resp_text: true,
      noverify: true,
      respin: bench.file('other-answer.der', answer),
    }).output;
    expect(text).toContain('Cert Status: unknown');
  });

  it('says unauthorized for a CA that is none of its own', async () => {
    const request = await requestFor(await jlis.issueCard('ordinary'));
    const answer = await jlis.answerOcsp(withOtherIssuer(request));
    expect(answer.toString('hex')).toBe('30030a0106');
  });

  it.each([
    ['nothing', ''],
    ['text', Buffer.from('certificate status?').toString('hex')],
    ['an empty sequence', '3000'],
    ['no certificate', '300430023000'],
    ['an endless length', '3080'],
  ])('says malformedRequest to %s', async (_, hex) => {
    const answer = await jlis.answerOcsp(Buffer.from(hex, 'hex'));
    expect(answer.toString('hex')).toBe('30030a0101');
  });
});

/** The request with one bit of issuerKeyHash, the second hash in it, turned. */
function withOtherIssuer(request: Buffer): Buffer {
  const altered = Buffer.from(request);
  const header = Buffer.from('0414', 'hex');
  const keyHash = altered.indexOf(header, altered.indexOf(header) + 22) + 2;
  altered.writeUInt8(altered.readUInt8(keyHash) ^ 1, keyHash);
  return altered;
}

const misbehaving = async (behaviour: ResponderBehaviour): Promise<string> => {
  const card = await jlis.issueCard('ordinary');
  jlis.setStatus(card.serialNumber, { behaviour });
  return judged(card);
};

describe('OcspResponder behaviours', () => {
  const EXPECTED: Readonly<Record<Exclude<ResponderBehaviour, 'silent'>, RegExp>> = {
    normal: /Response verify OK/,
    garbage: /Error reading OCSP response|error/i,
    malformedRequest: /Responder Error: malformedrequest \(1\)/i,
    internalError: /Responder Error: internalerror \(2\)/i,
    tryLater: /Responder Error: trylater \(3\)/i,
    sigRequired: /Responder Error: sigrequired \(5\)/i,
    unauthorized: /Responder Error: unauthorized \(6\)/i,
    wrongNonce: /Nonce Verify error/,
    noNonce: /WARNING: no nonce in response/,
    otherCertificate: /ERROR: No Status found/,
    stale: /card\.pem: good/,
    overdue: /WARNING: Status times invalid[\s\S]*status expired/,
    future: /WARNING: Status times invalid[\s\S]*status not yet valid/,
    badSignature: /Response Verify Failure[\s\S]*signature failure/,
    bystander: /Response Verify Failure/,
    foreignResponder: /Response Verify Failure/,
    lagging: /card\.pem: good/,
  };

  it.each(Object.entries(EXPECTED))('%s is seen by OpenSSL as %s', async (behaviour, pattern) => {
    expect(await misbehaving(behaviour as ResponderBehaviour)).toMatch(pattern);
  });

  it('covers every behaviour', () => {
    expect([...Object.keys(EXPECTED), 'silent'].toSorted()).toEqual(
      [...RESPONDER_BEHAVIOURS].toSorted(),
    );
  });

  it('signs a bystander answer under a certificate of the right CA that lacks OCSPSigning', async () => {
    const card = await jlis.issueCard('bystander');
    const answer = await jlis.answerOcsp(await requestFor(card));
    const text = bench.openssl('ocsp', {
      resp_text: true,
      noverify: true,
      respin: bench.file('bystander.der', answer),
    }).output;
    expect(text).toMatch(/CN ?= ?Bystander/);
    expect(text).not.toContain('OCSP Signing');
  });

  it('dates a stale answer three days back', async () => {
    const card = await jlis.issueCard('stale');
    const answer = await jlis.answerOcsp(await requestFor(card));
    const [, time = ''] = /(\d{14})Z/.exec(answer.toString('latin1')) ?? [];
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    expect(time.slice(0, 8)).toBe(day.replaceAll('-', ''));
  });

  it('is silent until its caller gives up, or the silence is over', async () => {
    const card = await jlis.issueCard('silent');
    const request = await requestFor(card);
    const begun = Date.now();
    await expect(jlis.answerOcsp(request)).rejects.toThrow(ResponderSilent);
    const silence = Date.now() - begun;
    expect(silence).toBeGreaterThanOrEqual(SILENCE_MS - 10);

    const given = Date.now();
    await expect(jlis.answerOcsp(request, AbortSignal.abort())).rejects.toThrow(ResponderSilent);
    expect(Date.now() - given).toBeLessThan(SILENCE_MS);
  });
});

describe('responderCertificate', () => {
  it('has OCSPSigning and nocheck, under the CA of that generation', async () => {
    const card = await jlis.issueCard('ordinary');
    const answer = await jlis.answerOcsp(await requestFor(card));
    const text = bench.openssl('ocsp', {
      resp_text: true,
      noverify: true,
      respin: bench.file('responder.der', answer),
    }).output;
    expect(text).toMatch(/X509v3 Extended Key Usage:\s+OCSP Signing/);
    expect(text).toContain('OCSP No Check');
    expect(text).toMatch(/Public-Key: \(2048 bit\)/);
  });

  it('may have a P-256 key, which OpenSSL accepts as well', async () => {
    const other = new Workbench();
    const simulator = await other.open({ responderKey: 'p-256' });
    const card = await simulator.issueCard('ordinary');
    const issuer = await simulator.authorityCertificate('sign-3');
    const output = await other.opensslOnline('ocsp', {
      url: `${await other.serveSimulator(simulator)}/ocsp`,
      issuer: other.certificate('issuer.pem', issuer),
      cert: other.certificate('card.pem', card.certificate),
      CAfile: simulator.anchorsFile,
    });
    expect(output).toContain('Response verify OK');
    other.close();
  });
});
