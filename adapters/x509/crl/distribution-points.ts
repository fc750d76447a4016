import { EXTENSION, type X509Certificate } from '../certificate.ts';
import { children, type DerElement, expectTag, MalformedDer, readExactly } from '../der-reader.ts';
import { joinKeys, type NameKeys, relativeNameKey } from '../path/distinguished-names.ts';
import { type GeneralName, generalNamesIn } from '../path/general-names.ts';
import { readOnce } from '../read-once.ts';
import { CRL_EXTENSION, type Crl } from './crl.ts';

/** Bits of ReasonFlags 1 to 8 as a mask (RFC 5280 §4.2.1.13); all of them is `ALL_REASONS`. */
export type ReasonMask = number;

export const ALL_REASONS: ReasonMask = 0b1_1111_1110;

/** DistributionPointName: full names, or an RDN under the name of whoever issues the CRL. */
export type PointName = { readonly full: readonly GeneralName[] } | { readonly relative: string };

/** DistributionPoint (RFC 5280 §4.2.1.13). */
export interface DistributionPoint {
  readonly name: PointName | undefined;
  readonly reasons: ReasonMask;
  /** Names, as keys, of who issues the CRL; undefined: whoever issued the certificate. */
  readonly crlIssuers: readonly NameKeys[] | undefined;
}

/** issuingDistributionPoint of a CRL (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  readonly name: PointName | undefined;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlyContainsAttributeCerts: boolean;
  readonly onlySomeReasons: ReasonMask;
  readonly indirectCrl: boolean;
}

const POINTS_MAX = 64;
/** Octets of a CRL's issuingDistributionPoint: a handful of names. */
const ISSUING_POINT_OCTETS_MAX = 2048;

/** Fields behind context tags, ascending and each known. */
function taggedFields(element: DerElement, known: readonly number[]): Map<number, DerElement> {
  const fields = children(expectTag(element, 0x30));
  const map = new Map(fields.map((field) => [field.tag, field]));
  const isAscending = fields.every(
    ({ tag }, i) => (tag & 0x1f) > (fields[i - 1] ? (fields[i - 1]?.tag ?? 0) & 0x1f : -1),
  );
  if (!isAscending || fields.some(({ tag }) => !known.includes(tag))) {
    throw new MalformedDer('distribution point has odd parts');
  }
  return map;
}

function pointName(element: DerElement | undefined): PointName | undefined {
  if (element === undefined) return undefined;
  const [name, ...more] = children(element);
  if (name === undefined || more.length > 0) throw new MalformedDer('odd name of a point');
  if (name.tag === 0xa0) return { full: generalNamesIn(name) };
  if (name.tag === 0xa1) return { relative: relativeNameKey(name) };
  throw new MalformedDer('odd name of a point');
}

/** ReasonFlags; bit 0 is unused and does not count. */
function reasonMask(element: DerElement | undefined): ReasonMask {
  if (element === undefined) return ALL_REASONS;
  const { content } = element;
  const unused = content[0] ?? 8;
  if (content.length < 1 || content.length > 3 || unused > 7) {
    throw new MalformedDer('reasons are malformed');
  }
  let mask = 0;
  for (let bit = 1; bit <= 8; bit += 1) {
    if ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) mask |= 1 << bit;
  }
  return mask;
}

function crlIssuers(element: DerElement | undefined): NameKeys[] | undefined {
  return (
    element &&
    generalNamesIn(element).flatMap((name) => (name.form === 'directoryName' ? [name.keys] : []))
  );
}

function readPoint(element: DerElement): DistributionPoint {
  const fields = taggedFields(element, [0xa0, 0x81, 0xa2]);
  if (!fields.has(0xa0) && !fields.has(0xa2)) throw new MalformedDer('point names nothing');
  return {
    name: pointName(fields.get(0xa0)),
    reasons: reasonMask(fields.get(0x81)),
    crlIssuers: crlIssuers(fields.get(0xa2)),
  };
}

/** cRLDistributionPoints of a certificate, none if absent. @throws MalformedDer */
export const distributionPoints = readOnce(
  ({ extensions }: X509Certificate): DistributionPoint[] => {
    const extension = extensions.get(EXTENSION.cRLDistributionPoints);
    if (extension === undefined) return [];
    const points = children(readExactly(extension.value, 0x30));
    if (points.length === 0 || points.length > POINTS_MAX) throw new MalformedDer('odd points');
    return points.map(readPoint);
  },
);

/** An implicitly tagged BOOLEAN DEFAULT FALSE. */
function flag(element: DerElement | undefined): boolean {
  if (element === undefined) return false;
  if (element.content.length !== 1 || element.content[0] !== 0xff) {
    throw new MalformedDer('default value is written');
  }
  return true;
}

/** The extension, if it is there. @throws MalformedDer */
export function issuingDistributionPoint({
  extensions,
}: Crl): IssuingDistributionPoint | undefined {
  const extension = extensions.get(CRL_EXTENSION.issuingDistributionPoint);
  if (extension === undefined) return undefined;
  if (extension.value.length > ISSUING_POINT_OCTETS_MAX) {
    throw new MalformedDer('issuing distribution point is too large');
  }
  const fields = taggedFields(
    readExactly(extension.value, 0x30),
    [0xa0, 0x81, 0x82, 0x83, 0x84, 0x85],
  );
  return {
    name: pointName(fields.get(0xa0)),
    onlyContainsUserCerts: flag(fields.get(0x81)),
    onlyContainsCACerts: flag(fields.get(0x82)),
    onlySomeReasons: reasonMask(fields.get(0x83)),
    indirectCrl: flag(fields.get(0x84)),
    onlyContainsAttributeCerts: flag(fields.get(0x85)),
  };
}

/** A name in the form that two are compared in. */
function generalNameKey(name: GeneralName): string {
  switch (name.form) {
    case 'directoryName':
      return `directory ${joinKeys(name.keys)}`;
    case 'iPAddress':
      return `${name.form} ${name.octets.toString('hex')}`;
    case 'other':
      return `${name.form} ${name.tag} ${name.octets.toString('hex')}`;
    default:
      return `${name.form} ${name.text}`;
  }
}

/** Keys of the names that a point goes by, a relative one under each of the issuers. */
export function pointNameKeys(name: PointName, issuers: readonly NameKeys[]): string[] {
  return 'full' in name
    ? name.full.map(generalNameKey)
    : issuers.map((issuer) => `directory ${joinKeys([...issuer, name.relative])}`);
}

/** Key of a directory name, as `pointNameKeys` gives it. */
export const directoryKey = (name: NameKeys): string => `directory ${joinKeys(name)}`;
