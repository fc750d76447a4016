import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { INPUTS, APPLICATIONS } from '../../../db/reconciliation/case-queries.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import { revocationRequests } from '../../../db/schema/revocation.ts';
import type { Entry } from '../../../books/entry.ts';
import { sendDocument } from '../../api/portal/documents.ts';
import { withdrawByCard } from '../applicant-acts.ts';
import type { Applying, Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';
import { useStaffedStage } from '../staffed-stage.ts';

const KIND = 'withdrawalByApplicant';

describe('a withdrawal that the applicant signed', () => {
  const current = useStaffedStage({ ap1: ['approver'], rp1: ['responsiblePerson'] });
  let stage: Stage;
  let course: Course;
  beforeEach(() => void ({ stage, course } = current()));

  const inState = async (state: string): Promise<Applying> => {
    const applying = await course.applyUnheard('minor');
    await stage.office.db.$client.query(
      'update certificate_applications set state = $2 where id = $1',
      [applying.applicationId, state],
    );
    return applying;
  };

  const resultOf = async (id: string): Promise<unknown> => {
    const { rows } = await stage.office.db.$client.query<{ result: unknown }>(
      'select result from case_inputs where id = $1',
      [id],
    );
    return rows[0]?.result;
  };

  const requestsOf = ({ applicationId }: Applying) =>
    stage.office.db
      .select()
      .from(revocationRequests)
      .where(eq(revocationRequests.caseId, applicationId));

  it.each(['received', 'checking', 'waiting', 'returned', 'review', 'keyDelivery'])(
    'ends a case in %s',
    async (state) => {
      const applying = await inState(state);
      const id = await withdrawByCard(stage, applying);
      expect(await stage.activities.applyInput(id)).toMatchObject({
        state: 'withdrawn',
        isLeft: false,
      });
      const [entry] = await course.entriesOf(applying, 'application.withdrawn');
      expect(entry).toMatchObject({
        input: id,
        actor: { kind: 'portal', id: 'own-portal' },
        data: { identityMethod: 'jpki' },
      });
      expect(entry?.evidence?.map(({ kind }) => kind).toSorted()).toEqual([
        'signatureContainer',
        'signedText',
      ]);
      // Done again after a crash, it finds itself done.
      expect(await stage.activities.applyInput(id)).toMatchObject({ state: 'withdrawn' });
      expect(await course.entriesOf(applying, 'application.withdrawn')).toHaveLength(1);
      const told = await stage.office.client().status(applying.applicationId);
      expect(told.told.ja).toBe('申込みの取下げを受け付けました。');
    },
  );

  it('ends a case that the room has refused, and the room is not asked again', async () => {
    stage.room.refusals = ['lintFailed'];
    const applying = await course.apply('ordinary');
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 20_000 })
      .toContain('gate/lintFailed');
    const asked = stage.room.askedFor(applying.applicationId).length;
    await course.nudge(applying, await withdrawByCard(stage, applying), KIND);
    await course.reaches(applying, 'withdrawn');
    await stage.time.until(stage.time.clock.ms + 10 * 60_000);
    expect(stage.room.askedFor(applying.applicationId)).toHaveLength(asked);
  });

  it('waits for a room that is at work; what it issued is asked to be revoked', async () => {
    const answer = stage.room.silence();
    const applying = await course.apply('ordinary');
    await expect
      .poll(() => stage.room.askedFor(applying.applicationId).length, { timeout: 20_000 })
      .toBe(1);
    const id = await withdrawByCard(stage, applying);
    await course.nudge(applying, id, KIND);
    expect(await stage.activities.applyInput(id)).toMatchObject({ isLeft: true });
    const pending = await stage.office.client().status(applying.applicationId);
    expect(pending.told.ja).toBe('申込みの取下げを受け付けました。');
    answer();
    await course.reaches(applying, 'issued');
    await expect
      .poll(() => resultOf(id), { timeout: 20_000 })
      .toMatchObject({ refused: 'issuingBegun' });
    const [request, ...others] = await requestsOf(applying);
    expect(others).toEqual([]);
    const { rows } = await stage.office.db.$client.query<{ serial: string }>(
      'select serial_number as serial from orders where case_id = $1',
      [applying.applicationId],
    );
    expect(request).toMatchObject({
      state: 'received',
      channel: 'replacement',
      reasonAsked: 'cessationOfOperation',
      identityMethod: 'jpki',
      textState: 'current',
      serialNumber: rows[0]?.serial,
    });
    const [entry] = await course.entriesOf(
      { ...applying, applicationId: request?.id ?? '' },
      'revocation.requested',
    );
    expect(entry).toMatchObject({
      seq: 1,
      input: id,
      data: { request: request?.id, channel: 'replacement', serialNumber: rows[0]?.serial },
    } satisfies Partial<Record<keyof Entry, unknown>>);
    const told = await stage.office.client().status(applying.applicationId);
    expect(told.told.ja).toBe('発行の手続中のため、発行後すぐに失効の手続をします。');
  });

  it('names the order alone while the room says only that it has an intent', async () => {
    stage.room.refusals = ['orderAlreadyIssued'];
    const applying = await course.apply('ordinary');
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 20_000 })
      .toContain('gate/orderAlreadyIssued');
    const id = await withdrawByCard(stage, applying);
    expect(await stage.activities.applyInput(id)).toMatchObject({ state: 'issuing' });
    const [request] = await requestsOf(applying);
    expect(request).toMatchObject({ serialNumber: null, orderId: expect.any(String) });
  });

  it('has one effect beside a correction that came first', async () => {
    const applying = await inState('returned');
    const id = await withdrawByCard(stage, applying);
    await course.correct(applying, {});
    // The text that it takes back is not the newest any more.
    await stage.activities.applyInput(id);
    expect(await resultOf(id)).toMatchObject({ refused: 'textMoved' });
    expect(await course.entriesOf(applying, 'application.withdrawn')).toEqual([]);
  });

  it.each([
    ['returned', 'checking', true],
    ['review', 'review', false],
  ])('a document sent to a case in %s leaves it in %s', async (state, after, isApplied) => {
    const applying = await inState(state);
    const { applicationId } = applying;
    const octets = Buffer.from(`%PDF-1.7 ${state}`);
    expect((await sendDocument(stage.office, { applicationId, octets })).status).toBe(201);
    const { rows } = await stage.office.db.$client.query<{ id: string }>(
      `select id from case_inputs where case_id = $1 and kind = 'evidence'`,
      [applicationId],
    );
    const id = rows[0]?.id ?? '';
    if (isApplied) {
      const { told } = await stage.office.client().status(applicationId);
      expect(told.ja).toBe('直した申込書（書類）を受け付けました。');
    }
    expect(await stage.activities.applyInput(id)).toMatchObject({ state: after });
    expect(await resultOf(id)).toMatchObject({ isApplied });
    expect((await course.caseOf(applying)).state).toBe(after);
  });

  it('is put back by a recovery, as is a document', async () => {
    const applying = await course.applyUnheard('minor');
    const { applicationId } = applying;
    await sendDocument(stage.office, { applicationId, octets: Buffer.from('%PDF-1.7 1') });
    const id = await withdrawByCard(stage, applying);
    const pending = await rebuildCase(stage, applicationId);
    expect(pending.rebuilt).toEqual(pending.stored);
    expect(pending.stored['inputs']).toHaveLength(3);
    await stage.activities.applyInput(id);
    const ended = await rebuildCase(stage, applicationId);
    expect(ended.rebuilt).toEqual(ended.stored);
  });

  it('adds up in the reconciliation', async () => {
    const now = new Date(stage.time.clock.ms);
    const times = { dayFrom: now, dayTo: now, until: now, asOf: now };
    const { $client } = stage.office.db;
    const inputs = await countBy($client, INPUTS, times);
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
    const { withdrawn, received, rows } = await countBy($client, APPLICATIONS, times);
    expect(Number(withdrawn)).toBeGreaterThan(5);
    expect(received).toBe(rows);
  });
});
