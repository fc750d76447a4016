import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate, subjectKeyIdentifier } from '../../../adapters/x509/certificate.ts';

/** Where certificates of the authority say that things are. */
export interface AuthorityUrls {
  readonly crl: string;
  readonly ocsp: string;
  readonly issuer: string;
  readonly cps: string;
}

/** A certificate of the authority. */
export interface OpensslCertificate {
  readonly der: Buffer;
  readonly pem: string;
  readonly serialNumber: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** `YYYYMMDDHHMMSSZ`, as OpenSSL takes times. */
const timeText = (at: Date): string =>
  [
    at.getUTCFullYear(),
    ...[at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes()].map(pad),
    `${pad(at.getUTCSeconds())}Z`,
  ].join('');

const config = (dir: string, urls: AuthorityUrls): string => `
[ca]
default_ca = own
[own]
dir = ${dir}
database = ${dir}/index.txt
new_certs_dir = ${dir}/certs
certificate = ${dir}/ca.pem
private_key = ${dir}/ca.key
rand_serial = yes
crlnumber = ${dir}/crlnumber
default_md = sha256
default_days = 800
unique_subject = no
policy = any
x509_extensions = leaf
crl_extensions = list
[any]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
[leaf]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:${urls.crl}
authorityInfoAccess = OCSP;URI:${urls.ocsp}, caIssuers;URI:${urls.issuer}
certificatePolicies = @policy
[policy]
policyIdentifier = 2.999.1.1.1
CPS.1 = ${urls.cps}
`;

/** A CA of somebody else's making: keys, certificates, lists and answers by OpenSSL alone. */
export class OpensslAuthority {
  readonly dir: string;
  readonly certificate: Buffer;
  readonly pem: string;
  readonly keyId: string;
  #names = 0;

  constructor(dir: string, name = 'Sample CA') {
    this.dir = dir;
    mkdirSync(join(dir, 'certs'), { recursive: true });
    writeFileSync(join(dir, 'index.txt'), '');
    const subject = ['-subj', `/CN=${name}`, '-days', '3650'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const uses = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
    this.#openssl([
      'req',
      '-x509',
      ...key,
      ...subject,
      ...uses,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    ]);
    this.#openssl(['x509', '-in', 'ca.pem', '-outform', 'DER', '-out', 'ca.cer']);
    this.certificate = readFileSync(join(dir, 'ca.cer'));
    this.pem = readFileSync(join(dir, 'ca.pem'), 'utf8');
    this.keyId = subjectKeyIdentifier(readCertificate(this.certificate)) ?? '';
  }

  #openssl(args: readonly string[], input?: Buffer): Buffer {
    return execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe', input });
  }

  /** What certificates say from now on. */
  name(urls: AuthorityUrls): void {
    writeFileSync(join(this.dir, 'ca.cnf'), config(this.dir, urls));
  }

  issue(days = 800): OpensslCertificate {
    this.#names += 1;
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    this.#openssl([
      'req',
      '-new',
      ...key,
      '-subj',
      `/CN=Sample ${this.#names}`,
      '-keyout',
      'leaf.key',
      '-out',
      'leaf.csr',
    ]);
    const pem = `leaf-${this.#names}.pem`;
    const args = ['ca', '-batch', '-notext', '-config', 'ca.cnf', '-days', String(days)];
    this.#openssl([...args, '-in', 'leaf.csr', '-out', pem]);
    const der = this.#openssl(['x509', '-in', pem, '-outform', 'DER']);
    const text = readFileSync(join(this.dir, pem), 'utf8');
    return { der, pem: text, serialNumber: readCertificate(der).serialNumber };
  }

  revoke({ pem }: OpensslCertificate, reason = 'keyCompromise'): void {
    writeFileSync(join(this.dir, 'revoked.pem'), pem);
    this.#openssl(['ca', '-config', 'ca.cnf', '-revoke', 'revoked.pem', '-crl_reason', reason]);
  }

  /** Takes a serial number off the register, as no authority may. */
  forget(serialNumber: string): void {
    const file = join(this.dir, 'index.txt');
    const lines = readFileSync(file, 'utf8').split('\n');
    const kept = lines.filter((line) => !line.toLowerCase().includes(serialNumber));
    writeFileSync(file, kept.join('\n'));
  }

  /** A list in DER. */
  crl(list: { number: number; thisUpdate: Date; nextUpdate: Date }): Buffer {
    const hex = list.number.toString(16);
    const padded = hex.padStart(hex.length + (hex.length % 2), '0');
    writeFileSync(join(this.dir, 'crlnumber'), `${padded}\n`);
    const times = [
      '-crl_lastupdate',
      timeText(list.thisUpdate),
      '-crl_nextupdate',
      timeText(list.nextUpdate),
    ];
    this.#openssl(['ca', '-gencrl', '-config', 'ca.cnf', ...times, '-out', 'list.pem']);
    return this.#openssl(['crl', '-in', 'list.pem', '-outform', 'DER']);
  }

  isIssued(serialNumber: string): boolean {
    const index = readFileSync(join(this.dir, 'index.txt'), 'utf8').toLowerCase();
    return index.includes(`\t${serialNumber}\t`);
  }

  /** An answer in DER, good for so many days from now on. */
  answer(request: Buffer, days = 3): Buffer {
    writeFileSync(join(this.dir, 'request.der'), request);
    this.#openssl([
      'ocsp',
      '-index',
      'index.txt',
      '-CA',
      'ca.pem',
      '-rsigner',
      'ca.pem',
      '-rkey',
      'ca.key',
      '-reqin',
      'request.der',
      '-respout',
      'answer.der',
      '-ndays',
      String(days),
    ]);
    return readFileSync(join(this.dir, 'answer.der'));
  }
}
