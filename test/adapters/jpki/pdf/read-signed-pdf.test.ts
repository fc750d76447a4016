import { deflateSync } from 'node:zlib';
import { constants, createHash, privateEncrypt } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judgeContainer } from '../../../../adapters/jpki/judge-signature.ts';
import {
  readSignatureContainer,
  signedContentSha256,
} from '../../../../adapters/jpki/signature-container.ts';
import {
  PDF_OBJECTS,
  type PdfContainerInput,
  pdfStream,
  signPdfFile,
} from '../../../../simulator/containers/pdf-container.ts';
import { keyPair } from '../../x509/fixture.ts';
import { cpuMilliseconds } from '../../cpu-milliseconds.ts';
import { cardCms, reasonOf, signedPdf, TEXT } from '../signed-containers.ts';

const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();
const judge = (octets: Buffer): string => judgeContainer(readSignatureContainer(octets), TEXT);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const asText = (octets: Buffer): string => octets.toString('latin1');

const { catalogue, specification, file, field, content } = PDF_OBJECTS;
const OTHER = Buffer.from('別の申込書\n', 'utf8');

/** Replaces once, in as many octets or not, before anything is signed. */
const replacing =
  (from: string, to: string) =>
  (octets: Buffer): Buffer => {
    expect(asText(octets)).toContain(from);
    return latin1(asText(octets).replace(from, to));
  };

/** A further revision after the file: objects, a table and a trailer. */
function revision(octets: Buffer, objects: Readonly<Record<number, string>>, root = 1): Buffer {
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(asText(octets))?.[1] ?? '';
  let body = '';
  let table = '';
  for (const [number, object] of Object.entries(objects)) {
    const offset = String(octets.length + body.length).padStart(10, '0');
    body += `${number} 0 obj\n${object}\nendobj\n`;
    table += `${number} 1\n${offset} 00000 n \n`;
  }
  const at = octets.length + body.length;
  const trailer = `trailer\n<< /Size 20 /Root ${root} 0 R /Prev ${previous} >>\n`;
  return Buffer.concat([
    octets,
    latin1(`${body}xref\n${table}${trailer}startxref\n${at}\n%%EOF\n`),
  ]);
}

const flate = (text: Buffer): Buffer =>
  pdfStream('/Type /EmbeddedFile /Filter /FlateDecode', deflateSync(text));

/** A PDF of which something was replaced before it was signed. */
const before = (from: string, to: string) => signedPdf({ alter: replacing(from, to) });

/** A PDF with other objects, or more. */
const withObjects = (objects: PdfContainerInput['objects']) =>
  signedPdf({ objects: objects ?? {} });

const filled = (object: string) => signedPdf({ objects: { 20: object } });

/** The outermost element without its length, as BER allows. */
const indefinite = (cms: Buffer): Buffer => {
  const header = 2 + ((cms[1] ?? 0) & 0x7f);
  return Buffer.concat([Buffer.from([0x30, 0x80]), cms.subarray(header), Buffer.alloc(2)]);
};

