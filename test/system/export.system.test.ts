import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCases } from '../../bin/chaos/issued-cases.ts';
import { runCommand } from '../../bin/instance/command.ts';
import { foreignVerifier } from '../interop/foreign-verifier.ts';
import { useStage } from './stage.ts';

const run = promisify(execFile);

describe('toroku export and toroku verify', () => {
  const stage = useStage();
  const out = mkdtempSync(join(tmpdir(), 'toroku-export-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));
  beforeAll(() => issueCases(stage(), 2));

  /** Beside a running instance the command is told only where its data is. */
  const exported = async (book: string, ...more: string[]): Promise<Record<string, unknown>> => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, TOROKU_DATA_DIR: stage().instance.dataDir };
    const args = ['--book', book, '--out', join(out, book), ...more];
    return JSON.parse(await runCommand(env, 'export', ...args)) as Record<string, unknown>;
  };

  const verified = async (book: string, ...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse(await runCommand({}, 'verify', join(out, book), ...args)) as Record<string, unknown>;

  it('hand both books over whole, and record it', async () => {
    const { manifestSha256 } = await exported('both', '--purpose', 'survey');
    const keys = join(out, 'keys.txt');
    const lines = ['office', 'enclave', 'witness-1'].map((name) =>
      readFileSync(join(out, 'both', 'keys', `${name}.vkey`), 'utf8'),
    );
    writeFileSync(keys, lines.join(''));
    const verdict = await verified('both', '--keys', keys, '--manifest', String(manifestSha256));
    expect(verdict).toMatchObject({ ok: true, failures: [], manifestSha256 });

    const client = new pg.Client(stage().instance.databaseUrl('toroku_office'));
    await client.connect();
    const { rows } = await client.query<{ octets: Buffer }>(
      `select octets from book_entries where event = 'books.exported'`,
    );
    await client.end();
    const entries = rows.map(({ octets }) => JSON.parse(octets.toString('utf8')) as object);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ data: { manifestSha256, purpose: 'survey' } });
  });

  it('are accepted by a verifier that is not ours', async () => {
    const { stdout } = await run(foreignVerifier(), [join(out, 'both')]);
    expect(stdout).toMatch(/accepted office: \d+ entries/);
    expect(stdout).toMatch(/accepted enclave: \d+ entries/);
  });

  it.each(['office', 'enclave'])('hand over the book of the %s alone', async (book) => {
    await exported(book);
    expect(await verified(book)).toMatchObject({ ok: true, failures: [] });
  });

  it('refuse a folder that holds something, and name a changed octet', async () => {
    await expect(exported('both')).rejects.toThrow('is not empty');
    const path = join(out, 'both', 'office', 'checkpoint');
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n`);
    await expect(verified('both')).rejects.toMatchObject({ code: 1 });
  });
});
