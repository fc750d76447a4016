import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actOnCase } from '../../activities/application/act-on-case.ts';
import { createOfficeActivities } from '../../activities/create-activities.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { askRoomAgain } from '../../db/decision/ask-room-again.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';
import { removeDataDirectory, temporaryDataDirectory } from '../../bin/instance/data-directory.ts';
import { startInstance } from '../../bin/instance/instance.ts';
import type { Instance } from '../../bin/instance/options.ts';
import {
  insertIssuingCase,
  issueFor,
  makeCa,
  openTestOffice,
  type IssuingCase,
  type TestOffice,
} from './office-case.ts';

const ca = makeCa('Ours');
const stranger = makeCa('A stranger');
const OUR_NAME = readCertificate(ca.certificate).subject;
const otherSpki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
  type: 'spki',
  format: 'der',
});

type Altered = NonNullable<Parameters<typeof issueFor>[0]['altered']>;

interface Lie {
  readonly name: string;
  readonly make: (waiting: IssuingCase, serialNumber: string) => Buffer;
  readonly said?: {
    readonly serialNumber?: string;
    readonly issuerKeyId?: string;
    readonly certificateSha256?: string;
    readonly intentEntryId?: string;
  };
}

const by =
  (issuer: typeof ca, more: Partial<Parameters<typeof issueFor>[0]> = {}): Lie['make'] =>
  ({ caseId, spki }, serialNumber) =>
    issueFor({ ca: issuer, spki, serialNumber, applicationId: caseId, ...more });
const byStranger = by(stranger);
const byUs = by(ca);

/** By our own key, and otherwise than was decided: only a room gone wrong could make it. */
const oursWith = (altered: Altered): Lie['make'] => by(ca, { altered });

const DAY_MS = 24 * 3600 * 1000;

/** One octet of the TBS is another, under a signature that was genuine. */
const changed: Lie['make'] = (waiting, serialNumber) => {
  const octets = byUs(waiting, serialNumber);
  const place = octets.indexOf(Buffer.from('example.jp/crls'));
  octets.writeUInt8(octets.readUInt8(place) ^ 1, place);
  return octets;
};

