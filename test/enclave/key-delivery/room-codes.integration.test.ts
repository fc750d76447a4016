import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { fileCase, makeCase } from '../../../bin/chaos/forge/drafted-case.ts';
import { HASH } from '../../../bin/chaos/forge/lie.ts';
import type { IssuingInstruction } from '../../../domain/issuance/issuing-instruction.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import { createApplicant } from '../../../simulator/applicant.ts';
import { entriesOf, issued, keptCertificate, useRoom } from '../held-room.ts';
import type { RoomBench, TestRoom } from '../room-bench.ts';
import {
  hasLetter,
  made,
  makeCodedCase,
  makingOf,
  openLetter,
  otherKeys,
  redemptionOf,
  symbolsOf,
  WRONG,
  type CodedCase,
  type MadeCode,
} from './coded-case.ts';

const held = useRoom();
let room: TestRoom;

beforeAll(async () => {
  room = await held().bench.openRoom();
});
afterAll(() => room?.close());

/** The end of the day in Japan on which a period of the policy is over. */
const after = (period: 'codeLife' | 'codeLifeNeverPosted', from: number): number =>
  deadlineAfter(from, defaultPeriods[period], announcedHolidays);

/** Events of codes of a case, in the order of the book. */
const eventsOf = async (bench: RoomBench, { request }: CodedCase): Promise<string[]> =>
  (await bench.readBook()).flatMap(({ entry }) =>
    entry.case === request.applicationId && /^(code|gate)\./.test(entry.event) ? [entry.event] : [],
  );

/** A case with its first code, and the letter as its reader has it. */
async function coded(options: Parameters<typeof makeCodedCase>[1] = {}) {
  const { bench } = held();
  const one = await makeCodedCase(bench, options);
  const code = made(await room.codes.make(makingOf(one)));
  return { one, code, letter: withSymbols(bench, code) };
}

const withSymbols = (bench: RoomBench, code: MadeCode) => ({
  ...code,
  symbols: symbolsOf(openLetter(bench, code)),
});

