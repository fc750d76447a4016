import { createHash, sign } from 'node:crypto';
import { timestampQuery } from '../../../adapters/timestamp/timestamp-client.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { tokenOf } from '../../../books/timestamp.ts';
import { grantedReply, readTimestampQuery } from '../../../simulator/timestamp-answer.ts';
import {
  authority,
  certificateDer,
  extension,
  keyPair,
  nameOf,
  spkiOf,
} from '../../adapters/x509/fixture.ts';

/** A time-stamp authority of a test, whose certificates end when they are told to. */
export interface StampingAuthority {
  readonly root: Buffer;
  /** The token over a note. */
  stamp(note: string, at: string): Buffer;
}

const SERIAL = Buffer.from([9]);

export function stampingAuthority(
  label: string,
  { from, to }: { readonly from: string; readonly to: string },
): StampingAuthority {
  const validity = { notBefore: new Date(from), notAfter: new Date(to) };
  const name = nameOf(['C', 'JP'], ['CN', `Root ${label}`]);
  const root = authority({ name, key: keyPair('p256', `tsa root ${label}`), ...validity });
  const key = keyPair('rsa2048', 'tsa');
  const certificate = certificateDer({
    ...validity,
    serialNumber: SERIAL,
    issuer: name,
    subject: nameOf(['C', 'JP'], ['CN', `TSA ${label}`]),
    spki: spkiOf(key.publicKey),
    signer: root.key.privateKey,
    extensions: [
      extension('2.5.29.15', der.namedBits([0]), true),
      extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.8')), true),
    ],
  });
  const signer = {
    certificate,
    identifier: der.seq(name, der.integer(SERIAL)),
    sign: (octets: Buffer) => sign('sha256', octets, key.privateKey),
  };
  return {
    root: root.der,
    stamp(note, at) {
      const sha256 = createHash('sha256').update(note).digest();
      const query = readTimestampQuery(timestampQuery(sha256, Buffer.alloc(8, 0x41)));
      return tokenOf(
        grantedReply(query, { serialNumber: Buffer.from([5]), genTime: new Date(at), signer }),
      );
    },
  };
}
