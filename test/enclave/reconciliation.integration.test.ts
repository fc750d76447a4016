import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { printDate, japanDate } from '../../domain/governance/calendar.ts';
import { figuresPath } from '../../domain/reconciliation/figures-path.ts';
import { dayBefore, reconciledDay } from '../../domain/reconciliation/japan-day.ts';
import { failedOf, judgeRoom } from '../../domain/reconciliation/judgement.ts';
import { turnSwitchOn } from '../../enclave/keys/turn-switch-on.ts';
import { countRoom } from '../../enclave/reconciliation/count-room.ts';
import type { RoomFigures } from '../../enclave/reconciliation/room-reconciliation.ts';
import { diskFull } from '../fakes/failing-files.ts';
import { tampered } from '../activities/reconciliation/quiet-office.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { RoomBench, type TestRoom } from './room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
/** With every right: for what nobody may do. */
let owner: pg.Client;
const opened: TestRoom[] = [];

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
});
afterEach(async () => {
  for (const room of opened.splice(0)) await room.close();
});
afterAll(async () => {
  await owner?.end();
  await bench?.close();
  await held?.release();
});

const openRoom = async (): Promise<TestRoom> => {
  const room = await bench.openRoom();
  opened.push(room);
  return room;
};

const today = (): string => printDate(japanDate(Date.now()));

const count = ({ reconciliation }: TestRoom, day = today()): Promise<RoomFigures> =>
  reconciliation.count({ day, until: Date.now() });

const dataOf = async (event: string): Promise<Record<string, unknown>[]> =>
  (await bench.readBook()).flatMap(({ entry }) =>
    entry.event === event ? [entry.data as Record<string, unknown>] : [],
  );

/** Signing is on again, as two custodians would have it. */
async function mend({ room }: TestRoom): Promise<void> {
  await turnSwitchOn(
    { pool: bench.pool, book: room.book },
    {
      switch: 'allSigning',
      custodians: ['custodian-01', 'custodian-02'],
      terminal: 'room-terminal-01',
      cause: 'mended',
    },
    new Date(),
  );
}

describe('RoomReconciliation', () => {
  it('finds nothing to differ in a room that issued, and says so in its book', async () => {
    const room = await openRoom();
    for (let i = 0; i < 3; i += 1) {
      expect(await room.issuer.issue(await makeCase(bench))).toMatchObject({ outcome: 'issued' });
    }
    const figures = await count(room);
    expect(figures.failed).toEqual([]);
    expect(figures.equations['Q8']).toMatchObject({ intended: 3, completed: 3, open: 0 });
    // Two keys were made, and each signed its own certificate.
    expect(figures.equations['Q9']).toMatchObject({ certificates: 5, signatures: 5, attempts: 5 });
    expect(figures.equations['Q10']).toMatchObject({ completed: 3, certificates: 3, serials: 3 });

    const [said] = await dataOf('reconciliation.completed');
    const octets = canonicalOctets(figures as unknown as CanonicalValue);
    expect(said).toEqual({
      day: today(),
      equations: Object.keys(figures.equations).length,
      failed: [],
      figuresSha256: sha256Hex(octets),
    });
    for (const dir of [bench.config.enclaveBookDir, bench.config.enclaveBookSecondDir ?? '']) {
      expect(readFileSync(join(dir, figuresPath(today(), sha256Hex(octets))))).toEqual(octets);
    }
    const counted = await dataOf('signatures.counted');
    expect(counted.map(({ signatures }) => Number(signatures)).toSorted((a, b) => a - b)).toEqual([
      1, 4,
    ]);
  });

  it('counts the self-tests of a start, each with its entry before it', async () => {
    const room = await openRoom();
    const before = (await count(room)).equations['Q9'] as Record<string, number>;
    const custodians = ['custodian-01', 'custodian-02'] as const;
    const by = { custodians, terminal: 'room-terminal-01' };
    await room.keysInUse.begin(by, false);
    const figures = await count(room);
    expect(figures.failed).toEqual([]);
    expect(figures.equations['Q9']).toMatchObject({
      certificates: before['certificates'],
      signatures: (before['signatures'] ?? 0) + 2,
      attempts: (before['attempts'] ?? 0) + 2,
    });
    const tests = (await dataOf('operation.recorded')).slice(-2) as Record<string, string>[];
    const keys = tests.map(({ machine }) => machine);
    expect(tests).toEqual(
      keys.map((machine) => ({ operation: 'issuerKey.selfTest', machine, result: 'begun' })),
    );
    const moduleId = 'software-token-1';
    expect(await dataOf('issuerKey.activated')).toEqual(
      keys.map((issuerKeyId) => ({ issuerKeyId, custodians, moduleId })),
    );
    await room.keysInUse.end('stopped');
    expect(await dataOf('issuerKey.deactivated')).toEqual(
      keys.map((issuerKeyId) => ({ issuerKeyId, cause: 'stopped' })),
    );
    await room.keysInUse.end('stopped');
    expect(await dataOf('issuerKey.deactivated')).toHaveLength(keys.length);
  });

  it('uses no key in a module that production does not take, and writes nothing', async () => {
    const room = await openRoom();
    const began = (await dataOf('operation.recorded')).length;
    await expect(room.keysInUse.begin(undefined, true)).rejects.toMatchObject({
      type: 'HsmModuleUnregistered',
    });
    expect(await dataOf('operation.recorded')).toHaveLength(began);
  });

  it('says the same of a day once, and of a day that was not over again', async () => {
    const room = await openRoom();
    const before = (await dataOf('reconciliation.completed')).length;
    await count(room);
    expect((await dataOf('reconciliation.completed')).length).toBe(before);
    const yesterday = dayBefore(Date.now());
    await count(room, yesterday);
    await count(room, yesterday);
    const days = (await dataOf('reconciliation.completed')).map(({ day }) => day);
    expect(days.filter((day) => day === yesterday)).toHaveLength(1);
  });
});

