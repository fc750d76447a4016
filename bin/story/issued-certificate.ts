import { execFile } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Has OpenSSL validate a certificate of a folder, `certificate.pem` with `chain.pem`: the second opinion. @throws if it does not */
export async function verifyCertificate(folder: string): Promise<void> {
  const [chain, certificate] = [join(folder, 'chain.pem'), join(folder, 'certificate.pem')];
  const strictly = ['verify', '-x509_strict', '-CAfile', chain, certificate];
  const verified = await run('openssl', strictly);
  console.error(verified.stdout.trim());
}

/** The same for a certificate that is not to be kept. */
export async function verifyPem(pem: string, chain: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toroku-story-'));
  try {
    writeFileSync(join(folder, 'certificate.pem'), pem);
    writeFileSync(join(folder, 'chain.pem'), chain);
    await verifyCertificate(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The certificate has to be for the key that the applicant made. @throws if it is for another */
export function requireOwnKey(certificate: string | Buffer, spki: Uint8Array): void {
  const { publicKey } = new X509Certificate(certificate);
  const own = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  if (!publicKey.equals(own)) throw new Error('the certificate is for another key');
}