describe('RoomCodes.make', () => {
  it('writes a letter that the vendor alone opens, to the name and address of the card', async () => {
    const { bench } = held();
    const one = await makeCodedCase(bench);
    const making = makingOf(one);
    const code = made(await room.codes.make(making));
    expect(code.lapsesAt).toBe(after('codeLifeNeverPosted', code.madeAt));
    const { person } = one.drafted.card;
    expect(openLetter(bench, code)).toEqual({
      v: 1,
      dispatch: making.dispatchId,
      application: making.applicationId,
      codeNumber: 1,
      code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}-[2-9A-HJ-NP-Z]{5}$/),
      name: person.writtenName,
      address: person.address,
      service: 'demo-code',
      portal: 'sample-portal',
    });
    expect(await eventsOf(bench, one)).toEqual(['code.generated']);
  });

  it('makes another when it is asked again, and voids the one that nobody heard of', async () => {
    const { bench } = held();
    const { one, code, letter } = await coded();
    const again = made(await room.codes.make(makingOf(one)));
    expect(again.salt).not.toBe(code.salt);
    expect(hasLetter(bench, code)).toBe(false);
    expect(await eventsOf(bench, one)).toEqual(['code.generated', 'code.voided', 'code.generated']);
    const old = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(old)).toEqual({ outcome: 'wrongCode', attemptsLeft: 4 });
    const right = await redemptionOf({ bench, one }, withSymbols(bench, again));
    expect(await room.codes.redeem(right)).toMatchObject({ outcome: 'redeemed' });
  });

  it('voids the code before the next one', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const next = made(await room.codes.make(makingOf(one, 2)));
    const redemption = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(redemption)).toEqual({ outcome: 'notLive', state: 'voided' });
    const right = await redemptionOf({ bench, one }, withSymbols(bench, next));
    expect(await room.codes.redeem(right)).toMatchObject({ outcome: 'redeemed' });
  });

  it('makes a number again within half an hour, and three numbers for a text, whatever the office asks', async () => {
    const { bench } = held();
    const { one } = await coded();
    await bench.rows(
      `update codes set made_at = made_at - interval '30 minutes' where application_id = $1`,
      [one.request.applicationId],
    );
    await expect(room.codes.make(makingOf(one))).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
    made(await room.codes.make(makingOf(one, 2)));
    made(await room.codes.make(makingOf(one, 3)));
    made(await room.codes.make(makingOf(one, 3)));
    const refused = { outcome: 'refused', check: 'codeUsedUp' };
    expect(await room.codes.make(makingOf(one, 4))).toEqual(refused);
  });

  it('takes no code away whose letter is posted, or that a newer one follows', async () => {
    const { one } = await coded();
    const { applicationId } = one.request;
    await room.codes.notePosted({ applicationId, codeNumber: 1, postedAt: Date.now() });
    await expect(room.codes.make(makingOf(one))).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
    made(await room.codes.make(makingOf(one, 2)));
    await expect(room.codes.make(makingOf(one))).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
  });

  it('refuses what the gate refuses, in the book', async () => {
    const { bench } = held();
    const dead = await makeCodedCase(bench, { card: await bench.jlis.issueCard('stolen') });
    expect(await room.codes.make(makingOf(dead))).toEqual({
      outcome: 'refused',
      check: 'outcomeNotHolding',
    });
    const [refusal] = (await bench.readBook()).filter(
      ({ entry }) => entry.case === dead.request.applicationId,
    );
    expect(refusal?.entry).toMatchObject({
      event: 'gate.refused',
      data: { check: expect.any(String) },
    });
    expect(refusal?.entry.data).not.toHaveProperty('order');
  });

  it('makes no code for a text that brings its keys', async () => {
    const { bench } = held();
    const keys = (await createApplicant()).keys;
    const one = await makeCodedCase(bench, {
      service: 'demo-simultaneous',
      applicant: { ...(await createApplicant()), keys },
      text: { keys: { delivery: 'simultaneous', spkiSha256: keys.map((k) => k.spkiSha256) } },
    });
    expect(await room.codes.make(makingOf(one))).toEqual({
      outcome: 'refused',
      check: 'dossierDiffers',
    });
  });
});