/** What is done to the room's database, and the one equation that has to notice. */
const TAMPERINGS: readonly (readonly [no: string, what: string, table: string, how: string])[] = [
  [
    'Q1',
    'an entry is gone',
    'book_entries',
    `delete from book_entries where event = 'ruleSet.accepted'`,
  ],
  [
    'Q2',
    'a number of a case is left out',
    'case_sequences',
    `update case_sequences set last_seq = last_seq + 1`,
  ],
  [
    'Q8',
    'an intent has no entry',
    'book_entries',
    `update book_entries set event = 'gate.refused' where log_index =
      (select max(log_index) from book_entries where event = 'issuance.intended')`,
  ],
  [
    'Q9',
    'a key signed more than the book says',
    'issuances',
    `update issuances set signature_attempts = signature_attempts + 1`,
  ],
  [
    'Q9',
    'a certificate was made without the counter',
    'issuances',
    `update issuances set signature_attempts = signature_attempts - 1`,
  ],
  [
    'Q10',
    'an order has two certificates',
    'book_entries',
    `update book_entries e set octets = convert_to(regexp_replace(convert_from(octets, 'UTF8'),
       '"order":"[^"]*"', '"order":"' || (select max(order_id::text) from issuances) || '"'), 'UTF8')
     where event = 'issuance.completed'`,
  ],
  [
    'Q18',
    'a code was redeemed twice',
    'book_entries',
    `update book_entries set event = 'code.redeemed' where event = 'issuerCertificate.published'`,
  ],
  [
    'Q25',
    'nobody anchored for a day',
    'book_entries',
    `update book_entries set at = now() - interval '3 days' where event = 'log.opened'`,
  ],
  [
    'Q27',
    'an act became effective by nobody',
    'book_entries',
    `update book_entries set event = 'act.effective' where event = 'ruleSet.accepted'`,
  ],
];

describe('each equation of the room', () => {
  it.each(TAMPERINGS.map(([no, what, table, how]) => ({ no, what, table, how })))(
    '$no notices that $what, in the room alone',
    async ({ no, table, how }) => {
      const now = new Date();
      const day = reconciledDay(no === 'Q25' ? dayBefore(now.getTime()) : today());
      const times = { dayFrom: new Date(day?.from ?? 0), dayTo: new Date(day?.to ?? 0) };
      const failed = async () => {
        const { figures } = await countRoom(bench.pool, bench.config.enclaveBookOrigin, {
          ...times,
          until: now,
          asOf: new Date(),
        });
        const sides = Object.entries(figures).map(([each, room]) => [each, { room }] as const);
        return failedOf(judgeRoom(Object.fromEntries(sides)));
      };
      // What the second medium says, and what was counted today, is not asked here.
      const before = await failed();
      const after = await tampered(owner, { tables: [table], how }, failed);
      expect(after.filter((each) => each === no || !before.includes(each))).toEqual([no]);
    },
  );
});

