import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProgress } from '../../../bin/bootstrap/progress.mjs';
import { findS3Server } from '../../../bin/bootstrap/find.mjs';
import { ensureS3Server } from '../../../bin/bootstrap/s3-server.mjs';
import type { Bucket } from '../../../adapters/tile-store/bucket-client.ts';

/** An S3-compatible server that verifies signatures and checksums. */
export interface S3Server {
  /** A new, empty bucket. */
  readonly newBucket: () => Bucket;
  /** Where a bucket's objects lie as files. */
  readonly folderOf: (bucket: Bucket) => string;
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 60_000;
const CREDENTIALS = { accessKeyId: 'TOROKUBOOKSTEST', secretAccessKey: 'a secret of the tests' };
const REGION = 'ap-northeast-1';

/** Starts one on a port of its own; its data goes with it. */
export async function startS3Server(): Promise<S3Server> {
  const progress = createProgress(process.stderr, { quiet: true });
  await ensureS3Server({ root: '/', env: process.env, progress });
  const dir = mkdtempSync(join(tmpdir(), 'toroku-s3-'));
  const port = await freePort();
  const args = ['--port', `127.0.0.1:${port}`, '--region', REGION, '--quiet', 'posix', dir];
  const child = spawn(findS3Server(process.env) ?? '', args, {
    env: {
      ...process.env,
      ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId,
      ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey,
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await untilReached(port);
  let buckets = 0;
  return {
    newBucket() {
      buckets += 1;
      const bucket = `books-${buckets}`;
      mkdirSync(join(dir, bucket));
      return { endpoint: `http://127.0.0.1:${port}`, bucket, region: REGION, ...CREDENTIALS };
    },
    folderOf: ({ bucket }) => join(dir, bucket),
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function untilReached(port: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error('the S3-compatible server does not start');
}
