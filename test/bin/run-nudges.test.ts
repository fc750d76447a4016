import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRunNudges, type RunNudges } from '../../bin/run-nudges.ts';
import { temporaryFolders } from './temporary-folder.ts';

const payloadKeyFile = join(temporaryFolders()(), 'payload-key');
writeFileSync(payloadKeyFile, randomBytes(32).toString('hex'));

const INPUT = {
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  inputId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708193',
  kind: 'approve',
};

/** Somebody at Temporal's address who takes calls and never answers. */
const silent = createServer();
const calls: Socket[] = [];
silent.on('connection', (socket) => calls.push(socket));

const listening = (): Promise<string> =>
  new Promise((resolve) => {
    silent.listen(0, '127.0.0.1', () =>
      resolve(`127.0.0.1:${(silent.address() as AddressInfo).port}`),
    );
  });

const open = (temporalAddress: string): RunNudges =>
  openRunNudges({ temporalAddress, temporalNamespace: 'toroku', payloadKeyFile });

afterEach(() => {
  for (const socket of calls.splice(0)) socket.destroy();
  silent.close();
});

describe('openRunNudges', () => {
  it('calls nobody before the first nudge', async () => {
    const runs = open(await listening());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).toEqual([]);
    await runs.close();
  });

  it('ends at once while a nudge waits for a server that is silent', async () => {
    const runs = open(await listening());
    const nudged = runs.nudge(INPUT).then(
      () => 'told',
      () => 'lost',
    );
    await expect.poll(() => calls.length).toBeGreaterThan(0);
    const began = performance.now();
    await runs.close();
    expect(await nudged).toBe('lost');
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('gives a nudge up where nobody listens', async () => {
    const address = await listening();
    silent.close();
    const runs = open(address);
    const began = performance.now();
    await expect(runs.nudge(INPUT)).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(6000);
    await runs.close();
  });
});