describe('readSignedPdf', () => {
  it.each([
    ['adbe.pkcs7.detached', signedPdf()],
    ['ETSI.CAdES.detached', signedPdf({ subFilter: 'ETSI.CAdES.detached' })],
    ['SHA-512', signedPdf({}, { digest: 'sha512' })],
    ['a signature without attributes', signedPdf({}, { withSignedAttributes: false })],
    ['a file that is not deflated', signedPdf({ objects: { [file]: pdfStream('', TEXT) } })],
    [
      'a file whose length is an object of its own',
      signedPdf({
        objects: {
          [file]: Buffer.concat([
            latin1('<< /Length 10 0 R >>\nstream\r\n'),
            TEXT,
            latin1('\r\nendstream'),
          ]),
          10: String(TEXT.length),
        },
      }),
    ],
    [
      'a specification that is no object of its own',
      signedPdf({
        objects: {
          [catalogue]:
            '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) << /F (toroku.txt) /EF << /F 7 0 R >> >>] >> >> /AcroForm << /Fields [8 0 R] >> >>',
          [specification]: 'null',
        },
      }),
    ],
    [
      'a catalogue that a later revision wrote, and entries that it repeats',
      signedPdf({
        alter: (octets) =>
          revision(octets, {
            [catalogue]:
              '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R] >> >>',
          }),
      }),
    ],
    [
      'a form that an earlier revision did not have',
      signedPdf({
        alter: (octets) => revision(octets, { 12: '<< /Type /Metadata >>' }),
      }),
    ],
    [
      'names in UTF-16, and a tree with a branch',
      signedPdf({
        objects: {
          [catalogue]:
            '<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Kids [10 0 R] >> >> /AcroForm 11 0 R >>',
          [specification]:
            '<< /Type /Filespec /UF <FEFF0074006F0072006F006B0075002E007400780074> /EF << /F 7 0 R >> >>',
          10: '<< /Limits [(toroku.txt) (toroku.txt)] /Names [(toroku\\056txt) 6 0 R] >>',
          11: '<< /Fields [12 0 R] >>',
          12: '<< /FT /Sig /Kids [8 0 R] >>',
          [field]: '<< /Type /Annot /Subtype /Widget /Parent 12 0 R /V 9 0 R >>',
        },
      }),
    ],
  ])('reads %s: text, octets that are covered, and a signature that holds', (_, octets) => {
    const container = readSignatureContainer(octets);
    expect(container.kind).toBe('pdf');
    expect(container.text?.equals(TEXT)).toBe(true);
    expect(judgeContainer(container, TEXT)).toBe('valid');
    expect(judgeContainer(container, OTHER)).toBe('mismatch');
  });

  it('covers the file without the value of the signature', () => {
    const octets = signedPdf();
    const [, start = '', end = ''] = /ByteRange \[0 (\d+) (\d+) /.exec(asText(octets)) ?? [];
    const covered = [octets.subarray(0, Number(start)), octets.subarray(Number(end))];
    expect(signedContentSha256(readSignatureContainer(octets), TEXT)).toBe(
      sha256(Buffer.concat(covered)).toString('hex'),
    );
  });

  const { privateKey } = keyPair('rsa2048', 'card');
  it.each([
    [
      'bareHash',
      (o: Buffer) =>
        privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, sha256(o)),
    ],
  ])('names %s', (verdict, sign) => {
    expect(judge(signedPdf({}, { sign }))).toBe(verdict);
    expect(judge(signedPdf({}, { sign, withSignedAttributes: false }))).toBe(verdict);
  });

  it('names digestAsMessage and algorithms that are not allowed', () => {
    expect(judge(signedPdf({ sign: (covered) => cardCms(sha256(covered)) }))).toBe(
      'digestAsMessage',
    );
    const sha1 = { signatureAlgorithm: '1.2.840.113549.1.1.5' };
    expect(judge(signedPdf({}, sha1))).toBe('algorithmNotAllowed');
  });

  it('calls a document mismatch of which any octet of the text was changed', () => {
    const octets = signedPdf({ objects: { [file]: pdfStream('/Type /EmbeddedFile', TEXT) } });
    const changed = Buffer.from(octets);
    const at = changed.indexOf(TEXT);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const container = readSignatureContainer(changed);
    expect(judgeContainer(container, container.text ?? TEXT)).toBe('mismatch');
  });
});