describe('RoomCodes.redeem', () => {
  it('gives the case its certificate, over the key of the redemption', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    expect(await room.issuer.issue(one.request)).toEqual({
      outcome: 'refused',
      check: 'codeNotRedeemed',
    });
    const redemption = await redemptionOf({ bench, one }, letter);
    const [key] = one.drafted.applicant.keys;
    expect(await room.codes.redeem(redemption)).toEqual({
      outcome: 'redeemed',
      keys: [key?.spkiSha256],
    });
    const outcome = issued(await room.issuer.issue(one.request));
    const certificate = readCertificate(keptCertificate(bench, one.request, outcome));
    expect(certificate.spki).toEqual(key?.spki);
    expect((await entriesOf(bench, one.request)).map(([event]) => event)).toEqual([
      'gate.refused',
      'issuance.intended',
      'issuance.completed',
    ]);
    expect((await eventsOf(bench, one)).at(-1)).toBe('code.redeemed');
  });

  it('gives each order of a case its own key', async () => {
    const { bench } = held();
    const applicant = await createApplicant({ orders: 2 });
    const { one, letter } = await coded({ applicant });
    await room.codes.redeem(await redemptionOf({ bench, one }, letter));
    const at = { caseId: one.request.applicationId, chainId: one.request.chainId };
    const hash = one.request.instructionSha256;
    const { orders } = JSON.parse(String(bench.office.get(at, [hash]).get(hash))) as {
      orders: { id: string }[];
    };
    const requests = orders.map(({ id }) => ({ ...one.request, orderId: id }));
    const outcomes = await Promise.all(requests.map((each) => room.issuer.issue(each)));
    const spkis = requests.map((each, i) => {
      const outcome = issued(outcomes[i] ?? { outcome: 'refused', check: 'none' });
      return readCertificate(keptCertificate(bench, each, outcome)).spki;
    });
    expect(spkis).toEqual(applicant.keys.map(({ spki }) => spki));
  });

  it('gives the same keys and MAC the stored answer, and others none', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const redemption = await redemptionOf({ bench, one }, letter);
    const first = await room.codes.redeem(redemption);
    expect(await room.codes.redeem(redemption)).toEqual(first);
    const sentAgain = { ...(await redemptionOf({ bench, one }, letter)), inputId: randomUUID() };
    const { redemptionSha256, proofSha256 } = redemption;
    expect(await room.codes.redeem({ ...sentAgain, redemptionSha256, proofSha256 })).toEqual(first);
    // K is gone: a MAC that nobody can verify any more shows nothing, whatever keys it comes with.
    const unverified = { redemption: { mac: 'f'.repeat(64) } };
    for (const change of [unverified, WRONG]) {
      const bySameKeys = await redemptionOf({ bench, one }, letter, change);
      expect(await room.codes.redeem(bySameKeys)).toEqual({ outcome: 'used' });
    }
    const others = await redemptionOf({ bench, one }, letter, { keys: await otherKeys() });
    expect(await room.codes.redeem(others)).toEqual({ outcome: 'used' });
    expect(await room.codes.make(makingOf(one, 2))).toEqual({
      outcome: 'refused',
      check: 'codeRedeemed',
    });
    const [row] = await bench.rows<{ key: Buffer | null }>(
      'select key_sealed as key from codes where application_id = $1',
      [one.request.applicationId],
    );
    expect(row?.key).toBeNull();
  });

  it('locks a code at the fifth wrong attempt, and a case at the tenth', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const wrong = async (code = letter) =>
      room.codes.redeem(await redemptionOf({ bench, one }, code, WRONG));
    for (const attemptsLeft of [4, 3, 2, 1]) {
      expect(await wrong()).toEqual({ outcome: 'wrongCode', attemptsLeft });
    }
    expect(await wrong()).toEqual({ outcome: 'locked' });
    const right = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(right)).toEqual({ outcome: 'notLive', state: 'locked' });
    const second = withSymbols(bench, made(await room.codes.make(makingOf(one, 2))));
    for (const attemptsLeft of [4, 3, 2]) {
      expect(await wrong(second)).toEqual({ outcome: 'wrongCode', attemptsLeft });
    }
    const third = withSymbols(bench, made(await room.codes.make(makingOf(one, 3))));
    expect(await wrong(third)).toEqual({ outcome: 'wrongCode', attemptsLeft: 1 });
    expect(await wrong(third)).toEqual({ outcome: 'locked' });
    expect(await room.codes.make(makingOf(one, 4))).toEqual({
      outcome: 'refused',
      check: 'codeUsedUp',
    });
    const events = await eventsOf(bench, one);
    expect(events.filter((event) => event === 'code.attemptFailed')).toHaveLength(10);
    expect(events.filter((event) => event === 'code.locked')).toHaveLength(2);
  });

  it('counts one input as one attempt, also at once', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const wrong = await redemptionOf({ bench, one }, letter, WRONG);
    const answers = await Promise.all([1, 2, 3].map(() => room.codes.redeem(wrong)));
    const counted = { outcome: 'wrongCode', attemptsLeft: 4 };
    expect(answers).toEqual([counted, counted, counted]);
    await room.close();
    room = await bench.openRoom();
    expect(await room.codes.redeem(wrong)).toEqual({ outcome: 'wrongCode', attemptsLeft: 4 });
  });

  it.each([
    ['proofs over another nonce', 'key.possession/invalid', { provenNonce: 'f'.repeat(32) }],
    [
      'another case in its evidence',
      'evidenceHash/codeRedemption',
      { redemption: { codeNumber: 2 } },
    ],
    ['a MAC that is none', 'evidenceHash/codeRedemption', { redemption: { mac: 'ff' } }],
  ])('spends no attempt on %s', async (_, detail, change) => {
    const { bench } = held();
    const { one, letter } = await coded();
    const refused = await redemptionOf({ bench, one }, letter, change);
    expect(await room.codes.redeem(refused)).toEqual({ outcome: 'keyRefused', detail });
    const wrong = await redemptionOf({ bench, one }, letter, WRONG);
    expect(await room.codes.redeem(wrong)).toEqual({ outcome: 'wrongCode', attemptsLeft: 4 });
  });

  it('keeps nothing of a redemption whose key another application took meanwhile', async () => {
    const { bench } = held();
    const { one } = await coded();
    const request = await makeCase(bench);
    await room.issuer.issue(request);
    const [taken] = await bench.rows<{ key: string }>(
      'select spki_sha256 as key from keys_seen where application_id = $1',
      [request.applicationId],
    );
    const redeemed = {
      applicationId: one.request.applicationId,
      codeNumber: 1,
      person: 'somebody',
      keys: [taken?.key ?? ''],
      nonce: HASH,
      redemptionSha256: HASH,
      proofSha256: HASH,
      at: new Date(),
    };
    await expect(room.room.book.write({ entries: [], codes: { redeemed } })).rejects.toMatchObject({
      type: 'PublicKeyInUse',
    });
    const [row] = await bench.rows('select state from codes where application_id = $1', [
      one.request.applicationId,
    ]);
    expect(row).toEqual({ state: 'live' });
  });

  it('takes no key of another person, nor one twice, nor one for two orders', async () => {
    const { bench } = held();
    const first = await coded();
    await room.codes.redeem(await redemptionOf({ bench, one: first.one }, first.letter));
    const { one, letter } = await coded();
    const taken = { keys: first.one.drafted.applicant.keys };
    // Redeemed, and not certified yet: it is the other application's all the same.
    expect(await room.codes.redeem(await redemptionOf({ bench, one }, letter, taken))).toEqual({
      outcome: 'keyRefused',
      detail: 'key.unseen/otherPerson',
    });
    const two = await coded({ applicant: await createApplicant({ orders: 2 }) });
    const [key] = await otherKeys();
    const twice = { keys: [key, key].flatMap((each) => each ?? []) };
    expect(
      await room.codes.redeem(await redemptionOf({ bench, one: two.one }, two.letter, twice)),
    ).toEqual({
      outcome: 'keyRefused',
      detail: 'key.unseen/twice',
    });
    const tooFew = { keys: await otherKeys(1) };
    expect(
      await room.codes.redeem(await redemptionOf({ bench, one: two.one }, two.letter, tooFew)),
    ).toEqual({ outcome: 'keyRefused', detail: 'key.possession/missing' });
  });

  it('knows no code that was never made', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const other = await redemptionOf({ bench, one }, letter, { codeNumber: 7 });
    expect(await room.codes.redeem(other)).toEqual({ outcome: 'notLive', state: 'none' });
  });

  it.each([
    [
      'a key of its own',
      'keyNotBound',
      { orders: (orders: readonly object[]) => orders.map((o) => ({ ...o, spkiSha256: HASH })) },
    ],
    [
      'a proof of its own',
      'evidenceMissing',
      { evidence: (evidence: object) => ({ ...evidence, proofOfPossession: HASH }) },
    ],
  ] as const)('takes no key from an instruction: %s', async (_, check, change) => {
    const { bench } = held();
    const { one, letter } = await coded();
    await room.codes.redeem(await redemptionOf({ bench, one }, letter));
    const instruction = (said: IssuingInstruction) => ({
      ...said,
      ...('orders' in change ? { orders: change.orders(said.orders) } : {}),
      ...('evidence' in change ? { evidence: change.evidence(said.evidence) } : {}),
    });
    const lied = await fileCase(bench, one.drafted, { instruction, isFiledAgain: true });
    expect(await room.issuer.issue(lied)).toEqual({ outcome: 'refused', check });
    expect(await room.issuer.issue(one.request)).toMatchObject({ outcome: 'issued' });
  });

  it('counts for its own edition: a correction takes another code', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    await room.codes.redeem(await redemptionOf({ bench, one }, letter));
    const { text, card, applicant } = one.drafted;
    const corrected = await makeCodedCase(bench, {
      card,
      applicant,
      text: {
        applicationId: text.applicationId,
        edition: 2,
        previousTextSha256: 'e'.repeat(64),
      },
    });
    expect(await room.issuer.issue(corrected.request)).toEqual({
      outcome: 'refused',
      check: 'codeNotRedeemed',
    });
    const next = withSymbols(bench, made(await room.codes.make(makingOf(corrected, 2))));
    // The key may stay: it is the case's own.
    const redemption = await redemptionOf({ bench, one: corrected }, next);
    expect(await room.codes.redeem(redemption)).toMatchObject({ outcome: 'redeemed' });
    expect(await room.issuer.issue(corrected.request)).toMatchObject({ outcome: 'issued' });
  });
});

