import {
  children,
  expectTag,
  integerOctetsOf,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
  type DerElement,
} from '../../adapters/x509/der-reader.ts';

/** Whom a request asks about: the issuer by hashes, and the serial number. */
export interface AskedCertificate {
  /** Hash algorithm of CertID, dotted. */
  readonly algorithm: string;
  readonly nameHash: Buffer;
  readonly keyHash: Buffer;
  /** Hex. */
  readonly serialNumber: string;
}

/** RFC 5019 §5 thinks of requests below 255 octets; one that is signed, with a certificate, has two thousand. */
export const REQUEST_OCTETS_MAX = 4096;

/** Elements that a part of a request has at most. */
const PARTS_MAX = 16;

/** X.690 spells serial numbers with 20 octets at most (RFC 5280 §4.1.2.2). */
const SERIAL_OCTETS_MAX = 20;

function readCertId(element: DerElement | undefined): AskedCertificate {
  const [algorithm, name, key, serial, ...more] = children(expectTag(element, 0x30), PARTS_MAX);
  const octets = integerOctetsOf(serial);
  if (more.length > 0 || octets.length > SERIAL_OCTETS_MAX) throw new MalformedDer('CertID');
  return {
    algorithm: oidOf(children(expectTag(algorithm, 0x30), 2)[0]),
    nameHash: expectTag(name, 0x04).content,
    keyHash: expectTag(key, 0x04).content,
    serialNumber: octets.toString('hex'),
  };
}

/** The list of requests within TBSRequest; version, name of the requestor and extensions beside it tell us nothing. */
function requestList(tbs: DerElement): DerElement {
  const fields = children(tbs, 4);
  const version = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  if (version && smallNumberOf(children(version, 1)[0]) !== 0) throw new MalformedDer('version');
  if (fields[0]?.tag === 0xa1) fields.shift();
  const list = expectTag(fields.shift(), 0x30);
  if (fields[0]?.tag === 0xa2) fields.shift();
  if (fields.length > 0) throw new MalformedDer('TBSRequest');
  return list;
}

/**
 * Reads an OCSPRequest about one certificate (RFC 6960 §4.1.1; RFC 5019 §2.1.1 allows no more). A nonce and a signature are
 * looked over: answers are signed ahead, for everyone.
 *
 * @throws MalformedDer for several certificates, too.
 */
export function readOcspRequest(octets: Buffer): AskedCertificate {
  if (octets.length > REQUEST_OCTETS_MAX) throw new MalformedDer('request is too large');
  const [tbs, signature, ...more] = children(readExactly(octets, 0x30), 2);
  if (more.length > 0 || (signature && signature.tag !== 0xa0)) throw new MalformedDer('request');
  const [request, ...others] = children(requestList(expectTag(tbs, 0x30)), 1);
  if (others.length > 0) throw new MalformedDer('several certificates');
  const [certId, extensions, ...beside] = children(expectTag(request, 0x30), 2);
  if (beside.length > 0 || (extensions && extensions.tag !== 0xa0))
    throw new MalformedDer('request');
  return readCertId(certId);
}
