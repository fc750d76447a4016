import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startValidityRun } from '../../../adapters/temporal/validity-run.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import {
  certificateValidityId,
  REVOCATION_RECORDED,
} from '../../../workflows/issuance/contract.ts';
import { Course, type Applying } from '../course.ts';
import { openStage, type Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';

const DAY_MS = 24 * 3600 * 1000;

interface Stored {
  readonly state: string;
  readonly reminded: number;
  readonly noticed: number;
  readonly due_at: Date | null;
  readonly acceptance_deadline: Date;
  readonly reminders_at: readonly Date[];
  readonly notices_at: readonly Date[];
  readonly not_after: Date;
  readonly missed_at: Date | null;
  readonly accepted_at: Date | null;
}

describe('certificateValidity', () => {
  let stage: Stage;
  let course: Course;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    course = new Course(stage);
  });
  afterEach(async () => {
    await course.end();
    expect(stage.time.incidents).toEqual([]);
  });

  const query = async <T extends object>(text: string, values: unknown[]): Promise<T[]> =>
    (await stage.office.db.$client.query<T>(text, values)).rows;

  const issued = async (): Promise<Applying & { readonly orderId: string }> => {
    const applying = await course.apply('ordinary');
    await course.reaches(applying, 'issued');
    await expect.poll(() => runs(applying)).toBe(1);
    const [orderId = ''] = await course.certificatesOf(applying);
    return { ...applying, orderId };
  };

  const runs = async (applying: Applying): Promise<number> => {
    const described = await Promise.all(
      (await course.certificatesOf(applying)).map((id) =>
        stage.time.client.workflow
          .getHandle(certificateValidityId(id))
          .describe()
          .then(
            ({ status }) => status.name,
            () => 'NONE',
          ),
      ),
    );
    return described.filter((name) => name === 'RUNNING').length;
  };

  const certificateOf = async (orderId: string): Promise<Stored> => {
    const [row] = await query<Stored>('select * from certificates where order_id = $1', [orderId]);
    if (!row) throw new Error('no certificate');
    return row;
  };

  const reaches = (orderId: string, standing: object): Promise<void> =>
    expect.poll(() => certificateOf(orderId), { timeout: 20_000 }).toMatchObject(standing);

  const eventsAfterIssue = async (applying: Applying): Promise<string[]> => {
    const events = await course.eventsOf(applying);
    return events.slice(events.lastIndexOf('certificate.received') + 1);
  };

  const noticesOf = async ({ applicationId }: Applying): Promise<string[]> =>
    (
      await query<{ kind: string }>(
        `select notice_kind as kind from dispatches where case_id = $1 and state = 'prepared'
           and channel = 'mail' and notice_kind not in ('received', 'issued') order by prepared_at`,
        [applicationId],
      )
    ).map(({ kind }) => kind);

  const passed = async (instant: Date | undefined): Promise<void> =>
    stage.time.until((instant?.getTime() ?? Number.NaN) + 60_000);

  /** Arranges a certificate that ends so many days after its issue, with notices thirty days and ten before. */
  const endsAfter = async (orderId: string, days: number): Promise<Stored> => {
    await query(
      `update certificates set not_after = issued_at + $2 * interval '1 day', notices_at = array[
         issued_at + ($2 - 30) * interval '1 day', issued_at + ($2 - 10) * interval '1 day']
       where order_id = $1`,
      [orderId, days],
    );
    return certificateOf(orderId);
  };

  /** A receipt as the portal stores it, at the stage's own time. */
  const receive = async ({ applicationId, orderId }: Applying & { orderId: string }) => {
    await stage.time.tell();
    const id = uuidV7();
    const [order] = await query<{ sha256: string }>(
      'select certificate_sha256 as sha256 from orders where id = $1',
      [orderId],
    );
    const content = {
      v: 1,
      kind: 'receipt',
      method: 'receivedCertificate',
      textSha256: 'a'.repeat(64),
      certificates: [order?.sha256],
      evidence: [],
    };
    await query(
      `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at)
       values ($1, $2, 'receipt', 'own-portal', $3, $4, $5)`,
      [id, applicationId, 'b'.repeat(64), content, new Date(stage.time.clock.ms)],
    );
    return id;
  };

  it('is begun by the issue, reminds twice, notes the missed receipt, and ends with notAfter', async () => {
    const applying = await issued();
    const { orderId } = applying;
    const planned = await endsAfter(orderId, 50);
    expect(planned).toMatchObject({
      state: 'issued',
      reminded: 0,
      due_at: planned.reminders_at[0],
    });
    await passed(planned.reminders_at[0]);
    await reaches(orderId, { reminded: 1, due_at: planned.reminders_at[1] });
    await passed(planned.reminders_at[1]);
    await reaches(orderId, { reminded: 2, due_at: planned.acceptance_deadline });
    await passed(planned.acceptance_deadline);
    await reaches(orderId, { state: 'issued', due_at: planned.not_after });
    expect(await eventsAfterIssue(applying)).toEqual([
      'acceptance.reminded',
      'acceptance.reminded',
      'acceptance.missed',
    ]);
    const reminded = await course.entriesOf(applying, 'acceptance.reminded');
    expect(reminded.map(({ data }) => data)).toMatchObject([
      { orders: [orderId], reminder: 1 },
      { orders: [orderId], reminder: 2 },
    ]);
    const [missed] = await course.entriesOf(applying, 'acceptance.missed');
    expect(missed?.data).toEqual({
      orders: [orderId],
      deadline: planned.acceptance_deadline.toISOString(),
    });
    await passed(planned.not_after);
    await reaches(orderId, { state: 'expired', due_at: null });
    const run = stage.time.client.workflow.getHandle(certificateValidityId(orderId));
    expect(await run.result()).toEqual({ outcome: 'expired' });
    expect(await noticesOf(applying)).toEqual([
      'acceptanceReminder',
      'acceptanceReminder',
      'acceptanceMissed',
      'expired',
    ]);
  });

  it('asks for the revocation of what nobody confirmed, where its policy says so, and tells of it', async () => {
    const applying = await issued();
    const { applicationId, orderId } = applying;
    await query('update certificates set receipt_required = true where order_id = $1', [orderId]);
    const planned = await certificateOf(orderId);
    await passed(planned.acceptance_deadline);
    await expect.poll(() => noticesOf(applying)).toContain('acceptanceMissedAndRequired');
    await stage.activities.advanceCertificate(orderId);
    const requests = await query(
      `select r.*, b.event, b.seq from revocation_requests r join book_entries b on b.case_id = r.id
       where r.order_id = $1`,
      [orderId],
    );
    expect(requests).toMatchObject([
      {
        case_id: applicationId,
        channel: 'exOfficio',
        reason_asked: 'privilegeWithdrawn',
        state: 'received',
        event: 'revocation.requested',
        seq: 1,
      },
    ]);
    // Until a person has decided, it works.
    expect(await certificateOf(orderId)).toMatchObject({ state: 'issued' });
  });

  it('reminds no more after the receipt, and tells twice of the expiry', async () => {
    const applying = await issued();
    const { orderId } = applying;
    const planned = await endsAfter(orderId, 60);
    await passed(planned.reminders_at[0]);
    await reaches(orderId, { reminded: 1 });
    const receipt = await receive(applying);
    await course.nudge(applying, receipt, 'receipt');
    await reaches(orderId, { state: 'accepted', due_at: planned.notices_at[0] });
    await passed(planned.notices_at[0]);
    await reaches(orderId, { noticed: 1 });
    await passed(planned.notices_at[1]);
    await reaches(orderId, { noticed: 2, reminded: 1, missed_at: null, state: 'accepted' });
    expect(await eventsAfterIssue(applying)).toEqual([
      'acceptance.reminded',
      'acceptance.received',
    ]);
    expect(await noticesOf(applying)).toEqual([
      'acceptanceReminder',
      'accepted',
      'expiring',
      'expiring',
    ]);
    const [received] = await course.entriesOf(applying, 'acceptance.received');
    expect(received).toMatchObject({
      actor: { kind: 'subscriber' },
      input: receipt,
      data: { orders: [orderId], identityMethod: 'receivedCertificate' },
    });
  });

  it('applies a receipt whose nudge was lost before it would remind', async () => {
    const applying = await issued();
    const { orderId } = applying;
    const planned = await certificateOf(orderId);
    await stage.time.tell();
    await stage.time.until(stage.time.clock.ms + 3 * DAY_MS);
    await receive(applying);
    await passed(planned.reminders_at[0]);
    await reaches(orderId, { state: 'accepted', reminded: 0 });
    expect(await eventsAfterIssue(applying)).toEqual(['acceptance.received']);
  });

  it('goes on where it stood after its run was lost, and does nothing twice', async () => {
    const applying = await issued();
    const { orderId } = applying;
    const planned = await certificateOf(orderId);
    await passed(planned.reminders_at[0]);
    await reaches(orderId, { reminded: 1 });
    await course.loseValidity(orderId);
    // Away while the second reminder and the deadline pass; each is made up for, once.
    await passed(planned.acceptance_deadline);
    expect(await certificateOf(orderId)).toMatchObject({ reminded: 1, missed_at: null });
    await startValidityRun(stage.time.client, orderId);
    await startValidityRun(stage.time.client, orderId);
    await reaches(orderId, { reminded: 2, due_at: planned.not_after });
    await Promise.all([1, 2, 3].map(() => stage.activities.advanceCertificate(orderId)));
    expect(await eventsAfterIssue(applying)).toEqual([
      'acceptance.reminded',
      'acceptance.reminded',
      'acceptance.missed',
    ]);
  });

  it('notes with a receipt that came too late, and was told to no run, that it was missed', async () => {
    const applying = await issued();
    const { orderId } = applying;
    const planned = await certificateOf(orderId);
    await course.loseValidity(orderId);
    await passed(planned.acceptance_deadline);
    const receipt = await receive(applying);
    await course.nudge(applying, receipt, 'receipt');
    await reaches(orderId, { state: 'accepted' });
    expect((await certificateOf(orderId)).missed_at).not.toBeNull();
    expect(await eventsAfterIssue(applying)).toEqual(['acceptance.missed', 'acceptance.received']);
  });

  it('records a receipt as refused that changes nothing', async () => {
    const applying = await issued();
    for (const state of ['accepted', 'accepted']) {
      await course.nudge(applying, await receive(applying), 'receipt');
      await reaches(applying.orderId, { state });
    }
    await expect
      .poll(() => eventsAfterIssue(applying))
      .toEqual(['acceptance.received', 'input.refused']);
  });

  it('is accepted by a receipt through the portal, and its rows are rebuilt from entries and evidence', async () => {
    const applying = await issued();
    const { applicationId, orderId, card } = applying;
    const planned = await certificateOf(orderId);
    await passed(planned.reminders_at[0]);
    await reaches(orderId, { reminded: 1 });
    await stage.time.tell();
    stage.office.clockAheadMs = stage.time.clock.ms - Date.now();
    const path = `/certificate-applications/${applicationId}`;
    await stage.office.send({ method: 'GET', path: `${path}/certificates/1.cer` });
    const body = { applicationId, method: 'jpki' };
    const asked = await stage.office.send({ method: 'POST', path: '/receipt-texts', body });
    const container = card.sign(Buffer.from(String(asked.json['text'])));
    const sent = await stage.office.send({
      method: 'PUT',
      path: `${path}/receipt`,
      body: { signatureContainer: container.toString('base64') },
    });
    expect(sent.status).toBe(201);
    const [input] = await query<{ id: string }>(
      `select id from case_inputs where case_id = $1 and kind = 'receipt'`,
      [applicationId],
    );
    await course.nudge(applying, input?.id ?? '', 'receipt');
    await reaches(orderId, { state: 'accepted', accepted_by: 'jpki' });
    expect(await eventsAfterIssue(applying)).toEqual([
      'acceptance.reminded',
      'certificate.delivered',
      'text.handedOut',
      'evidence.received',
      'acceptance.received',
    ]);
    const [received] = await course.entriesOf(applying, 'acceptance.received');
    expect(received?.evidence?.map(({ kind }) => kind).toSorted()).toEqual([
      'signatureContainer',
      'signedText',
    ]);
    const { stored, rebuilt } = await rebuildCase(stage, applicationId);
    expect(rebuilt).toEqual(stored);
  });

  it('asks for the revocation of what it replaces, where the application asks for that', async () => {
    const old = await issued();
    await course.nudge(old, await receive(old), 'receipt');
    await reaches(old.orderId, { state: 'accepted' });
    const text = { previousCertificates: 'revokeAfterAcceptance' };
    const applying = await course.apply(old.card, text);
    await course.reaches(applying, 'issued');
    const [orderId = ''] = await course.certificatesOf(applying);
    const receipt = await receive({ ...applying, orderId });
    for (let repeat = 0; repeat < 2; repeat += 1) {
      expect(await stage.activities.applyInput(receipt)).toMatchObject({ state: 'issued' });
    }
    const requests = await query<{ id: string }>(
      `select r.*, b.event from revocation_requests r join book_entries b on b.case_id = r.id
       where r.input_id = $1`,
      [receipt],
    );
    expect(requests).toMatchObject([
      {
        order_id: old.orderId,
        case_id: old.applicationId,
        channel: 'replacement',
        reason_asked: 'superseded',
        state: 'received',
        event: 'revocation.requested',
      },
    ]);
  });

  /** Makes a pair of the one certificate of a case. @returns the other order and the hash of its certificate */
  const paired = async ({ orderId }: { readonly orderId: string }) => {
    const [id, sha256] = [uuidV7(), uuidV7().replaceAll('-', '').repeat(2)];
    await query(
      `insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months, instructed_at,
         issuer_key_id, serial_number, certificate_sha256, not_before, not_after, received_at)
       select $2, case_id, decision_id, 2, 'attribute', validity_months, instructed_at, issuer_key_id,
         '0' || substr($3, 1, 39), $3, not_before, not_after, received_at from orders where id = $1`,
      [orderId, id, sha256],
    );
    await query(
      `insert into certificates select (jsonb_populate_record(c, jsonb_build_object('order_id', $2::uuid))).*
       from certificates c where order_id = $1`,
      [orderId, id],
    );
    return { orderId: id, sha256 };
  };

  it('asks for the revocation of both of a pair together, once both of the new one are received', async () => {
    const old = await issued();
    const text = { previousCertificates: 'revokeAfterAcceptance' };
    const other = await paired(old);
    const applying = await course.apply(old.card, text);
    await course.reaches(applying, 'issued');
    const [orderId = ''] = await course.certificatesOf(applying);
    const second = await paired({ orderId });
    const asked = () =>
      query<{ orderId: string }>(
        `select order_id as "orderId" from revocation_requests where channel = 'replacement' and order_id = any($1)`,
        [[old.orderId, other.orderId]],
      );
    await stage.activities.applyInput(await receive({ ...applying, orderId }));
    expect(await asked()).toEqual([]);
    await stage.activities.applyInput(await receive({ ...applying, orderId: second.orderId }));
    const orders = (await asked()).map((each) => each.orderId);
    expect(orders.toSorted()).toEqual([old.orderId, other.orderId].toSorted());
  });

  it('lives for five years in short runs, goes over each half year, and tells of its end', async () => {
    const applying = await issued();
    const { orderId } = applying;
    await course.nudge(applying, await receive(applying), 'receipt');
    await reaches(orderId, { state: 'accepted' });
    await query(
      `update certificates set not_after = issued_at + interval '58 months', notices_at = array[
         issued_at + interval '58 months' - interval '60 days',
         issued_at + interval '58 months' - interval '30 days'] where order_id = $1`,
      [orderId],
    );
    const planned = await certificateOf(orderId);
    const run = stage.time.client.workflow.getHandle(certificateValidityId(orderId));
    for (let sent = 0; sent < 500; sent += 1) await run.signal(REVOCATION_RECORDED);
    const histories: number[] = [];
    while (histories.length < 9) {
      await stage.time.tell();
      await stage.time.until(stage.time.clock.ms + 180 * DAY_MS + 60_000);
      histories.push(await course.goesOver(orderId));
    }
    expect(Math.max(...histories)).toBeLessThan(4_096);
    await passed(planned.notices_at[0]);
    await reaches(orderId, { noticed: 1 });
    await passed(planned.notices_at[1]);
    await reaches(orderId, { noticed: 2 });
    await passed(planned.not_after);
    await reaches(orderId, { state: 'expired' });
    expect(await noticesOf(applying)).toEqual(['accepted', 'expiring', 'expiring', 'expired']);
  });

  it('ends at once when it is told of a revocation that is recorded', async () => {
    const applying = await issued();
    const { orderId } = applying;
    await query(
      `update certificates set state = 'revoked', ended_at = now(), due_at = null where order_id = $1`,
      [orderId],
    );
    // Nobody has to tell it: whoever looks finds that nothing is due of a revoked certificate, whatever was planned.
    expect(await stage.activities.advanceCertificate(orderId)).toEqual({ state: 'revoked' });
    const run = stage.time.client.workflow.getHandle(certificateValidityId(orderId));
    await run.signal(REVOCATION_RECORDED);
    expect(await run.result()).toEqual({ outcome: 'revoked' });
  });
});
