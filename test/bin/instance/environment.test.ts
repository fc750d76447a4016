import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../bin/config.ts';
import { openDataDirectory } from '../../../bin/instance/data-directory.ts';
import {
  prepareEnvironment,
  readInstanceNote,
  writeInstanceNote,
} from '../../../bin/instance/environment.ts';
import { PROGRAM_NAMES } from '../../../bin/instance/programs.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const aFolder = temporaryFolders();

const setUp = (overrides: Record<string, string> = {}) => {
  const data = openDataDirectory(aFolder());
  const anyFile = join(data.path, 'file');
  writeFileSync(anyFile, '');
  const environmentOf = prepareEnvironment({
    root: fileURLToPath(new URL('../../../', import.meta.url)),
    data,
    ports: {
      portal: 1,
      console: 2,
      repository: 3,
      simulator: 4,
      witness: 8,
      postgres: 5,
      temporal: 6,
      temporalUi: 7,
    },
    addresses: {
      portal: 'http://127.0.0.1:1',
      console: 'http://localhost:2',
      repository: 'http://127.0.0.1:3',
      simulator: 'http://127.0.0.1:4',
      witness: 'http://127.0.0.1:8',
      temporal: '127.0.0.1:6',
      temporalUi: undefined,
    },
    namespace: 'toroku',
    softHsm: { module: anyFile, configuration: anyFile, pinFile: anyFile },
    overrides,
    host: { PATH: '/bin', SECRET_OF_THE_CALLER: 'x', TOROKU_PORT_PORTAL: '1' },
  });
  return { data, environmentOf };
};

describe('prepareEnvironment', () => {
  it.each(PROGRAM_NAMES)('gives %s all that it needs', (program) => {
    const { environmentOf } = setUp();
    const { problems } = parseConfig(program, environmentOf(program));
    expect(problems).toEqual([]);
  });

  it('passes on nothing of the caller’s environment that a program does not need', () => {
    const { environmentOf } = setUp();
    const env = environmentOf('portal');
    expect(env.PATH).toBe('/bin');
    expect(env).not.toHaveProperty('SECRET_OF_THE_CALLER');
    expect(env).not.toHaveProperty('TOROKU_PORT_PORTAL');
  });

  it('gives each program the role of its own, and no password in the environment', () => {
    const { data, environmentOf } = setUp();
    expect(environmentOf('portal').OFFICE_DATABASE_URL).toContain('//toroku_portal@');
    expect(environmentOf('console').OFFICE_DATABASE_URL).toContain('//toroku_console@');
    expect(environmentOf('enclave-worker').ENCLAVE_DATABASE_URL).toContain('//toroku_enclave@');
    const password = data.secret('database-toroku_portal');
    expect(JSON.stringify(environmentOf('portal'))).not.toContain(password);
    expect(parseConfig('portal', environmentOf('portal')).config?.officeDatabaseUrl).toContain(
      `//toroku_portal:${password}@`,
    );
  });

  it('lets the caller’s settings win', () => {
    const { environmentOf } = setUp({ ISSUANCE_CAP_PER_HOUR: '7' });
    expect(environmentOf('enclave-worker').ISSUANCE_CAP_PER_HOUR).toBe('7');
  });

  it('names the same build for the same code', () => {
    const [first, second] = [setUp(), setUp()];
    expect(first.environmentOf('office-worker').BUILD_ID).toBe(
      second.environmentOf('office-worker').BUILD_ID,
    );
  });
});

describe('readInstanceNote', () => {
  it('gives a command in another process what a program is given', () => {
    const { data, environmentOf } = setUp();
    expect(readInstanceNote(data.path, 'portal')).toBeUndefined();
    writeInstanceNote(data, environmentOf);
    expect(readInstanceNote(data.path, 'portal')).toEqual(environmentOf('portal'));
  });
});
