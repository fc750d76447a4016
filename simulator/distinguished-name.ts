import {
  explicit,
  oid,
  printableString,
  seq,
  setOf,
  utf8String,
} from '../adapters/x509/der-writer.ts';

const ATTRIBUTE = {
  C: '2.5.4.6',
  L: '2.5.4.7',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
} as const;

/** One relative distinguished name of one attribute. */
export type Rdn = readonly [attribute: keyof typeof ATTRIBUTE, value: string];

/**
 * Name in the encoding of JPKI: C is a PrintableString, everything else a UTF8String, and equal
 * attributes stand in RDNs of their own (seen on the published CA certificates).
 */
export const distinguishedName = (rdns: readonly Rdn[]): Buffer =>
  seq(
    ...rdns.map(([attribute, value]) =>
      setOf(
        seq(
          oid(ATTRIBUTE[attribute]),
          attribute === 'C' ? printableString(value) : utf8String(value),
        ),
      ),
    ),
  );

/** GeneralName of the kind directoryName (RFC 5280 §4.2.1.6). */
export const directoryName = (name: Uint8Array): Buffer => explicit(4, name);
