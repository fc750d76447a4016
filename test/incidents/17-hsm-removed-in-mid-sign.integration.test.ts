import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  makeInstructedCase,
  type InstructedOrderRequest,
} from '../../bin/bench/instructed-cases.ts';
import { onModuleLoad } from '../../bin/chaos/hsm/on-module-load.ts';
import { holdInstance, type HeldInstance } from '../enclave/held-instance.ts';
import { RoomBench, SERVICE } from '../enclave/room-bench.ts';

const ORDERS = 12;
/** Signatures between two removals: of certificates and of checkpoints. */
const EVERY = 5;

let held: HeldInstance;
let bench: RoomBench;
let tokens = '';
let removals = 0;
let isArmed = false;

const putBack = (): void => {
  if (existsSync(`${tokens}.away`)) renameSync(`${tokens}.away`, tokens);
};

/** The token is taken away between the beginning and the end of a signature. */
function removeInMidSign(): () => void {
  let signatures = 0;
  return onModuleLoad((module) => {
    const begin = module.C_SignInit.bind(module);
    module.C_SignInit = (...args) => {
      begin(...args);
      signatures += 1;
      if (!isArmed || signatures % EVERY !== 0 || existsSync(`${tokens}.away`)) return;
      removals += 1;
      renameSync(tokens, `${tokens}.away`);
      setTimeout(putBack, 60);
    };
  });
}

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    ceremony: true,
    env: { ISSUER_KEY_ALGORITHM: 'rsa2048', EVIDENCE_THREADS: '0' },
  });
  tokens = join(held.instance.dataDir, 'hsm', 'tokens');
  const letBe = removeInMidSign();
  bench = await RoomBench.open(held.instance);
  letBe();
});
afterAll(async () => {
  isArmed = false;
  putBack();
  await bench?.close();
  await held?.release();
});

/** Boulder #651, OpenXPKI #914, LibreSign #7887. `npm run chaos -- hsm` does it a thousand times. */
it('incident 17: the HSM is removed in mid-sign, and each order has its one certificate', async () => {
  const { issuer, room, broken, close } = await bench.openRoom();
  const maker = { jlis: bench.jlis, evidence: bench.office, service: SERVICE };
  const orders: InstructedOrderRequest[] = [];
  while (orders.length < ORDERS) orders.push(await makeInstructedCase(maker));
  isArmed = true;
  const outcomes = await Promise.all(orders.map((order) => issuer.issue(order)));
  isArmed = false;
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(orders.map(() => 'issued'));
  expect(removals).toBeGreaterThan(2);
  expect(broken).toEqual([]);
  // No context stays poisoned: the next order is issued by the same process.
  const next = await issuer.issue(await makeInstructedCase(maker));
  expect(next.outcome).toBe('issued');
  expect(() => room.assertSigning()).not.toThrow();
  const book = await bench.readBook();
  const named = (event: string) =>
    book.filter(({ entry }) => entry.event === event).map(({ entry }) => entry.data);
  const tbsOf = (event: string) =>
    (named(event) as { tbsSha256: string }[]).map(({ tbsSha256 }) => tbsSha256).toSorted();
  expect(tbsOf('issuance.intended')).toHaveLength(ORDERS + 1);
  expect(tbsOf('issuance.completed')).toEqual(tbsOf('issuance.intended'));
  expect(named('gate.refused')).toEqual([]);
  await close();
}, 120_000);
