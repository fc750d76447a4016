import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAMS, parseConfig, type ConfiguredProgram } from '../../bin/config.ts';
import { SETTINGS } from '../../bin/settings.ts';
import type { SettingName } from '../../bin/config.ts';
import { configurationPage } from './configuration-page.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders()();
const aFile = join(folder, 'secret');
writeFileSync(aFile, 'p@ss word\n');

/** Something that each kind of setting accepts. */
const ACCEPTED: Record<string, string> = {
  text: 'words',
  folder,
  file: aFile,
  URL: 'http://localhost:1234',
  'development or production': 'production',
  'rsa2048 or p256': 'p256',
  'off or on': 'off',
  'https://STORE/BUCKET/PREFIX': 'https://s3.example/books/toroku',
  'whole number from 0 to 64': '4',
  'list of name=URL': 'w.example/1=http://localhost:1, w.example/2=http://localhost:2',
};

const validEnvironment = (names: readonly SettingName[]) =>
  Object.fromEntries(names.map((name) => [name, ACCEPTED[SETTINGS[name].kind.shown] ?? '4711']));

/** What a program needs, with directories as second media. */
const needsOf = (program: ConfiguredProgram) => {
  const { required, optional } = PROGRAMS[program];
  const dirs = optional.filter(
    (name) => name.endsWith('_BOOK_SECOND_DIR') || name === 'ACTIVATION_DIR',
  );
  const mail: Record<string, string> =
    program === 'dispatch-worker' ? { MAIL_URL: 'smtps://mail.example' } : {};
  return { ...validEnvironment([...required, ...dirs]), ...mail };
};

const repository = validEnvironment(PROGRAMS.repository.required);

