import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { verifyOcspCommand } from '../../../bin/commands/verify-ocsp.ts';
import { certificate, issuer, usual, withSingle } from '../../adapters/jlis/asked-card.ts';
import { answer, revoked } from '../../adapters/jlis/fixture.ts';

const AT = '2026-12-01T09:36:05+09:00';

const pem = (label: string, octets: Buffer): Buffer =>
  Buffer.from(
    `about it\n-----BEGIN ${label}-----\n${octets.toString('base64')}\n-----END ${label}-----\n`,
  );

/** The exit code, and the last line of stdout as it reads. */
const run = (...args: string[]) => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const code = verifyOcspCommand(args);
  const last = lines.at(-1);
  return { code, said: last === undefined ? undefined : (JSON.parse(last) as object) };
};

describe('toroku verify-ocsp', () => {
  const folder = mkdtempSync(join(tmpdir(), 'toroku-verify-ocsp-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => vi.restoreAllMocks());

  const file = (name: string, octets: Buffer): string => {
    writeFileSync(join(folder, name), octets);
    return join(folder, name);
  };
  const issuerFile = file('issuer.cer', issuer.der);
  const certFile = file('cert.pem', pem('CERTIFICATE', certificate.der));
  const good = file('good.der', answer(usual));

  const about = ['--issuer', issuerFile, '--cert', certFile, '--at', AT];

  it('ends with 0 for a response that proves the certificate good, in DER or PEM', () => {
    const inPem = file('good.pem', pem('OCSP RESPONSE', answer(usual)));
    expect(run(...about, good)).toMatchObject({ code: 0, said: { valid: true } });
    expect(run(...about, inPem)).toMatchObject({ code: 0, said: { valid: true } });
  });

  it('ends with 1 for one that says revoked, and for one that is too old', () => {
    const octets = answer({ ...usual, ...withSingle(revoked('2026-11-30T00:00:00Z', 1)) });
    const { code, said } = run(...about, file('revoked.der', octets));
    expect(code).toBe(1);
    expect(said).toMatchObject({
      valid: false,
      findings: expect.arrayContaining([
        {
          rule: 'ocsp.status',
          outcome: 'forbids',
          detail: 'revoked keyCompromise since 2026-11-30T00:00:00.000Z',
        },
      ]),
    });
    expect(run(...about, '--max-age-minutes', '1', good).code).toBe(1);
  });

  it.each([
    ['octets that are no response', Buffer.from('3003020100', 'hex')],
    ['a page', Buffer.from('<html>')],
    ['a file too large', Buffer.alloc(1024 * 1024 + 1, 0x30)],
    ['PEM with something else in it', pem('OCSP RESPONSE', Buffer.alloc(0))],
  ])('ends with 2 for %s', (_, octets) => {
    expect(run(...about, file('odd', octets))).toMatchObject({ code: 2, said: { valid: false } });
  });

  it('ends with 2 for a file that is not there', () => {
    expect(run(...about, join(folder, 'nowhere'))).toMatchObject({ code: 2 });
  });

  it.each([
    [[]],
    [about],
    [[...about, good, good]],
    [['--issuer', issuerFile, '--cert', certFile, '--at', 'today', good]],
    [['--issuer', issuerFile, '--at', AT, good]],
    [[...about, '--max-age-minutes', '-1', good]],
    [[...about, '--no-such', good]],
  ])('ends with 64 for a command that is none', (args) => {
    expect(run(...args)).toEqual({ code: 64, said: undefined });
  });
});
