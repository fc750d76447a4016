import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicHalf, readerKeyFrom } from '../../../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../../../../adapters/evidence-store/evidence-store.ts';
import { startInstance } from '../../../../bin/instance/instance.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../../db/office-database.ts';
import { openSimulator } from '../../../../simulator/jlis.ts';
import { CASE_PLANS, SEED_NOW } from './case-plans.ts';
import { seedCase, type SeedPlace } from './seed-case.ts';
import { seedDispatches } from './seed-dispatches.ts';
import { seedOffice } from './seed-office.ts';

/** An office with invented cases: real PostgreSQL, real evidence store, nothing else running. */
export interface SeededOffice {
  /** With the rights of the console, no more. */
  readonly db: OfficeDatabase;
  /** With every right, for arranging what a test needs. */
  readonly owner: OfficeDatabase;
  readonly evidence: EvidenceStore;
  /** Database with the rights of the office-worker. */
  readonly workerUrl: string;
  readonly directory: string;
  readonly now: Date;
  readonly stop: () => Promise<void>;
}

/** Gives entries their place in the log, as the sequencer does. */
async function sequence(owner: OfficeDatabase): Promise<void> {
  await owner.execute(`insert into book_places (log_index, entry_id)
     select ordinal - 1, id from book_entries on conflict do nothing`);
}

/** Brings the office up and seeds it. Takes some seconds. */
export async function startSeededOffice(): Promise<SeededOffice> {
  const directory = mkdtempSync(join(tmpdir(), 'toroku-console-'));
  // PostgreSQL runs as another user and has to reach its folder.
  chmodSync(directory, 0o755);
  const instance = await startInstance({ dataDir: join(directory, 'data'), only: 'postgres' });
  const owner = openOfficeDatabase(instance.databaseUrl('toroku_office_owner'), 4);
  const db = openOfficeDatabase(instance.databaseUrl('toroku_console'), 4);
  const key = readerKeyFrom(randomBytes(32));
  const evidence = new EvidenceStore({
    dir: join(directory, 'evidence'),
    publicKeys: { office: publicHalf(key), enclave: publicHalf(readerKeyFrom(randomBytes(32))) },
    reader: { name: 'office', key },
  });
  const jlis = await openSimulator({
    dataDir: join(directory, 'simulator'),
    keyPoolSize: 1,
    clock: () => SEED_NOW,
  });
  const place: SeedPlace = { db: owner, evidence, jlis };
  await seedOffice(owner);
  for (const plan of CASE_PLANS.toSorted((a, b) => b.receivedAgo - a.receivedAgo)) {
    await seedCase(place, plan);
  }
  await seedDispatches(owner);
  await sequence(owner);
  jlis.close();
  const stop = async () => {
    await Promise.all([db.$client.end(), owner.$client.end()]);
    await instance.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const workerUrl = instance.databaseUrl('toroku_office');
  return { db, owner, evidence, workerUrl, directory, now: SEED_NOW, stop };
}
