import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicHalf, readerKeyFrom, type Reader } from '../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../adapters/evidence-store/evidence-store.ts';
import { readCertificate, type X509Certificate } from '../adapters/x509/certificate.ts';

/** Key of 32 octets from a file of 64 hexadecimal digits. @throws Error naming the file */
export function readKey(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new Error(`${file} does not hold 32 octets in hexadecimal`);
  return key;
}

/** A secret that is text, from its file. */
export const readSecret = (file: string): string => readFileSync(file, 'utf8').trim();

/** A database URL with its password out of a file, where it has one. */
export function withPassword(url: string, passwordFile: string | undefined): string {
  if (passwordFile === undefined) return url;
  const whole = new URL(url);
  whole.password = readFileSync(passwordFile, 'utf8').trim();
  return whole.href;
}

/** J-LIS CA certificates of a folder (`*.cer`, DER). */
export function readAnchors(dir: string): X509Certificate[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.cer'))
    .toSorted()
    .map((name) => readCertificate(readFileSync(join(dir, name))));
}

const readerFile = (dir: string, reader: Reader): string => join(dir, 'readers', `${reader}.pub`);

/** Puts the public half of a reader's key beside the evidence, so that others can seal for it. */
export function publishReader(dir: string, reader: Reader, keyFile: string): void {
  mkdirSync(join(dir, 'readers'), { recursive: true });
  writeFileSync(readerFile(dir, reader), publicHalf(readerKeyFrom(readKey(keyFile))));
}

/** The evidence store as one reader: seals for office and enclave, opens what is its own. */
export function openEvidence(dir: string, reader: Reader, keyFile: string): EvidenceStore {
  const key = readerKeyFrom(readKey(keyFile));
  const half = (other: Reader): Buffer =>
    other === reader ? publicHalf(key) : readFileSync(readerFile(dir, other));
  return new EvidenceStore({
    dir,
    publicKeys: {
      office: half('office'),
      enclave: half('enclave'),
      ...(reader === 'portal' ? { portal: publicHalf(key) } : {}),
    },
    reader: { name: reader, key },
  });
}
