import {
  MalformedDer,
  children,
  expectTag,
  integerHexOf,
  oidOf,
  readExactly,
} from '../adapters/x509/der-reader.ts';
import type { DerElement } from '../adapters/x509/der-reader.ts';
import { TAG } from '../adapters/x509/der-writer.ts';

const NONCE = '1.3.6.1.5.5.7.48.1.2';

/** Hash algorithms of CertID that we answer. */
const HASH_LENGTHS: Readonly<Record<string, number>> = {
  '1.3.14.3.2.26': 20,
  '2.16.840.1.101.3.4.2.1': 32,
};

/** One certificate asked about. */
export interface CertId {
  /** The CertID as asked, to be echoed octet for octet. */
  readonly octets: Buffer;
  readonly hashAlgorithm: Buffer;
  readonly nameHash: Buffer;
  readonly keyHash: Buffer;
  readonly serialNumber: string;
}

/** What a request asks (RFC 6960 §4.1.1). */
export interface OcspRequest {
  readonly certIds: readonly CertId[];
  /** Value of the nonce extension, the inner OCTET STRING with its header. */
  readonly nonce: Buffer | undefined;
}

const octetsOf = (element: DerElement | undefined): Buffer =>
  expectTag(element, TAG.octetString).content;

function readCertId(request: DerElement): CertId {
  const certId = expectTag(children(expectTag(request, TAG.sequence))[0], TAG.sequence);
  const [algorithm, nameHash, keyHash, serialNumber] = children(certId);
  const hash = oidOf(children(expectTag(algorithm, TAG.sequence))[0]);
  const fields = {
    octets: certId.octets,
    hashAlgorithm: expectTag(algorithm, TAG.sequence).octets,
    nameHash: octetsOf(nameHash),
    keyHash: octetsOf(keyHash),
    serialNumber: integerHexOf(serialNumber),
  };
  const length = HASH_LENGTHS[hash];
  if (fields.nameHash.length !== length || fields.keyHash.length !== length) {
    throw new MalformedDer('certId hashes are of no known algorithm');
  }
  return fields;
}

/** Nonce of 1 to 128 octets; the limits are those of RFC 9654 §2.1. */
function readNonce(extensions: DerElement): Buffer | undefined {
  for (const extension of children(expectTag(children(extensions)[0], TAG.sequence))) {
    const parts = children(extension);
    if (oidOf(parts[0]) !== NONCE) continue;
    const nonce = octetsOf(parts.at(-1));
    const { length } = octetsOf(readExactly(nonce));
    if (length < 1 || length > 128) throw new MalformedDer('nonce of a wrong length');
    return nonce;
  }
  return undefined;
}

/** Reads an OCSP request; a signature on it is passed over. @throws MalformedDer */
export function readOcspRequest(der: Buffer): OcspRequest {
  const tbs = expectTag(children(readExactly(der, TAG.sequence))[0], TAG.sequence);
  const parts = children(tbs);
  const list = expectTag(
    parts.find(({ tag }) => tag === TAG.sequence),
    TAG.sequence,
  );
  const certIds = children(list).map(readCertId);
  if (certIds.length === 0) throw new MalformedDer('nothing is asked');
  const extensions = parts.find(({ tag }) => tag === 0xa2);
  return { certIds, nonce: extensions && readNonce(extensions) };
}
