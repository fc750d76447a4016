import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoomsOwnRevocation } from '../../../activities/revocation/contract.ts';
import { roomsOwnRequestId } from '../../../activities/revocation/take-in-rooms-own.ts';
import { publicationRunIdOf } from '../../../adapters/temporal/publication-run.ts';
import { ROOMS_OWN_RUN, startRoomsOwnRun } from '../../../adapters/temporal/rooms-own-run.ts';
import { renewRuns } from '../../../bin/commands/rebuild-workflows.ts';
import { readRoomsOwnCursor } from '../../../db/revocation/rooms-own.ts';
import { findRequest } from '../../../db/revocation/request-file.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { StaffedStage } from '../staffed-stage.ts';
import { RevocationCourse, type IssuedCertificate } from './revocation-course.ts';

/** What the office takes in of revocations in the room, on the stage of whoever calls: a stage of its own takes a minute. */
export function describeRoomsOwn(current: () => StaffedStage): void {
  describe('roomsOwnRevocations', () => roomsOwn(current));
}

function roomsOwn(current: () => StaffedStage): void {
  let of: StaffedStage;
  let requests: RevocationCourse;

  beforeEach(() => {
    of = current();
    requests = new RevocationCourse(of);
    of.stage.revocationRoom.own.length = 0;
  });
  afterEach(() => requests.end());

  /** Two custodians have revoked a certificate in the room. */
  const revokedThere = (
    { issuerKeyId, serialNumber, sha256 }: IssuedCertificate,
    said: Partial<RoomsOwnRevocation> = {},
  ): RoomsOwnRevocation => {
    const at = of.stage.time.clock.ms;
    const { own } = of.stage.revocationRoom;
    const index = (of.stage.revocationRoom.place += 3);
    const revocation = {
      requestId: uuidV7(),
      because: 'custodians',
      index,
      issuerKeyId,
      serialNumber,
      certificateSha256: sha256,
      reasonCode: 'keyCompromise',
      revocationDate: at,
      recordedAt: at,
      ...said,
    } as const;
    own.push(revocation);
    return revocation;
  };

  const publishThere = (revocation: RoomsOwnRevocation): void => {
    const { own } = of.stage.revocationRoom;
    own[own.indexOf(revocation)] = { ...revocation, publishedAt: of.stage.time.clock.ms };
  };

  const look = async (): Promise<void> => {
    const { client } = of.stage.time;
    await startRoomsOwnRun(client);
    await client.workflow.getHandle(ROOMS_OWN_RUN).result();
  };

  const standing = async (id: string) => {
    const { rows } = await of.stage.office.db.$client.query(
      `select r.state, r.decider, r.channel, r.identity_method as "identityMethod",
         r.reason_code as "reasonCode", c.state as certificate
       from revocation_requests r join certificates c on c.order_id = r.order_id where r.id = $1`,
      [id],
    );
    return rows[0];
  };

  it('has the office know what was revoked without it, tell of it, and wait for its publication', async () => {
    const certificate = await requests.issued();
    const there = revokedThere(certificate);
    const from = await readRoomsOwnCursor(of.stage.office.db);
    await look();
    expect(await standing(there.requestId)).toEqual({
      state: 'recorded',
      decider: 'custodian',
      channel: 'exOfficio',
      identityMethod: 'none',
      reasonCode: 'keyCompromise',
      certificate: 'revoked',
    });
    expect(of.stage.publications).toContain(certificate.issuerKeyId);
    // What is not published stays to be looked at.
    expect(await readRoomsOwnCursor(of.stage.office.db)).toBe(Math.max(from, there.index - 1));
    await look();
    expect(await requests.toldOf(certificate)).toEqual(
      expect.arrayContaining(['revocation.recorded', 'revocationRecorded']),
    );
    publishThere(there);
    await look();
    await look();
    expect(await standing(there.requestId)).toMatchObject({ state: 'published' });
    expect(await readRoomsOwnCursor(of.stage.office.db)).toBe(there.index);
    const entries = await requests.entriesOf(there.requestId);
    expect([...new Set(entries.map(({ event }) => event))]).toEqual(['revocation.told']);
    const stages = entries.map(
      ({ data }) => `${'stage' in data && data.stage} ${'channel' in data && data.channel}`,
    );
    expect(stages.toSorted()).toEqual([...new Set(stages)].toSorted());
  });

  it('gives each certificate of a compromised key a request, and ends those that came beside it', async () => {
    const [one, other] = [await requests.issued(), await requests.issued()];
    const act = { requestId: uuidV7(), because: 'compromise', reasonCode: 'cACompromise' } as const;
    const publishedAt = of.stage.time.clock.ms;
    const [first, second] = [
      revokedThere(one, { ...act, publishedAt }),
      revokedThere(other, { ...act, publishedAt }),
    ];
    of.stage.publications.length = 0;
    const beside = uuidV7();
    await of.stage.office.db.$client.query(
      `insert into revocation_requests (id, input_id, request_number, chain_id, channel, identity_method,
         issuer_key_id, serial_number, reason_asked, requested_at, decide_by, state, recorded_by_request)
       values ($1, $1, 1, $2, 'telephone', 'callBack', $3, $4, 'keyCompromise', $5, $5, 'recorded', $6)`,
      [
        beside,
        one.chainId,
        one.issuerKeyId,
        one.serialNumber,
        new Date(publishedAt),
        act.requestId,
      ],
    );
    await look();
    const { state } = (await findRequest(of.stage.office.db, beside)) ?? {};
    expect(state).toBe('published');
    const ids = [first, second].map(roomsOwnRequestId);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(await standing(id)).toMatchObject({
        state: 'published',
        reasonCode: 'cACompromise',
        certificate: 'revoked',
      });
    }
    // Its last list is made by hand.
    expect(of.stage.publications).toEqual([]);
  });

  it('waits for a certificate that the office does not have yet', async () => {
    const certificate = await requests.issued();
    const unknown = revokedThere({ ...certificate, serialNumber: `2${'0'.repeat(39)}` });
    const there = revokedThere(certificate, { publishedAt: of.stage.time.clock.ms });
    await look();
    expect(await findRequest(of.stage.office.db, unknown.requestId)).toBeUndefined();
    expect(await standing(there.requestId)).toMatchObject({ state: 'published' });
    expect(await readRoomsOwnCursor(of.stage.office.db)).toBeLessThan(unknown.index);
  });

  it('tells nobody twice after a recovery that knew nothing of the request', async () => {
    const certificate = await requests.issued();
    const there = revokedThere(certificate);
    await look();
    const before = await requests.entriesOf(there.requestId);
    await requests.rebuild(there.requestId);
    expect(await findRequest(of.stage.office.db, there.requestId)).toBeUndefined();
    await look();
    expect(await standing(there.requestId)).toMatchObject({ state: 'recorded' });
    expect(await requests.entriesOf(there.requestId)).toHaveLength(before.length);
  });
  it('is begun again after Temporal was lost, and so is the publication of each key', async () => {
    const { issuerKeyId } = await requests.issued();
    const { db, instance } = of.stage.office;
    const { client } = of.stage.time;
    const there = revokedThere(await requests.issued(), { publishedAt: of.stage.time.clock.ms });
    const { BUILD_ID = '' } = instance.environmentOf('office-worker');
    await renewRuns(db, client, BUILD_ID);
    const publication = client.workflow.getHandle(publicationRunIdOf(issuerKeyId));
    expect((await publication.describe()).status.name).toBe('RUNNING');
    await publication.terminate('seen');
    await client.workflow.getHandle(ROOMS_OWN_RUN).result();
    expect(await standing(there.requestId)).toMatchObject({ state: 'published' });
  });
}
