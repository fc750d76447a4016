import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CertificateName } from '../../../enclave/revocation/known-certificates.ts';
import type { RevocationOrder } from '../../../enclave/revocation/outcomes.ts';
import {
  requestIdOf,
  revokeByCustodians,
} from '../../../enclave/revocation/revoke-by-custodians.ts';
import { statusOf } from '../../../enclave/revocation/status-of.ts';
import { unpublishedChanges } from '../../../enclave/revocation/unpublished.ts';
import { makeCase, SERVICE } from '../../../bin/chaos/forge/drafted-case.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { issued, useRoom, type HeldRoom } from '../held-room.ts';
import type { RoomBench, TestRoom } from '../room-bench.ts';
import { StatusModel, type Asked } from './status-model.ts';
import { registerCertificates, type Registered } from './registered-certificates.ts';

const current = useRoom();
let bench: RoomBench;
let issuerKeyId: string;
const openRoom: HeldRoom['openRoom'] = () => current().openRoom();

beforeAll(async () => {
  ({ bench } = current());
  const room = await bench.openRoom();
  issuerKeyId = room.room.registers.issuerKey(SERVICE)?.issuerKeyId ?? '';
  await room.close();
});

const register = (count: number, how?: Registered) =>
  registerCertificates(bench.pool, { issuerKeyId, count, ...how });

async function certificate(how?: Registered): Promise<CertificateName> {
  const [one] = await register(1, how);
  if (!one) throw new Error('nothing was registered');
  return one;
}

const order = (name: CertificateName, more: Partial<RevocationOrder> = {}): RevocationOrder => ({
  requestId: uuidV7(),
  issuerKeyId: name.issuerKeyId,
  serialNumber: name.serialNumber,
  certificateSha256: name.certificateSha256,
  reasonCode: 'superseded',
  ...more,
});

const hold = (name: CertificateName, requestId = uuidV7()) => ({
  requestId,
  ...name,
  until: Date.now() + 72 * 3600 * 1000,
  assertionSha256: ['ab'.repeat(32)],
});

async function status({ serialNumber }: CertificateName) {
  return (await statusOf(bench.pool, issuerKeyId, [serialNumber])).get(serialNumber);
}

const entriesAbout = async ({ serialNumber }: CertificateName) =>
  (await bench.readBook()).flatMap(({ entry }) =>
    (entry.data as { serialNumber?: string }).serialNumber === serialNumber ? [entry] : [],
  );

const unpublished = async ({ serialNumber }: CertificateName) =>
  (await unpublishedChanges(bench.pool, issuerKeyId, 10_000)).filter(
    (change) => change.serialNumber === serialNumber,
  );

const rowOf = async (orderId: string) =>
  (
    await bench.pool.query(
      `select issuer_key_id as "issuerKeyId", serial_number as "serialNumber",
         certificate_sha256 as "certificateSha256" from issuances where order_id = $1`,
      [orderId],
    )
  ).rows[0] as CertificateName;

const checkpoints = () => bench.token.asked.filter((label) => label === 'enclave-book').length;

