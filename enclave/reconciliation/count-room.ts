import type pg from 'pg';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import type { EquationNo } from '../../domain/reconciliation/equations.ts';
import { ROOM_QUERIES, ROOM_TIP } from './room-queries.ts';

/** The times that queries count by. */
export interface RoomTimes {
  readonly dayFrom: Date;
  readonly dayTo: Date;
  readonly until: Date;
  readonly asOf: Date;
}

/** What the room's database says, in one snapshot. */
export interface RoomCount {
  readonly figures: Readonly<Record<keyof typeof ROOM_QUERIES, SideFigures>>;
  readonly tip: { readonly size: number; readonly root: Buffer } | undefined;
  readonly switchesOff: readonly string[];
}

const TIMES = `with t as materialized (select $1::timestamptz as day_from, $2::timestamptz as day_to,
  $3::timestamptz as until, $4::timestamptz as as_of)`;

/** Counts the room's side in one snapshot. Sums and not rows leave the database. */
export async function countRoom(
  pool: pg.Pool,
  origin: string,
  { dayFrom, dayTo, until, asOf }: RoomTimes,
): Promise<RoomCount> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const figures = {} as Record<EquationNo, SideFigures>;
    for (const [no, text] of Object.entries(ROOM_QUERIES)) {
      const values = [dayFrom, dayTo, until, asOf];
      const { rows } = await client.query<Record<string, unknown>>(`${TIMES} ${text}`, values);
      figures[no as EquationNo] = figuresOf(rows[0] ?? {});
    }
    const tips = await client.query<{ size: string; root: Buffer }>(ROOM_TIP, [origin]);
    const off = await client.query<{ name: string }>(
      'select name from room_switches where is_on = 0 order by name',
    );
    await client.query('commit');
    client.release();
    const tip = tips.rows[0];
    return {
      figures,
      tip: tip && { size: Number(tip.size), root: tip.root },
      switchesOff: off.rows.map(({ name }) => name),
    };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const figuresOf = (row: Readonly<Record<string, unknown>>): SideFigures =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map(String)];
      const number = Number(value);
      if (value === null || !Number.isSafeInteger(number)) throw new Error(`${name} is no number`);
      return [name, number];
    }),
  );
