import { execFileSync } from 'node:child_process';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { orderIdOf } from '../../activities/decision/order-id.ts';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { openCrl } from '../../adapters/x509/crl/open-crl.ts';
import { CUSTODIANS, ORGANIZATION, ROOM_TERMINAL } from '../../bin/demonstration/documents.ts';
import type { KeyStateChange } from '../../domain/governance/act-kinds.ts';
import { issuingEnd } from '../../domain/issuance/issuing-end.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { keyIdentifierOf } from '../../enclave/issuance/certificate-profile.ts';
import { judgeAgreedAct, type AgreedAct } from '../../enclave/keys/agreed-act.ts';
import {
  bringIntoService,
  changeKeyState,
  registeredKey,
  type KeyStateOrder,
} from '../../enclave/keys/change-key-state.ts';
import { openIssuerKey } from '../../enclave/keys/issuer-key.ts';
import { holdKeyCeremony } from '../../enclave/keys/key-ceremony.ts';
import { linkKeys } from '../../enclave/keys/link-certificates.ts';
import { DatabaseRegisters } from '../../enclave/keys/room-registers.ts';
import { stopCompromisedKey } from '../../enclave/keys/stop-compromised-key.ts';
import { affectedBy, revokeAll } from '../../enclave/revocation/revoke-all.ts';
import { publishLastCrl } from '../../enclave/status/last-crl.ts';
import type { CrlPlace } from '../../enclave/status/sign-list.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { handedIn, signingOn } from './agreed-acts.ts';
import { draftCase, fileCase, makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { issued, useRoom, type HeldRoom, type Issued } from './held-room.ts';
import type { RoomBench, TestRoom } from './room-bench.ts';
import { anOfficer } from '../../bin/chaos/forge/officers.ts';

const held = useRoom({
  'with-states': 'p256',
  'with-two': 'p256',
  'with-links': 'rsa2048',
  'with-end': 'p256',
  'with-thief': 'p384',
});
let bench: RoomBench;
beforeAll(() => {
  ({ bench } = held());
});
const openRoom: HeldRoom['openRoom'] = (capPerHour) => held().openRoom(capPerHour);

const TWO = { custodians: CUSTODIANS, terminal: ROOM_TERMINAL } as const;
const now = () => new Date();

const roomOf = ({ room }: TestRoom) => ({ pool: bench.pool, book: room.book });
const lookAgain = ({ room }: TestRoom) => (room.registers as DatabaseRegisters).look();

/** The key that issues for a service now. */
const keyOf = ({ room }: TestRoom, service: string): string =>
  room.registers.issuerKey(service)?.issuerKeyId ?? 'none';

/** Makes another key under the name that the service's first key has. */
async function makeKey(opened: TestRoom, service: string, commonName: string): Promise<string> {
  const certificate = await holdKeyCeremony(
    { ...roomOf(opened), token: bench.token, now },
    {
      ...TWO,
      hsmLabel: `issuer-${service}-${uuidV7()}`,
      algorithm: 'p256',
      organization: ORGANIZATION,
      commonName,
      services: [service],
    },
  );
  return keyIdentifierOf(readCertificate(certificate).spki).toString('hex');
}

async function change(opened: TestRoom, order: Omit<KeyStateOrder, 'custodians' | 'terminal'>) {
  const outcome = await changeKeyState(roomOf(opened), { ...TWO, ...order }, now());
  await lookAgain(opened);
  return outcome;
}

const stateOf = async (issuerKeyId: string) =>
  (await registeredKey({ pool: bench.pool }, issuerKeyId)).state;

/** An order whose intent is written and whose signature failed. */
async function intend({ issuer }: TestRoom, request: OrderRequest): Promise<OrderRequest> {
  bench.token.issuing = () => Promise.reject(new Error('the HSM went away'));
  await expect(issuer.issue(request)).rejects.toThrow('the HSM went away');
  bench.token.issuing = (sign) => sign();
  return request;
}

const fileOf = (name: string, der: Buffer): string => {
  const path = join(bench.instance.dataDir, name);
  writeFileSync(path, new NodeCertificate(der).toString());
  return path;
};

const certificateOf = (request: OrderRequest, { certificateSha256 }: Issued): Buffer => {
  const at = { caseId: request.applicationId, chainId: request.chainId };
  const found = bench.office.get(at, [certificateSha256]).get(certificateSha256);
  if (!found) throw new Error('the certificate is no evidence');
  return found;
};

const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8' });

const openKey = async (issuerKeyId: string) => {
  const row = await registeredKey({ pool: bench.pool }, issuerKeyId);
  return openIssuerKey(row, bench.token.findKey(row.hsmLabel));
};

const entriesAbout = async (issuerKeyId: string) =>
  (await bench.readBook()).flatMap(({ entry }) =>
    (entry.data as { issuerKeyId?: string }).issuerKeyId === issuerKeyId ? [entry] : [],
  );

describe('changeKeyState', () => {
  it('has a key issue only after a ceremony, an accreditation and a start, each in the book', async () => {
    const opened = await openRoom();
    const first = keyOf(opened, 'with-states');
    await change(opened, { issuerKeyId: first, to: 'status-only' });
    const key = await makeKey(opened, 'with-states', 'Toroku Sample CA p256');
    const request = await makeCase(bench, { service: 'with-states' });
    const refusal = { outcome: 'refused', check: 'issuerKeyNotIssuing' };
    expect(await opened.issuer.issue(request)).toEqual(refusal);
    await expect(change(opened, { issuerKeyId: key, to: 'issuing' })).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
    expect(await change(opened, { issuerKeyId: key, to: 'accredited' })).toBe('changed');
    expect(await change(opened, { issuerKeyId: key, to: 'accredited' })).toBe('wasSo');
    expect(await opened.issuer.issue(request)).toEqual(refusal);
    await change(opened, { issuerKeyId: key, to: 'issuing' });
    expect(issued(await opened.issuer.issue(request)).issuerKeyId).toBe(key);
    const entries = await entriesAbout(key);
    expect(entries.map(({ event }) => event)).toEqual([
      'issuerKey.generated',
      'caCertificate.intended',
      'caCertificate.issued',
      'issuerCertificate.published',
      'issuerKey.stateChanged',
      'issuerKey.stateChanged',
      'issuance.intended',
      'issuance.completed',
    ]);
    const [, , , , accredited, issuing] = entries;
    expect(accredited?.data).toMatchObject({ from: 'generated', to: 'accredited' });
    expect(issuing?.data).toMatchObject({ from: 'accredited', to: 'issuing' });
    const acts = (await bench.readBook()).filter(
      ({ entry }) =>
        (entry.data as { act?: string }).act ===
        (issuing?.data as { act?: string } | undefined)?.act,
    );
    expect(acts.map(({ entry }) => entry.event)).toEqual([
      'act.proposed',
      'act.approved',
      'act.effective',
      'issuerKey.stateChanged',
    ]);
    // With a certificate that is valid it still signs status.
    await change(opened, { issuerKeyId: key, to: 'status-only' });
    await expect(change(opened, { issuerKeyId: key, to: 'retired' })).rejects.toThrow('are valid');
    expect(await change(opened, { issuerKeyId: first, to: 'retired' })).toBe('changed');
  });

  it('believes two custodians of the register, about this key and step, once', async () => {
    const opened = await openRoom();
    const key = await makeKey(opened, 'with-states', 'Toroku Sample CA p256');
    const [cara, cole] = [anOfficer('cara', ['custodian']), anOfficer('cole', ['custodian'])];
    const ann = anOfficer('ann', ['approver']);
    const relyingParty = relyingPartyAt(bench.config.publicConsoleUrl);
    const officers = [cara, cole, ann].map(({ account }) => account);
    const agree = (content: KeyStateChange, approves = cole): Promise<AgreedAct> => {
      const act = signingOn({ actKind: 'keyState', change: content } as never);
      const said = { content: act, proposes: { officer: cara }, approves: { officer: approves } };
      return judgeAgreedAct(
        { officers, relyingParty, at: Date.now() },
        handedIn(said, relyingParty),
      );
    };
    const accredited = { issuerKeyId: key, to: 'accredited' } as const;
    await expect(agree(accredited, ann)).rejects.toMatchObject({ type: 'RoleRequired' });
    await expect(agree(accredited, cara)).rejects.toMatchObject({ type: 'DualControlViolation' });
    const other = await agree({ issuerKeyId: keyOf(opened, 'with-two'), to: 'accredited' });
    const refused = { type: 'IllegalTransition' };
    await expect(
      changeKeyState(roomOf(opened), { ...accredited, agreed: other }, now()),
    ).rejects.toMatchObject(refused);
    const agreed = await agree(accredited);
    expect(await changeKeyState(roomOf(opened), { ...accredited, agreed }, now())).toBe('changed');
    const to = 'issuing' as const;
    await expect(
      changeKeyState(roomOf(opened), { issuerKeyId: key, to, agreed }, now()),
    ).rejects.toMatchObject(refused);
    expect(await stateOf(key)).toBe('accredited');
    const [entry] = (await entriesAbout(key)).slice(-1);
    expect(entry).toMatchObject({
      actor: { id: 'cole', kind: 'custodian' },
      data: { act: agreed.act },
    });
  });
});

describe('two issuer keys of one name', () => {
  it('live side by side: the newer issues, the older finishes, and both chains verify', async () => {
    const opened = await openRoom();
    const older = keyOf(opened, 'with-two');
    const before = await makeCase(bench, { service: 'with-two' });
    const certified = issued(await opened.issuer.issue(before));
    const onTheWay = await intend(opened, await makeCase(bench, { service: 'with-two' }));
    const newer = await makeKey(opened, 'with-two', 'Toroku Sample CA p256');
    await bringIntoService(roomOf(opened), { ...TWO, issuerKeyId: newer }, now);
    await lookAgain(opened);
    expect([await stateOf(older), await stateOf(newer)]).toEqual(['status-only', 'issuing']);
    const after = await makeCase(bench, { service: 'with-two' });
    const certifiedAnew = issued(await opened.issuer.issue(after));
    expect(certifiedAnew.issuerKeyId).toBe(newer);
    expect(issued(await opened.issuer.issue(onTheWay)).issuerKeyId).toBe(older);

    const [oldKey, newKey] = [await openKey(older), await openKey(newer)];
    expect(newKey.certificate.subject.equals(oldKey.certificate.subject)).toBe(true);
    const both = fileOf('two-old.pem', oldKey.certificate.der);
    const newCa = fileOf('two-new.pem', newKey.certificate.der);
    const oldLeaf = fileOf('two-old-leaf.pem', certificateOf(before, certified));
    const newLeaf = fileOf('two-new-leaf.pem', certificateOf(after, certifiedAnew));
    for (const [ca, leaf] of [
      [both, oldLeaf],
      [newCa, newLeaf],
    ] as const) {
      expect(openssl('verify', '-x509_strict', '-CAfile', ca, leaf)).toContain('OK');
    }
    // One name, two keys: which it was is said by the authority key identifier alone.
    expect(() => openssl('verify', '-CAfile', both, newLeaf)).toThrow(/verification failed/i);
    const text = openssl('x509', '-noout', '-text', '-in', newLeaf)
      .replaceAll(':', '')
      .toLowerCase();
    expect(text).toContain(newer);
  });

  it('issue for the service while both are in issuing: the one that began later does', async () => {
    const opened = await openRoom();
    const newest = keyOf(opened, 'with-two');
    // The older issues for something else besides, so that it goes on issuing.
    const wide = await makeKey(opened, 'with-two', 'Toroku Sample CA wide');
    await bench.pool.query(
      `update issuer_keys set services = services || 'elsewhere'::text
      where issuer_key_id = $1`,
      [wide],
    );
    await bringIntoService(roomOf(opened), { ...TWO, issuerKeyId: wide }, now);
    await lookAgain(opened);
    expect(await stateOf(newest)).toBe('status-only');
    const last = await makeKey(opened, 'with-two', 'Toroku Sample CA p256');
    await bringIntoService(roomOf(opened), { ...TWO, issuerKeyId: last }, now);
    await lookAgain(opened);
    expect(await stateOf(wide)).toBe('issuing');
    expect(keyOf(opened, 'with-two')).toBe(last);
    expect(keyOf(opened, 'elsewhere')).toBe(wide);
  });
});

const verified = (ca: string, between: string | undefined, leaf: string): string =>
  openssl('verify', '-x509_strict', '-CAfile', ca, '-untrusted', between ?? '', leaf);

describe('linkKeys', () => {
  it('gives whoever trusts one key a way to what the other signed, by OpenSSL', async () => {
    const opened = await openRoom();
    const older = keyOf(opened, 'with-links');
    const before = await makeCase(bench, { service: 'with-links' });
    const certified = issued(await opened.issuer.issue(before));
    const newer = await makeKey(opened, 'with-links', 'Toroku Sample CA rsa2048');
    await bringIntoService(roomOf(opened), { ...TWO, issuerKeyId: newer }, now);
    await lookAgain(opened);
    const after = await makeCase(bench, { service: 'with-links' });
    const certifiedAnew = issued(await opened.issuer.issue(after));
    const keys = { older: await openKey(older), newer: await openKey(newer) };

    // A signature that got lost after the intent: the repeat signs the same octets.
    bench.token.issuing = () => Promise.reject(new Error('the HSM went away'));
    const link = () => linkKeys(roomOf(opened), { ...keys, authority: TWO }, now);
    await expect(link()).rejects.toThrow('the HSM went away');
    bench.token.issuing = (sign) => sign();
    const links = await link();
    expect(links.map(({ certificateKind }) => certificateKind)).toEqual([
      'newWithOld',
      'oldWithNew',
    ]);
    expect((await link()).map(({ certificate }) => certificate)).toEqual(
      links.map(({ certificate }) => certificate),
    );

    const [newWithOld, oldWithNew] = links.map((each) =>
      fileOf(`${each.certificateKind}.pem`, each.certificate),
    );
    const [oldCa, newCa] = [
      fileOf('link-old.pem', keys.older.certificate.der),
      fileOf('link-new.pem', keys.newer.certificate.der),
    ];
    const oldLeaf = fileOf('link-old-leaf.pem', certificateOf(before, certified));
    const newLeaf = fileOf('link-new-leaf.pem', certificateOf(after, certifiedAnew));
    expect(verified(oldCa, newWithOld, newLeaf)).toContain('OK');
    expect(verified(newCa, oldWithNew, oldLeaf)).toContain('OK');
    expect(() => verified(oldCa, oldWithNew, newLeaf)).toThrow(/verification failed/i);

    const events = (await bench.readBook()).filter(({ entry }) =>
      ['newWithOld', 'oldWithNew'].includes(
        (entry.data as { certificateKind?: string }).certificateKind ?? '',
      ),
    );
    expect(
      events.map(({ entry }) => [
        entry.event,
        (entry.data as { signatureAttempts?: number }).signatureAttempts,
      ]),
    ).toEqual([
      ['caCertificate.intended', undefined],
      ['caCertificate.issued', 2],
      ['caCertificate.intended', undefined],
      ['caCertificate.issued', 1],
    ]);
  });

  it('refuses keys of different names, under which no chain would verify', async () => {
    const opened = await openRoom();
    const keys = {
      older: await openKey(keyOf(opened, 'with-two')),
      newer: await openKey(keyOf(opened, 'with-links')),
    };
    await expect(linkKeys(roomOf(opened), { ...keys, authority: TWO }, now)).rejects.toMatchObject({
      type: 'MalformedRequest',
    });
  });
});

describe('the end of issuing', () => {
  it('comes by itself five years before the CA certificate ends; what was intended is finished', async () => {
    const opened = await openRoom();
    const key = keyOf(opened, 'with-end');
    const { certificate } = await openKey(key);
    const end = issuingEnd(certificate.notAfter.getTime());
    const at = { value: end - 1 };
    const registers = await DatabaseRegisters.open({
      pool: bench.pool,
      token: bench.token,
      anchors: bench.anchors,
      now: () => new Date(at.value),
    });
    expect(registers.issuerKey('with-end')?.issuerKeyId).toBe(key);
    at.value = end;
    expect(registers.issuerKey('with-end')).toBeUndefined();
    expect(registers.issuerKeyById(key)?.issuerKeyId).toBe(key);
    registers.close();
    const late = await makeKey(opened, 'with-end', 'Toroku Sample CA p256');
    await change(opened, { issuerKeyId: late, to: 'accredited' });
    await expect(
      changeKeyState(
        roomOf(opened),
        { ...TWO, issuerKeyId: late, to: 'issuing' },
        new Date(end + 86_400_000),
      ),
    ).rejects.toThrow('past its end of issuing');
  });
});

/** Entries of an event about a key. */
const countOf = async (event: string, issuerKeyId: string): Promise<number> =>
  (await entriesAbout(issuerKeyId)).filter((entry) => entry.event === event).length;

describe('a compromised issuer key', () => {
  const published = new Map<string, Buffer>();
  const publish = async ({ issuerKeyId, shard, number }: CrlPlace, octets: Buffer) => {
    published.set(`${issuerKeyId}/${shard}/${number}`, octets);
    return octets;
  };

  it('signs nothing but the list of all that it signed, and orders go on under another', async () => {
    const opened = await openRoom();
    const room = roomOf(opened);
    const thief = keyOf(opened, 'with-thief');
    const certificates: Issued[] = [];
    for (let i = 0; i < 3; i += 1) {
      const request = await makeCase(bench, { service: 'with-thief' });
      certificates.push(issued(await opened.issuer.issue(request)));
    }
    const drafted = await draftCase(bench, { service: 'with-thief' });
    const onTheWay = await intend(opened, await fileCase(bench, drafted));
    const waiting = await makeCase(bench, { service: 'with-thief' });
    const newer = await makeKey(opened, 'with-thief', 'Toroku Sample CA p384');
    await change(opened, { issuerKeyId: newer, to: 'accredited' });

    // One custodian stops.
    const authority = TWO;
    await expect(revokeAll(room, { issuerKeyId: thief, authority }, now)).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
    const incident = uuidV7();
    const report = { issuerKeyId: thief, incident, custodian: CUSTODIANS[0], terminal: 'room' };
    expect(await stopCompromisedKey(room, report, now())).toBe('stopped');
    expect(await stopCompromisedKey(room, report, now())).toBe('wasStopped');
    await lookAgain(opened);
    const signatures = bench.token.issuerSignatures;
    for (const request of [waiting, onTheWay]) {
      expect(await opened.issuer.issue(request)).toEqual({
        outcome: 'refused',
        check: 'issuerKeyNotIssuing',
      });
    }
    expect(bench.token.issuerSignatures).toBe(signatures);

    // Two revoke.
    await expect(
      revokeAll(room, { issuerKeyId: thief, authority: undefined }, now),
    ).rejects.toMatchObject({ type: 'DualControlViolation' });
    const archived = ({ issuerKeyId, shard, number }: CrlPlace) =>
      published.get(`${issuerKeyId}/${shard}/${number}`);
    const last = { ...room, key: await openKey(thief), publish, archived, now } as const;
    const by = {
      kind: 'custodian',
      id: CUSTODIANS[1],
      role: 'custodian',
      terminal: 'room',
    } as const;
    await expect(publishLastCrl({ ...last, by })).rejects.toThrow('4 are not revoked yet');
    const revoked = await revokeAll(room, { issuerKeyId: thief, authority }, now);
    expect(revoked).toMatchObject({ revoked: 3, abandoned: 1, by: { id: CUSTODIANS[1] } });
    const entries = await bench.readBook();
    expect(await revokeAll(room, { issuerKeyId: thief, authority: undefined }, now)).toEqual(
      revoked,
    );
    expect((await bench.readBook()).length).toBe(entries.length);
    expect(await countOf('revocation.recorded', thief)).toBe(3);
    expect(await countOf('issuance.abandoned', thief)).toBe(1);

    // The list: a signature that got lost, then the same octets, and never a second list.
    bench.token.issuing = () => Promise.reject(new Error('the HSM went away'));
    await expect(publishLastCrl({ ...last, by })).rejects.toThrow('the HSM went away');
    bench.token.issuing = (sign) => sign();
    const list = await publishLastCrl({ ...last, by });
    expect(await publishLastCrl({ ...last, by })).toEqual(list);
    expect(list.entries).toBe(4);
    expect(bench.token.issuerSignatures).toBe(signatures + 2);
    const [issuedList] = (await entriesAbout(thief)).filter(({ event }) => event === 'crl.issued');
    expect(issuedList?.data).toMatchObject({ breakGlass: true, entries: 4, signatureAttempts: 2 });
    expect(await countOf('crl.published', thief)).toBe(1);
    const octets = published.get(`${thief}/0/${list.number}`) ?? Buffer.alloc(0);
    const opens = openCrl(octets);
    for (const { serialNumber } of certificates) {
      expect(opens.find(serialNumber)?.reason).toBe('cACompromise');
    }
    const path = join(bench.instance.dataDir, 'thief.crl');
    writeFileSync(path, octets);
    const ca = fileOf('thief.pem', (await openKey(thief)).certificate.der);
    const args = ['crl', '-inform', 'DER', '-in', path, '-CAfile', ca, '-noout', '-verify'];
    expect(execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' })).toBeDefined();

    // Another key takes over. Who was on the way has another order; nobody else gets the key.
    await change(opened, { issuerKeyId: newer, to: 'issuing' });
    expect(issued(await opened.issuer.issue(waiting)).issuerKeyId).toBe(newer);
    expect(await opened.issuer.issue(onTheWay)).toEqual({
      outcome: 'refused',
      check: 'orderAbandoned',
    });
    const stranger = await draftCase(bench, {
      service: 'with-thief',
      applicant: drafted.applicant,
    });
    expect(await opened.issuer.issue(await fileCase(bench, stranger))).toMatchObject({
      outcome: 'refused',
      check: 'keyRefused',
    });
    const caseId = drafted.text.applicationId;
    const id = orderIdOf({ caseId, edition: 1, number: 1, generation: 1 });
    const again = await fileCase(bench, drafted, {
      isFiledAgain: true,
      instruction: (instruction) => underOrder(instruction, id),
    });
    expect(issued(await opened.issuer.issue({ ...again, orderId: id })).issuerKeyId).toBe(newer);
    // A third order of one number is refused as ever.
    const third = orderIdOf({ caseId, edition: 1, number: 1, generation: 2 });
    const twice = await fileCase(bench, drafted, {
      isFiledAgain: true,
      instruction: (instruction) => underOrder(instruction, third),
    });
    expect(await opened.issuer.issue({ ...twice, orderId: third })).toMatchObject({
      check: 'orderAlreadyIssued',
    });

    const affected = [];
    for await (const order of affectedBy(room, thief)) affected.push(order);
    expect(affected).toHaveLength(4);
    expect(affected.filter(({ isIssued }) => !isIssued)).toMatchObject([
      { applicationId: caseId, orderId: onTheWay.orderId },
    ]);
  });
});

/** The same instruction for another order of its number. */
const underOrder = (instruction: IssuingInstruction, id: string): object => ({
  ...instruction,
  orders: instruction.orders.map((order) => ({ ...order, id })),
  dossier: {
    ...instruction.dossier,
    orders: instruction.dossier.orders.map((order) => ({ ...order, order: id })),
  },
});
