import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyBundleCommand } from '../../../bin/commands/verify-bundle.ts';
import { pemOf } from '../../../simulator/jlis.ts';
import { bundledCase, firstAuthority, laterAuthority } from '../bundle/bundled-case.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const AT = '2060-01-01T00:00:00Z';

/** The exit code, what was said, and the last line of stdout as it reads. */
const run = (...args: string[]) => {
  const [lines, errors]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
  const code = verifyBundleCommand(args);
  const last = lines.at(-1);
  return {
    code,
    lines,
    errors,
    said: last === undefined ? undefined : (JSON.parse(last) as object),
  };
};

describe('toroku verify-bundle', () => {
  const aFolder = temporaryFolders();
  let dir = '';
  let trust: string[] = [];

  /** Writes a file beside the bundle. */
  const beside = (name: string, octets: string | Buffer): string => {
    const path = join(aFolder(), name);
    writeFileSync(path, octets);
    return path;
  };

  beforeAll(async () => {
    dir = aFolder();
    const { files } = await bundledCase();
    for (const [path, octets] of files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), octets);
    }
    const stampers = pemOf(firstAuthority.root, laterAuthority.root);
    trust = [
      '--trust-jpki',
      join(dir, 'authorities/jpki/1.cer'),
      '--trust-issuer',
      join(dir, 'authorities/issuer/1.cer'),
      '--trust-timestamp',
      beside('stampers.pem', stampers),
      '--trust-log',
      join(dir, 'keys/office.vkey'),
    ];
  });
  afterEach(() => vi.restoreAllMocks());

  it('ends with 0 for a bundle that holds by what was given for each role', () => {
    expect(run(dir, '--at', AT, ...trust)).toMatchObject({ code: 0, said: { valid: true } });
  });

  it('ends with 1 without any trust, and says of which role', () => {
    const { code, said, lines } = run(dir, '--at', AT);
    expect({ code, said }).toMatchObject({ code: 1, said: { valid: false } });
    for (const role of ['jpki', 'issuer', 'timestamp', 'log']) {
      expect(lines.join('\n')).toContain(`unknown: bundle.trust: ${role}: none given`);
    }
  });

  it('ends with 1 if a certificate is given for another role than it has', () => {
    const swapped = trust.map((word) => word.replace('/jpki/1', '/issuer/1'));
    expect(run(dir, '--at', AT, ...swapped)).toMatchObject({ code: 1, said: { valid: false } });
  });

  it('ends with 2 for what is no bundle, no certificate in strict PEM and no key line', () => {
    expect(run(aFolder(), '--at', AT)).toMatchObject({ code: 2, said: { valid: false } });
    const odd = pemOf(firstAuthority.root).replace('-----END', 'A=A-----END');
    expect(run(dir, '--at', AT, '--trust-timestamp', beside('odd.pem', odd)).code).toBe(2);
    expect(run(dir, '--at', AT, '--trust-timestamp', join(dir, 'README.txt')).code).toBe(2);
    expect(run(dir, '--at', AT, '--trust-log', join(dir, 'README.txt')).code).toBe(2);
    expect(run(dir, '--at', AT, '--trust-log', join(dir, 'nowhere')).code).toBe(2);
  });

  it.each([
    [[]],
    [['--at', AT]],
    [['DIR']],
    [['DIR', 'DIR', '--at', AT]],
    [['DIR', '--at', '1']],
    [['DIR', '--at', '2045-01-01T00:00']],
    [['DIR', '--at', 'tomorrow']],
    [['DIR', '--at', AT, '--trust', 'FILE']],
  ])('ends with 64 for %j', (words) => {
    const { code, errors } = run(...words.map((word) => (word === 'DIR' ? dir : word)));
    expect(code).toBe(64);
    expect(errors.join('\n')).toContain('--trust-jpki FILE…');
  });
});
