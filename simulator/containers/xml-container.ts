import { createHash } from 'node:crypto';

import type { Digest } from '../../adapters/jpki/cms-identifiers.ts';

/** Where the signature stands: in the element, around it, or beside it. */
export const XML_FORMS = ['enveloped', 'enveloping', 'beside'] as const;

export type XmlForm = (typeof XML_FORMS)[number];

/** What goes into a document, and the key that signs it. */
export interface XmlContainerInput {
  readonly text: Uint8Array;
  /** DER. */
  readonly certificate: Buffer;
  readonly digest: Digest;
  readonly form?: XmlForm;
  /** Exclusive canonical form in place of the inclusive one that e-Gov uses. */
  readonly isExclusive?: boolean;
  readonly signatureMethod?: string;
  /** Signs SignedInfo; of ECDSA the bare r and s. */
  readonly sign: (octets: Buffer) => Buffer;
  /** Made of what is signed; its digest unless given. */
  readonly digestOf?: (octets: Buffer) => Buffer;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const CANONICAL = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const DIGEST_METHODS: Readonly<Record<Digest, string>> = {
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: `${MORE}sha384`,
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
};

const LINE = 76;

const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64');
const lines = (text: string): string =>
  `\n${(text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []).join('\n')}\n`;

const empty = (name: string, algorithm: string): string =>
  `<${name} Algorithm="${algorithm}"></${name}>`;

/** The parts of a document, each written so that it is its own canonical form. */
interface Parts {
  /** What is signed, as the reference's canonical form has it. */
  readonly signed: string;
  readonly uri: string;
  readonly isEnveloped: boolean;
  /** The document around a Signature element without its end tag. */
  readonly document: (signature: string) => string;
}

function partsOf({ text, form = 'enveloped' }: XmlContainerInput): Parts {
  const content = lines(base64(text));
  const isEnveloped = form === 'enveloped';
  if (form === 'enveloping') {
    const object = `<Object xmlns="${DSIG}" Encoding="${DSIG}base64" Id="申込書">${content}</Object>`;
    const inside = object.replace(` xmlns="${DSIG}"`, '');
    return {
      signed: object,
      uri: '#申込書',
      isEnveloped,
      document: (signature) => `${signature}${inside}</Signature>`,
    };
  }
  const element = `<利用申込書 Id="申込書">${content}</利用申込書>`;
  if (isEnveloped) {
    const end = '</利用申込書>';
    return {
      signed: element,
      uri: '',
      isEnveloped,
      document: (signature) => element.replace(end, `${signature}</Signature>${end}`),
    };
  }
  return {
    signed: element,
    uri: '#申込書',
    isEnveloped,
    document: (signature) => `<申込データ>\n${element}\n${signature}</Signature>\n</申込データ>`,
  };
}

function signedInfo(input: XmlContainerInput, parts: Parts): string {
  const { digest, isExclusive = false } = input;
  const canonical = isExclusive ? EXCLUSIVE : CANONICAL;
  const digestOf =
    input.digestOf ?? ((octets: Buffer) => createHash(digest).update(octets).digest());
  return [
    `<SignedInfo xmlns="${DSIG}">`,
    empty('CanonicalizationMethod', canonical),
    empty('SignatureMethod', input.signatureMethod ?? `${MORE}rsa-${digest}`),
    `<Reference URI="${parts.uri}"><Transforms>`,
    parts.isEnveloped ? empty('Transform', `${DSIG}enveloped-signature`) : '',
    `${empty('Transform', canonical)}</Transforms>`,
    empty('DigestMethod', DIGEST_METHODS[digest]),
    `<DigestValue>${base64(digestOf(Buffer.from(parts.signed, 'utf8')))}</DigestValue>`,
    '</Reference></SignedInfo>',
  ].join('');
}

/**
 * Makes an XML document with a signature over one element that holds the text in Base64, as software
 * for electronic applications to the state does (XMLDSig 1.1). SignedInfo is written in its canonical
 * form.
 */
export function xmlContainer(input: XmlContainerInput): Buffer {
  const parts = partsOf(input);
  const info = signedInfo(input, parts);
  const value = input.sign(Buffer.from(info, 'utf8'));
  const signature = [
    `<Signature xmlns="${DSIG}">`,
    info.replace(` xmlns="${DSIG}"`, ''),
    `<SignatureValue>${lines(base64(value))}</SignatureValue>`,
    '<KeyInfo><X509Data><X509Certificate>',
    `${lines(base64(input.certificate))}</X509Certificate></X509Data></KeyInfo>`,
  ].join('');
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n${parts.document(signature)}\n`,
    'utf8',
  );
}
