import { type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto';

import * as der from '../../../adapters/x509/der-writer.ts';
import { algorithmOf, nameOf, spkiOf } from './fixture.ts';

export interface CsrFields {
  key: KeyPairKeyObjectResult;
  /** The value of the attribute, or several one after the other. */
  challengePassword?: Buffer;
  version?: number;
  signer?: KeyObject;
}

/** DER of a PKCS#10 request (RFC 2986). */
export function csrDer({ key, challengePassword, version = 0, signer }: CsrFields): Buffer {
  const by = signer ?? key.privateKey;
  const { identifier, digest } = algorithmOf(by);
  const attributes = challengePassword
    ? [der.seq(der.oid('1.2.840.113549.1.9.7'), der.tlv(der.TAG.set, challengePassword))]
    : [];
  const tbs = der.seq(
    der.smallInteger(version),
    nameOf(['CN', 'anything']),
    spkiOf(key.publicKey),
    der.explicit(0, ...attributes),
  );
  return der.seq(tbs, identifier, der.bitString(sign(digest, tbs, by)));
}