describe('parseConfig', () => {
  it.each(Object.keys(PROGRAMS) as ConfiguredProgram[])('reads what %s needs', (program) => {
    const { config, problems } = parseConfig(program, needsOf(program));
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names everything that is missing at once', () => {
    const { config, problems } = parseConfig('repository', {});
    expect(config).toBeUndefined();
    expect(problems).toEqual([
      'TOROKU_MODE is missing',
      'BUILD_ID is missing',
      'REPOSITORY_PORT is missing',
      'REPOSITORY_DIR is missing',
      'DOCUMENTS_DIR is missing',
      'PUBLIC_REPOSITORY_URL is missing',
    ]);
  });

  it.each([
    ['development', {}, ['ACTIVATION_DIR or HSM_PIN_FILE is missing']],
    ['development', { HSM_PIN_FILE: aFile }, []],
    ['production', {}, ['ACTIVATION_DIR is missing']],
    ['production', { ACTIVATION_DIR: folder }, []],
    [
      'production',
      { ACTIVATION_DIR: folder, HSM_PIN_FILE: aFile },
      ['HSM_PIN_FILE: not in production; two custodians give their shares (ACTIVATION_DIR)'],
    ],
  ])('in %s with %o of the PIN says %o', (mode, given, expected) => {
    const { ACTIVATION_DIR: _, ...env } = needsOf('enclave-worker');
    const { problems } = parseConfig('enclave-worker', { ...env, TOROKU_MODE: mode, ...given });
    expect(problems).toEqual(expected);
  });

  it.each([
    ['development', { SANDBOX: 'on' }, ['SIMULATOR_URL is missing']],
    ['development', { SANDBOX: 'on', SIMULATOR_URL: 'http://localhost:8083' }, []],
    ['development', { SANDBOX: 'off' }, []],
    [
      'production',
      { SANDBOX: 'on', SIMULATOR_URL: 'http://localhost:8083' },
      ['SANDBOX: not in production'],
    ],
  ])('in %s with %o of the sandbox says %o', (mode, sandbox, expected) => {
    const env = { ...needsOf('portal'), TOROKU_MODE: mode, ...sandbox };
    expect(parseConfig('portal', env).problems).toEqual(expected);
  });

  it.each([
    ['development', {}, ['MAIL_URL is missing']],
    ['development', { MAIL_DIR: folder }, []],
    ['production', { MAIL_DIR: folder }, ['MAIL_DIR: not in production']],
    ['production', {}, ['MAIL_URL is missing']],
    ['production', { MAIL_URL: 'smtps://mail.example' }, []],
    ['production', { MAIL_URL: 'https://mail.example' }, ['MAIL_URL: is not smtp or smtps']],
  ])('in %s with %o of mail says %o', (mode, given, expected) => {
    const { MAIL_URL: _, ...env } = needsOf('dispatch-worker');
    const { problems } = parseConfig('dispatch-worker', { ...env, TOROKU_MODE: mode, ...given });
    expect(problems).toEqual(expected);
  });

  it('takes an empty value for a missing one', () => {
    const { problems } = parseConfig('repository', { ...repository, BUILD_ID: '' });
    expect(problems).toEqual(['BUILD_ID is missing']);
  });

  it('refuses a TOROKU_ setting that it does not know, so that a slip of the pen is seen', () => {
    const { problems } = parseConfig('repository', { ...repository, TOROKU_MOD: 'production' });
    expect(problems).toEqual(['TOROKU_MOD is unknown']);
  });

  it.each([
    ['TOROKU_MODE', 'test', 'is not development or production'],
    ['REPOSITORY_PORT', '0', 'is not a whole number from 1 to 65535'],
    ['REPOSITORY_PORT', '80 80', 'is not a whole number from 1 to 65535'],
    ['REPOSITORY_PORT', '1e3', 'is not a whole number from 1 to 65535'],
  ])('refuses %s=%s by name', (name, value, expected) => {
    const { problems } = parseConfig('repository', { ...repository, [name]: value });
    expect(problems).toEqual([`${name}: ${expected}`]);
  });

  it('refuses a secret whose file cannot be read', () => {
    const env = validEnvironment(PROGRAMS.console.required);
    const { problems } = parseConfig('console', { ...env, SESSION_KEY_FILE: '/nowhere/key' });
    expect(problems).toEqual(['SESSION_KEY_FILE: no readable file at /nowhere/key']);
  });

  it('gives names in camel case, numbers as numbers and defaults for what is left out', () => {
    const { config } = parseConfig('repository', repository);
    expect(config).toMatchObject({
      mode: 'production',
      listenAddress: 'words',
      repositoryPort: 4711,
    });
    const { LISTEN_ADDRESS: _, ...withoutAddress } = repository;
    expect(parseConfig('repository', withoutAddress).config?.listenAddress).toBe('127.0.0.1');
  });

  it('reads witnesses by name and address', () => {
    const env = needsOf('office-worker');
    expect(parseConfig('office-worker', env).config?.witnesses).toEqual([
      { name: 'w.example/1', url: 'http://localhost:1' },
      { name: 'w.example/2', url: 'http://localhost:2' },
    ]);
    for (const wrong of ['http://localhost', '=http://localhost', 'w=nowhere']) {
      expect(parseConfig('office-worker', { ...env, WITNESSES: wrong }).problems).toHaveLength(1);
    }
  });

  const provider = {
    OIDC_ISSUER: 'https://id.example/staff/',
    OIDC_CLIENT_ID: 'toroku',
    OIDC_CLIENT_SECRET_FILE: aFile,
  };

  it('reads an identity provider whole, with the slash at its end, and no half of one', () => {
    const env = needsOf('console');
    const { config } = parseConfig('console', { ...env, ...provider });
    expect(config?.oidcIssuer).toBe('https://id.example/staff/');
    expect(parseConfig('console', { ...env, ...provider, OIDC_CLIENT_ID: '' }).problems).toEqual([
      'OIDC_CLIENT_ID is missing',
    ]);
    const { problems } = parseConfig('console', { ...env, OIDC_ISSUER: 'https://id.example' });
    expect(problems).toEqual(['OIDC_CLIENT_ID is missing', 'OIDC_CLIENT_SECRET_FILE is missing']);
  });

  it('asks no identity provider without encryption in production', () => {
    const env = { ...needsOf('console'), ...provider, OIDC_ISSUER: 'http://id.example' };
    expect(parseConfig('console', env).problems).toEqual(['OIDC_ISSUER: is not https']);
    const inDevelopment = { ...env, TOROKU_MODE: 'development' };
    expect(parseConfig('console', inDevelopment).problems).toEqual([]);
  });

  const { OFFICE_BOOK_SECOND_DIR: dir, ...placeless } = needsOf('office-worker');
  const bucket = {
    OFFICE_BOOK_SECOND_BUCKET: 'https://s3.example:9000/books/toroku/office',
    OFFICE_BOOK_SECOND_BUCKET_KEY_FILE: aFile,
  };

  it('reads a bucket as second medium, with its store, name and prefix', () => {
    const { config } = parseConfig('office-worker', { ...placeless, ...bucket });
    expect(config).toMatchObject({
      officeBookSecondDir: undefined,
      officeBookSecondBucket: {
        endpoint: 'https://s3.example:9000',
        bucket: 'books',
        prefix: 'toroku/office',
      },
      officeBookSecondBucketRegion: 'us-east-1',
    });
  });

  it.each([
    ['neither', {}, 'OFFICE_BOOK_SECOND_DIR or OFFICE_BOOK_SECOND_BUCKET is missing'],
    [
      'both',
      { ...bucket, OFFICE_BOOK_SECOND_DIR: dir },
      'OFFICE_BOOK_SECOND_DIR and OFFICE_BOOK_SECOND_BUCKET: only one of them',
    ],
    [
      'a bucket without its key',
      { OFFICE_BOOK_SECOND_BUCKET: bucket.OFFICE_BOOK_SECOND_BUCKET },
      'OFFICE_BOOK_SECOND_BUCKET_KEY_FILE is missing',
    ],
  ])('refuses %s as second medium', (_, given, problem) => {
    expect(parseConfig('office-worker', { ...placeless, ...given }).problems).toEqual([problem]);
  });

  it.each([
    'books',
    's3://books/toroku',
    'https://s3.example',
    'https://s3.example/Books',
    'https://key:secret@s3.example/books',
    'https://s3.example/books?region=x',
    'https://s3.example/books/../other',
    'https://s3.example/books/a b',
  ])('refuses %s as a bucket', (wrong) => {
    const env = { ...placeless, ...bucket, OFFICE_BOOK_SECOND_BUCKET: wrong };
    expect(parseConfig('office-worker', env).problems).toEqual([
      'OFFICE_BOOK_SECOND_BUCKET: is not https://STORE/BUCKET/PREFIX',
    ]);
  });

  it('puts the password of its file into the URL of the database', () => {
    const { config } = parseConfig('console', {
      ...validEnvironment(PROGRAMS.console.required),
      OFFICE_DATABASE_URL: 'postgres://toroku_console@db.example:5432/office',
      OFFICE_DATABASE_PASSWORD_FILE: aFile,
    });
    expect(config?.officeDatabaseUrl).toBe(
      'postgres://toroku_console:p%40ss%20word@db.example:5432/office',
    );
  });

  it('gives each program no key of evidence but that of its own reader', () => {
    const held = Object.entries(PROGRAMS).flatMap(([program, { required, optional }]) => {
      const keys = [...required, ...optional].filter((name) => /^EVIDENCE_\w+_KEY/.test(name));
      return keys.map((key) => `${program} ${key}`);
    });
    expect(held.toSorted()).toEqual([
      'console EVIDENCE_OFFICE_KEY_FILE',
      'dispatch-worker EVIDENCE_OFFICE_KEY_FILE',
      'enclave-worker EVIDENCE_ENCLAVE_KEY_FILE',
      'office-recovery EVIDENCE_OFFICE_KEY_FILE',
      'office-worker EVIDENCE_OFFICE_KEY_FILE',
      'portal EVIDENCE_PORTAL_KEY_FILE',
    ]);
  });

  it('gives the enclave’s secrets to nobody but the enclave', () => {
    const secrets = Object.keys(SETTINGS).filter(
      (name) => name.startsWith('HSM_') || /^(ENCLAVE|EVIDENCE_ENCLAVE)_/.test(name),
    );
    for (const [program, { required, optional }] of Object.entries(PROGRAMS)) {
      const given = [...required, ...optional].filter((name) => secrets.includes(name));
      if (program !== 'enclave-worker') expect({ program, given }).toEqual({ program, given: [] });
    }
  });
});

describe('docs/operations/configuration.md', () => {
  it('is what the code says (vitest -u writes it)', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/operations/configuration.md');
  });
});
