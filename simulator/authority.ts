import { createHash, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { oid, seq } from '../adapters/x509/der-writer.ts';
import {
  authorityCertificate,
  responderCertificate,
  signedCertificate,
} from './authority-profile.ts';
import { AUTHORITIES } from './authority-specs.ts';
import type { AuthorityId, AuthoritySpec } from './authority-specs.ts';
import { distinguishedName } from './distinguished-name.ts';
import type { Rdn } from './distinguished-name.ts';
import { keyIdentifierOf, publicKeyBits } from './extensions.ts';
import { loadOrCreateKey, writePrivateFile } from './keys.ts';
import type { KeyKind } from './keys.ts';
import { SHA256_WITH_RSA } from './profile.ts';

const signInThreadPool = promisify(sign) as (
  algorithm: string,
  data: Buffer,
  key: KeyObject,
) => Promise<Buffer>;

/** Who signs OCSP answers: a key and the certificate sent along with the answer. */
export interface OcspSigner {
  readonly certificate: Buffer;
  readonly keyHash: Buffer;
  readonly signatureAlgorithm: Buffer;
  sign(octets: Buffer): Promise<Buffer>;
}

/** One simulated CA with its key. */
export interface Authority extends Omit<AuthoritySpec, 'serialNumber'> {
  readonly id: AuthorityId;
  readonly rdns: readonly Rdn[];
  readonly name: Buffer;
  readonly japaneseName: Buffer;
  readonly serialNumber: Buffer;
  readonly keyIdentifier: Buffer;
  /** Octets of the public key, which an OCSP CertID hashes. */
  readonly keyBits: Buffer;
  readonly certificate: Buffer;
  /** Signs a TBSCertificate and puts the certificate together. */
  issue(tbs: Buffer): Promise<Buffer>;
  /** The delegated responder, made when first asked for. */
  responder(): Promise<OcspSigner>;
  /** The responder's key under a certificate of this CA that lacks id-kp-OCSPSigning. */
  bystander(): Promise<OcspSigner>;
}

const spkiOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' });

const ECDSA_WITH_SHA256 = seq(oid('1.2.840.10045.4.3.2'));

interface Place {
  readonly directory: string;
  readonly responderKey: KeyKind;
}

type Issuer = Omit<Authority, 'responder' | 'bystander'>;

/**
 * Issues the certificate under which `key` answers. RSA signatures over fixed octets do not change,
 * so it is the same certificate after every start; it lives as long as its CA, which spares the
 * sandbox a renewal.
 */
async function ocspSigner(issuer: Issuer, key: KeyObject, mayAnswer: boolean): Promise<OcspSigner> {
  const spki = spkiOf(key);
  const certificate = await issuer.issue(
    responderCertificate({
      issuer,
      serialNumber: createHash('sha1').update(spki).digest().subarray(0, 8),
      spki,
      mayAnswer,
      notBefore: new Date(issuer.notBefore),
      notAfter: new Date(issuer.notAfter),
    }),
  );
  return {
    certificate,
    keyHash: keyIdentifierOf(spki),
    signatureAlgorithm: key.asymmetricKeyType === 'rsa' ? SHA256_WITH_RSA : ECDSA_WITH_SHA256,
    sign: (octets) => signInThreadPool('sha256', octets, key),
  };
}

/**
 * Opens one CA in the data directory, making its key there on the first call. The certificate file
 * beside the key is for whoever pins it; we never read it back.
 */
export async function openAuthority(id: AuthorityId, place: Place): Promise<Authority> {
  const spec: AuthoritySpec = AUTHORITIES[id];
  const key = await loadOrCreateKey(`${place.directory}/${id}.key.pem`, 'rsa-2048');
  const spki = spkiOf(key);
  const fields = {
    ...spec,
    japaneseName: distinguishedName(spec.japaneseRdns),
    serialNumber: Buffer.from(spec.serialNumber, 'hex'),
  };
  const issue = async (tbs: Buffer): Promise<Buffer> =>
    signedCertificate(tbs, await signInThreadPool('sha256', tbs, key));
  const issuer: Issuer = {
    ...fields,
    id,
    name: distinguishedName(spec.rdns),
    keyIdentifier: keyIdentifierOf(spki),
    keyBits: publicKeyBits(spki),
    certificate: await issue(
      authorityCertificate({
        ...fields,
        spki,
        notBefore: new Date(spec.notBefore),
        notAfter: new Date(spec.notAfter),
      }),
    ),
    issue,
  };
  await writePrivateFile(`${place.directory}/${id}.cer`, issuer.certificate);

  const signers = new Map<boolean, Promise<OcspSigner>>();
  const signer = (mayAnswer: boolean): Promise<OcspSigner> => {
    const known = signers.get(mayAnswer);
    if (known) return known;
    const path = `${place.directory}/${id}.ocsp.${place.responderKey}.key.pem`;
    const made = loadOrCreateKey(path, place.responderKey).then((responderKey) =>
      ocspSigner(issuer, responderKey, mayAnswer),
    );
    signers.set(mayAnswer, made);
    return made;
  };
  return { ...issuer, responder: () => signer(true), bystander: () => signer(false) };
}

/** The CAs of one data directory, each opened when first needed. */
export class Authorities {
  readonly #place: Place;
  readonly #opened = new Map<AuthorityId, Promise<Authority>>();
  readonly #byKey = new Map<string, Authority>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Opens the CAs that have a key already, so that they answer for what they once issued. */
  async openKnown(): Promise<void> {
    const ids = Object.keys(AUTHORITIES) as AuthorityId[];
    const known = ids.filter((id) => existsSync(`${this.#place.directory}/${id}.key.pem`));
    await Promise.all(known.map((id) => this.get(id)));
  }

  /** The CA with this id. */
  get(id: AuthorityId): Promise<Authority> {
    const opened = this.#opened.get(id);
    if (opened) return opened;
    const opening = openAuthority(id, this.#place).then((authority) => {
      this.#remember(authority);
      return authority;
    });
    this.#opened.set(id, opening);
    return opening;
  }

  /** The CA a CertID means, by its name and key hashes (RFC 6960 §4.1.1). */
  byHashes(nameHash: Buffer, keyHash: Buffer): Authority | undefined {
    return this.#byKey.get(`${nameHash.toString('hex')}/${keyHash.toString('hex')}`);
  }

  #remember(authority: Authority): void {
    for (const algorithm of ['sha1', 'sha256']) {
      const nameHash = createHash(algorithm).update(authority.name).digest('hex');
      const keyHash = createHash(algorithm).update(authority.keyBits).digest('hex');
      this.#byKey.set(`${nameHash}/${keyHash}`, authority);
    }
  }
}
