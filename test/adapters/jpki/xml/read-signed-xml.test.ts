import { constants, createHash, privateEncrypt, sign, verify } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judgeContainer } from '../../../../adapters/jpki/judge-signature.ts';
import {
  readSignatureContainer,
  signedContentSha256,
} from '../../../../adapters/jpki/signature-container.ts';
import { XML_FORMS } from '../../../../simulator/containers/xml-container.ts';
import { keyPair } from '../../x509/fixture.ts';
import { cardSign, jpkiCertificate, signatureAuthority } from '../fixture.ts';
import { reasonOf, signedXml, TEXT } from '../signed-containers.ts';

const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();
const judge = (octets: Buffer): string => judgeContainer(readSignatureContainer(octets), TEXT);
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const OTHER = Buffer.from('別の申込書\n', 'utf8').toString('base64');

const forms = XML_FORMS.flatMap((form) =>
  [false, true].map((isExclusive) => ({ form, isExclusive })),
);

describe('readSignedXml', () => {
  it.each(forms)('reads a text that is signed in the form %o', (fields) => {
    const container = readSignatureContainer(signedXml(fields));
    expect(container.kind).toBe('xml');
    expect(container.text?.equals(TEXT)).toBe(true);
    expect(judgeContainer(container, TEXT)).toBe('valid');
    expect(judgeContainer(container, Buffer.from('別'))).toBe('mismatch');
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('reads RSA with %s', (digest) => {
    expect(judge(signedXml({ digest }))).toBe('valid');
  });

  it.each([
    ['p256', 'sha256'],
    ['p384', 'sha384'],
  ] as const)('reads ECDSA on %s, r and s bare', (curve, digest) => {
    const key = keyPair(curve, 'card');
    const ecdsa = {
      digest,
      certificate: jpkiCertificate({ key }),
      signatureMethod: `${MORE}ecdsa-${digest}`,
    };
    const bare = { key: key.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(judge(signedXml({ ...ecdsa, sign: (o) => sign(digest, o, bare) }))).toBe('valid');
    // In DER, as CMS has it, it is no value of XMLDSig.
    expect(judge(signedXml({ ...ecdsa, sign: (o) => sign(digest, o, key.privateKey) }))).toBe(
      'unreadable',
    );
  });

  it('covers the element in its canonical form', () => {
    const octets = signedXml({ form: 'beside' });
    const [element = ''] = /<利用申込書[^]*<\/利用申込書>/.exec(octets.toString()) ?? [];
    const container = readSignatureContainer(octets);
    expect(signedContentSha256(container, TEXT)).toBe(sha256(Buffer.from(element)).toString('hex'));
    const { signedAttributes, signature } = container;
    const signed = signedAttributes?.octetsToVerify ?? Buffer.alloc(0);
    expect(verify('sha256', signed, keyPair('rsa2048', 'card').publicKey, signature)).toBe(true);
  });

  const { privateKey } = keyPair('rsa2048', 'card');
  const bare = (o: Buffer) =>
    privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, sha256(o));
  it.each([
    ['bareHash', { sign: bare }],
    ['digestAsMessage', { sign: (o: Buffer) => cardSign()(sha256(o)) }],
    ['digestAsMessage', { digestOf: (o: Buffer) => sha256(sha256(o)) }],
    ['algorithmNotAllowed', { signatureMethod: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
    ['algorithmNotAllowed', { signatureMethod: `${MORE}hmac-sha256` }],
    ['algorithmNotAllowed', { signatureMethod: `${MORE}rsa-sha512` }],
    ['algorithmNotAllowed', { signatureMethod: '1.2.840.113549.1.1.1' }],
    [
      'algorithmNotAllowed',
      { signatureMethod: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' },
    ],
    ['mismatch', { digestOf: () => sha256(Buffer.from('x')) }],
    ['mismatch', { sign: cardSign('sha256', keyPair('rsa2048', 'stranger')) }],
    ['unreadable', { sign: () => Buffer.alloc(12) }],
  ] as const)('names %s: %o', (verdict, fields) => {
    expect(judge(signedXml(fields))).toBe(verdict);
  });

  it('takes the end of a chain for the signer, whatever the order', () => {
    const chain = signatureAuthority().der.toString('base64');
    const own = '<X509Certificate>';
    const other = `<X509Certificate>${chain}</X509Certificate>`;
    const xml = signedXml().toString();
    const [before, after] = [
      xml.replace(own, other + own),
      xml.replace('</X509Data>', `${other}</X509Data>`),
    ];
    for (const each of [before, after]) expect(judge(Buffer.from(each))).toBe('valid');
  });
});

/** A document with one thing replaced after it was signed. */
const changed = (form: (typeof XML_FORMS)[number], from: string | RegExp, to: string): Buffer => {
  const xml = signedXml({ form }).toString();
  const altered = xml.replace(from, to);
  expect(altered).not.toBe(xml);
  return Buffer.from(altered);
};

const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const transform = (algorithm: string, inside = ''): string =>
  `<Transform Algorithm="${algorithm}">${inside}</Transform></Transforms>`;
const END = '</Transforms>';

describe('readSignedXml, of documents that could be two', () => {
  const evil = `<利用申込書 Id="別">${OTHER}</利用申込書>`;
  const inner = '<利用申込書 Id="申込書">';

  it.each([
    ['a text beside the signed one', 'xmlContent', changed('beside', inner, `${evil}${inner}`)],
    [
      'a text after the signed one',
      'xmlContent',
      changed('beside', '</申込データ>', `${evil}</申込データ>`),
    ],
    [
      'the signed element moved into a wrapper, another in its place',
      'xmlContent',
      changed('beside', /<利用申込書[^]*<\/利用申込書>/, `${evil}<包み>$&</包み>`),
    ],
    [
      'the signed element moved into the signature',
      'xmlContent',
      changed(
        'beside',
        /(<利用申込書[^]*<\/利用申込書>)([^]*)<\/Signature>/,
        `${evil}$2<Object>$1</Object></Signature>`,
      ),
    ],
    [
      'one identifier twice',
      'xmlReference',
      changed('beside', inner, `<利用申込書 Id="申込書">${OTHER}</利用申込書>${inner}`),
    ],
    [
      'one identifier twice in another case',
      'xmlReference',
      changed('beside', '<申込データ>', '<申込データ ID="申込書">'),
    ],
    ['characters around the signed element', 'xmlContent', changed('beside', inner, `x${inner}`)],
    ['an empty element beside', 'xmlContent', changed('beside', inner, `<x/>${inner}`)],
    [
      'an attribute that speaks',
      'xmlContent',
      changed('beside', 'Id="申込書"', 'Id="申込書" 氏名="別人"'),
    ],
    [
      'an element within the text',
      'xmlContent',
      changed('enveloped', '<利用申込書 Id="申込書">\n', '<利用申込書 Id="申込書">\n<x/>'),
    ],
    [
      'two texts in the signed element',
      'xmlContent',
      changed('enveloped', '<Signature ', `<x>${OTHER}</x><Signature `),
    ],
    [
      'an Object that is not signed',
      'xmlReference',
      changed('enveloped', '</Signature>', `<Object>${OTHER}</Object></Signature>`),
    ],
    [
      'two Objects',
      'xmlSignatureForm',
      changed('enveloping', '</Signature>', `<Object>${OTHER}</Object></Signature>`),
    ],
    [
      'two signatures',
      'xmlSignatureCount',
      changed('enveloped', /<Signature [^]*<\/Signature>/, '$&$&'),
    ],
    ['no signature', 'xmlSignatureCount', changed('enveloped', /<Signature [^]*<\/Signature>/, '')],
    [
      'a signature in another namespace',
      'xmlSignatureCount',
      changed('beside', 'xmlns="http://www.w3.org/2000/09/xmldsig#"', 'xmlns="urn:x:y"'),
    ],
    ['two references', 'xmlReference', changed('beside', /<Reference [^]*<\/Reference>/, '$&$&')],
    [
      'an external reference',
      'xmlReference',
      changed('beside', 'URI="#申込書"', 'URI="https://example.jp/x"'),
    ],
    ['a file', 'xmlReference', changed('beside', 'URI="#申込書"', 'URI="file:///etc/passwd"')],
    ['a reference to nothing', 'xmlReference', changed('beside', 'URI="#申込書"', 'URI="#別"')],
    [
      'an XPointer',
      'xmlReference',
      changed('beside', 'URI="#申込書"', 'URI="#xpointer(id(\'申込書\'))"'),
    ],
    ['a reference without URI', 'xmlSignatureForm', changed('beside', ' URI="#申込書"', '')],
    [
      'a reference to a part of the signature',
      'xmlReference',
      changed('beside', '<X509Data>', '<X509Data Id="x">')
        .toString()
        .replace('URI="#申込書"', 'URI="#x"'),
    ],
    [
      'the whole document with the signature beside',
      'xmlTransform',
      changed('beside', 'URI="#申込書"', 'URI=""'),
    ],
    [
      'an XPath transform',
      'xmlTransform',
      changed(
        'beside',
        END,
        transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<XPath>1</XPath>'),
      ),
    ],
    [
      'an XSLT transform',
      'xmlTransform',
      changed(
        'beside',
        /<Transforms>.*<\/Transforms>/,
        `<Transforms>${transform('http://www.w3.org/TR/1999/REC-xslt-19991116', '<x/>')}`,
      ),
    ],
    [
      'a Base64 transform',
      'xmlTransform',
      changed(
        'beside',
        /<Transforms>.*<\/Transforms>/,
        `<Transforms>${transform('http://www.w3.org/2000/09/xmldsig#base64')}`,
      ),
    ],
    [
      'a canonical form with comments',
      'xmlTransform',
      changed(
        'beside',
        `<Transform Algorithm="${C14N}"`,
        `<Transform Algorithm="${C14N}#WithComments"`,
      ),
    ],
    ['two canonical forms', 'xmlTransform', changed('beside', END, transform(C14N))],
    [
      'the signature taken out that is not in it',
      'xmlTransform',
      changed(
        'beside',
        '<Transforms>',
        `<Transforms>${transform('http://www.w3.org/2000/09/xmldsig#enveloped-signature').replace(END, '')}`,
      ),
    ],
    [
      'the signature not taken out that is in it',
      'xmlTransform',
      changed('enveloped', /<Transform [^>]*enveloped-signature"><\/Transform>/, ''),
    ],
    [
      'another canonical form of SignedInfo',
      'xmlCanonicalization',
      changed(
        'beside',
        `<CanonicalizationMethod Algorithm="${C14N}"`,
        '<CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"',
      ),
    ],
    [
      'a length of HMAC',
      'xmlSignatureForm',
      changed(
        'beside',
        '</SignatureMethod>',
        '<HMACOutputLength>8</HMACOutputLength></SignatureMethod>',
      ),
    ],
    [
      'no certificate',
      'xmlCertificate',
      changed('beside', /<X509Certificate>[^]*<\/X509Certificate>/, ''),
    ],
    [
      "two certificates that could be the signer's",
      'xmlCertificate',
      changed(
        'beside',
        /<X509Certificate>[^]*<\/X509Certificate>/,
        `$&<X509Certificate>${jpkiCertificate({ key: keyPair('p256', 'card') }).toString('base64')}</X509Certificate>`,
      ),
    ],
    ['a text that is no Base64', 'xmlBase64', changed('beside', `${inner}\n`, `${inner}\n-`)],
    ['Base64url', 'xmlBase64', changed('beside', /(<SignatureValue>\s*)..../, '$1-_-_')],
    ['a DTD', 'xmlDoctype', changed('beside', '<申込データ>', '<!DOCTYPE x><申込データ>')],
    ['an entity', 'xmlEntity', changed('beside', `${inner}\n`, `${inner}\n&lol;`)],
    ['a comment', 'xmlSyntax', changed('beside', inner, `${inner}<!-- -->`)],
    ['a comment after the document', 'xmlSyntax', changed('beside', /$/, '<!-- -->')],
    ['a CDATA section', 'xmlSyntax', changed('beside', inner, `${inner}<![CDATA[ ]]>`)],
    ['a processing instruction', 'xmlSyntax', changed('beside', inner, `${inner}<?x y?>`)],
    [
      'a style sheet',
      'xmlSyntax',
      changed('beside', '<申込データ>', '<?xml-stylesheet href="x"?><申込データ>'),
    ],
    [
      'an attribute twice',
      'xmlSyntax',
      changed('beside', 'Id="申込書"', 'Id="申込書" Id="申込書"'),
    ],
    [
      'a prefix that is not declared',
      'xmlSyntax',
      changed('beside', 'Id="申込書"', 'Id="申込書" x:y="z"'),
    ],
    [
      'an inherited attribute',
      'xmlSyntax',
      changed('beside', '<申込データ>', '<申込データ xml:lang="ja">'),
    ],
    [
      'a relative namespace',
      'xmlSyntax',
      changed('beside', '<申込データ>', '<申込データ xmlns="x">'),
    ],
    [
      'a character that XML has not',
      'xmlSyntax',
      changed('beside', `${inner}\n`, `${inner}\n&#1;`),
    ],
    ['two roots', 'xmlSyntax', changed('beside', /$/, '<x/>')],
    ['UTF-16', 'xmlEncoding', changed('beside', 'encoding="UTF-8"', 'encoding="UTF-16"')],
    ['octets that are not UTF-8', 'xmlEncoding', Buffer.concat([signedXml(), Buffer.from([0xff])])],
    ['nesting', 'xmlTooComplex', Buffer.from('<a>'.repeat(100_00))],
    ['a thousand elements', 'xmlTooComplex', Buffer.from(`<a>${'<b/>'.repeat(1000)}</a>`)],
    [
      'a thousand attributes',
      'xmlTooComplex',
      Buffer.from(`<a ${Array.from({ length: 1000 }, (_, i) => `a${i}=""`).join(' ')}/>`),
    ],
    ['more than 256 KiB', 'tooLarge', Buffer.from(`<a>${' '.repeat(1 << 18)}</a>`)],
  ])('refuses %s: %s', (_, reason, octets) => {
    expect(reasonOf(Buffer.from(octets))).toBe(reason);
  });

  it('reads a byte order mark, CRLF between elements and single quotes as XML does', () => {
    const xml = signedXml({ form: 'beside' }).toString();
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(xml)]);
    const windows = Buffer.from(xml.replace(/\n/g, '\r\n'));
    const quoted = Buffer.from(xml.replace('Id="申込書"', "Id='申込書'"));
    for (const octets of [marked, windows, quoted]) expect(judge(octets)).toBe('valid');
  });

  it('never calls a document valid whose text is not the signed one', () => {
    const octets = signedXml({ form: 'beside' });
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(octets);
        other[at] = (other[at] ?? 0) ^ change;
        if (reasonOf(other) !== undefined) return;
        const container = readSignatureContainer(other);
        const verdict = judgeContainer(container, container.text ?? TEXT);
        if (verdict === 'valid') expect(container.text?.equals(TEXT)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
