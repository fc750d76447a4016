import { createPublicKey, generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as der from '../adapters/x509/der-writer.ts';

/** Files of the print vendor of the demonstration: a real one keeps the key with it, and hands over the certificate. */
export const VENDOR_FILES = { key: 'vendor.key', certificate: 'vendor.cer' } as const;

const VENDOR = '見本印刷株式会社';
const BITS = 3072;
const YEARS = 10;

const SHA256_WITH_RSA = der.seq(der.oid('1.2.840.113549.1.1.11'), der.nullValue());

const attribute = (type: string, value: Buffer): Buffer =>
  der.tlv(der.TAG.set, der.seq(der.oid(type), value));

const NAME = der.seq(
  attribute('2.5.4.6', der.printableString('JP')),
  attribute('2.5.4.10', der.utf8String(VENDOR)),
);

function selfSigned(privateKey: KeyObject, now: Date): Buffer {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS);
  const tbs = der.seq(
    der.explicit(0, der.smallInteger(2)),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    SHA256_WITH_RSA,
    NAME,
    der.seq(der.time(now), der.time(notAfter)),
    NAME,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  return der.seq(tbs, SHA256_WITH_RSA, der.bitString(sign('sha256', tbs, privateKey)));
}

function writePrivate(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

/**
 * Makes the vendor's RSA key of 3072 bits and its certificate in a folder, once: PKCS#8 in PEM, and DER.
 *
 * @returns the certificate
 */
export async function preparePrintVendor(folder: string): Promise<Buffer> {
  const [key, certificate] = [VENDOR_FILES.key, VENDOR_FILES.certificate].map((name) =>
    join(folder, name),
  ) as [string, string];
  if (existsSync(certificate)) return readFileSync(certificate);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: BITS });
  const made = selfSigned(privateKey, new Date());
  // The certificate last: where it is, the key is, too.
  writePrivate(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writePrivate(certificate, made);
  return made;
}