describe('recordRevocations', () => {
  it('revokes a certificate that the room issued, once, with date and reason in the book', async () => {
    const { issuer, revocations } = await openRoom();
    const request = await makeCase(bench);
    issued(await issuer.issue(request));
    const name = await rowOf(request.orderId);
    expect(await status(name)).toMatchObject({ status: 'good' });
    const invalidityDate = Date.parse('2026-11-01T00:00:00.000Z');
    const asked = order(name, { reasonCode: 'keyCompromise', invalidityDate });
    const [answer] = await revocations.record([asked]);
    expect(answer).toMatchObject({ outcome: 'recorded', reasonCode: 'keyCompromise' });
    expect(await revocations.record([asked])).toEqual([answer]);
    const [other] = await revocations.record([order(name)]);
    expect(other).toMatchObject({
      outcome: 'alreadyRevoked',
      byRequest: asked.requestId,
      reasonCode: 'keyCompromise',
    });
    expect(await status(name)).toMatchObject({
      status: 'revoked',
      reasonCode: 'keyCompromise',
      invalidityDate: new Date(invalidityDate),
    });
    const recorded = (await entriesAbout(name)).filter(
      ({ event }) => event === 'revocation.recorded',
    );
    expect(recorded).toHaveLength(1);
    expect(recorded[0]).toMatchObject({
      case: asked.requestId,
      data: {
        certificateSha256: name.certificateSha256,
        invalidityDate: '2026-11-01T00:00:00.000Z',
      },
    });
  });

  it('never revokes what is named by one serial number and the fingerprint of another (incident 9)', async () => {
    const { revocations } = await openRoom();
    const [one, other] = await register(2);
    if (!one || !other) throw new Error('two are needed');
    const swapped = [
      order({ ...one, certificateSha256: other.certificateSha256 }),
      order({ ...other, certificateSha256: one.certificateSha256.toUpperCase() }),
    ];
    expect(await revocations.record(swapped)).toMatchObject([
      { outcome: 'refused', check: 'fingerprintMismatch' },
      { outcome: 'refused', check: 'fingerprintMismatch' },
    ]);
    const mistaken = hold({ ...one, certificateSha256: other.certificateSha256 });
    expect(await revocations.suspend(mistaken)).toMatchObject({ check: 'fingerprintMismatch' });
    expect(await status(one)).toMatchObject({ status: 'good' });
    expect(await status(other)).toMatchObject({ status: 'good' });
    expect(await entriesAbout(one)).toEqual([]);
  });

  it('knows only what it made: no other number, no intent, nothing that has expired', async () => {
    const { revocations } = await openRoom();
    const unknown = {
      issuerKeyId,
      serialNumber: '1'.repeat(40),
      certificateSha256: '0'.repeat(64),
    };
    const intended = await certificate({ isIntended: true });
    const expired = await certificate({ notAfter: new Date(Date.now() - 1000) });
    const elsewhere = { ...(await certificate()), issuerKeyId: '0'.repeat(40) };
    const answers = await revocations.record(
      [unknown, intended, expired, elsewhere].map((n) => order(n)),
    );
    expect(answers.map((each) => ('check' in each ? each.check : each.outcome))).toEqual([
      'notFound',
      'notFound',
      'expired',
      'notFound',
    ]);
    expect(await status(unknown)).toEqual({ status: 'neverIssued' });
    expect(await status(intended)).toEqual({ status: 'neverIssued' });
  });

  it('records 500 under one checkpoint, and the wrong one among them alone is refused', async () => {
    const { revocations } = await openRoom();
    const names = await register(500);
    const orders = names.map((name, i) =>
      order(i === 250 ? { ...name, certificateSha256: '0'.repeat(64) } : name),
    );
    const before = checkpoints();
    const answers = await revocations.record(orders);
    expect(checkpoints() - before).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(499);
    expect(answers[250]).toMatchObject({ outcome: 'refused' });
    await expect(revocations.record([...orders, ...orders.slice(0, 1)])).rejects.toMatchObject({
      type: 'MalformedRequest',
    });
  });

  it('gives a certificate to one of many requests that come at once, and to one of a list', async () => {
    const { revocations } = await openRoom();
    const [name, twice] = await register(2);
    if (!name || !twice) throw new Error('two are needed');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => revocations.record([order(name)])),
    );
    const by = answers.flat().filter(({ outcome }) => outcome === 'recorded');
    expect(by).toHaveLength(1);
    for (const answer of answers.flat()) {
      if (answer.outcome !== 'recorded')
        expect(answer).toMatchObject({ outcome: 'alreadyRevoked', byRequest: by[0]?.requestId });
    }
    const [first, second] = await revocations.record([order(twice), order(twice)]);
    expect(first?.outcome).toBe('recorded');
    expect(second).toMatchObject({ outcome: 'alreadyRevoked', byRequest: first?.requestId });
  });
});

