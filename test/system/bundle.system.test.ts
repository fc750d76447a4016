import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueCases } from '../../bin/chaos/issued-cases.ts';
import { runCommand } from '../../bin/instance/command.ts';
import { useStage } from './stage.ts';

const PERIOD_SECONDS = '5';
const PATIENCE_MS = 90_000;
const LONG_AFTER = '2060-01-01T00:00:00Z';

interface Said {
  readonly valid?: boolean;
  readonly findings?: readonly { readonly rule: string; readonly outcome: string }[];
}

/** The verdict on the last line; nothing where the command printed nothing. */
const verdictIn = (said: string): Said =>
  JSON.parse(said.trimEnd().split('\n').at(-1) || '{}') as Said;

/** What the command says, and its exit code. */
const verify = async (...args: string[]): Promise<Said & { readonly code: number }> => {
  const said = await runCommand({}, 'verify-bundle', ...args).catch((error: unknown) => error);
  if (typeof said === 'string') return { code: 0, ...verdictIn(said) };
  const { code, stdout } = said as { code: number; stdout: string };
  return { code, ...verdictIn(stdout) };
};

/** What whoever verifies would have received in another way. */
const trustOf = (bundle: string): string[] => [
  ...['jpki', 'issuer', 'timestamp'].flatMap((role) => {
    const folder = join(bundle, 'authorities', role);
    return [`--trust-${role}`, ...readdirSync(folder).map((name) => join(folder, name))];
  }),
  '--trust-log',
  join(bundle, 'keys', 'office.vkey'),
];

describe('toroku bundle and toroku verify-bundle', () => {
  const stage = useStage({ ANCHORING_PERIOD_SECONDS: PERIOD_SECONDS });
  const dir = mkdtempSync(join(tmpdir(), 'toroku-bundle-'));
  const out = join(dir, 'bundle');
  let caseId = '';
  let client: pg.Client;

  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await client?.end();
  });
  beforeAll(async () => {
    [caseId = ''] = await issueCases(stage(), 1);
    const url = new URL(stage().instance.databaseUrl('postgres'));
    url.pathname = '/office';
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
  });

  /**
   * Waits for a stamp from now on that covers everything that is there: lets a day pass, for the stamps
   * alone, before it and after each that does not. One may be under way that was begun before.
   */
  async function stampAgain(): Promise<void> {
    const { rows } = await client.query<{ size: number; since: string }>(
      'select max(log_index)::int + 1 as size, now()::text as since from book_places',
    );
    const asked = [rows[0]?.size, rows[0]?.since];
    const isStamped = async (): Promise<boolean> => {
      const marks = await client.query(
        `select from anchoring_marks
         where log = 'office' and kind = 'stamped' and size >= $1 and succeeded_at > $2`,
        asked,
      );
      if (marks.rowCount === 1) return true;
      await client.query(
        `update anchoring_marks set succeeded_at = now() - interval '2 days'
         where kind = 'stamped' and (size < $1 or succeeded_at <= $2)`,
        asked,
      );
      return false;
    };
    await expect.poll(isStamped, { timeout: PATIENCE_MS, interval: 500 }).toBe(true);
  }

  /** Beside a running instance the command is told only where its data is. */
  const bundle = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, TOROKU_DATA_DIR: stage().instance.dataDir };
    return JSON.parse(await runCommand(env, 'bundle', ...args)) as Record<string, unknown>;
  };

  it('hand over one case so that it holds when everything has expired', async () => {
    await stampAgain();
    const made = await bundle('--case', caseId, '--out', out, '--purpose', 'inquiry');
    expect(made).toMatchObject({ case: caseId });
    const verdict = await verify(out, '--at', LONG_AFTER, ...trustOf(out));
    expect(verdict).toMatchObject({ code: 0, valid: true });
    const held = new Set(verdict.findings?.map(({ rule }) => rule));
    for (const rule of ['status.fresh', 'certificate.subject', 'certificate.key', 'time.proven']) {
      expect(held).toContain(rule);
    }
  });

  it('record who read the case and why before it is written', async () => {
    const { rows } = await client.query<{ purpose: string; fields: string[] }>(
      `select purpose, fields from access_rows where case_id = $1 and purpose = 'inquiry'`,
      [caseId],
    );
    expect(rows).toEqual([
      {
        purpose: 'inquiry',
        fields: [
          'evidence:certificate',
          'evidence:jlisAnswer',
          'evidence:jlisRequest',
          'evidence:proofOfPossession',
          'evidence:signatureContainer',
          'evidence:signedText',
        ],
      },
    ]);
  });

  it('hold with the next stamp as well, and name a changed octet', async () => {
    await stampAgain();
    const renewed = join(dir, 'renewed');
    await bundle('--case', caseId, '--out', renewed);
    // The stamp at the start of the instance may cover the first entries, or not yet.
    expect(readdirSync(join(renewed, 'consistency')).length).toBeGreaterThan(0);
    const verified = await verify(renewed, '--at', LONG_AFTER, ...trustOf(renewed));
    expect(verified).toMatchObject({ code: 0, valid: true });
    expect(await verify(renewed, '--at', LONG_AFTER)).toMatchObject({ code: 1, valid: false });
    const [name = ''] = readdirSync(join(renewed, 'evidence'));
    writeFileSync(join(renewed, 'evidence', name), `${readFileSync(join(renewed, 'README.txt'))}`);
    const verdict = await verify(renewed, '--at', LONG_AFTER);
    expect(verdict).toMatchObject({ code: 1, valid: false });
    const fails = verdict.findings?.filter(({ outcome }) => outcome === 'fails');
    expect(fails?.map(({ rule }) => rule)).toContain('bundle.files');
  });

  it('refuse what is no case, no bundle and no time', async () => {
    await expect(bundle('--case', crypto.randomUUID(), '--out', join(dir, 'none'))).rejects.toThrow(
      'no such case',
    );
    expect(await verify(dir, '--at', LONG_AFTER)).toMatchObject({ code: 2, valid: false });
    expect(await verify(out, '--at', 'tomorrow')).toEqual({ code: 64 });
    expect(await verify(out)).toEqual({ code: 64 });
  });
});
