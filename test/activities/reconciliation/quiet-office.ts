import type pg from 'pg';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import { oldRuns } from '../../../adapters/temporal/old-runs.ts';
import { openRuns } from '../../../adapters/temporal/open-runs.ts';
import {
  compareDay,
  type ReconcilingOffice,
} from '../../../activities/reconciliation/create-reconciliation-activities.ts';
import type { RoomFigures } from '../../../activities/reconciliation/contract.ts';
import { openEvidence } from '../../../bin/parts.ts';
import { openOfficeSecond } from '../../../bin/second-medium.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { failedOf } from '../../../domain/reconciliation/judgement.ts';
import { openOfficeDatabase } from '../../../db/office-database.ts';
import type { ReconciledInstance } from './reconciled-instance.ts';

/** The office of an instance whose programs were stopped, in this process: nothing moves but by the test. */
export interface QuietOffice {
  readonly parts: ReconcilingOffice;
  /** Numbers of the equations that differ. */
  readonly failed: (
    room: RoomFigures | undefined,
    more?: Partial<ReconcilingOffice> & { readonly day?: string },
  ) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Stops the programs and opens their office with the rights of the office-worker. */
export async function openQuietOffice(at: ReconciledInstance): Promise<QuietOffice> {
  const { instance, config, client } = at;
  for (const name of instance.programs.keys()) await instance.stopProgram(name);
  const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 4);
  const evidence = openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile);
  const parts: ReconcilingOffice = {
    db,
    origin: config.officeBookOrigin,
    local: new TileStore(config.officeBookDir, { isDurable: false }),
    second: openOfficeSecond(config),
    evidenceDir: config.evidenceDir,
    hasKeys: (chainId) => evidence.hasKeys(chainId),
    openRuns: () => openRuns(client),
    oldRuns: (before) => oldRuns(client, before),
    build: 'test',
    now: () => new Date(),
    alarm: () => undefined,
  };
  return {
    parts,
    failed: async (room, { day = printDate(japanDate(Date.now())), ...more } = {}) => {
      const plan = { day, until: Date.now() };
      return failedOf((await compareDay({ ...parts, ...more }, plan, room)).judgements);
    },
    close: () => db.$client.end(),
  };
}

/**
 * Does what nobody may to a database, lets a test look, and puts every table that it names back as it was.
 */
export async function tampered<T>(
  client: pg.Client,
  { tables, how }: { readonly tables: readonly string[]; readonly how: string },
  look: () => Promise<T>,
): Promise<T> {
  // No check of the database stands in the way of what is done to it.
  await client.query(`set session_replication_role = replica`);
  for (const table of tables) await client.query(`create table kept_${table} as table ${table}`);
  try {
    const { rowCount } = await client.query(how);
    if (rowCount === 0) throw new Error(`nothing was changed: ${how}`);
    return await look();
  } finally {
    for (const table of tables) {
      await client.query(`delete from ${table}`);
      await client.query(`insert into ${table} select * from kept_${table}`);
      await client.query(`drop table kept_${table}`);
    }
    await client.query(`set session_replication_role = default`);
  }
}
