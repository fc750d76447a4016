import { createHash } from 'node:crypto';

import { readCertificate, subjectKeyIdentifier } from '../x509/certificate.ts';
import { readElement } from '../x509/der-reader.ts';
import * as der from '../x509/der-writer.ts';
import { readPublicKey } from '../x509/public-key.ts';
import { CMS, type Digest, DIGESTS } from './cms-identifiers.ts';

/** What goes into a container, and the key that signs it. */
export interface SignedDataInput {
  /** The octets that are signed for; of a detached container they stay outside. */
  readonly content: Buffer;
  readonly detached?: boolean;
  /** DER of the signer's certificate (padding after it is written as it is). */
  readonly certificate: Buffer;
  readonly digest: Digest;
  /** Called once, with the octets to hash and sign: the signed attributes, or else the content. */
  readonly sign: (octetsToSign: Buffer) => Buffer;
  /** Default true. Without them the signature covers the content itself (RFC 5652 §5.4). */
  readonly withSignedAttributes?: boolean;
  /** Written as an attribute, if there are attributes. */
  readonly signingTime?: Date;
  /** Default `issuerAndSerialNumber`, the form of the card software. */
  readonly signerIdentifier?: 'issuerAndSerialNumber' | 'subjectKeyIdentifier';
  /** Default rsaEncryption as the card software writes, or ecdsa-with-SHA*. */
  readonly signatureAlgorithm?: string;
  /** Other certificates to put beside the signer's. */
  readonly chain?: readonly Buffer[];
}

const algorithm = (oid: string, ...parameters: Buffer[]): Buffer =>
  der.seq(der.oid(oid), ...parameters);

const attribute = (oid: string, value: Buffer): Buffer => der.seq(der.oid(oid), der.setOf(value));

function signedAttributes(input: SignedDataInput): Buffer {
  const digest = createHash(input.digest).update(input.content).digest();
  return der.setOf(
    attribute(CMS.contentType, der.oid(CMS.data)),
    ...(input.signingTime ? [attribute(CMS.signingTime, der.time(input.signingTime))] : []),
    attribute(CMS.messageDigest, der.octetString(digest)),
  );
}

function signerInfo(input: SignedDataInput): Buffer {
  const certificate = readCertificate(readElement(input.certificate).octets);
  const isByKey = input.signerIdentifier === 'subjectKeyIdentifier';
  const identifier = isByKey
    ? der.implicit(0, Buffer.from(subjectKeyIdentifier(certificate) ?? '', 'hex'))
    : der.seq(certificate.issuer, der.integer(Buffer.from(certificate.serialNumber, 'hex')));

  const isRsa = readPublicKey(certificate.spki).kind === 'rsa';
  const digests = DIGESTS[input.digest];
  const chosen = input.signatureAlgorithm ?? (isRsa ? CMS.rsaEncryption : digests.ec);
  const attributes = input.withSignedAttributes === false ? undefined : signedAttributes(input);
  const signature = input.sign(attributes ?? input.content);
  return der.seq(
    der.smallInteger(isByKey ? 3 : 1),
    identifier,
    algorithm(digests.oid, der.nullValue()),
    // Signed as a SET, written with the implicit tag (RFC 5652 §5.4).
    ...(attributes ? [Buffer.concat([Buffer.from([0xa0]), attributes.subarray(1)])] : []),
    isRsa ? algorithm(chosen, der.nullValue()) : algorithm(chosen),
    der.octetString(signature),
  );
}

/**
 * Builds a CMS SignedData with one signer, as the card software of applicants does (DER, version 1
 * or 3). Made for card clients, portals and the simulator; what it writes `readSignedData` reads.
 *
 * @throws MalformedDer if the certificate cannot be read
 */
export function buildSignedData(input: SignedDataInput): Buffer {
  const content = input.detached ? [] : [der.explicit(0, der.octetString(input.content))];
  const digestAlgorithm = algorithm(DIGESTS[input.digest].oid, der.nullValue());
  const version = input.signerIdentifier === 'subjectKeyIdentifier' ? 3 : 1;
  return der.seq(
    der.oid(CMS.signedData),
    der.explicit(
      0,
      der.seq(
        der.smallInteger(version),
        der.setOf(digestAlgorithm),
        der.seq(der.oid(CMS.data), ...content),
        der.explicit(0, input.certificate, ...(input.chain ?? [])),
        der.setOf(signerInfo(input)),
      ),
    ),
  );
}
