import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authEnvelopedData, isRecipientKey } from '../../../adapters/x509/auth-enveloped-data.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { preparePrintVendor, VENDOR_FILES } from '../../../simulator/print-vendor.ts';

const folder = mkdtempSync(join(tmpdir(), 'toroku-cms-'));
const CONTENT = Buffer.from('{"name":"見本 太郎","v":1}');
let certificate: Buffer;

beforeAll(async () => {
  certificate = await preparePrintVendor(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What OpenSSL makes of it with the vendor's key; it names its recipient by issuer and serial number. */
const openssl = (message: Buffer) => {
  writeFileSync(join(folder, 'letter.p7m'), message);
  const letterFile = ['-inform', 'DER', '-in', join(folder, 'letter.p7m')];
  const [recip, inkey] = [VENDOR_FILES.certificate, VENDOR_FILES.key].map((n) => join(folder, n));
  const keys = ['-recip', recip ?? '', '-inkey', inkey ?? ''];
  const { status, stdout } = spawnSync(
    'openssl',
    ['cms', '-decrypt', '-binary'].concat(letterFile, keys),
  );
  return { status, content: stdout };
};

const letter = () => authEnvelopedData(readCertificate(certificate), CONTENT);

describe('authEnvelopedData', () => {
  it('is opened by OpenSSL with the key of the certificate', () => {
    expect(openssl(letter())).toEqual({ status: 0, content: CONTENT });
  });

  it('shows nothing of its content, and is another each time', () => {
    const [one, other] = [letter(), letter()];
    expect(one.includes(CONTENT.subarray(0, 12))).toBe(false);
    expect(one.equals(other)).toBe(false);
  });

  it.each([
    ['its content', 40],
    ['its tag', 1],
  ])('is not opened with an octet of %s changed', (_, fromEnd) => {
    const message = letter();
    message[message.length - fromEnd] = (message[message.length - fromEnd] ?? 0) ^ 1;
    expect(openssl(message).status).not.toBe(0);
  });

  it.each(['rsa2048', 'p256'] as const)('is made for no key %s', (kind) => {
    const { publicKey } =
      kind === 'p256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    expect(isRecipientKey(spki)).toBe(false);
    const recipient = { ...readCertificate(certificate), spki };
    expect(() => authEnvelopedData(recipient, CONTENT)).toThrow();
  });
});