describe('readSignedPdf, of documents that could be two', () => {
  const signed = signedPdf();
  const range = /ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(asText(signed)) ?? [];
  const [, start = '', end = '', rest = ''] = range;
  const withRange = (...numbers: readonly (string | number)[]) =>
    latin1(
      asText(signed).replace(
        range[0] ?? '',
        `ByteRange [${numbers.map((n, i) => (i === 0 ? n : String(n).padStart(10, '0'))).join(' ')}]`,
      ),
    );

  it.each([
    [
      'a revision after the signature that replaces the file',
      'pdfUpdatedAfterSigning',
      revision(signed, { [file]: asText(flate(OTHER)) }),
    ],
    [
      'a revision after the signature that replaces the catalogue',
      'pdfUpdatedAfterSigning',
      revision(signed, { 1: '<< /Names << >> /AcroForm << /Fields [8 0 R] >> >>' }),
    ],
    ['octets after the end', 'pdfCrossReference', Buffer.concat([signed, latin1('x')])],
    [
      'an empty line after the end',
      'pdfUpdatedAfterSigning',
      Buffer.concat([signed, latin1('\n')]),
    ],
    [
      'a signature made beforehand in a revision of its own over the first one',
      'pdfEmbeddedFileReplaced',
      signedPdf({ alter: (octets) => revision(octets, { [file]: asText(flate(OTHER)) }) }),
    ],
    [
      'a specification that a later revision changed before signing',
      'pdfEmbeddedFileReplaced',
      signedPdf({
        alter: (octets) =>
          revision(octets, {
            [specification]: '<< /Type /Filespec /F (toroku.txt) /EF << /F 7 0 R >> >>',
          }),
      }),
    ],
    [
      'another specification and file, the former ones overwritten',
      'pdfEmbeddedFileReplaced',
      signedPdf({
        alter: (octets) =>
          revision(octets, {
            [catalogue]:
              '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) 16 0 R] >> >> /AcroForm << /Fields [8 0 R] >> >>',
            [specification]: 'null',
            [file]: 'null',
            16: '<< /F (toroku.txt) /EF << /F 17 0 R >> >>',
            17: asText(flate(OTHER)),
          }),
      }),
    ],
    [
      'an earlier signature, taken away again',
      'pdfSignatureCount',
      signedPdf({
        objects: { 10: '<< /Type /Sig /ByteRange [0 1 2 3] >>' },
        alter: (octets) => revision(octets, { 10: 'null' }),
      }),
    ],
    [
      'a script, taken away again',
      'pdfActiveContent',
      signedPdf({
        objects: { 10: '<< /S /JavaScript /JS (x) >>' },
        alter: (octets) => revision(octets, { 10: 'null' }),
      }),
    ],
    [
      'a second catalogue',
      'pdfCrossReference',
      signedPdf({ alter: (octets) => revision(octets, { 15: '<< >>' }, 15) }),
    ],
    [
      'a range that leaves out more than the value',
      'pdfByteRange',
      withRange(0, Number(start) - 1, end, rest),
    ],
    ['a range that begins later', 'pdfByteRange', withRange(1, Number(start) - 1, end, rest)],
    [
      'a range that ends earlier',
      'pdfUpdatedAfterSigning',
      withRange(0, start, end, Number(rest) - 1),
    ],
    ['a range that ends later', 'pdfByteRange', withRange(0, start, end, Number(rest) + 1)],
    ['a range with the value in it', 'pdfByteRange', withRange(0, Number(end), end, rest)],
    [
      'a range of four parts',
      'pdfByteRange',
      latin1(
        asText(signed)
          .replace(` ${rest}]`, ` ${rest.slice(1)} 1]`)
          .replace(' 1]', ' 1]'),
      ),
    ],
    [
      'a value that is no string of hexadecimal digits alone',
      'pdfSyntax',
      latin1(asText(signed).replace('00> >>', '0 > >>')),
    ],
    [
      'a value in a literal string',
      'pdfByteRange',
      latin1(asText(signed).replace('/Contents <', '/Contents (').replace('00> >>', '00) >>')),
    ],
    [
      'two signatures',
      'pdfSignatureCount',
      withObjects({
        [catalogue]:
          '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R 10 0 R] >> >>',
        10: '<< /FT /Sig /V 11 0 R >>',
        11: '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>',
      }),
    ],
    [
      'a second signature that no field leads to',
      'pdfSignatureCount',
      withObjects({ 10: '<< /Type /DocTimeStamp /ByteRange [0 1 2 3] /Contents <00> >>' }),
    ],
    ['no field', 'pdfSignatureCount', before('/Fields [8 0 R]', '/Fields []     ')],
    ['a field of another type', 'pdfSignatureCount', before('/FT /Sig', '/FT /Tx ')],
    [
      'no signature',
      'pdfSignatureCount',
      latin1(asText(signed).replace('/ByteRange', '/BiteRange')),
    ],
    ['adbe.pkcs7.sha1', 'pdfSubFilter', before('adbe.pkcs7.detached', 'adbe.pkcs7.sha1    ')],
    ['content in the CMS', 'pdfSubFilter', signedPdf({}, { detached: false })],
    ['no CMS', 'malformedCms', signedPdf({ sign: () => Buffer.alloc(0) })],
    [
      'more than zeros after the CMS',
      'malformedCms',
      signedPdf({ sign: (o) => Buffer.concat([cardCms(o), Buffer.from([1])]) }),
    ],
    ['a password', 'pdfEncrypted', signedPdf({ trailer: '/Encrypt 10 0 R' })],
    [
      'a script',
      'pdfActiveContent',
      withObjects({ 10: '<< /S /JavaScript /JS (app.alert(1)) >>' }),
    ],
    ['an XFA form', 'pdfActiveContent', withObjects({ 10: '<< /XFA (x) >>' })],
    [
      'a program that is started',
      'pdfActiveContent',
      withObjects({ 10: '<< /S /Launch /F (x) >>' }),
    ],
    [
      'a program that is started, the action named by reference',
      'pdfActiveContent',
      withObjects({ 10: '<< /S 11 0 R /F (x) >>', 11: '/Launch' }),
    ],
    [
      'an action named by reference, the name taken away again',
      'pdfActiveContent',
      signedPdf({
        objects: { 10: '<< /S 11 0 R >>', 11: '/Launch' },
        alter: (octets) => revision(octets, { 11: 'null' }),
      }),
    ],
    [
      'an action named by a reference of another generation',
      'pdfActiveContent',
      withObjects({ 10: '<< /S 11 5 R >>', 11: '/Launch' }),
    ],
    [
      'an action named by a reference to a reference',
      'pdfSyntax',
      withObjects({ 10: '<< /S 11 0 R >>', 11: '12 0 R', 12: '/Launch' }),
    ],
    [
      'two signature fields, the type of one by reference',
      'pdfSignatureCount',
      withObjects({
        [catalogue]:
          '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R 10 0 R] >> >>',
        10: '<< /FT 11 0 R /V 9 0 R >>',
        11: '/Sig',
      }),
    ],
    [
      'a second file, its type by reference',
      'pdfEmbeddedFile',
      withObjects({ 10: pdfStream('/Type 11 0 R', OTHER), 11: '/EmbeddedFile' }),
    ],
    [
      'a related file',
      'pdfEmbeddedFile',
      withObjects({
        [specification]:
          '<< /F (toroku.txt) /EF << /F 7 0 R >> /RF << /F [(toroku.txt) 10 0 R] >> >>',
        10: pdfStream('', OTHER),
      }),
    ],
    [
      'a related file of another specification',
      'pdfEmbeddedFile',
      withObjects({
        10: '<< /F (x) /RF << /F [(toroku.txt) 11 0 R] >> >>',
        11: pdfStream('', OTHER),
      }),
    ],
    [
      'parameters of the filter by their short name',
      'pdfEmbeddedFile',
      before('/Subtype /text#2Fplain', '/DP << /Predictor 12>>'),
    ],
    [
      'an object stream that no table knows',
      'pdfCrossReference',
      withObjects({ 10: pdfStream('/Type /ObjStm /N 1 /First 5', Buffer.from('11 0 << >>')) }),
    ],
    [
      'two embedded files',
      'pdfEmbeddedFile',
      withObjects({
        [catalogue]:
          '<< /Names << /EmbeddedFiles << /Names [(a.txt) 10 0 R (toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R] >> >>',
        10: '<< /F (a.txt) /EF << /F 11 0 R >> >>',
        11: pdfStream('/Type /EmbeddedFile', OTHER),
      }),
    ],
    [
      'a second file at an annotation',
      'pdfEmbeddedFile',
      withObjects({
        10: '<< /Subtype /FileAttachment /FS << /F (toroku.txt) /EF << /F 11 0 R >> >> >>',
        11: pdfStream('', OTHER),
      }),
    ],
    [
      'a second file that nothing leads to',
      'pdfEmbeddedFile',
      withObjects({ 10: pdfStream('/Type /EmbeddedFile', OTHER) }),
    ],
    [
      'one name twice',
      'pdfEmbeddedFile',
      withObjects({
        [catalogue]:
          '<< /Names << /EmbeddedFiles << /Names [(toroku.txt) 6 0 R (toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R] >> >>',
      }),
    ],
    [
      'two files under one specification',
      'pdfEmbeddedFile',
      withObjects({
        [specification]: '<< /F (toroku.txt) /UF (toroku.txt) /EF << /F 7 0 R /UF 10 0 R >> >>',
        10: pdfStream('', OTHER),
      }),
    ],
    ['no file', 'pdfEmbeddedFile', withObjects({ [specification]: '<< >>' })],
    [
      'a file of another name',
      'pdfEmbeddedFile',
      before('(toroku.txt) 6 0 R', '(tourok.txt) 6 0 R'),
    ],
    [
      'a specification of another name',
      'pdfEmbeddedFile',
      before('/UF (toroku.txt)', '/UF (tourok.txt)'),
    ],
    ['another filter', 'pdfEmbeddedFile', before('/FlateDecode', '/LZWDecode  ')],
    [
      'a file that unfolds to more than a text can be',
      'pdfEmbeddedFile',
      withObjects({ [file]: flate(Buffer.alloc(1 << 20)) }),
    ],
    [
      'a file in another file',
      'pdfSyntax',
      withObjects({ [file]: '<< /F (x) /Length 0 >>\nstream\n\nendstream' }),
    ],
    [
      'a key twice',
      'pdfSyntax',
      withObjects({ [specification]: '<< /F (toroku.txt) /F (x) /EF << /F 7 0 R >> >>' }),
    ],
    [
      'a key twice, once with an escape',
      'pdfSyntax',
      withObjects({ [specification]: '<< /F (toroku.txt) /#46 (x) /EF << /F 7 0 R >> >>' }),
    ],
    [
      'a stream with another length',
      'pdfSyntax',
      withObjects({ [content]: '<< /Length 3 >>\nstream\nabcdef\nendstream' }),
    ],
    [
      'a length that is its own stream',
      'pdfSyntax',
      withObjects({ [content]: '<< /Length 4 0 R >>\nstream\n\nendstream' }),
    ],
    [
      'a table that points elsewhere',
      'pdfSyntax',
      signedPdf({
        alter: (o) => latin1(asText(o).replace(/(0000000)(\d{3})( 00000 n \n)/, '$1001$3')),
      }),
    ],
    ['no table', 'pdfSyntax', before('xref\n0 ', 'xerf\n0 ')],
    [
      'a table that goes round in a circle',
      'pdfCrossReference',
      signedPdf({
        alter: (o) =>
          latin1(
            asText(o).replace(
              ' >>\nstartxref',
              ` /Prev ${/startxref\n(\d+)/.exec(asText(o))?.[1]} >>\nstartxref`,
            ),
          ),
      }),
    ],
    ['a hybrid table', 'pdfCrossReference', signedPdf({ trailer: '/XRefStm 10' })],
    ['no header', 'notAContainer', Buffer.concat([latin1(' '), signed])],
    ['an odd version', 'pdfSyntax', before('%PDF-1.7', '%PDF-1.9')],
  ])('refuses %s: %s', (_, reason, octets) => {
    expect(reasonOf(octets)).toBe(reason);
  });

  it('refuses an object hidden in the place of the signature', () => {
    const hidden = '10 0 obj << /EF << >> >> endobj';
    const withHole = signPdfFile(signed, (covered) => cardCms(covered));
    const at = asText(withHole).indexOf('0000000000000000>');
    const changed = Buffer.from(withHole);
    changed.write(hidden, at - hidden.length, 'latin1');
    expect(reasonOf(changed)).toBe('pdfSyntax');
  });

  it('refuses objects that lie within each other', () => {
    const inner = '11 0 obj << /EF << >> >> endobj';
    const file10 = signedPdf({ objects: { 10: `(${inner})`, 11: '<< >>' } });
    const offset = String(asText(file10).indexOf(inner)).padStart(10, '0');
    const entries = asText(file10).split(' 00000 n \n');
    const own = entries.at(-2) ?? '';
    const altered = asText(file10).replace(
      `${own} 00000 n \ntrailer`,
      `${offset} 00000 n \ntrailer`,
    );
    expect(altered).not.toBe(asText(file10));
    expect(reasonOf(latin1(altered))).toBe('pdfSyntax');
  });

  it('never calls a file valid of which an octet outside the signature was changed', () => {
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        fc.pre(at < Number(start) || at >= Number(end));
        const changed = Buffer.from(signed);
        changed[at] = (changed[at] ?? 0) ^ change;
        const isRead = reasonOf(changed) === undefined;
        expect(isRead ? judge(changed) : 'mismatch').not.toBe('valid');
      }),
      { numRuns: 400 },
    );
  });

  const emptySubsections = latin1(
    `%PDF-1.7\nxref\n${'0 0\n'.repeat(260_000)}trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`,
  );

  // They took 53 and 25 ms.
  it.each([
    [
      '7,600 dictionaries at depth 21',
      24,
      filled('['.repeat(21) + '<<>>'.repeat(7600) + ']'.repeat(21)),
    ],
    ['260,000 empty subsections', 12, emptySubsections],
  ])('takes little time for %s: under %d ms', (_, limit, octets) => {
    expect(cpuMilliseconds(() => reasonOf(octets))).toBeLessThan(limit);
  });

  it.each([
    [
      'objects',
      signedPdf({
        objects: Object.fromEntries(Array.from({ length: 8000 }, (_, i) => [i + 20, '[0]'])),
      }),
    ],
    ['values', filled(`[${'0 '.repeat(450_000)}]`)],
    ['keys', filled(`<<${Array.from({ length: 60_000 }, (_, i) => `/K${i} 0`).join(' ')}>>`)],
    ['parts of a string', filled(`(${'()'.repeat(450_000)})`)],
    ['escapes of a string', filled(`(${'\\('.repeat(450_000)})`)],
    ['nesting', filled('['.repeat(450_000))],
    ['subsections of the table', emptySubsections],
  ])('refuses too many %s', (_, octets) => {
    expect(reasonOf(octets)).toBe('pdfTooComplex');
  });
});

describe('the place of the signature in a PDF', () => {
  it('holds BER, too, as some software writes it', () => {
    expect(judge(signedPdf({ sign: (covered) => indefinite(cardCms(covered)) }))).toBe('valid');
  });
});
