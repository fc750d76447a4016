import { sign } from 'node:crypto';

import * as der from '../../../../adapters/x509/der-writer.ts';
import { algorithmOf, extension } from '../fixture.ts';
import type { Party } from '../path/path-fixture.ts';

/** An entry to be: serial number in hex, as INTEGER content. */
export interface EntryFields {
  readonly serial: string;
  readonly reason?: number;
  readonly at?: Date;
  readonly extensions?: readonly Buffer[];
}

/** What a CRL is issued with. */
export interface CrlFields {
  readonly entries?: readonly EntryFields[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  /** Beside cRLNumber. */
  readonly extensions?: readonly Buffer[];
  readonly number?: number | null;
  readonly version?: Buffer;
}

const entryDer = ({ serial, reason, at, extensions = [] }: EntryFields): Buffer => {
  const own = reason === undefined ? [] : [extension('2.5.29.21', der.enumerated(reason))];
  const all = [...own, ...extensions];
  return der.seq(
    der.tlv(der.TAG.integer, Buffer.from(serial, 'hex')),
    der.time(at ?? new Date('2026-06-01T00:00:00Z')),
    ...(all.length > 0 ? [der.seq(...all)] : []),
  );
};

/** DER of a CRL with exactly these fields. */
export function crlDer({ name, key }: Party, fields: CrlFields = {}): Buffer {
  const { identifier, digest } = algorithmOf(key.privateKey);
  const { entries = [], nextUpdate = new Date('2026-12-08T00:00:00Z'), number = 7 } = fields;
  const crlNumber = number === null ? [] : [extension('2.5.29.20', der.smallInteger(number))];
  const extensions = [...crlNumber, ...(fields.extensions ?? [])];
  const tbs = der.seq(
    fields.version ?? der.smallInteger(1),
    identifier,
    name,
    der.time(fields.thisUpdate ?? new Date('2026-11-30T00:00:00Z')),
    ...(nextUpdate ? [der.time(nextUpdate)] : []),
    ...(entries.length > 0 ? [der.seq(...entries.map(entryDer))] : []),
    ...(extensions.length > 0 ? [der.explicit(0, der.seq(...extensions))] : []),
  );
  return der.seq(tbs, identifier, der.bitString(sign(digest, tbs, key.privateKey)));
}
