import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { Workbench } from './workbench.ts';

const bench = new Workbench();
afterAll(() => bench.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts the program as a supervisor does, with a channel for its messages. */
function start(port: number, mode: string): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/jlis-simulator.ts'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      TOROKU_MODE: mode,
      BUILD_ID: 'test',
      LISTEN_ADDRESS: '127.0.0.1',
      SIMULATOR_PORT: String(port),
      SIMULATOR_DATA_DIR: join(bench.directory, 'data'),
      JPKI_ANCHORS_DIR: join(bench.directory, 'anchors'),
      BOOK_KEYS_DIR: join(bench.directory, 'book-keys'),
      JLIS_OCSP_URL: `http://127.0.0.1:${port}/ocsp`,
      PUBLIC_PORTAL_URL: 'http://127.0.0.1:8080',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => (output += part.toString()));
  }
  return { child, output: () => output };
}

describe('jlis-simulator', () => {
  it('refuses to start in production', async () => {
    const { child, output } = start(await freePort(), 'production');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(78);
    expect(output()).toContain('production');
  });

  it.each(['SIGTERM', 'SIGINT', 'disconnect'] as const)(
    'says when it is ready, serves, and ends cleanly on %s',
    async (end) => {
      const port = await freePort();
      const { child, output } = start(port, 'development');
      const [message] = (await once(child, 'message')) as [unknown];
      expect(message).toEqual({ ready: true });
      const health = await fetch(`http://127.0.0.1:${port}/healthz`);
      expect(await health.json()).toEqual({ status: 'ok' });

      const exit = once(child, 'exit');
      if (end === 'disconnect') child.disconnect();
      else child.kill(end);
      expect([await exit, output()]).toEqual([[0, null], expect.stringContaining('/personas')]);
    },
  );
});
