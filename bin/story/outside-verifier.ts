import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the responder says, as OpenSSL understands it; `unauthorized` for what it has no answer for (RFC 5019 §2.2.3). */
export type SeenStatus = 'good' | 'revoked' | 'unknown' | 'unauthorized';

/** What a list says, as OpenSSL understands it. */
export interface SeenList {
  readonly number: string;
  /** In lower-case hex, 40 digits. */
  readonly serials: readonly string[];
}

type Digest = 'sha1' | 'sha256';

/** Somebody outside: OpenSSL, a CA certificate that they trust, and the public address of the repository. */
export class OutsideVerifier {
  readonly #folder = mkdtempSync(join(tmpdir(), 'toroku-outside-'));
  readonly #repository: string;
  readonly #ca = join(this.#folder, 'ca.pem');
  readonly issuerKeyId: string;

  constructor(repository: string, { issuerKeyId, ca }: { issuerKeyId: string; ca: string }) {
    this.#repository = repository;
    this.issuerKeyId = issuerKeyId;
    writeFileSync(this.#ca, ca);
  }

  /** Asks for a serial number, with a CertID of this digest; the answer has to verify. @throws if it does not */
  async status(serialNumber: string, digest: Digest = 'sha1'): Promise<SeenStatus> {
    const url = `${this.#repository}/ocsp`;
    const asked = [`-${digest}`, '-issuer', this.#ca, '-serial', `0x${serialNumber}`];
    const args = ['ocsp', ...asked, '-url', url, '-CAfile', this.#ca, '-no_nonce'];
    const { stdout, stderr } = await run('openssl', args).catch((error: unknown) => {
      if (error instanceof Error && 'stdout' in error && 'stderr' in error) {
        return { stdout: String(error.stdout), stderr: String(error.stderr) };
      }
      throw error;
    });
    if (/Responder Error: unauthorized/.test(stdout + stderr)) return 'unauthorized';
    if (!/Response verify OK/.test(stderr)) throw new Error(`OCSP: ${stdout}${stderr}`);
    const [, status] = /: (good|revoked|unknown)$/m.exec(stdout) ?? [];
    if (!status) throw new Error(`OCSP: ${stdout}`);
    return status as SeenStatus;
  }

  /** Takes a shard of the list, which has to verify. @throws if it does not */
  async list(shard = 0): Promise<SeenList> {
    const octets = await this.#fetchList(shard);
    const file = join(this.#folder, `${shard}.crl`);
    writeFileSync(file, octets);
    const args = ['crl', '-inform', 'DER', '-in', file, '-CAfile', this.#ca, '-noout', '-text'];
    const { stdout, stderr } = await run('openssl', args, { maxBuffer: 1024 ** 3 });
    if (!/verify OK/.test(stderr + stdout)) throw new Error(`CRL: ${stderr}`);
    const [, number = ''] = /CRL Number:\s*\n\s*(\S+)/.exec(stdout) ?? [];
    const serials = [...stdout.matchAll(/Serial Number: ([0-9A-F]+)/g)];
    return {
      number,
      serials: serials.map(([, serial = '']) => serial.toLowerCase().padStart(40, '0')),
    };
  }

  /** Validates a certificate with the list at hand, as a relying party does. @returns the error, or `OK` */
  async validate(certificate: string, shard = 0): Promise<string> {
    const [file, list] = [join(this.#folder, 'certificate.pem'), join(this.#folder, 'list.pem')];
    writeFileSync(file, certificate);
    const der = join(this.#folder, `${shard}.crl`);
    writeFileSync(der, await this.#fetchList(shard));
    await run('openssl', ['crl', '-inform', 'DER', '-in', der, '-out', list]);
    const args = ['verify', '-crl_check', '-CAfile', this.#ca, '-CRLfile', list, file];
    const said = await run('openssl', args).catch((error: unknown) => ({ stderr: String(error) }));
    const [, reason = 'OK'] = /lookup: (.+)/.exec(said.stderr) ?? [];
    return reason;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  async #fetchList(shard: number): Promise<Buffer> {
    const response = await fetch(`${this.#repository}/crls/${this.issuerKeyId}/${shard}.crl`);
    if (!response.ok) throw new Error(`list ${shard}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }
}
