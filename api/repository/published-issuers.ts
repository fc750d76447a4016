import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  nameAttributes,
  readCertificate,
  subjectKeyIdentifier,
} from '../../adapters/x509/certificate.ts';
import { describeKey } from '../console/key-description.ts';

/** A CA certificate as it is published. */
export interface PublishedIssuer {
  readonly keyId: string;
  readonly der: Buffer;
  readonly name: string;
  readonly organization: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly key: string;
  readonly signature: string;
  readonly sha256: string;
}

/** The CA certificates of a folder, looked at anew when the folder has changed. */
export interface PublishedIssuers {
  /** Newest first. */
  readonly list: () => readonly PublishedIssuer[];
  readonly find: (keyId: string) => PublishedIssuer | undefined;
}

const KEY_ID = /^[0-9a-f]{40}$/;
/** Stands where a name has no such attribute. */
export const NO_VALUE = '—';

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
};

/** @throws MalformedDer: what is published and no certificate must not go unnoticed. */
function readIssuer(der: Buffer): PublishedIssuer | undefined {
  const certificate = readCertificate(der);
  const keyId = subjectKeyIdentifier(certificate);
  if (keyId === undefined) return undefined;
  const attributes = nameAttributes(certificate.subject);
  const valueOf = (type: string): string =>
    attributes.findLast(({ oid }) => oid === type)?.value ?? NO_VALUE;
  return {
    keyId,
    der,
    name: valueOf(COMMON_NAME),
    organization: valueOf(ORGANIZATION),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    key: describeKey(certificate.spki),
    signature: SIGNATURES[certificate.signatureAlgorithm] ?? certificate.signatureAlgorithm,
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

/** Names and times of the files: another set of them is another state of the folder. */
function stateOf(folder: string): { readonly names: readonly string[]; readonly state: string } {
  try {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.cer') && KEY_ID.test(name.slice(0, -4)))
      .toSorted();
    const times = names.map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
    return { names, state: times.join('\n') };
  } catch (error) {
    // Before the first ceremony there is no such folder.
    if ((error as { code?: unknown }).code === 'ENOENT') return { names: [], state: '' };
    throw error;
  }
}

/** Reads `<dir>/issuers/{keyId}.cer`. A file under a name that is not its key's is not served. */
export function publishedIssuers(dir: string): PublishedIssuers {
  const folder = join(dir, 'issuers');
  let seen = '';
  let issuers: readonly PublishedIssuer[] = [];
  const list = () => {
    const { names, state } = stateOf(folder);
    if (state !== seen) {
      issuers = names
        .flatMap((name) => {
          const issuer = readIssuer(readFileSync(join(folder, name)));
          return issuer && `${issuer.keyId}.cer` === name ? [issuer] : [];
        })
        .toSorted((a, b) => b.notBefore.getTime() - a.notBefore.getTime());
      seen = state;
    }
    return issuers;
  };
  return { list, find: (keyId) => list().find((issuer) => issuer.keyId === keyId) };
}
