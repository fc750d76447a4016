import { expect } from 'vitest';
import { defaultPeriods } from '../../domain/governance/policy.ts';
import type { Transition } from '../../domain/governance/state-table.ts';

function targets<State extends string>(table: readonly Transition<State>[], from: State | 'start') {
  return table
    .filter((row) => row.from.includes(from) && row.to !== 'same' && row.to !== 'none')
    .map((row) => row.to as State);
}

function reachableFrom<State extends string>(
  table: readonly Transition<State>[],
  from: State | 'start',
): Set<State> {
  const reached = new Set<State>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const fresh = targets(table, state).filter((target) => !reached.has(target));
    for (const target of fresh) reached.add(target);
    open.push(...fresh);
  }
  return reached;
}

/** Checks what every state table must be: connected, with a way out, and well worded. */
export function expectSoundTable<State extends string>(
  table: readonly Transition<State>[],
  states: readonly State[],
  finalStates: readonly State[],
): void {
  const reachable = reachableFrom(table, 'start');
  expect([...reachable].toSorted()).toEqual(states.toSorted());
  for (const state of states) {
    const isFinal = finalStates.includes(state);
    const ways = reachableFrom(table, state);
    expect([state, ways.size === 0]).toEqual([state, isFinal]);
    if (!isFinal)
      expect([state, finalStates.some((final) => ways.has(final))]).toEqual([state, true]);
  }
  for (const row of table) {
    expect(row.by.length).toBeGreaterThan(0);
    expect(row.event).toMatch(/^[a-z][A-Za-z]+$/);
    for (const entry of row.entries)
      expect(entry).toMatch(/^(office|enclave):[a-z]\w+\.[a-z]\w+$/i);
    for (const period of row.deadlines ?? []) expect(defaultPeriods).toHaveProperty(period);
    if (row.told !== undefined) {
      expect(row.told.ja).toMatch(/[。）]$/);
      expect(row.told.en).toMatch(/[.)]$/);
    }
  }
}

/** Checks that no event in one state has two rows. */
export function expectOneRowEach<State extends string>(table: readonly Transition<State>[]): void {
  const keys = table.flatMap((row) => row.from.map((from) => `${from} ${row.event}`));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
}
