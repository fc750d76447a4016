import { execFileSync } from 'node:child_process';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nameAttributes, readCertificate } from '../../adapters/x509/certificate.ts';
import { profileOf } from '../../bin/demonstration/documents.ts';
import { STEPS } from '../../bin/chaos/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { acceptDocument } from '../../enclave/keys/accept-document.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { draftCase, fileCase, makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import {
  entriesOf,
  issued,
  keptCertificate,
  reservationOf,
  useRoom,
  type HeldRoom,
  type Issued,
} from './held-room.ts';
import { killAt } from './killed-room.ts';
import { octetsOf, SERVICE, type RoomBench } from './room-bench.ts';

const held = useRoom({ 'with-p384': 'p384', 'with-rsa': 'rsa2048' });
let bench: RoomBench;
beforeAll(() => {
  ({ bench } = held());
});

const openRoom: HeldRoom['openRoom'] = (capPerHour) => held().openRoom(capPerHour);

const certificateOf = (request: OrderRequest, outcome: Issued): Buffer =>
  keptCertificate(bench, request, outcome);

const pem = (der: Buffer): string => new NodeCertificate(der).toString();

describe('CertificateIssuer', () => {
  it.each([
    [SERVICE, 'ecdsa-with-SHA256'],
    ['with-p384', 'ecdsa-with-SHA384'],
    ['with-rsa', 'sha256WithRSAEncryption'],
  ])('issues for %s what OpenSSL verifies strictly, signed by %s', async (service, algorithm) => {
    const { issuer, room } = await openRoom();
    const request = await makeCase(bench, { service });
    const outcome = issued(await issuer.issue(request));
    const authority = room.registers.issuerKeyById(outcome.issuerKeyId)?.certificate.der;
    const [ca, leaf] = ['ca.pem', 'leaf.pem'].map((name) => join(bench.instance.dataDir, name));
    writeFileSync(ca ?? '', pem(authority ?? Buffer.alloc(0)));
    writeFileSync(leaf ?? '', pem(certificateOf(request, outcome)));
    const verified = execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', ca ?? '', leaf ?? ''],
      { encoding: 'utf8' },
    );
    expect(verified).toContain('leaf.pem: OK');
    const text = execFileSync('openssl', ['x509', '-noout', '-text', '-in', leaf ?? ''], {
      encoding: 'utf8',
    });
    expect(/Signature Algorithm: (\S+)/.exec(text)?.[1]).toBe(algorithm);
  });

  it('puts the decided fields into the certificate, and no other', async () => {
    const { issuer } = await openRoom();
    const drafted = await draftCase(bench, { text: { orders: [attributeFor13Months] } });
    const request = await fileCase(bench, drafted);
    const outcome = issued(await issuer.issue(request));
    const read = readCertificate(certificateOf(request, outcome));
    const intended = (await bench.readBook()).find(
      ({ entry }) => entry.id === outcome.intentEntryId,
    );
    const { notBefore, notAfter } = certificateValidity(Date.parse(intended?.entry.at ?? ''), 13);
    expect(read).toMatchObject({
      version: 3,
      serialNumber: outcome.serialNumber,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      spki: drafted.applicant.keys[0]?.spki,
    });
    expect(nameAttributes(read.subject)).toEqual([
      { oid: '2.5.4.6', value: 'JP' },
      { oid: '2.5.4.3', value: drafted.text.name },
      { oid: '2.5.4.5', value: request.applicationId },
    ]);
    expect([...read.extensions.keys()]).toHaveLength(6);
  });

  it('gives an order asked for twice at once, and again later, its one certificate', async () => {
    const first = await openRoom();
    const request = await makeCase(bench);
    const before = bench.token.issuerSignatures;
    const [one, two] = await Promise.all([
      first.issuer.issue(request),
      first.issuer.issue(request),
    ]);
    expect(one).toEqual(two);
    expect(await first.issuer.issue(request)).toEqual(one);
    const later = await openRoom();
    expect(await later.issuer.issue(request)).toEqual(one);
    expect(bench.token.issuerSignatures - before).toBe(1);
    expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual([
      'issuance.intended',
      'issuance.completed',
    ]);
  });

  it('gives each order of a case a certificate of its own, over its own key', async () => {
    const { issuer } = await openRoom();
    const applicant = await createApplicant({ orders: 2 });
    const drafted = await draftCase(bench, { applicant });
    const first = await fileCase(bench, drafted);
    const at = { caseId: first.applicationId, chainId: first.chainId };
    const instruction = JSON.parse(
      String(bench.office.get(at, [first.instructionSha256]).get(first.instructionSha256)),
    ) as IssuingInstruction;
    const requests = instruction.orders.map(({ id }) => ({ ...first, orderId: id }));
    const outcomes = await Promise.all(requests.map((request) => issuer.issue(request)));
    const spkis = requests.map((request, i) => {
      const outcome = outcomes[i];
      if (!outcome) throw new Error('no outcome');
      return readCertificate(certificateOf(request, issued(outcome))).spki;
    });
    expect(spkis).toEqual(applicant.keys.map(({ spki }) => spki));
  });

  it('keeps the certificate as evidence again if the evidence was lost after the outcome', async () => {
    const { issuer, room } = await openRoom();
    const keep = room.evidence.put.bind(room.evidence);
    room.evidence.put = () => Promise.reject(new Error('the store is away'));
    const request = await makeCase(bench);
    await expect(issuer.issue(request)).rejects.toThrow('the store is away');
    room.evidence.put = keep;
    const outcome = issued(await issuer.issue(request));
    expect(sha256Hex(certificateOf(request, outcome))).toBe(outcome.certificateSha256);
    expect(await reservationOf(bench, request)).toMatchObject({ attempts: 1 });
  });

  it('counts a signature before it is asked for, and signs the same octets until one is there', async () => {
    const { issuer } = await openRoom();
    const request = await makeCase(bench);
    bench.token.issuing = () =>
      Promise.reject(new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR'));
    for (const attempts of [1, 2, 3]) {
      await expect(issuer.issue(request)).rejects.toMatchObject({ type: 'HsmUnavailable' });
      expect(await reservationOf(bench, request)).toMatchObject({ attempts, certificate: null });
    }
    const reserved = await reservationOf(bench, request);
    bench.token.issuing = (sign) => sign();
    const outcome = issued(await issuer.issue(request));
    expect(outcome.serialNumber).toBe(reserved?.serial);
    expect(await reservationOf(bench, request)).toMatchObject({ attempts: 4, tbs: reserved?.tbs });
    const completed = (await bench.readBook()).find(
      ({ entry }) => entry.event === 'issuance.completed' && entry.data.order === request.orderId,
    );
    expect(completed?.entry.data).toMatchObject({ signatureAttempts: 4 });
  });

  it('stores nothing that the issuer key has not signed', async () => {
    const { issuer } = await openRoom();
    const request = await makeCase(bench);
    bench.token.issuing = async (sign) => {
      const signature = Buffer.from(await sign());
      signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
      return signature;
    };
    await expect(issuer.issue(request)).rejects.toMatchObject({ type: 'CertificateMismatch' });
    expect(await reservationOf(bench, request)).toMatchObject({ certificate: null });
  });

  it('refuses a second order for one key, of another person, the same person, or at once', async () => {
    const { issuer } = await openRoom();
    const [card, other] = [
      await bench.jlis.issueCard('ordinary'),
      await bench.jlis.issueCard('ordinary'),
    ];
    const applicant = await createApplicant();
    const first = await makeCase(bench, { card, applicant });
    issued(await issuer.issue(first));
    for (const holder of [card, other]) {
      const again = await makeCase(bench, { card: holder, applicant });
      expect(await issuer.issue(again)).toEqual({ outcome: 'refused', check: 'keyRefused' });
    }
    const shared = await createApplicant();
    const both = await Promise.all([
      makeCase(bench, { card, applicant: shared }),
      makeCase(bench, { card: other, applicant: shared }),
    ]);
    const outcomes = await Promise.all(both.map((request) => issuer.issue(request)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['issued', 'refused']);
    expect(outcomes).toContainEqual({ outcome: 'refused', check: 'keyRefused' });
  });

  it('refuses what is beyond the hourly cap, and remembers it over a restart', async () => {
    const service = 'with-p384';
    const [counted] = await bench.rows<{ n: number }>(
      `select count(*)::int as n from issuances i join issuer_keys k using (issuer_key_id)
       where $1 = any(k.services)`,
      [service],
    );
    const n = counted?.n ?? 0;
    const { issuer } = await openRoom(n + 1);
    issued(await issuer.issue(await makeCase(bench, { service })));
    const beyond = await makeCase(bench, { service });
    const refused = { outcome: 'refused', check: 'capExceeded' };
    expect(await issuer.issue(beyond)).toEqual(refused);
    const restarted = await openRoom(n + 1);
    expect(await restarted.issuer.issue(beyond)).toEqual(refused);
    // Another key has a cap of its own.
    issued(await restarted.issuer.issue(await makeCase(bench, { service: 'with-rsa' })));
  });

  it('holds the hourly cap for orders that arrive at once', async () => {
    await bench.addService('with-cap', 'p256');
    const { issuer } = await openRoom(3);
    const requests = await Promise.all(
      Array.from({ length: 8 }, () => makeCase(bench, { service: 'with-cap' })),
    );
    const outcomes = await Promise.all(requests.map((request) => issuer.issue(request)));
    expect(outcomes.filter(({ outcome }) => outcome === 'issued')).toHaveLength(3);
  });
});

const attributeFor13Months = { certificateType: 'attribute', validityMonths: 13 } as const;

const set = (isOn: 0 | 1) =>
  bench.rows(
    `insert into room_switches (name, is_on) values ('allSigning', $1)
     on conflict (name) do update set is_on = excluded.is_on`,
    [isOn],
  );

describe('the stop switch allSigning', () => {
  const refused = { outcome: 'refused', check: 'switchOff' };

  it('stops signing within three seconds, and lets go on when it is on again', async () => {
    const { issuer } = await openRoom();
    const [before, after] = [await makeCase(bench), await makeCase(bench)];
    issued(await issuer.issue(before));
    await set(0);
    try {
      await expect
        .poll(async () => issuer.issue(await makeCase(bench)), { timeout: 3_000, interval: 250 })
        .toEqual(refused);
      const signatures = bench.token.issuerSignatures;
      expect(await issuer.issue(after)).toEqual(refused);
      // Its certificate exists: handing it over signs nothing.
      issued(await issuer.issue(before));
      expect(bench.token.issuerSignatures).toBe(signatures);
    } finally {
      await set(1);
    }
    const { issuer: reopened } = await openRoom();
    issued(await reopened.issue(after));
  });

  it('stops an order that was intended and not yet signed, too', async () => {
    const first = await openRoom();
    const request = await makeCase(bench);
    bench.token.issuing = () =>
      Promise.reject(new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR'));
    await expect(first.issuer.issue(request)).rejects.toMatchObject({ type: 'HsmUnavailable' });
    bench.token.issuing = (sign) => sign();
    await set(0);
    try {
      const { issuer } = await openRoom();
      const signatures = bench.token.issuerSignatures;
      expect(await issuer.issue(request)).toEqual(refused);
      expect(bench.token.issuerSignatures).toBe(signatures);
    } finally {
      await set(1);
    }
  });
});

describe('an issuer key that was compromised', () => {
  it('signs nothing more, not even what was intended before', async () => {
    const service = 'with-compromise';
    await bench.addService(service, 'p256');
    const first = await openRoom();
    const request = await makeCase(bench, { service });
    bench.token.issuing = () =>
      Promise.reject(new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR'));
    await expect(first.issuer.issue(request)).rejects.toMatchObject({ type: 'HsmUnavailable' });
    bench.token.issuing = (sign) => sign();
    await bench.rows(`update issuer_keys set state = 'compromised' where $1 = any(services)`, [
      service,
    ]);
    const { issuer } = await openRoom();
    const signatures = bench.token.issuerSignatures;
    await issuer.issue(request).catch(() => undefined);
    expect(bench.token.issuerSignatures).toBe(signatures);
  });
});

describe('a room that is killed', () => {
  const leaves = {
    'issuance.1-gate-passed': 'nothing',
    'room-book.1-committed': 'intent',
    'room-book.2-published': 'intent',
    'room-book.3-settled': 'certificate',
    'issuance.2-intended': 'intent',
    'issuance.3-signed': 'intent',
    'issuance.4-completed': 'certificate',
    'issuance.5-kept': 'certificate',
  };

  it('is killed at every step there is', () => {
    expect(Object.keys(leaves)).toEqual(STEPS['enclave-worker']);
  });

  const deaths: [string, string, string[]][] = [
    ...Object.entries(leaves).map(([step, left]): [string, string, string[]] => [
      step,
      left,
      [step],
    ]),
    // Killed as an intent stands, then at the steps of the outcome's own entry.
    [
      'the outcome being committed',
      'certificate',
      ['issuance.2-intended', 'room-book.1-committed'],
    ],
    [
      'the outcome being published',
      'certificate',
      ['issuance.2-intended', 'room-book.2-published'],
    ],
    ['every signature', 'intent', ['issuance.3-signed', 'issuance.3-signed']],
  ];

  it.each(deaths)(
    'at %s leaves %s, and its orders get one certificate each, over the same octets',
    async (_, left, steps) => {
      const requests = [await makeCase(bench), await makeCase(bench)];
      for (const step of steps) await killAt(bench, step, requests);
      const before = await Promise.all(requests.map((request) => reservationOf(bench, request)));
      const states = before.map((row) => {
        if (!row) return 'nothing';
        return row.certificate === null ? 'intent' : 'certificate';
      });
      expect(states).toContain(left);

      const { issuer } = await openRoom();
      const outcomes = await Promise.all(requests.map((request) => issuer.issue(request)));
      for (const [i, request] of requests.entries()) {
        const outcome = issued(outcomes[i] ?? { outcome: 'refused', check: '' });
        const certificate = certificateOf(request, outcome);
        const after = await reservationOf(bench, request);
        const signatures = states[i] === 'intent' ? 1 : 0;
        expect(after).toEqual({
          serial: before[i]?.serial ?? outcome.serialNumber,
          tbs: before[i]?.tbs ?? after?.tbs,
          attempts: (before[i]?.attempts ?? 1) + signatures,
          certificate: before[i]?.certificate ?? outcome.certificateSha256,
        });
        expect(readCertificate(certificate).serialNumber).toBe(after?.serial);
        expect(sha256Hex(readCertificate(certificate).tbs)).toBe(after?.tbs);
        expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual([
          'issuance.intended',
          'issuance.completed',
        ]);
      }
    },
  );

  it('signs after a release with another profile what was intended before it', async () => {
    const request = await makeCase(bench, { service: 'with-rsa' });
    await killAt(bench, 'issuance.2-intended', [request]);
    const before = await reservationOf(bench, request);
    const releasing = await openRoom();
    await acceptDocument(
      { pool: bench.pool, book: releasing.room.book },
      {
        documentType: 'profile',
        content: octetsOf(profileOf('with-rsa', 'http://moved.example')),
        effectiveFrom: new Date('2026-11-01T00:00:00Z'),
        custodian: 'custodian-01',
        terminal: 'room-terminal-01',
      },
    );
    const { issuer } = await openRoom();
    const old = certificateOf(request, issued(await issuer.issue(request)));
    expect(sha256Hex(readCertificate(old).tbs)).toBe(before?.tbs);
    expect(old.includes('moved.example')).toBe(false);
    const next = await makeCase(bench, { service: 'with-rsa' });
    expect(certificateOf(next, issued(await issuer.issue(next))).includes('moved.example')).toBe(
      true,
    );
  });
});

describe('the book of all this', () => {
  it('has for every certificate one intent before it, over the same octets', async () => {
    const book = await bench.readBook();
    const completed = book.filter(({ entry }) => entry.event === 'issuance.completed');
    expect(completed.length).toBeGreaterThan(20);
    for (const { entry, index } of completed) {
      const { order, serialNumber, tbsSha256 } = entry.data as Record<string, unknown>;
      const intents = book.filter(
        (other) => other.entry.event === 'issuance.intended' && other.entry.data.order === order,
      );
      expect(intents).toHaveLength(1);
      expect(intents[0]?.index).toBeLessThan(index);
      expect(intents[0]?.entry.data).toMatchObject({ serialNumber, tbsSha256 });
    }
    const serials = completed.map(
      ({ entry }) => (entry.data as { serialNumber: string }).serialNumber,
    );
    expect(new Set(serials).size).toBe(serials.length);
  });
});