describe('a certificate that is held', () => {
  it('is good again when its request is refused, and by no other request', async () => {
    const { revocations } = await openRoom();
    const name = await certificate();
    const asked = hold(name);
    const answer = await revocations.suspend(asked);
    expect(answer).toMatchObject({ outcome: 'recorded', reasonCode: 'certificateHold' });
    expect(await revocations.suspend(asked)).toEqual(answer);
    expect(await revocations.suspend(hold(name))).toMatchObject({
      outcome: 'alreadyRevoked',
      byRequest: asked.requestId,
    });
    expect(await status(name)).toMatchObject({ status: 'held' });
    const { serialNumber } = name;
    const stranger = { requestId: uuidV7(), issuerKeyId, serialNumber };
    expect(await revocations.release(stranger)).toEqual({ isReleased: false });
    expect(await status(name)).toMatchObject({ status: 'held' });
    const own = { ...stranger, requestId: asked.requestId };
    expect(await revocations.release(own)).toEqual({ isReleased: true });
    expect(await revocations.release(own)).toEqual({ isReleased: true });
    expect(await status(name)).toMatchObject({ status: 'good' });
    expect((await entriesAbout(name)).map(({ event }) => event)).toEqual([
      'certificate.suspended',
      'certificate.released',
    ]);
  });

  it('is revoked from the instant of the hold on, and then there is nothing to release', async () => {
    const { revocations } = await openRoom();
    const name = await certificate();
    const asked = hold(name);
    const suspended = await revocations.suspend(asked);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const [revoked] = await revocations.record([order(name, { requestId: asked.requestId })]);
    const at = 'revocationDate' in suspended ? suspended.revocationDate : 0;
    expect(revoked).toMatchObject({ outcome: 'recorded', revocationDate: at - (at % 1000) });
    expect(await revocations.release({ ...asked })).toEqual({ isReleased: false });
    expect(await status(name)).toMatchObject({ status: 'revoked' });
    expect(await revocations.suspend(hold(name))).toMatchObject({ outcome: 'alreadyRevoked' });
  });
});

describe('upgradeReason', () => {
  it('makes a reason keyCompromise and nothing else, once, and keeps the one before', async () => {
    const { revocations } = await openRoom();
    const name = await certificate();
    const upgrade = { ...order(name), reasonCode: 'keyCompromise', assertionSha256: [] } as const;
    await expect(revocations.upgrade(upgrade)).rejects.toMatchObject({ type: 'IllegalTransition' });
    const [recorded] = await revocations.record([order(name)]);
    await expect(
      revocations.upgrade({ ...upgrade, reasonCode: 'superseded' }),
    ).rejects.toMatchObject({ type: 'MalformedRequest' });
    const wrong = { ...upgrade, certificateSha256: '0'.repeat(64) };
    expect(await revocations.upgrade(wrong)).toMatchObject({ check: 'fingerprintMismatch' });
    const answer = await revocations.upgrade(upgrade);
    expect(answer).toMatchObject({
      outcome: 'recorded',
      reasonCode: 'keyCompromise',
      revocationDate: recorded && 'revocationDate' in recorded ? recorded.revocationDate : 0,
    });
    expect(await revocations.upgrade(upgrade)).toEqual(answer);
    const entries = await entriesAbout(name);
    expect(entries.map(({ event }) => event)).toEqual([
      'revocation.recorded',
      'revocation.reasonUpgraded',
    ]);
    expect(entries[1]?.data).toMatchObject({ from: 'superseded', to: 'keyCompromise' });
  });
});

const custodian = (id: string) => ({
  actor: { kind: 'custodian', id, role: 'custodian', terminal: 'room-01' } as const,
  person: id,
  assertionSha256: 'cd'.repeat(32),
});

describe('revokeByCustodians', () => {
  it('revokes without the office, with all that was said of it in one act, and once', async () => {
    const opened = await openRoom();
    const { revocations, room } = opened;
    const [one, other] = await register(2);
    if (!one || !other) throw new Error('two are needed');
    const { cursor } = await revocations.listRoomsOwn(-1);
    await revocations.record([order(other)]);
    const ordered = {
      act: uuidV7(),
      contentSha256: 'ef'.repeat(32),
      proposer: custodian('custodian-01'),
      approver: custodian('custodian-02'),
      reasonCode: 'privilegeWithdrawn',
      nameCommitment: '12'.repeat(32),
      certificates: [
        { line: 2, ...one },
        { line: 5, ...other },
        { line: 6, ...other, certificateSha256: one.certificateSha256 },
      ],
    } as const;
    const held = { pool: bench.pool, book: room.book, now: () => new Date() };
    const outcomes = await revokeByCustodians(held, ordered);
    expect(outcomes.map(({ line, recorded }) => [line, recorded.outcome])).toEqual([
      [2, 'recorded'],
      [5, 'alreadyRevoked'],
      [6, 'refused'],
    ]);
    const size = room.book.size;
    expect(await revokeByCustodians(held, ordered)).toEqual(outcomes);
    expect(room.book.size).toBe(size);
    expect((await entriesAbout(one)).map(({ event }) => event)).toEqual([
      'revocation.requested',
      'revocation.granted',
      'revocation.recorded',
    ]);
    await expect(
      revokeByCustodians(held, { ...ordered, approver: ordered.proposer }),
    ).rejects.toMatchObject({ type: 'DualControlViolation' });
    // What the office ordered it knows; of the other it hears by the place in the book.
    const { revocations: own } = await revocations.listRoomsOwn(cursor);
    expect(own).toMatchObject([
      {
        requestId: requestIdOf(ordered.act, 2),
        because: 'custodians',
        serialNumber: one.serialNumber,
      },
    ]);
    expect(own[0]?.publishedAt).toBeUndefined();
    const served = await unpublished(one);
    const at = held.now();
    await held.book.write({ entries: [], keys: { published: { at, served } } });
    const [after] = (await revocations.listRoomsOwn((own[0]?.index ?? 0) - 1)).revocations;
    expect(after?.publishedAt).toBe(at.getTime());
  });
});

