import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What makes OpenSSL a time-stamp authority. */
const CONFIGURATION = `
[tsa]
serial = $ENV::FOLDER/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 2.999.1
digests = sha256, sha512
accuracy = millisecs:500
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = $ENV::ESS
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamping]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[notCritical]
extendedKeyUsage = timeStamping
[other]
extendedKeyUsage = critical, timeStamping, serverAuth
[none]
keyUsage = critical, digitalSignature
`;

/** How an authority is made. */
export interface OpensslAuthorityOptions {
  readonly folder: string;
  /** Arguments of `openssl genpkey`. */
  readonly key?: readonly string[];
  /** Section of the extensions of its certificate. */
  readonly extensions?: 'stamping' | 'notCritical' | 'other' | 'none';
  readonly essDigest?: 'sha1' | 'sha256' | 'sha512';
  readonly digest?: 'sha256' | 'sha512';
}

/** Arguments that make keys. */
export const RSA_2048 = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const P_256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** A time-stamp authority played by OpenSSL: somebody else's reading of RFC 3161. */
export class OpensslAuthority {
  readonly #options: OpensslAuthorityOptions;

  constructor(options: OpensslAuthorityOptions) {
    this.#options = options;
    const { folder, key = P_256, extensions = 'stamping' } = options;
    writeFileSync(join(folder, 'tsa.cnf'), CONFIGURATION);
    writeFileSync(join(folder, 'serial'), '0A\n');
    for (const name of ['root', 'tsa']) this.run('genpkey', ...key, '-out', `${name}.key`);
    const dated = ['-days', '3650', '-config', 'tsa.cnf'];
    const self = ['-x509', '-key', 'root.key', '-subj', '/O=Root', '-extensions', 'root'];
    this.run('req', '-new', ...self, ...dated, '-out', 'root.pem');
    this.run(
      'req',
      '-new',
      '-key',
      'tsa.key',
      '-subj',
      '/O=Sample/CN=TSA',
      '-config',
      'tsa.cnf',
      '-out',
      'tsa.csr',
    );
    const issued = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '3650'];
    this.run(
      'x509',
      '-req',
      '-in',
      'tsa.csr',
      ...issued,
      '-extfile',
      'tsa.cnf',
      '-extensions',
      extensions,
      '-out',
      'tsa.pem',
    );
    this.run('x509', '-in', 'root.pem', '-outform', 'DER', '-out', 'root.cer');
  }

  /** The root's certificate in DER. */
  get root(): Buffer {
    return readFileSync(join(this.#options.folder, 'root.cer'));
  }

  /** The TimeStampResp to a query. @throws Error with what OpenSSL says */
  answer(query: Buffer): Buffer {
    const { folder, digest = 'sha256' } = this.#options;
    writeFileSync(join(folder, 'query.tsq'), query);
    const signer = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', `-${digest}`];
    this.run(
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'tsa',
      '-queryfile',
      'query.tsq',
      ...signer,
      '-out',
      'reply.tsr',
    );
    return readFileSync(join(folder, 'reply.tsr'));
  }

  run(...args: readonly string[]): string {
    const { folder, essDigest = 'sha256' } = this.#options;
    return execFileSync('openssl', args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, FOLDER: folder, ESS: essDigest },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** What OpenSSL says of a reply or token over octets. @throws Error if it does not verify */
export function opensslVerifies(
  folder: string,
  given: {
    readonly reply: Buffer;
    readonly data: Buffer;
    readonly root: Buffer;
    readonly isToken?: boolean;
  },
): string {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('verify.tsr'), given.reply);
  writeFileSync(at('verify.dat'), given.data);
  writeFileSync(at('verify.cer'), given.root);
  execFileSync('openssl', [
    'x509',
    '-inform',
    'DER',
    '-in',
    at('verify.cer'),
    '-out',
    at('verify.pem'),
  ]);
  const args = ['ts', '-verify', '-in', at('verify.tsr'), '-data', at('verify.dat')];
  if (given.isToken) args.push('-token_in');
  args.push('-CAfile', at('verify.pem'));
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
