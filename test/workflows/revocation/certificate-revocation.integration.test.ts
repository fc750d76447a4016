import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INPUTS } from '../../../db/reconciliation/case-queries.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import {
  EMERGENCIES,
  REQUESTS,
  REVOCATIONS,
} from '../../../db/reconciliation/revocation-queries.ts';
import { certificateRevocationId } from '../../../workflows/revocation/contract.ts';
import { useStaffedStage, type StaffedStage } from '../staffed-stage.ts';
import { RevocationCourse, type IssuedCertificate } from './revocation-course.ts';

const GRANT = { kind: 'revocationGrant', reasonCode: 'keyCompromise' } as const;
const EMERGENCY = { kind: 'revocationEmergency', reasonCode: 'keyCompromise' } as const;
const CONFIRMED = { kind: 'revocationConfirmation', isConfirmed: true } as const;

const sum = (figures: object, ...names: string[]): number =>
  names.reduce((all, name) => all + Number(Reflect.get(figures, name)), 0);

describe('certificateRevocation', () => {
  const current = useStaffedStage({
    ap1: ['approver'],
    ap2: ['approver'],
    'ap3@ap1': ['approver'],
    ex1: ['examiner'],
    rc1: ['reception', 'approver'],
    rp1: ['responsiblePerson'],
  });
  let of: StaffedStage;
  let requests: RevocationCourse;

  beforeEach(() => {
    of = current();
    requests = new RevocationCourse(of);
  });
  afterEach(() => requests.end());

  const stateOfCertificate = async ({ orderId }: IssuedCertificate): Promise<unknown> =>
    (
      await of.stage.office.db.$client.query('select state from certificates where order_id = $1', [
        orderId,
      ])
    ).rows[0]?.state;

  const statusOf = async (id: string) =>
    (await of.stage.office.send({ method: 'GET', path: `/revocation-requests/${id}` })).json;

  /** Another run from the first line, as after a loss of Temporal. */
  const beginAnew = async (id: string): Promise<void> => {
    await requests.lose(id);
    await requests.begin(id);
  };

  it('grants by the rule set what the card of the subscriber signed, and says that it is published only once it was read back', async () => {
    const certificate = await requests.issued();
    const id = await requests.askByCard(certificate);
    const row = await requests.reaches(id, 'recorded');
    expect(row).toMatchObject({
      outcome: 'holds',
      decider: 'ruleSet',
      decidedBy: expect.any(String),
      reasonCode: 'keyCompromise',
      isEmergency: false,
    });
    expect(row.publishBy?.getTime()).toBe((row.recordedAt?.getTime() ?? 0) + 60 * 60_000);
    expect(await stateOfCertificate(certificate)).toBe('revoked');
    expect(await requests.eventsOf(id)).toEqual([
      'text.handedOut',
      'revocation.requested',
      'jlis.asked',
      'jlis.answered',
      'revocation.examined',
      'revocation.granted',
      'revocation.told',
      'revocation.told',
    ]);
    const granted = (await requests.entriesOf(id)).find((e) => e.event === 'revocation.granted');
    expect(granted).toMatchObject({
      actor: { kind: 'system' },
      responsible: { id: row.decidedBy },
      data: { decider: 'ruleSet', emergency: false, assertions: [] },
    });
    await expect.poll(() => of.stage.publications).toContain(certificate.issuerKeyId);
    // Nothing says that it is published before the room has read it back.
    expect(await requests.toldOf(certificate)).toEqual([
      'revocation.recorded',
      'revocationRecorded',
    ]);
    expect(await statusOf(id)).toMatchObject({
      state: 'recorded',
      certificates: [{ state: 'recorded', revocationDate: row.revocationDate?.toISOString() }],
    });
    await of.stage.revocations.notePublished([id, id]);
    await of.stage.revocations.notePublished([id]);
    expect(await requests.toldOf(certificate)).toEqual([
      'revocation.recorded',
      'revocationRecorded',
      'revocation.published',
      'revocationPublished',
    ]);
    const told = (await requests.entriesOf(id)).filter((e) => e.event === 'revocation.told');
    expect(told.map(({ data }) => (data as { stage: string }).stage)).toEqual([
      'recorded',
      'recorded',
      'published',
      'published',
    ]);
    const run = of.stage.time.client.workflow.getHandle(certificateRevocationId(id));
    await expect(run.result()).resolves.toEqual({ outcome: 'published' });
    expect(await statusOf(id)).toMatchObject({
      state: 'published',
      told: { ja: '失効の情報を公開しました。' },
    });
  });

  it('does nothing for a request that is not there', async () => {
    await expect(of.stage.revocations.lookAtRequest(crypto.randomUUID())).rejects.toMatchObject({
      type: 'RevocationRequestNotFound',
    });
  });

  it('refuses nobody by itself: what another card signed a person has to refuse', async () => {
    const certificate = await requests.issued();
    const other = await of.stage.jlis.issueCard('minor');
    const byOther = await requests.askByCard(certificate, { signer: other });
    expect(await requests.reaches(byOther, 'examining')).toMatchObject({
      outcome: 'forbids',
      next: 'refusal',
      notHolding: ['revoke.requester/different'],
    });
    expect(await requests.decide(byOther, 'ap1', GRANT)).toMatchObject({
      refused: 'nobodyMayGrant',
    });
  });

  it('is decided by a person while the switch is off, on the findings of then and no others', async () => {
    const certificate = await requests.issued();
    await of.course.setSwitch('automaticRevocation', false);
    const id = await requests.askByCard(certificate);
    const { notHolding } = await requests.reaches(id, 'examining');
    await of.course.setSwitch('automaticRevocation', true);
    expect(notHolding).toEqual(['revoke.automation/off']);
    const refused = (said: object, by = 'ap1') => requests.decide(id, by, { ...GRANT, ...said });
    expect(await refused({ findingsSha256: 'f'.repeat(64) })).toMatchObject({
      refused: 'findingsMoved',
    });
    expect(await refused({ reasons: [] })).toMatchObject({ refused: 'reasonsWrong' });
    expect(await refused({ signedBy: 'ap2' })).toMatchObject({ refused: 'assertionInvalid' });
    expect(await refused({ role: 'examiner' }, 'ex1')).toMatchObject({ refused: 'roleRequired' });
    expect(await refused({ reasonCode: 'unspecified' })).toMatchObject({
      refused: 'contentUnreadable',
    });
    expect(await requests.decide(id, 'ap1', GRANT)).toEqual({ state: 'granted', isApplied: true });
    await requests.reaches(id, 'recorded');
    // Later ones are told that they came second.
    expect(await requests.decide(id, 'ap2', GRANT)).toMatchObject({ refused: 'stateMoved' });
    const refusals = (await requests.eventsOf(id)).filter((event) => event === 'input.refused');
    expect(refusals).toHaveLength(6);
  });

  it('asks by telephone for a call-back; whoever took the call does not grant', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'telephone' });
    expect(await requests.reaches(id, 'examining')).toMatchObject({
      next: 'suspend',
      notHolding: ['revoke.telephone/notReached'],
    });
    // A letter that nobody kept holds up nothing that is sent after it.
    const missing = { reasons: ['groundNotFound'], letterSha256: 'f'.repeat(64) };
    expect(
      await requests.decide(id, 'ap1', { kind: 'revocationRefusal', ...missing }),
    ).toMatchObject({ refused: 'contentUnreadable' });
    await requests.callBack(id, { result: 'confirmed', requesterMatch: 'same' });
    await expect
      .poll(async () => (await requests.requestOf(id)).notHolding)
      .toEqual(['revoke.telephone/confirmed']);
    expect(await requests.decide(id, 'rc1', GRANT)).toMatchObject({ refused: 'dutiesN6' });
    expect(await requests.decide(id, 'ap1', GRANT)).toEqual({ state: 'granted', isApplied: true });
    await requests.reaches(id, 'recorded');
    expect(await requests.eventsOf(id)).toEqual([
      'revocation.requested',
      'revocation.examined',
      'input.refused',
      'revocation.callback',
      'revocation.examined',
      'input.refused',
      'revocation.granted',
      'revocation.told',
      'revocation.told',
    ]);
  });

  it('refuses what the subscriber denies, with a letter, and closes it', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'telephone' });
    await requests.reaches(id, 'examining');
    await requests.callBack(id, { result: 'denied' });
    await expect.poll(async () => (await requests.requestOf(id)).outcome).toBe('forbids');
    expect(await requests.decide(id, 'ap1', GRANT)).toMatchObject({ refused: 'nobodyMayGrant' });
    const reasons = ['deniedBySubscriber'];
    expect(await requests.decide(id, 'ap1', { kind: 'revocationRefusal', reasons })).toMatchObject({
      state: 'refused',
    });
    expect(await requests.requestOf(id)).toMatchObject({
      state: 'refused',
      refusalReason: 'deniedBySubscriber',
      closedAt: expect.any(Date),
    });
    expect(await requests.toldOf(certificate)).toEqual(['revocationRefused']);
    expect(await requests.decide(id, 'ap2', GRANT)).toMatchObject({ refused: 'requestClosed' });
    expect(await stateOfCertificate(certificate)).toBe('issued');
  });

  it('takes two persons for a defective form and for a third party, and two accounts of one are one', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'thirdParty', standing: 'shown' });
    await requests.reaches(id, 'examining');
    expect(await requests.decide(id, 'ap1', GRANT)).toMatchObject({ awaits: 'second' });
    expect(await requests.decide(id, 'ap1', GRANT)).toMatchObject({ refused: 'dutiesN2' });
    expect(await requests.decide(id, 'ap3', GRANT)).toMatchObject({ refused: 'dutiesN2' });
    const reasonCode = 'cessationOfOperation';
    // For another reason it is another grant, and has no first.
    expect(await requests.decide(id, 'ap2', { ...GRANT, reasonCode })).toMatchObject({
      awaits: 'second',
    });
    expect(await requests.decide(id, 'ap2', GRANT)).toEqual({ state: 'granted', isApplied: true });
    const granted = (await requests.entriesOf(id)).find((e) => e.event === 'revocation.granted');
    expect(granted?.data).toMatchObject({ assertions: [expect.any(String), expect.any(String)] });
    await requests.reaches(id, 'recorded');
  });

  it.each([
    [{ channel: 'paperForm', paperIntent: 'signed', requesterMatch: 'same' }, 'revoke.paper/form'],
    [
      { channel: 'paperForm', paperIntent: 'missing', requesterMatch: 'same' },
      'revoke.paper/defective',
    ],
    [{ channel: 'thirdParty', standing: 'notShown' }, 'revoke.thirdParty/notShown'],
    [{ channel: 'exOfficio', untruth: 'established' }, 'revoke.exOfficio/established'],
    [{ channel: 'exOfficio', untruth: 'suspected' }, 'revoke.exOfficio/suspected'],
  ] as const)('examines what staff saw: %o', async (received, finding) => {
    const id = await requests.take({ serialNumber: '1'.repeat(40) }, received);
    const { notHolding } = await requests.reaches(id, 'examining');
    expect(notHolding).toEqual(['revoke.target/notFound', finding]);
  });

  it('is granted in an emergency by whoever took the call, and confirmed by another, or not', async () => {
    const [first, second] = [await requests.issued(), await requests.issued()];
    const id = await requests.take(first, { channel: 'telephone' });
    await requests.reaches(id, 'examining');
    expect(await requests.decide(id, 'rc1', EMERGENCY)).toEqual({
      state: 'granted',
      isApplied: true,
    });
    const { confirmBy, decidedAt } = await requests.reaches(id, 'recorded');
    expect(confirmBy?.getTime()).toBe((decidedAt?.getTime() ?? 0) + 60 * 60_000);
    expect(await requests.decide(id, 'rc1', CONFIRMED)).toMatchObject({ refused: 'dutiesN6' });
    await of.stage.revocations.notePublished([id]);
    // Also after it is published: it stands, and somebody has still to look.
    expect(await requests.decide(id, 'ap1', CONFIRMED)).toMatchObject({ state: 'published' });
    expect(await requests.decide(id, 'ap2', CONFIRMED)).toMatchObject({
      refused: 'alreadyConfirmed',
    });
    const unconfirmed = await requests.take(second, { channel: 'telephone' });
    await requests.reaches(unconfirmed, 'examining');
    await requests.decide(unconfirmed, 'ap1', EMERGENCY);
    await requests.decide(unconfirmed, 'ap2', { ...CONFIRMED, isConfirmed: false });
    expect(await requests.reaches(unconfirmed, 'recorded')).toMatchObject({ isConfirmed: false });
    expect(await stateOfCertificate(second)).toBe('revoked');
  });

  it('is suspended out of doubt, and released with the refusal', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'exOfficio', untruth: 'suspected' });
    await requests.reaches(id, 'examining');
    const suspension = { kind: 'revocationSuspension' } as const;
    await of.course.setSwitch('suspension', false);
    expect(await requests.decide(id, 'ap1', suspension)).toMatchObject({
      refused: 'suspensionOff',
    });
    await of.course.setSwitch('suspension', true);
    expect(await requests.decide(id, 'ap1', suspension)).toMatchObject({ state: 'suspended' });
    const room = of.stage.revocationRoom;
    await expect.poll(async () => (await requests.requestOf(id)).suspendedAt).not.toBeNull();
    expect(room.held.has(certificate.serialNumber)).toBe(true);
    const { suspendedUntil } = await requests.requestOf(id);
    expect(suspendedUntil?.getTime()).toBeGreaterThan(of.stage.time.clock.ms + 71 * 3600_000);
    // Its time has passed, which decides nothing.
    await of.stage.office.db.$client.query(
      'update revocation_requests set suspended_until = now() where id = $1',
      [id],
    );
    await of.stage.revocations.lookAtRequest(id);
    expect((await requests.requestOf(id)).state).toBe('suspended');
    expect(
      await requests.decide(id, 'ap2', {
        kind: 'revocationRefusal',
        reasons: ['groundNotFound'],
      }),
    ).toMatchObject({ state: 'refused' });
    await expect.poll(async () => (await requests.requestOf(id)).releasedAt).not.toBeNull();
    expect(room.held.has(certificate.serialNumber)).toBe(false);
  });

  it('has its reason upgraded once it is published, and not twice', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'exOfficio', untruth: 'established' });
    await requests.reaches(id, 'examining');
    const reasonCode = 'privilegeWithdrawn';
    await requests.decide(id, 'ap1', { ...GRANT, reasonCode });
    await requests.reaches(id, 'recorded');
    const upgrade = { kind: 'revocationReasonUpgrade' } as const;
    expect(await requests.decide(id, 'ap2', upgrade)).toMatchObject({ refused: 'stateMoved' });
    await of.stage.revocations.notePublished([id]);
    const outcome = await requests.decide(id, 'ap1', upgrade);
    // Whoever granted does not change it alone.
    expect(outcome).toMatchObject({ refused: 'dutiesN2' });
    expect(await requests.decide(id, 'ap2', upgrade)).toMatchObject({ state: 'published' });
    await expect.poll(async () => (await requests.requestOf(id)).reasonCode).toBe('keyCompromise');
    expect(await requests.decide(id, 'ap2', upgrade)).toMatchObject({
      refused: 'reasonNotPossible',
    });
  });

  it('lets one of two deciders at once have the effect, and records the other as refused', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'exOfficio', untruth: 'otherGround' });
    await requests.reaches(id, 'examining');
    await requests.lose(id);
    const inputs = await Promise.all([
      requests.record(id, 'ap1', GRANT),
      requests.record(id, 'ap2', { kind: 'revocationRefusal', reasons: ['groundNotFound'] }),
    ]);
    await Promise.all([1, 2, 3].map(() => of.stage.revocations.lookAtRequest(id)));
    const outcomes = await Promise.all(inputs.map((input) => requests.outcomeOf(input)));
    expect(outcomes.filter((one) => 'refused' in one)).toHaveLength(1);
    const decided = (await requests.eventsOf(id)).filter((event) =>
      ['revocation.granted', 'revocation.refused'].includes(event),
    );
    expect(decided).toHaveLength(1);
  });

  it('goes on from the database wherever its run is lost, and asks a room that is away without end', async () => {
    const certificate = await requests.issued();
    const id = await requests.askByCard(certificate, { isUnheard: true });
    expect((await requests.requestOf(id)).state).toBe('received');
    const room = of.stage.revocationRoom;
    room.attemptsAway = 3;
    await of.stage.revocations.askAboutRequester(id);
    await of.stage.revocations.examineRequest(id);
    await of.stage.revocations.examineRequest(id);
    await of.stage.revocations.askAboutRequester(id);
    expect((await requests.requestOf(id)).state).toBe('granted');
    await requests.begin(id);
    await requests.reaches(id, 'recorded');
    const standing = await of.stage.revocations.lookAtRequest(id);
    expect(standing).toMatchObject({ state: 'recorded', isUnpublished: true });
    await beginAnew(id);
    await expect.poll(() => of.stage.publications.length).toBeGreaterThan(1);
    const events = await requests.eventsOf(id);
    for (const event of ['jlis.asked', 'revocation.examined', 'revocation.granted']) {
      expect(events.filter((each) => each === event)).toHaveLength(1);
    }
    expect(events.filter((event) => event === 'revocation.told')).toHaveLength(2);
  });

  it('comes to a person when the question to J-LIS cannot be written down', async () => {
    const certificate = await requests.issued();
    const { db } = of.stage.office;
    await db.$client.query(
      'alter table jlis_queries add constraint nothing check (false) not valid',
    );
    try {
      const id = await requests.askByCard(certificate);
      expect(await requests.reaches(id, 'examining')).toMatchObject({
        notHolding: ['revoke.status/notKnown'],
      });
    } finally {
      await db.$client.query('alter table jlis_queries drop constraint nothing');
    }
    // Those of this test alone.
    expect(of.stage.time.incidents.splice(0).length).toBeGreaterThan(0);
  });

  it('is told of a publication that came before its record was known here, or got lost', async () => {
    const [one, two] = [await requests.issued(), await requests.issued()];
    const [early, lost] = [
      await requests.take(one, { channel: 'exOfficio', untruth: 'established' }),
      await requests.take(two, { channel: 'exOfficio', untruth: 'established' }),
    ];
    for (const id of [early, lost]) await requests.reaches(id, 'examining');
    const room = of.stage.revocationRoom;
    room.published.add(one.serialNumber);
    await requests.decide(early, 'ap1', GRANT);
    await requests.reaches(early, 'published');
    const told = (await requests.eventsOf(early)).filter((event) => event === 'revocation.told');
    expect(told).toHaveLength(4);
    await requests.decide(lost, 'ap1', GRANT);
    await requests.reaches(lost, 'recorded');
    room.published.add(two.serialNumber);
    await of.stage.office.db.$client.query(
      `update revocation_requests set recorded_at = recorded_at - interval '1 hour' where id = $1`,
      [lost],
    );
    await beginAnew(lost);
    await requests.reaches(lost, 'published');
  });

  it('is put back from the book by a recovery, and the room says again when it was revoked', async () => {
    const certificate = await requests.issued();
    const id = await requests.take(certificate, { channel: 'telephone' });
    await requests.reaches(id, 'examining');
    await requests.callBack(id, { result: 'confirmed', requesterMatch: 'same' });
    await expect.poll(async () => (await requests.requestOf(id)).outcome).toBe('refers');
    await requests.decide(id, 'ap1', EMERGENCY);
    await requests.decide(id, 'ap2', CONFIRMED);
    const { revocationDate, ...stored } = await requests.reaches(id, 'recorded');
    await requests.lose(id);
    await requests.rebuild(id);
    const rebuilt = await requests.requestOf(id);
    const { state, decidedBy, reasonCode, serialNumber, isConfirmed, confirmBy } = stored;
    expect(rebuilt).toMatchObject({
      state,
      decidedBy,
      reasonCode,
      serialNumber,
      isConfirmed,
      confirmBy,
      orderId: certificate.orderId,
      revocationDate: null,
    });
    await requests.begin(id);
    await expect
      .poll(async () => (await requests.requestOf(id)).revocationDate)
      .toEqual(revocationDate);
    expect((await requests.eventsOf(id)).filter((e) => e === 'revocation.told')).toHaveLength(2);
    // Portals read events anew after a recovery; nobody gets a mail twice.
    const mails = (await requests.toldOf(certificate)).filter((kind) => !kind.includes('.'));
    expect(mails).toEqual(['revocationRecorded']);
  });

  it('comes out even in the books, whatever became of it', async () => {
    const asOf = new Date(of.stage.time.clock.ms + 60_000);
    const times = { dayFrom: new Date(0), dayTo: asOf, until: asOf, asOf };
    const count = (text: string) => countBy(of.stage.office.db.$client, text, times);
    const requested = await count(REQUESTS);
    expect(requested['requested']).toBe(sum(requested, 'refused', 'granted', 'open'));
    expect(requested).toMatchObject({
      granted: requested['grantedEntries'],
      refused: requested['refusedEntries'],
    });
    const revoked = await count(REVOCATIONS);
    expect(revoked).toMatchObject({ recordedUntold: 0, publishedUntold: 0 });
    expect(Number(revoked['recorded'])).toBeGreaterThan(3);
    const emergencies = await count(EMERGENCIES);
    expect(emergencies['granted']).toBe(sum(emergencies, 'confirmed', 'under60min'));
    expect(emergencies['confirmed']).toBe(emergencies['confirmedEntries']);
    const inputs = await count(INPUTS);
    expect(inputs['received']).toBe(sum(inputs, 'applied', 'refused', 'pending'));
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
  });

  it('is closed by a person where the certificate was revoked before; one granted meanwhile goes with the other', async () => {
    const certificate = await requests.issued();
    const [first, second, third] = [
      await requests.take(certificate, { channel: 'exOfficio', untruth: 'established' }),
      await requests.take(certificate, { channel: 'exOfficio', untruth: 'established' }),
      await requests.take(certificate, { channel: 'exOfficio', untruth: 'suspected' }),
    ];
    for (const id of [first, second, third]) await requests.reaches(id, 'examining');
    const room = of.stage.revocationRoom;
    const isRoomAway = 1;
    room.attemptsAway = isRoomAway;
    await Promise.all([
      requests.decide(first, 'ap1', GRANT),
      requests.decide(second, 'ap2', GRANT),
    ]);
    const rows = [
      await requests.reaches(first, 'recorded'),
      await requests.reaches(second, 'recorded'),
    ];
    expect(rows.filter((row) => row.recordedByRequest !== null)).toHaveLength(1);
    const own = rows.find((row) => row.recordedByRequest === null);
    await of.stage.revocations.notePublished([own?.id ?? '']);
    await requests.reaches(first, 'published');
    await requests.reaches(second, 'published');
    expect(await requests.decide(third, 'ap1', GRANT)).toMatchObject({ awaits: 'second' });
    expect(await requests.decide(third, 'ap2', GRANT)).toMatchObject({ refused: 'alreadyRevoked' });
    const reasons = ['alreadyRevoked'];
    expect(
      await requests.decide(third, 'ap2', { kind: 'revocationRefusal', reasons }),
    ).toMatchObject({ state: 'refused' });
  });
});
