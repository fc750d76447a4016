import {
  booleanOf,
  children,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
  timeOf,
  type DerElement,
} from '../../adapters/x509/der-reader.ts';

/** One attribute of a subject; `relatives` counts the attributes of its RelativeDistinguishedName. */
export interface ReadAttribute {
  readonly type: string;
  readonly tag: number;
  /** UTF8String as UTF-8, any other as Latin-1. */
  readonly text: string;
  readonly relatives: number;
}

/** One extension in its place. */
export interface ReadExtension {
  readonly id: string;
  readonly critical: boolean;
  /** The one element inside of the OCTET STRING. */
  readonly value: DerElement;
}

/** One end of the validity; `tag` tells UTCTime from GeneralizedTime. */
export interface ReadTime {
  readonly tag: number;
  readonly at: Date;
}

/** A TBSCertificate as its octets say, every field of it (RFC 5280 §4.1.2). */
export interface TbsReading {
  readonly version: number;
  readonly serialNumber: Buffer;
  readonly signature: Buffer;
  readonly issuer: Buffer;
  readonly notBefore: ReadTime;
  readonly notAfter: ReadTime;
  readonly subject: Buffer;
  readonly attributes: readonly ReadAttribute[];
  readonly spki: Buffer;
  readonly extensions: readonly ReadExtension[];
}

/** version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, extensions; none may lack. */
const TAGS = [0xa0, 0x02, 0x30, 0x30, 0x30, 0x30, 0x30, 0xa3] as const;

type Fields = readonly [
  DerElement,
  DerElement,
  DerElement,
  DerElement,
  DerElement,
  DerElement,
  DerElement,
  DerElement,
];

function fieldsOf(tbs: Buffer): Fields {
  const fields = children(readExactly(tbs, 0x30), TAGS.length);
  if (fields.length !== TAGS.length) throw new MalformedDer('tbsCertificate has other fields');
  fields.forEach((field, n) => expectTag(field, TAGS[n] ?? 0));
  return fields as unknown as Fields;
}

/** The one element, of the second tag, in a constructed one of the first. @throws MalformedDer */
export function soleOf(element: DerElement, ownTag: number, tag: number): DerElement {
  const [only, ...more] = children(expectTag(element, ownTag), 2);
  if (more.length > 0) throw new MalformedDer('more than one element');
  return expectTag(only, tag);
}

/** The two elements in a SEQUENCE. @throws MalformedDer */
export function pairOf(element: DerElement | undefined): readonly [DerElement, DerElement] {
  const [first, second, ...more] = children(expectTag(element, 0x30), 3);
  if (first === undefined || second === undefined || more.length > 0) {
    throw new MalformedDer('not two elements');
  }
  return [first, second];
}

const UTF8_STRING = 0x0c;

function readAttributes(name: DerElement): ReadAttribute[] {
  return children(name, 16).flatMap((relative) => {
    const attributes = children(expectTag(relative, 0x31), 16);
    return attributes.map((attribute) => {
      const [type, value] = pairOf(attribute);
      const { tag, content } = value;
      return {
        type: oidOf(type),
        tag,
        text: content.toString(tag === UTF8_STRING ? 'utf8' : 'latin1'),
        relatives: attributes.length,
      };
    });
  });
}

function readExtension(element: DerElement): ReadExtension {
  const parts = children(expectTag(element, 0x30), 3);
  const hasCritical = parts.length === 3;
  const critical = hasCritical && booleanOf(parts[1]);
  if (parts.length < 2) throw new MalformedDer('extension has odd parts');
  // FALSE is the default, which DER does not write (X.690 §11.5).
  if (hasCritical && !critical) throw new MalformedDer('default value is written');
  const { content } = expectTag(parts[parts.length - 1], 0x04);
  return { id: oidOf(parts[0]), critical, value: readExactly(content) };
}

const readTime = (element: DerElement): ReadTime => ({ tag: element.tag, at: timeOf(element) });

/**
 * Reads a TBSCertificate of ours, by a reader that knows nothing of how it was written: exactly the eight
 * fields in their order, so that nothing in it is passed over.
 *
 * @throws MalformedDer
 */
export function readTbs(tbs: Buffer): TbsReading {
  const [version, serial, signature, issuer, validity, subject, spki, extensions] = fieldsOf(tbs);
  const [notBefore, notAfter] = pairOf(validity);
  return {
    version: smallNumberOf(soleOf(version, 0xa0, 0x02)) + 1,
    serialNumber: serial.content,
    signature: signature.octets,
    issuer: issuer.octets,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    subject: subject.octets,
    attributes: readAttributes(subject),
    spki: spki.octets,
    extensions: children(soleOf(extensions, 0xa3, 0x30), 16).map(readExtension),
  };
}
