import { beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { createCodeStandings } from '../../../db/key-delivery/code-standing.ts';
import { DAY_MS, japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { createApplicant } from '../../../simulator/applicant.ts';
import type { TestPasskeys } from '../acting-staff.ts';
import type { Applying, Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';
import { useStaffedStage } from '../staffed-stage.ts';
import { ownSigner } from '../own-signer.ts';
import { CodeCourse, REPORT_SHA256 } from './code-course.ts';

const WRONG = randomBytes(32);
const CODE = { keyDelivery: 'code' } as const;

describe('a case on the code route', () => {
  const current = useStaffedStage({
    ap1: ['approver'],
    ap2: ['approver'],
    sealer: ['reception', 'approver'],
    rc1: ['reception'],
    rc2: ['reception'],
    io1: ['issuingOperator'],
  });
  let stage: Stage;
  let course: Course;
  let codes: CodeCourse;
  let passkeys: TestPasskeys;

  beforeEach(async () => {
    ({ stage, course, passkeys } = current());
    codes = new CodeCourse(stage);
    stage.codes.answersAfter = Promise.resolve();
    await codes.openLot('rc1', 'sealer');
  });

  const applyByCode = async (): Promise<Applying> => {
    const applying = await course.apply('ordinary', CODE);
    await course.reaches(applying, 'keyDelivery');
    await codes.reaches(applying, 1, 'generated');
    return applying;
  };
  const posted = async (): Promise<Applying> => {
    const applying = await applyByCode();
    await codes.send(applying);
    return applying;
  };
  const passing = (minutes: number) => stage.time.until(stage.time.clock.ms + minutes * 60_000);
  const order = (applying: Applying, reason: string, by = 'ap1') =>
    codes.orderResend(applying, { by, reason, passkey: passkeys.of(by) });

  /** Issued by the code, and accepted. */
  const accepted = async (): Promise<Applying> => {
    const applying = await posted();
    await codes.redeemByPortal(applying);
    await course.reaches(applying, 'issued');
    const [orderId = ''] = await course.certificatesOf(applying);
    await stage.office.db.$client.query(
      `update certificates set state = 'accepted', accepted_at = now(), accepted_by = 'jpki' where order_id = $1`,
      [orderId],
    );
    return applying;
  };
  const renews = async (of: Applying, text: object = {}) =>
    course.apply(await ownSigner(stage, of), {
      ...CODE,
      identityRoute: 'ownCertificate',
      address: of.card.person.address,
      previousCertificates: 'revokeAfterAcceptance',
      ...text,
    });

  it('is begun by the certificate that it renews, under the check and the person of that', async () => {
    const old = await accepted();
    const renewal = await renews(old);
    await course.reaches(renewal, 'keyDelivery');
    expect(await course.questionsOf(renewal)).toEqual([]);
    await codes.reaches(renewal, 1, 'generated');
    await codes.send(renewal);
    expect(await codes.redeemByPortal(renewal)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(renewal, 'issued');
    const { rows } = await stage.office.db.$client.query(
      `select distinct a.chain_id, m.person from certificate_applications a
       join misuse_index m on m.case_id = a.id where a.id = any($1)`,
      [[old.applicationId, renewal.applicationId]],
    );
    expect(rows).toHaveLength(1);
    const { stored, rebuilt } = await rebuildCase(stage, renewal.applicationId);
    expect(rebuilt).toEqual(stored);
  });

  it('goes to a person where the letter is to go to an address that nobody checked', async () => {
    const renewal = await renews(await accepted(), { address: '大阪府大阪市北区中之島１－１' });
    expect((await course.reaches(renewal, 'review')).notHolding).toEqual([
      'key.letterAddress/changed',
    ]);
  });

  it.each([
    [
      'a certificate that was not accepted yet',
      `state = 'issued', accepted_at = null, accepted_by = null`,
      'notAccepted',
    ],
    ['an anchor that is too old', '', 'exceeded'],
  ] as const)('returns what rests on %s', async (_, change, code) => {
    const old = await accepted();
    const [orderId = ''] = await course.certificatesOf(old);
    if (change === '') {
      await stage.office.db.$client.query(
        `update orders set not_before = not_before - interval '4 years' where id = $1`,
        [orderId],
      );
    } else {
      await stage.office.db.$client.query(`update certificates set ${change} where order_id = $1`, [
        orderId,
      ]);
    }
    const renewal = await renews(old);
    const { notHolding } = await course.reaches(renewal, 'returned');
    expect(notHolding.join()).toContain(code);
  });

  it('makes a code, hears of its letter, takes the keys and issues', async () => {
    const applying = await applyByCode();
    const [made] = await codes.codesOf(applying);
    expect(made?.dispatch_id).toBe(stage.codes.letterOf(applying.applicationId, 1));
    expect(await codes.lettersOf(applying)).toEqual(['prepared']);

    await codes.send(applying);
    const sent = await codes.reaches(applying, 1, 'posted');
    expect(Date.parse(sent.lapses_at) - Date.parse(sent.posted_at ?? '')).toBe(30 * DAY_MS);
    expect(stage.lettersDeleted).toContain(made?.ciphertext_sha256);
    await codes.heard(applying, 'letterDelivered');
    expect(await codes.lettersOf(applying)).toEqual(['delivered']);
    expect(await codes.remindersOf(applying)).toEqual([{ state: 'prepared', days: 14 }]);

    expect(await codes.redeemByPortal(applying)).toMatchObject({
      outcome: 'redeemed',
      told: { ja: '公開鍵を受け取りました。' },
    });
    await course.reaches(applying, 'issued');
    await codes.reaches(applying, 1, 'redeemed');
    expect(await codes.toldOf(applying)).toEqual(['keyDelivery', 'codePosted', 'issued']);
    expect(await codes.remindersOf(applying)).toMatchObject([{ state: 'cancelled' }]);
    expect(await course.eventsOf(applying)).toEqual(
      expect.arrayContaining([
        'letter.printed',
        'letter.posted',
        'letter.delivered',
        'certificate.received',
      ]),
    );
    const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
    expect({ ...rebuilt, inputs: [] }).toEqual({ ...stored, inputs: [] });
    const { rows } = await stage.office.db.$client.query(
      `select k.spki_sha256 = o.spki_sha256 as same from applicant_keys k join orders o on o.case_id = k.case_id
       where k.case_id = $1`,
      [applying.applicationId],
    );
    expect(rows).toEqual([{ same: true }]);
  });

  it('leaves a reminder that was sent as it is', async () => {
    const applying = await posted();
    await codes.heard(applying, 'letterDelivered');
    await stage.office.db.$client.query(
      `update dispatches set state = 'sent', sent_at = prepared_at + interval '14 days'
       where case_id = $1 and notice_kind = 'codeReminder'`,
      [applying.applicationId],
    );
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    await codes.reaches(applying, 1, 'redeemed');
    expect(await codes.remindersOf(applying)).toMatchObject([{ state: 'sent' }]);
  });

  it('has in the book the day that the vendor says, and who brought that in', async () => {
    const applying = await applyByCode();
    await codes.seal(applying);
    await passing(3 * 24 * 60);
    const then = stage.time.clock.ms - 2 * DAY_MS;
    const at = new Date(then).toISOString();
    await codes.heard(applying, 'letterPrinted', { at });
    await codes.heard(applying, 'letterPosted', { at });
    await codes.reaches(applying, 1, 'posted');
    const day = printDate(japanDate(then));
    const [printing] = await course.entriesOf(applying, 'letter.printed');
    const [posting] = await course.entriesOf(applying, 'letter.posted');
    expect(printing?.data).toMatchObject({ printedOn: day, reportSha256: REPORT_SHA256 });
    expect(posting?.data).toMatchObject({ postedOn: day, reportSha256: REPORT_SHA256 });
    expect(Date.parse(posting?.at ?? '')).toBeGreaterThan(then + DAY_MS);
    for (const entry of [printing, posting]) {
      expect(entry?.actor).toMatchObject({ kind: 'officer', id: 'rc1', role: 'reception' });
    }
    const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
    expect(rebuilt['codes']).toEqual(stored['codes']);
  });

  it('takes keys before it is heard that the letter was posted', async () => {
    const applying = await applyByCode();
    await codes.seal(applying);
    await codes.heard(applying, 'letterPrinted');
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(applying, 'issued');
    // What the post says after that is recorded, and moves nothing.
    expect(await codes.heard(applying, 'letterPosted')).toMatchObject({ isApplied: true });
    await codes.reaches(applying, 1, 'redeemed');
  });

  it('refuses a redemption before the letter is printed, and one under another number', async () => {
    const applying = await applyByCode();
    expect(await codes.redeemed(applying)).toMatchObject({
      outcome: 'notLive',
      refused: 'notLive',
    });
    await codes.send(applying);
    expect(await codes.redeemed(applying, { codeNumber: 2 })).toMatchObject({ refused: 'notLive' });
    await codes.reaches(applying, 1, 'posted');
  });

  it('counts wrong codes, refuses keys without spending an attempt, and locks at the fifth', async () => {
    const applying = await posted();
    for (const attemptsLeft of [4, 3, 2, 1]) {
      expect(await codes.redeemed(applying, { k: WRONG })).toMatchObject({
        outcome: 'wrongCode',
        attemptsLeft,
      });
    }
    stage.codes.keyRefusals = ['key.strength/weak'];
    expect(await codes.redeemed(applying)).toMatchObject({
      outcome: 'keyRefused',
      detail: 'key.strength/weak',
      refused: 'keyRefused',
    });
    expect((await codes.codesOf(applying))[0]).toMatchObject({ failures: 4, state: 'posted' });
    expect(await codes.redeemed(applying, { k: WRONG })).toMatchObject({ outcome: 'locked' });
    const locked = await codes.reaches(applying, 1, 'locked');
    expect(await codes.toldOf(applying)).toEqual(['keyDelivery', 'codePosted', 'codeLocked']);
    const { stateDeadline } = await course.caseOf(applying);
    expect(stateDeadline).toBeGreaterThan(Date.parse(locked.unusable_at ?? '') + 13 * DAY_MS);
    // Wrong codes are in the room's book alone.
    const events = await course.eventsOf(applying);
    expect(events.filter((event) => event === 'input.refused')).toHaveLength(1);
  });

  it('asks the room again for an answer that was lost, and stores it once', async () => {
    stage.codes.lostAnswers = 1;
    const applying = await applyByCode();
    expect(await codes.codesOf(applying)).toHaveLength(1);
    await codes.send(applying);
    stage.codes.lostAnswers = 1;
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(applying, 'issued');
  });

  it('goes on with a redemption where a run that was lost left it', async () => {
    const applying = await posted();
    stage.codes.attemptsAway = 8;
    const input = await codes.redeem(applying);
    await passing(2);
    await course.beginAnew(applying);
    await passing(1);
    expect(await codes.resultOf(input)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(applying, 'issued');
  });

  it('waits for a room that is away, and says so once', async () => {
    stage.codes.attemptsAway = 18;
    const applying = await course.apply('ordinary', CODE);
    await course.reaches(applying, 'keyDelivery');
    await passing(2);
    expect((await course.caseOf(applying)).notHolding).toEqual(['room/HsmUnavailable']);
    await passing(4);
    await codes.reaches(applying, 1, 'generated');
    const events = await course.eventsOf(applying);
    expect(events.filter((event) => event === 'case.waiting')).toHaveLength(1);
    expect((await course.caseOf(applying)).notHolding).toEqual([]);
  });

  it('parks a case whose code the room refuses, and one of whose keys somebody lies', async () => {
    stage.codes.refusals = ['dossierDiffers'];
    const refused = await course.apply('ordinary', CODE);
    const waits = await course.reaches(refused, 'keyDelivery');
    expect(waits.nextAttemptAt).toBeUndefined();

    const applying = await posted();
    stage.codes.lies = [{ outcome: 'redeemed', keys: ['e'.repeat(64)] }];
    await codes.redeem(applying);
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 10_000 })
      .toEqual(['gate/certificateMismatch']);
    expect((await course.caseOf(applying)).state).toBe('keyDelivery');
  });

  it('sends another code twice at most, by an approver who sealed nothing, and never has two live', async () => {
    const applying = await posted();
    await codes.heard(applying, 'letterReturned');
    await codes.reaches(applying, 1, 'voided');
    expect(stage.codes.stateOf(applying.applicationId, 1)).toBe('voided');
    expect(await order(applying, 'letterReturned', 'sealer')).toMatchObject({
      refused: 'dutiesN7',
    });
    expect(await order(applying, 'letterReturned', 'rc2')).toMatchObject({
      refused: 'roleRequired',
    });
    expect(await order(applying, 'lapsed')).toMatchObject({ refused: 'stateMoved' });
    expect(
      await codes.orderResend(applying, {
        by: 'ap1',
        reason: 'letterReturned',
        passkey: passkeys.of('ap2'),
      }),
    ).toMatchObject({ refused: 'assertionInvalid' });
    expect(await order(applying, 'letterReturned')).toMatchObject({ isApplied: true });
    await codes.reaches(applying, 2, 'generated');
    const told = ['keyDelivery', 'codePosted', 'codeReturned', 'keyDelivery'];
    expect(await codes.toldOf(applying)).toEqual(told);

    await codes.send(applying);
    for (let i = 0; i < 5; i += 1) await codes.redeemed(applying, { k: WRONG });
    await codes.reaches(applying, 2, 'locked');
    expect(await order(applying, 'locked')).toMatchObject({ isApplied: true });
    await codes.reaches(applying, 3, 'generated');
    expect(stage.codes.stateOf(applying.applicationId, 2)).toBe('voided');

    await codes.send(applying);
    await codes.heard(applying, 'letterReturned');
    expect(await order(applying, 'letterReturned')).toMatchObject({ refused: 'resendsUsedUp' });
    const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
    expect(rebuilt['codes']).toEqual(stored['codes']);
    const all = await codes.codesOf(applying);
    expect(all.map(({ resend, state }) => [resend, state])).toEqual([
      [0, 'voided'],
      [1, 'voided'],
      [2, 'voided'],
    ]);
    await expect(
      stage.office.db.$client.query(
        `update delivery_codes set state = 'posted' where case_id = $1 and code_number < 3`,
        [applying.applicationId],
      ),
    ).rejects.toThrow('one_live_code');
  });

  it('lapses a code after its days, and the case 14 days later', async () => {
    const applying = await posted();
    const [code] = await codes.codesOf(applying);
    await stage.time.until(Date.parse(code?.lapses_at ?? '') + 1000);
    const lapsed = await codes.reaches(applying, 1, 'lapsed');
    expect(stage.codes.stateOf(applying.applicationId, 1)).toBe('lapsed');
    const { stateDeadline = 0 } = await course.caseOf(applying);
    expect(Date.parse(lapsed.unusable_at ?? '')).toBeLessThan(stateDeadline - 13 * DAY_MS);
    expect(await course.outcomeBy(stateDeadline + 1000, applying)).toEqual({ outcome: 'lapsed' });
    expect(await course.lapseOf(applying)).toMatchObject({ cause: 'keyDelivery' });
    const told = ['keyDelivery', 'codePosted', 'codeLapsed', 'lapsed'];
    expect(await codes.toldOf(applying)).toEqual(told);
    // Whoever types it after that is told so.
    expect(await codes.redeemed(applying)).toMatchObject({ refused: 'notLive' });
  });

  it.each(['generated', 'sealed', 'printed', 'posted', 'locked'])(
    'voids a code that is %s when the application is withdrawn',
    async (state) => {
      const applying = await applyByCode();
      if (state !== 'generated') await codes.seal(applying);
      if (!['generated', 'sealed'].includes(state)) await codes.heard(applying, 'letterPrinted');
      if (['posted', 'locked'].includes(state)) await codes.heard(applying, 'letterPosted');
      const wrong = state === 'locked' ? 5 : 0;
      for (let i = 0; i < wrong; i += 1) await codes.redeemed(applying, { k: WRONG });
      await codes.reaches(applying, 1, state);
      const { staff } = current();
      await staff.decide(applying, { kind: 'withdraw', by: 'rc1', role: 'reception' });
      await codes.reaches(applying, 1, 'voided');
      expect(stage.codes.stateOf(applying.applicationId, 1)).toBe('voided');
      expect((await course.caseOf(applying)).state).toBe('withdrawn');
      const isPosted = ['posted', 'locked'].includes(state);
      expect(await codes.lettersOf(applying)).toEqual([isPosted ? 'sent' : 'cancelled']);
    },
  );

  it('voids the code of an approval that is taken back, and takes no keys meanwhile', async () => {
    const applying = await posted();
    const { staff } = current();
    await staff.decide(applying, { kind: 'withdrawApproval', by: 'ap1', role: 'approver' });
    await codes.reaches(applying, 1, 'voided');
    expect(stage.codes.stateOf(applying.applicationId, 1)).toBe('voided');
    await course.reaches(applying, 'review');
    expect(await codes.redeemed(applying)).toMatchObject({ refused: 'notLive' });
  });

  it('has the code of a withdrawn case ended once the room is back', async () => {
    const applying = await posted();
    stage.codes.attemptsAway = 9;
    const { staff } = current();
    await staff.decide(applying, { kind: 'withdraw', by: 'rc1', role: 'reception' });
    await course.reaches(applying, 'withdrawn');
    await passing(10);
    await codes.reaches(applying, 1, 'voided');
  });

  it('records what is heard of a letter once, in its order, and of its own case', async () => {
    const applying = await applyByCode();
    expect(await codes.heard(applying, 'letterPrinted')).toMatchObject({
      refused: 'letterOutOfOrder',
    });
    await codes.seal(applying);
    expect(await codes.heard(applying, 'letterPosted')).toMatchObject({
      refused: 'letterOutOfOrder',
    });
    await codes.heard(applying, 'letterPrinted');
    expect(await codes.heard(applying, 'letterPrinted')).toMatchObject({ refused: 'letterKnown' });
    const dispatch = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
    expect(await codes.heard(applying, 'letterPosted', { dispatch })).toMatchObject({
      refused: 'letterUnknown',
    });
    expect(await codes.heard(applying, 'letterPosted', { at: 'yesterday' })).toMatchObject({
      refused: 'contentUnreadable',
    });
  });

  it('goes on with keys that came before the case was decided anew', async () => {
    const applying = await posted();
    stage.room.refusals = ['outcomeNotHolding'];
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(applying, 'issued');
    expect(await codes.codesOf(applying)).toHaveLength(1);
    const { rows } = await stage.office.db.$client.query(
      `select facts ->> 'keyReceived' as "keyReceived", facts ->> 'codeProof' as "codeProof",
         facts ->> 'proofOfPossession' as "proofOfPossession", facts ->> 'keySeen' as "keySeen", outcome
       from evaluations where case_id = $1 order by number`,
      [applying.applicationId],
    );
    expect(rows).toEqual([
      {
        keyReceived: 'false',
        codeProof: null,
        proofOfPossession: null,
        keySeen: null,
        outcome: 'holds',
      },
      {
        keyReceived: 'true',
        codeProof: 'valid',
        proofOfPossession: 'valid',
        keySeen: 'never',
        outcome: 'holds',
      },
    ]);
  });

  it('makes the next code for a corrected application, which is no resend', async () => {
    const applying = await posted();
    const { staff } = current();
    await staff.decide(applying, { kind: 'withdrawApproval', by: 'ap1', role: 'approver' });
    await course.reaches(applying, 'review');
    await codes.reaches(applying, 1, 'voided');
    await staff.decide(applying, {
      kind: 'return',
      by: 'ap2',
      role: 'approver',
      reasons: ['name.match/different'],
    });
    await course.reaches(applying, 'returned');
    const input = await course.correct(applying, CODE);
    await course.nudge(applying, input);
    await course.reaches(applying, 'review');
    await staff.decide(applying, { kind: 'approve', by: 'ap1', role: 'approver' });
    await course.reaches(applying, 'approved');
    await staff.decide(applying, { kind: 'instruct', by: 'io1', role: 'issuingOperator' });
    const next = await codes.reaches(applying, 2, 'generated');
    expect([next.edition, next.resend]).toEqual([2, 0]);
    await codes.send(applying);
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    await course.reaches(applying, 'issued');
  });

  it('is used for one set of keys', async () => {
    const applying = await posted();
    const release = stage.room.silence();
    expect(await codes.redeemed(applying)).toMatchObject({ outcome: 'redeemed' });
    const applicant = await createApplicant();
    const second = await codes.redeem(applying, { applicant });
    release();
    expect(await codes.resultOf(second)).toMatchObject({ outcome: 'used', refused: 'used' });
    // Nor for another MAC: who knows the certificate knows its keys.
    const unverified = { outcome: 'used', refused: 'used', isApplied: false };
    expect(await codes.redeemed(applying, { k: WRONG })).toMatchObject(unverified);
    await course.reaches(applying, 'issued');
    const { rows } = await stage.office.db.$client.query(
      `select content ->> 'redemptionSha256' as "redemptionSha256" from case_inputs
       where case_id = $1 and kind = 'codeRedemption' order by received_at, id limit 1`,
      [applying.applicationId],
    );
    const opens = await createCodeStandings(stage.office.db).succeeded(applying.applicationId);
    expect(opens?.redemptionSha256).toBe(rows[0].redemptionSha256);
  });
});
