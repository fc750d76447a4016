import * as der from './der-writer.ts';

/** Extension (RFC 5280 §4.1): id, critical where set, value; DER. */
export const extension = (id: string, value: Buffer, isCritical = false): Buffer =>
  isCritical
    ? der.seq(der.oid(id), der.boolean(true), der.octetString(value))
    : der.seq(der.oid(id), der.octetString(value));