describe('unpublishedChanges', () => {
  it('names a change until it was read back, and one that came in between again', async () => {
    const opened = await openRoom();
    const { revocations, room } = opened;
    const name = await certificate();
    const asked = order(name);
    await revocations.record([asked]);
    const signed = await unpublished(name);
    expect(signed).toMatchObject([{ served: 'superseded', requestIds: [asked.requestId] }]);
    const upgraded = { ...order(name), reasonCode: 'keyCompromise', assertionSha256: [] } as const;
    await revocations.upgrade(upgraded);
    await readBack(opened, signed);
    const again = await unpublished(name);
    expect(again).toMatchObject([
      { served: 'keyCompromise', requestIds: [asked.requestId, upgraded.requestId] },
    ]);
    await readBack(opened, again);
    expect(await unpublished(name)).toEqual([]);
    expect(room.book.size).toBeGreaterThan(0);
  });

  it('names a hold, then its release; of a hold that ended revoked the revocation alone', async () => {
    const opened = await openRoom();
    const { revocations } = opened;
    const [name, other] = await register(2);
    if (!name || !other) throw new Error('two are needed');
    const asked = hold(name);
    await revocations.suspend(asked);
    await readBack(opened, await unpublished(name));
    expect(await unpublished(name)).toEqual([]);
    await revocations.release(asked);
    expect(await unpublished(name)).toMatchObject([{ served: 'good', requestId: asked.requestId }]);
    await readBack(opened, await unpublished(name));
    expect(await unpublished(name)).toEqual([]);
    const held2 = hold(other);
    await revocations.suspend(held2);
    await revocations.record([order(other)]);
    expect(await unpublished(other)).toMatchObject([{ served: 'superseded' }]);
  });
});

const asked: fc.Arbitrary<Asked> = fc.record({
  does: fc.constantFrom('record', 'recordWrong', 'suspend', 'release', 'upgrade'),
  by: fc.integer({ min: 0, max: 2 }),
});

/** Asks the room; what it refuses by a failure changes nothing, as the model says. */
async function ask(
  { revocations }: TestRoom,
  name: CertificateName,
  {
    does,
    requestId,
  }: {
    readonly does: Asked['does'];
    readonly requestId: string;
  },
): Promise<unknown> {
  const upgraded = { reasonCode: 'keyCompromise', assertionSha256: [] } as const;
  switch (does) {
    case 'record':
      return revocations.record([order(name, { requestId })]);
    case 'recordWrong':
      return revocations.record([
        order({ ...name, certificateSha256: 'f'.repeat(64) }, { requestId }),
      ]);
    case 'suspend':
      return revocations.suspend(hold(name, requestId));
    case 'release':
      return revocations.release({ ...name, requestId });
    default:
      return revocations
        .upgrade({ ...order(name, { requestId }), ...upgraded })
        .catch((error: unknown) => error);
  }
}

describe('the status of a certificate', () => {
  it('follows from what was asked in whatever order, and what is revoked is never good again', async () => {
    const opened = await openRoom();
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 8 }), async (all) => {
        const name = await certificate();
        const requests = [uuidV7(), uuidV7(), uuidV7()];
        const model = new StatusModel();
        for (const { does, by } of all) {
          await ask(opened, name, { does, requestId: requests[by] ?? '' });
          model.apply({ does, by });
          expect(await status(name)).toMatchObject({
            status: model.status,
            ...(model.revokedFor && { reasonCode: model.revokedFor }),
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});

async function readBack(
  { room }: TestRoom,
  served: Awaited<ReturnType<typeof unpublishedChanges>>,
): Promise<void> {
  await room.book.write({ entries: [], keys: { published: { at: new Date(), served } } });
}
