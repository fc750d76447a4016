import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { serve } from '@hono/node-server';
import { vi } from 'vitest';

import { ANCHOR_IDS } from '../../simulator/authority-specs.ts';
import { openSimulator, pemOf } from '../../simulator/jlis.ts';
import type { Jlis, SimulatorOptions } from '../../simulator/jlis.ts';
import { createSimulatorServer } from '../../simulator/server.ts';

// RSA keys and OpenSSL take their time on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** Options of an OpenSSL command in their order, `true` for one without a value. */
export type OpensslOptions = Readonly<Record<string, string | true>>;

interface OpensslResult {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** Both outputs as text. */
  readonly output: string;
}

const argv = (command: string, options: OpensslOptions, operands: string[]): string[] => [
  command,
  ...Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`-${name}`] : [`-${name}`, value],
  ),
  ...operands,
];

/** Keys that every simulator of a test file has in common, by their path in the data directory. */
const knownKeys = new Map<string, Buffer>();
const SHARED_KEYS = [
  ...ANCHOR_IDS.map((id) => `authorities/${id}.key.pem`),
  'cards/card-0.key.pem',
];

/** A directory of its own, and the OpenSSL command line over files in it: the second opinion. */
export class Workbench {
  readonly directory = mkdtempSync(join(tmpdir(), 'jlis-'));
  readonly #closers: (() => void)[] = [];

  /** Opens a simulator with the keys of earlier ones, for making RSA keys takes time. */
  async open(options: Partial<SimulatorOptions> = {}): Promise<Jlis> {
    const dataDir = join(this.directory, 'data');
    for (const [path, key] of knownKeys) {
      mkdirSync(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 });
      writeFileSync(join(dataDir, path), key, { mode: 0o600 });
    }
    const jlis = await openSimulator({ dataDir, keyPoolSize: 1, ...options });
    this.#closers.push(() => jlis.close());
    return jlis;
  }

  /** Serves anything over HTTP until the bench is closed. @returns the base URL */
  async serve(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' });
    this.#closers.push(() => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
    if (!server.listening) await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Serves a simulator over HTTP. @returns the base URL */
  serveSimulator(jlis: Jlis): Promise<string> {
    return this.serve(createSimulatorServer(jlis).fetch);
  }

  file(name: string, content: Uint8Array | string): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return path;
  }

  certificate(name: string, der: Buffer): string {
    return this.file(name, pemOf(der));
  }

  openssl(command: string, options: OpensslOptions, ...operands: string[]): OpensslResult {
    const { status, stdout, stderr } = spawnSync('openssl', argv(command, options, operands));
    return { ok: status === 0, stdout, output: `${stdout.toString()}${stderr.toString()}` };
  }

  /** Without blocking this process, which may be the one that OpenSSL talks to. */
  async opensslOnline(command: string, options: OpensslOptions): Promise<string> {
    return new Promise((resolve) => {
      execFile('openssl', argv(command, options, []), (_, stdout, stderr) => {
        resolve(stdout + stderr);
      });
    });
  }

  close(): void {
    for (const path of SHARED_KEYS) this.#remember(join(this.directory, 'data', path), path);
    for (const close of this.#closers) close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #remember(file: string, path: string): void {
    if (existsSync(file)) knownKeys.set(path, readFileSync(file));
  }
}
