import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { countJlisWaits } from '../../../db/identity/jlis-waits.ts';
import { countJlisUsage } from '../../../db/identity/jlis-usage.ts';
import { takeJlisTurn, useJlisTurn } from '../../../db/identity/jlis-turns.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../db/uuid.ts';

describe('what the office keeps of its questions to J-LIS', () => {
  const dataDir = temporaryDataDirectory();
  let instance: Instance;
  let workers: OfficeDatabase[];
  let db: OfficeDatabase;

  beforeAll(async () => {
    instance = await startInstance({ dataDir, only: 'postgres' });
    // With the rights of the office-worker, and no more; one for each of two workers.
    workers = [1, 2].map(() => openOfficeDatabase(instance.databaseUrl('toroku_office'), 8));
    [db] = workers as [OfficeDatabase];
  });
  afterAll(async () => {
    await Promise.all(workers.map(({ $client }) => $client.end()));
    await instance.stop();
    removeDataDirectory(dataDir);
  });

  const ask = async (
    caseId: string,
    attempt: number,
    { at, result, reason }: { at: string; result?: string; reason?: string },
  ): Promise<void> => {
    await db.$client.query(
      `insert into jlis_queries (id, case_id, edition, attempt, purpose, method, asked_at,
           request_sha256, answered_at, result, no_answer_reason)
         values ($1, $2, 1, $3, 'signatureVerification', 'ocsp', $4, $5, $4, $6, $7)`,
      [uuidV7(), caseId, attempt, at, 'a'.repeat(64), result ?? null, reason ?? null],
    );
  };

  /** A case as receipt leaves it. */
  const insertCase = async (): Promise<string> => {
    const [caseId, chainId] = [uuidV7(), uuidV7()];
    await db.$client.query(
      `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery,
         edition, chain_id, rule_set_id, state, received_at, case_deadline, name_sealed, changed_at)
       values ($1, 'p', 's', 'jpki', 'simultaneous', 1, $2, '2026-12', 'received', now(),
         now() + interval '180 days', '\\x00', now())`,
      [caseId, chainId],
    );
    return caseId;
  };

  const distances = { questionMs: 250, turnMs: 300 };

  describe('takeJlisTurn', () => {
    it('gives two workers who ask at once turns that are a distance apart', async () => {
      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          takeJlisTurn(workers[i % 2] as OfficeDatabase, distances),
        ),
      );
      const turns = taken.map((turn) => turn.getTime()).toSorted((a, b) => a - b);
      const [first = 0] = turns;
      expect(turns).toEqual(Array.from({ length: 40 }, (_, i) => first + i * 300));
    });

    it('gives a turn at once where the last one is long past, and saves none up', async () => {
      await db.$client.query(`update jlis_turns set next_at = now() - interval '1 hour'`);
      const first = await takeJlisTurn(db, distances);
      expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(5_000);
      expect(await takeJlisTurn(db, distances)).toEqual(new Date(first.getTime() + 300));
    });
  });

  describe('useJlisTurn', () => {
    it('lets one question of two workers through, and tells the others when to come', async () => {
      const turn = new Date(Date.now() - 60_000);
      const long = { questionMs: 20_000, turnMs: 21_000 };
      const waits = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          useJlisTurn(workers[i % 2] as OfficeDatabase, turn, long),
        ),
      );
      const [used, next = 0, ...more] = waits.toSorted((a, b) => a - b);
      expect(used).toBe(0);
      expect(next).toBeGreaterThan(10_000);
      expect(Math.max(...more)).toBeLessThanOrEqual(20_000);
    });

    it('lets nobody through before the turn', async () => {
      await db.$client.query('update jlis_turns set asked_at = null');
      const turn = new Date(Date.now() + 60_000);
      expect(await useJlisTurn(db, turn, distances)).toBeGreaterThan(50_000);
    });
  });

  describe('countJlisUsage', () => {
    it('counts by purpose, method and outcome what was asked from an instant up to another', async () => {
      const caseId = await insertCase();
      // December in Japan begins at 15:00 UTC of 30 November.
      await ask(caseId, 1, { at: '2026-11-30T14:59:59.999Z', result: 'verified' });
      await ask(caseId, 2, { at: '2026-11-30T15:00:00.000Z', result: 'none', reason: 'timedOut' });
      await ask(caseId, 3, { at: '2026-12-10T00:00:00.000Z', result: 'verified' });
      await ask(caseId, 4, { at: '2026-12-11T00:00:00.000Z', result: 'verified' });
      await ask(caseId, 5, { at: '2026-12-12T00:00:00.000Z' });
      await ask(caseId, 6, { at: '2026-12-31T15:00:00.000Z', result: 'verified' });
      const [from, until] = ['2026-11-30T15:00:00Z', '2026-12-31T15:00:00Z'].map(
        (t) => new Date(t),
      );
      const of = { purpose: 'signatureVerification', method: 'ocsp' };
      expect(await countJlisUsage(db, from as Date, until as Date)).toEqual([
        { ...of, result: 'none', noAnswerReason: 'timedOut', questions: 1 },
        { ...of, result: 'none', noAnswerReason: undefined, questions: 1 },
        { ...of, result: 'verified', noAnswerReason: undefined, questions: 2 },
      ]);
    });
  });

  describe('countJlisWaits', () => {
    const DAY_MS = 86_400_000;

    it('counts what the look of the tenth day has come for, and what no J-LIS would answer', async () => {
      const first = new Date('2026-12-01T03:00:00Z');
      const wait = async (notHolding: string[], state = 'waiting'): Promise<void> => {
        await db.$client.query(
          `update certificate_applications set state = $2, not_holding = $3, state_deadline = $4
           where id = $1`,
          [await insertCase(), state, notHolding, new Date('2026-12-31T15:00:00Z')],
        );
      };
      await wait(['jlis.answer/none', 'jlis.method/none']);
      await wait(['jlis.answer/unauthorisedResponder', 'jlis.status/notChecked']);
      await wait(['jlis.answer/malformed'], 'review');
      // Ten days, the one of the wait not counted, end with the tenth in Japan.
      const look = new Date('2026-12-11T15:00:00Z');
      expect(await countJlisWaits(db, first)).toEqual({ long: 0, odd: 1 });
      expect(await countJlisWaits(db, new Date(look.getTime() - 1))).toEqual({ long: 0, odd: 1 });
      expect(await countJlisWaits(db, look)).toEqual({ long: 2, odd: 1 });
      expect(look.getTime() - first.getTime()).toBeGreaterThan(10 * DAY_MS);
    });
  });
});
