import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Instance, ServiceName } from '../../../bin/instance/options.ts';
import { createRestarts } from '../../../bin/instance/restarts.ts';
import { waitFor } from '../../../bin/instance/processes.ts';

const setUp = () => {
  const started: ServiceName[] = [];
  const lines: string[] = [];
  const start = (name: ServiceName) => () => Promise.resolve(void started.push(name));
  const instance = {
    programs: new Map(),
    startPostgres: start('postgres'),
    startTemporal: start('temporal'),
    startProgram: (name: ServiceName) => start(name)(),
  } as unknown as Instance;
  return { started, lines, instance, restarts: createRestarts((line) => lines.push(line)) };
};

const KILLED = { code: null, signal: 'SIGKILL' } as const;

describe('createRestarts', () => {
  it('starts again what ended by itself, after a moment', async () => {
    const { started, lines, instance, restarts } = setUp();
    restarts.follow(instance);
    restarts.handle('portal', KILLED);
    expect(started).toEqual([]);
    await waitFor(() => started.length > 0 || undefined, 5);
    expect(started).toEqual(['portal']);
    expect(lines[0]).toContain('SIGKILL');
  });

  it('waits longer for what keeps ending', () => {
    const { lines, instance, restarts } = setUp();
    restarts.follow(instance);
    for (let times = 0; times < 7; times++) restarts.handle('portal', KILLED);
    restarts.end();
    const waits = lines.flatMap((line) => /in (\d+) s/.exec(line)?.[1] ?? []);
    expect(waits).toEqual(['1', '2', '4', '8', '16', '30', '30']);
  });

  it('remembers what ended while the others were still starting', async () => {
    const { started, instance, restarts } = setUp();
    restarts.handle('temporal', KILLED);
    restarts.follow(instance);
    await waitFor(() => started.length > 0 || undefined, 5);
    expect(started).toEqual(['temporal']);
  });

  it('leaves alone what ends while everything is stopped', async () => {
    const { started, instance, restarts } = setUp();
    restarts.follow(instance);
    restarts.handle('postgres', KILLED);
    restarts.end();
    restarts.handle('console', KILLED);
    await sleep(1200);
    expect(started).toEqual([]);
  });
});
