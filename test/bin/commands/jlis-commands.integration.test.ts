import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jlisUsageCommand } from '../../../bin/commands/jlis-usage.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { governanceRegister } from '../../../db/governance/register.ts';
import { openOfficeDatabase } from '../../../db/office-database.ts';
import { alwaysOpen } from '../../../domain/governance/jlis-service.ts';

describe('commands on J-LIS', () => {
  const dataDir = temporaryDataDirectory();
  const folder = mkdtempSync(join(tmpdir(), 'toroku-jlis-service-'));
  let instance: Instance;

  beforeAll(async () => {
    instance = await startInstance({ dataDir, only: 'postgres' });
  });
  afterAll(async () => {
    await instance.stop();
    removeDataDirectory(dataDir);
    rmSync(folder, { recursive: true, force: true });
  });

  const toroku = (...args: string[]): Promise<string> =>
    runCommand(instance.environmentOf('office-worker'), ...args);

  const fileWith = (content: string): string => {
    const file = join(folder, 'service.json');
    writeFileSync(file, content);
    return file;
  };

  it('put hours and a limit in force from an instant on, and each version once', async () => {
    const file = fileWith(
      '{"v":1,"hours":{"days":"all","from":"08:00","until":"20:00"},"questionsPerMinute":30}',
    );
    const about = [
      'jlis-service',
      file,
      '--version',
      '2030',
      '--from',
      '2030-01-01T00:00:00+09:00',
    ];
    expect(JSON.parse(await toroku(...about))).toMatchObject({
      version: '2030',
      asksFrom: '2030-01-01T08:00:00+09:00',
    });
    await expect(toroku(...about)).rejects.toThrow();
    const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 1);
    const register = await governanceRegister(db);
    expect(register.jlisService(new Date('2029-12-31T14:59:59Z'))).toEqual(alwaysOpen);
    expect(register.jlisService(new Date('2029-12-31T15:00:00Z'))).toEqual({
      hours: { days: 'all', fromMinute: 480, untilMinute: 1200 },
      closed: [],
      questionsPerMinute: 30,
      revocationLists: false,
    });
    await db.$client.end();
  });

  it.each(['{"v":1,"open":true}', 'no JSON'])(
    'put nothing in force that cannot be read: %s',
    async (content) => {
      const args = ['--version', 'odd', '--from', '2030-01-01T00:00:00+09:00'];
      await expect(toroku('jlis-service', fileWith(content), ...args)).rejects.toThrow(
        'ServiceRefused',
      );
    },
  );

  it('count a month in which nothing was asked', async () => {
    const lines = (await toroku('jlis-usage', '--month', '2026-11')).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      month: '2026-11',
      timeZone: 'Asia/Tokyo',
      questions: 0,
      usage: [],
    });
  });

  it.each([[[]], [['--month', '2026-13']], [['--month', '2026-1']], [['--year', '2026']]])(
    'count nothing for a month that is none: %j',
    async (args) => {
      expect(await jlisUsageCommand(args)).toBe(64);
    },
  );
});
