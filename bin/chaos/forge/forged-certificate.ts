import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { keyIdentifier } from '../../../adapters/x509/key-identifier.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { children, readExactly } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';

/** Whom a certificate is forged for. */
export interface ForgedFor {
  readonly applicationId: string;
  readonly name: string;
  readonly spki: Buffer;
}

/** A CA of somebody's own. */
export interface OwnCa {
  readonly privateKey: KeyObject;
  readonly issuerKeyId: string;
}

export function makeOwnCa(): OwnCa {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, issuerKeyId: keyIdentifier(spki) };
}

const rdn = (type: string, value: Buffer): Buffer =>
  der.tlv(der.TAG.set, der.seq(der.oid(type), value));

const subjectOf = ({ name, applicationId }: ForgedFor): Buffer =>
  der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.3', der.utf8String(name)),
    rdn('2.5.4.5', der.printableString(applicationId)),
  );

/** The same octets with other ones of the same length in place of some. */
function exchanged(octets: Buffer, before: Buffer, after: Buffer): Buffer {
  const copy = Buffer.from(octets);
  for (let at = copy.indexOf(before); at >= 0; at = copy.indexOf(before, at + after.length)) {
    after.copy(copy, at);
  }
  return copy;
}

/**
 * The TBS of a genuine certificate made over to another person and key: all else, the validity included, is the room's own.
 */
function tbsFor(genuine: Buffer, whom: ForgedFor): Buffer {
  const { tbs, spki } = readCertificate(genuine);
  const fields = children(readExactly(tbs, 0x30)).map(({ octets }) => octets);
  fields[5] = subjectOf(whom);
  fields[6] = whom.spki;
  const [own, other] = [spki, whom.spki].map((key) => Buffer.from(keyIdentifier(key), 'hex'));
  return exchanged(der.seq(...fields), own as Buffer, other as Buffer);
}

const ECDSA_WITH_SHA256 = der.seq(der.oid('1.2.840.10045.4.3.2'));

/** In our name and under our key's id, with everything as it should be but the key that signs. */
export function signedByOwnCa(genuine: Buffer, whom: ForgedFor, ca: OwnCa): Buffer {
  const tbs = tbsFor(genuine, whom);
  const signature = sign('sha256', tbs, ca.privateKey);
  return der.seq(tbs, ECDSA_WITH_SHA256, der.bitString(signature));
}

/** The genuine signature over another content. */
export function withForeignSignature(genuine: Buffer, whom: ForgedFor): Buffer {
  const { signature } = readCertificate(genuine);
  return der.seq(tbsFor(genuine, whom), ECDSA_WITH_SHA256, der.bitString(signature));
}