describe('RoomCodes.end', () => {
  it('voids a code for a cause, once', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    const end = { applicationId: one.request.applicationId, codeNumber: 1, cause: 'withdrawal' };
    expect(await room.codes.end(end)).toEqual({ ended: 'voided' });
    expect(await room.codes.end(end)).toEqual({ ended: 'voided' });
    expect(await eventsOf(bench, one)).toEqual(['code.generated', 'code.voided']);
    const redemption = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(redemption)).toEqual({ outcome: 'notLive', state: 'voided' });
  });

  it('lets a code lapse by its own clock, 30 days after its posting', async () => {
    const { bench } = held();
    const { one, code, letter } = await coded();
    const name = { applicationId: one.request.applicationId, codeNumber: 1 };
    const lapse = { ...name, cause: 'timePassed' };
    const posted = await room.codes.notePosted({ ...name, postedAt: code.madeAt });
    expect(posted.lapsesAt).toBe(after('codeLife', code.madeAt));
    const later = { ...name, postedAt: code.madeAt + 1 };
    expect(await room.codes.notePosted(later)).toEqual(posted);
    expect(await room.codes.end(lapse)).toEqual({ ended: 'notYet' });
    await bench.rows(
      `update codes set lapses_at = now() - interval '1 second' where application_id = $1`,
      [name.applicationId],
    );
    const redemption = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(redemption)).toEqual({ outcome: 'notLive', state: 'lapsed' });
    expect(await room.codes.end(lapse)).toEqual({ ended: 'lapsed' });
    expect(await eventsOf(bench, one)).toEqual(['code.generated', 'code.lapsed']);
  });

  it('revives no code whose posting is heard of too late', async () => {
    const { bench } = held();
    const { one } = await coded();
    const name = { applicationId: one.request.applicationId, codeNumber: 1 };
    await bench.rows(
      `update codes set lapses_at = now() - interval '1 second' where application_id = $1`,
      [name.applicationId],
    );
    const { lapsesAt } = await room.codes.notePosted({ ...name, postedAt: Date.now() });
    expect(lapsesAt).toBeLessThan(Date.now());
    expect(await eventsOf(bench, one)).toEqual(['code.generated', 'code.lapsed']);
  });

  it('knows no letter of a code that was never made, and calls such a code void', async () => {
    const one = await makeCodedCase(held().bench);
    const name = { applicationId: one.request.applicationId, codeNumber: 1 };
    await expect(room.codes.notePosted({ ...name, postedAt: Date.now() })).rejects.toMatchObject({
      type: 'KeyDeliveryNotFound',
    });
    expect(await room.codes.end({ ...name, cause: 'withdrawal' })).toEqual({ ended: 'voided' });
  });

  it('ends nothing that was redeemed', async () => {
    const { bench } = held();
    const { one, letter } = await coded();
    await room.codes.redeem(await redemptionOf({ bench, one }, letter));
    const name = { applicationId: one.request.applicationId, codeNumber: 1 };
    expect(await room.codes.end({ ...name, cause: 'returned' })).toEqual({ ended: 'redeemed' });
  });
});