describe('office activities', () => {
  const dataDir = temporaryDataDirectory();
  const evidenceDir = mkdtempSync(join(tmpdir(), 'toroku-evidence-'));
  let instance: Instance;
  let office: TestOffice;
  let activities: ReturnType<typeof createOfficeActivities>;

  beforeAll(async () => {
    instance = await startInstance({ dataDir, only: ['postgres'] });
    office = openTestOffice(instance, evidenceDir);
    activities = createOfficeActivities(office.deps);
    await office.sql.query(
      `insert into governance_documents (document_type, version, sha256, content, effective_from)
       values ('issuerCertificate', $1, $2, $3, now())`,
      [ca.issuerKeyId, sha256Hex(ca.certificate), ca.certificate],
    );
  });

  afterAll(async () => {
    await office.close();
    await instance.stop();
    removeDataDirectory(dataDir);
    rmSync(evidenceDir, { recursive: true, force: true });
  });

  const eventsOf = async (caseId: string): Promise<{ event: string; seq: number }[]> => {
    const { rows } = await office.sql.query(
      'select event, seq from book_entries where case_id = $1 order by seq',
      [caseId],
    );
    return rows;
  };

  const stateOf = async (caseId: string): Promise<string> => {
    const { rows } = await office.sql.query(
      'select state from certificate_applications where id = $1',
      [caseId],
    );
    return rows[0]?.state;
  };

  const notHoldingOf = async (caseId: string): Promise<string[]> => {
    const { rows } = await office.sql.query(
      'select not_holding as "notHolding" from certificate_applications where id = $1',
      [caseId],
    );
    return rows[0]?.notHolding;
  };

  /** A case in a state whose deadline is so far away, with an input that waits. */
  const put = async (state: string, deadline: string, kind?: string): Promise<string> => {
    const { caseId } = await insertIssuingCase(office);
    await office.sql.query(
      `update certificate_applications set state = $2, state_deadline = now() + $3::interval
       where id = $1`,
      [caseId, state, deadline],
    );
    if (kind !== undefined) {
      await office.sql.query(
        `insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at)
         values ($1, $2, $3, 'sample-portal', $4, now() - interval '1 day')`,
        [uuidV7(), caseId, kind, 'c'.repeat(64)],
      );
    }
    return caseId;
  };

  /** What the room would answer for a certificate that lies in the evidence. */
  const answerFor = async (
    { caseId, chainId }: IssuingCase,
    certificate: Buffer,
    said: NonNullable<Lie['said']> & { readonly serialNumber: string },
  ) => {
    await office.deps.evidence.put({ caseId, chainId }, [
      { kind: 'certificate', ring: 'chain', octets: certificate },
    ]);
    return {
      outcome: 'issued',
      issuerKeyId: ca.issuerKeyId,
      certificateSha256: sha256Hex(certificate),
      intentEntryId: uuidV7(),
      ...said,
    } as const;
  };

  describe('actOnCase', () => {
    const note = {
      event: 'application.lapsed',
      items: ['1ロ'],
      actor: { kind: 'system', id: 'test' },
      data: { cause: 'test', deadline: '2026-12-01T00:00:00.000Z' },
    } as const;

    it('lets acts that come at once write one after the other, without a gap in the book', async () => {
      const { caseId } = await insertIssuingCase(office);
      const act = () =>
        actOnCase(office.deps, caseId, (_file, now) => ({
          entries: [{ entry: { ...note, at: now.toISOString() } }],
        }));
      await Promise.all(Array.from({ length: 6 }, act));
      expect((await eventsOf(caseId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('counts questions to J-LIS that two workers ask at once one after the other', async () => {
      const { caseId } = await insertIssuingCase(office);
      const ask = () =>
        actOnCase(office.deps, caseId, ({ jlis }, now) => ({
          entries: [{ entry: { ...note, at: now.toISOString() } }],
          jlisAsked: [
            {
              id: uuidV7(),
              case_id: caseId,
              edition: 1,
              attempt: (jlis?.attempt ?? 0) + 1,
              purpose: 'signatureVerification',
              method: 'ocsp',
              asked_at: now,
              request_sha256: 'a'.repeat(64),
            },
          ],
        }));
      await Promise.all(Array.from({ length: 4 }, ask));
      const { rows } = await office.sql.query(
        'select attempt from jlis_queries where case_id = $1 order by attempt',
        [caseId],
      );
      expect(rows.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      expect(await eventsOf(caseId)).toHaveLength(4);
    });

    it('gives up as DatabaseUnavailable, to be tried again, when it is outrun every time', async () => {
      const { caseId } = await insertIssuingCase(office);
      const outrun = actOnCase(office.deps, caseId, async (_file, now) => {
        await office.sql.query(
          `insert into case_sequences as s (case_id, last_seq) values ($1, 1)
           on conflict (case_id) do update set last_seq = s.last_seq + 1`,
          [caseId],
        );
        return { entries: [{ entry: { ...note, at: now.toISOString() } }] };
      });
      await expect(outrun).rejects.toMatchObject({ type: 'DatabaseUnavailable' });
      expect(await eventsOf(caseId)).toEqual([]);
    });

    it('writes nothing of an act whose case has moved', async () => {
      const { caseId, orderId } = await insertIssuingCase(office);
      let isFirst = true;
      await actOnCase(office.deps, caseId, async ({ row }, now) => {
        if (isFirst) {
          isFirst = false;
          await activities.noteRefusal(orderId, 'keyRefused');
        }
        if (row.state !== 'issuing') return undefined;
        return {
          change: { state: 'review' },
          entries: [{ entry: { ...note, at: now.toISOString() } }],
        };
      });
      expect(await stateOf(caseId)).toBe('checking');
      expect(await eventsOf(caseId)).toHaveLength(1);
    });
  });

  it('knows no case and no order that is not there', async () => {
    await expect(activities.openCase(uuidV7())).rejects.toMatchObject({
      type: 'ApplicationNotFound',
    });
    await expect(activities.applyInput(uuidV7())).rejects.toMatchObject({
      type: 'ApplicationNotFound',
    });
    await expect(activities.noteRefusal(uuidV7(), 'capExceeded')).rejects.toMatchObject({
      type: 'OrderNotFound',
    });
    // The order is decided, and nothing was issued for it yet.
    const { orderId } = await insertIssuingCase(office);
    await expect(activities.advanceCertificate(orderId)).rejects.toMatchObject({
      type: 'CertificateNotFound',
    });
  });

  describe('receiveCertificate', () => {
    it('believes a certificate of our issuer for the key and order that were decided, once', async () => {
      const waiting = await insertIssuingCase(office);
      const serialNumber = newSerialNumber();
      const certificate = byUs(waiting, serialNumber);
      const answer = await answerFor(waiting, certificate, { serialNumber });
      const first = await activities.receiveCertificate(waiting.orderId, answer);
      expect(first.state).toBe('issued');
      expect(await activities.receiveCertificate(waiting.orderId, answer)).toEqual(first);
      const events = await eventsOf(waiting.caseId);
      expect(events.map(({ event }) => event)).toEqual(['certificate.received']);
    });

    const lies: readonly Lie[] = [
      { name: 'of a stranger', make: byStranger },
      {
        name: 'of a stranger who says so',
        make: byStranger,
        said: { issuerKeyId: stranger.issuerKeyId },
      },
      {
        name: 'of a stranger with our name and key id in it',
        make: by(stranger, {
          altered: () => ({ issuer: OUR_NAME, issuerKeyId: ca.issuerKeyId }),
        }),
      },
      { name: 'that is no certificate', make: () => Buffer.from('no certificate') },
      { name: 'with an octet changed after it was signed', make: changed },
      { name: 'for another key', make: by(ca, { spki: otherSpki }) },
      { name: 'in another name', make: by(ca, { name: '見本　太郎' }) },
      { name: 'of another application', make: by(ca, { applicationId: uuidV7() }) },
      {
        name: 'with another serial number than was said',
        make: byUs,
        said: { serialNumber: newSerialNumber() },
      },
      { name: 'that is valid longer than decided', make: by(ca, { months: 36 }) },
      { name: 'that is valid shorter than decided', make: by(ca, { months: 12 }) },
      {
        name: 'that is valid a second longer',
        make: oursWith(({ notAfter }) => ({ notAfter: new Date(notAfter.getTime() + 1000) })),
      },
      { name: 'from before the application', make: by(ca, { at: Date.now() - DAY_MS }) },
      { name: 'from the future', make: by(ca, { at: Date.now() + DAY_MS }) },
      {
        name: 'that names another authority key',
        make: oursWith(() => ({ issuerKeyId: stranger.issuerKeyId })),
      },
      {
        name: 'whose revocation would stand nowhere',
        make: oursWith(({ profile }) => ({ profile: { ...profile, repositoryUrl: '' } })),
      },
      {
        name: 'under a hash that nothing has',
        make: byUs,
        said: { certificateSha256: 'f'.repeat(64) },
      },
      { name: 'under no hash', make: byUs, said: { certificateSha256: '../../etc/passwd' } },
      { name: 'without an intent', make: byUs, said: { intentEntryId: 'none' } },
      { name: 'of no issuer', make: byUs, said: { issuerKeyId: '' } },
    ];

    it.each([...lies])('refuses a certificate $name, and stores nothing', async (lie: Lie) => {
      const { make, said = {} } = lie;
      const waiting = await insertIssuingCase(office);
      const serialNumber = newSerialNumber();
      const certificate = make(waiting, serialNumber);
      const answer = await answerFor(waiting, certificate, { serialNumber, ...said });
      const parked = await activities.receiveCertificate(waiting.orderId, answer);
      expect(parked).toMatchObject({ state: 'issuing', isParked: true });
      expect(await notHoldingOf(waiting.caseId)).toEqual(['gate/certificateMismatch']);
      expect(await eventsOf(waiting.caseId)).toEqual([]);
      // The room's own answer is as good as before.
      const genuine = byUs(waiting, serialNumber);
      const own = await answerFor(waiting, genuine, { serialNumber });
      expect(await activities.receiveCertificate(waiting.orderId, own)).toMatchObject({
        state: 'issued',
      });
    });
  });

  describe('noteRefusal', () => {
    it('has the room asked again later for what passes by itself', async () => {
      const { orderId } = await insertIssuingCase(office);
      const situation = await activities.noteRefusal(orderId, 'capExceeded');
      expect(situation).toMatchObject({ state: 'issuing', isParked: false });
      expect(situation.nextAttemptAt).toBeGreaterThan(Date.now());
    });

    it('parks what only a person can mend, with its deadline at once', async () => {
      const { orderId } = await insertIssuingCase(office);
      const situation = await activities.noteRefusal(orderId, 'factsDiffer');
      expect(situation).toMatchObject({ state: 'issuing', isParked: true });
      expect(situation.stateDeadline).toBeLessThanOrEqual(Date.now());
    });

    it.each(['madeUp', 'gate refused', '__proto__', 7, null, undefined])(
      'parks what the gate never says: %s',
      async (said) => {
        const { caseId, orderId } = await insertIssuingCase(office);
        const situation = await activities.noteRefusal(orderId, said);
        expect(situation).toMatchObject({ state: 'issuing', isParked: true });
        expect(await notHoldingOf(caseId)).toEqual(['gate/certificateMismatch']);
      },
    );

    it('voids the approval and decides anew where facts of now say otherwise', async () => {
      const { caseId, orderId } = await insertIssuingCase(office);
      const situation = await activities.noteRefusal(orderId, 'jlisTooOld');
      expect(situation.state).toBe('waiting');
      expect(situation.nextAttemptAt).toBeGreaterThan(Date.now());
      const events = await eventsOf(caseId);
      expect(events.map(({ event }) => event)).toEqual(['application.approvalVoided']);
    });
  });

  describe('noteRoomAway', () => {
    it('says once for a cause that the case waits for the room, and leaves it in issuing', async () => {
      const { caseId, orderId } = await insertIssuingCase(office);
      const first = await activities.noteRoomAway(orderId, 'HsmUnavailable');
      expect(first).toMatchObject({ state: 'issuing', isParked: false, openOrders: [orderId] });
      expect(first.nextAttemptAt).toBeGreaterThan(Date.now());
      const again = await activities.noteRoomAway(orderId, 'HsmUnavailable');
      expect(again.nextAttemptAt).toBeGreaterThanOrEqual(first.nextAttemptAt ?? 0);
      const events = await eventsOf(caseId);
      expect(events.map(({ event }) => event)).toEqual(['case.waiting']);
      await activities.noteRoomAway(orderId, 'EnclaveUnavailable');
      expect(await eventsOf(caseId)).toHaveLength(2);
      // A failure that is none of ours was named by somebody else, and is not written down.
      await activities.noteRoomAway(orderId, 'Yamada Hanako');
      expect(await eventsOf(caseId)).toHaveLength(2);
    });
  });

  describe('askRoomAgain', () => {
    it('lets a parked case go to the room, may be repeated, and leaves every other case', async () => {
      const { caseId, orderId } = await insertIssuingCase(office);
      expect(await askRoomAgain(office.deps.db, caseId)).toBe(false);
      await activities.noteRefusal(orderId, 'factsDiffer');
      expect(await askRoomAgain(office.deps.db, caseId)).toBe(true);
      expect(await askRoomAgain(office.deps.db, caseId)).toBe(true);
      const situation = await activities.openCase(caseId);
      expect(situation).toMatchObject({ state: 'issuing', isParked: false });
      expect(situation.nextAttemptAt).toBeLessThanOrEqual(Date.now() + 1000);
      const closed = await insertIssuingCase(office);
      await activities.noteRefusal(closed.orderId, 'factsDiffer');
      await office.sql.query(
        `update certificate_applications set state = 'withdrawn', closed_at = now() where id = $1`,
        [closed.caseId],
      );
      expect(await askRoomAgain(office.deps.db, closed.caseId)).toBe(false);
      expect(await eventsOf(caseId)).toEqual([]);
    });
  });

  describe('lapseCase', () => {
    it('ends a case whose answer did not come, once', async () => {
      const caseId = await put('returned', '-1 hour');
      expect((await activities.lapseCase(caseId, 'stateDeadline')).state).toBe('lapsed');
      await activities.lapseCase(caseId, 'stateDeadline');
      expect(await eventsOf(caseId)).toHaveLength(1);
    });

    it('takes a correction that came in time, however late it is looked at', async () => {
      const caseId = await put('returned', '-1 hour', 'correction');
      expect((await activities.lapseCase(caseId, 'stateDeadline')).state).toBe('checking');
      expect(await eventsOf(caseId)).toEqual([]);
    });

    it.each([
      ['a deadline that has not come', 'returned', '1 hour'],
      ['an order the room may have begun', 'issuing', '-1 hour'],
    ])('leaves a case with %s', async (_name, state, deadline) => {
      const caseId = await put(state, deadline);
      expect((await activities.lapseCase(caseId, 'stateDeadline')).state).toBe(state);
    });
  });
});