describe('a difference in the room', () => {
  it('stops signing in the same act, and two custodians let it go on', async () => {
    const room = await openRoom();
    const request = await makeCase(bench);
    bench.token.issuing = () => Promise.reject(new Error('the HSM is away'));
    await expect(room.issuer.issue(request)).rejects.toThrow('the HSM is away');
    bench.token.issuing = (sign) => sign();
    expect((await count(room)).failed).toEqual([]);
    await owner.query(
      `update issuances set intended_at = intended_at - interval '2 hours' where completed_at is null`,
    );

    const figures = await count(room);
    expect(figures.failed).toEqual(['Q8']);
    expect(figures.equations['Q8']).toMatchObject({ open: 1, openOver1h: 1 });
    expect(figures.equations['Q8']?.['orders']).toEqual([request.orderId]);
    const [stopped] = await dataOf('switch.set');
    expect(stopped).toEqual({
      switch: 'allSigning',
      to: 'off',
      cause: `reconciliation ${today()} Q8`,
    });

    // Neither what was begun nor anything new is signed.
    const signatures = bench.token.issuerSignatures;
    const refused = { outcome: 'refused', check: 'switchOff' };
    expect(await room.issuer.issue(request)).toEqual(refused);
    expect(await room.issuer.issue(await makeCase(bench))).toEqual(refused);
    expect(bench.token.issuerSignatures).toBe(signatures);

    // It is off already, whoever says so again.
    await count(room);
    await room.reconciliation.stopSigning({ day: today(), equations: ['Q10'] });
    expect(await dataOf('switch.set')).toHaveLength(1);

    await mend(room);
    // The room looks at its switches every two seconds.
    await expect
      .poll(async () => (await room.issuer.issue(request)).outcome, { timeout: 10_000 })
      .toBe('issued');
    const acts = ['act.proposed', 'act.approved', 'act.effective', 'switch.set'];
    const said = (await bench.readBook()).map(({ entry }) => entry.event);
    // What is before the stop is the ceremony's.
    const done = said.filter((event) => acts.includes(event));
    expect(done.slice(done.indexOf('switch.set'))).toEqual(['switch.set', ...acts]);
    expect((await count(room)).failed).toEqual([]);
  });

  it('is refused to be mended by one person', async () => {
    const { room } = await openRoom();
    const alone = turnSwitchOn(
      { pool: bench.pool, book: room.book },
      {
        switch: 'allSigning',
        custodians: ['custodian-01', 'custodian-01'],
        terminal: 'room-terminal-01',
        cause: 'x',
      },
      new Date(),
    );
    await expect(alone).rejects.toMatchObject({ type: 'DualControlViolation' });
  });

  it('stops signing for what the office found, with the cause in the book', async () => {
    const room = await openRoom();
    await room.reconciliation.stopSigning({ day: today(), equations: ['Q10'] });
    expect((await dataOf('switch.set')).at(-1)).toEqual({
      switch: 'allSigning',
      to: 'off',
      cause: `reconciliation ${today()} Q10`,
    });
    const outcome = await room.issuer.issue(await makeCase(bench));
    expect(outcome).toEqual({ outcome: 'refused', check: 'switchOff' });
    await mend(room);
  });

  it('is not recorded when the figures cannot be kept, and is found by the repeat', async () => {
    const room = await openRoom();
    const before = (await dataOf('reconciliation.completed')).length;
    const day = dayBefore(Date.now() - 5 * 86_400_000);
    // Of the counted signatures an entry comes first; the medium is full right after it.
    room.second.beforeWrite = ([file]) => {
      if (file?.path.startsWith('figures/')) diskFull();
    };
    await expect(count(room, day)).rejects.toThrow();
    expect((await dataOf('reconciliation.completed')).length).toBe(before);
    room.second.beforeWrite = () => undefined;
    expect((await count(room, day)).failed).toEqual([]);
    expect((await dataOf('reconciliation.completed')).length).toBe(before + 1);
  });
});
