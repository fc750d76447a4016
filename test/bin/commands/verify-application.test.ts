import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { verifyApplicationCommand } from '../../../bin/commands/verify-application.ts';
import { printSignedText } from '../../../domain/application/signed-text.ts';
import { textOf } from '../../adapters/jpki/evidence-fixture.ts';
import { signatureAuthority } from '../../adapters/jpki/fixture.ts';
import { cardCms, signedPdf, signedXml } from '../../adapters/jpki/signed-containers.ts';

const scratch = mkdtempSync(join(tmpdir(), 'toroku-verify-application-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const file = (name: string, octets: Uint8Array): string => {
  writeFileSync(join(scratch, name), octets);
  return join(scratch, name);
};

const pem = (label: string, octets: Buffer): Buffer =>
  Buffer.from(
    `-----BEGIN ${label}-----\n${octets.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`,
  );

/** Exit code and last line of stdout. */
function run(...args: readonly string[]): { code: number; said: unknown } {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const code = verifyApplicationCommand(args);
  const last = lines.at(-1);
  return { code, said: last === undefined ? undefined : JSON.parse(last) };
}

const text = Buffer.from(printSignedText(textOf()));
const ca = signatureAuthority().der;
const trust = ['--trust', file('ca.cer', ca)];
const trustPem = ['--trust', file('ca.pem', pem('CERTIFICATE', ca))];
const at = ['--at', '2026-12-01T00:40:00Z'];

describe('toroku verify-application', () => {
  it.each([
    ['p7m', cardCms(text, { detached: false }), trust],
    ['p7m.pem', pem('CMS', cardCms(text, { detached: false })), trustPem],
    ['p7s', cardCms(text), [...trust, '--text', file('text', text)]],
    ['pdf', signedPdf({ text }), trust],
    ['xml', signedXml({ text }), trust],
    ['two.xml', signedXml({ text }), [...trust, file('ca2.cer', ca)]],
  ])('ends with 0 for %s in order', (name, octets, options) => {
    const { code, said } = run(...at, file(name, octets), ...options);
    expect(code).toBe(0);
    expect(said).toMatchObject({ valid: true });
    expect(Object.keys(said as object)).toEqual(['valid', 'findings']);
  });

  it('ends with 1 and the rule for what does not hold', () => {
    const { code, said } = run(...at, file('untrusted.xml', signedXml({ text })));
    expect(code).toBe(1);
    const { valid, findings } = said as { valid: boolean; findings: { rule: string }[] };
    expect(valid).toBe(false);
    expect(findings).toContainEqual({
      rule: 'jpki.chain/impersonation',
      outcome: 'forbids',
      detail: 'Issuer bears the J-LIS name with another key; possible forgery.',
    });
  });

  it('ends with 2 and the reason for what cannot be read', () => {
    expect(run(...at, file('later.pdf', Buffer.concat([signedPdf({ text }), text])))).toEqual({
      code: 2,
      said: {
        valid: false,
        findings: [
          {
            rule: 'signature.container/unreadable',
            outcome: 'forbids',
            detail: 'pdfCrossReference',
          },
        ],
      },
    });
    expect(run(...at, file('detached.p7s', cardCms(text))).code).toBe(2);
  });

  it.each([
    ['a file that is not there', [...at, join(scratch, 'none')]],
    ['an anchor that is no certificate', [...at, file('x', text), '--trust', file('x', text)]],
  ])('ends with 2 for %s', (_, args) => {
    expect(run(...args)).toMatchObject({ code: 2, said: { valid: false } });
  });

  it.each([
    ['no time', [file('x', text)]],
    ['a time that is none', ['--at', 'yesterday', file('x', text)]],
    ['no file', at],
    ['two files', [...at, file('x', text), file('y', text)]],
    ['an unknown option', [...at, '--force', file('x', text)]],
  ])('ends with 64 for %s', (_, args) => {
    expect(run(...args)).toEqual({ code: 64, said: undefined });
  });
});
