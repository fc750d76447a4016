import { deflateSync } from 'node:zlib';

/** What goes into a document, and who signs it. */
export interface PdfContainerInput {
  readonly text: Uint8Array;
  readonly subFilter?: 'adbe.pkcs7.detached' | 'ETSI.CAdES.detached';
  /** Makes the CMS over the octets around the place where it will stand. */
  readonly sign: (covered: Buffer) => Buffer;
  /** Objects to put in place of, or beside, the usual ones. */
  readonly objects?: Readonly<Record<number, string | Buffer>>;
  /** Entries of the trailer beside the usual ones. */
  readonly trailer?: string;
  /** Octets before the signature is made, of which this makes others. */
  readonly alter?: (file: Buffer) => Buffer;
}

/** Octets that the place of the signature has room for. */
const SIGNATURE_OCTETS_MAX = 8192;

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A stream object, its length in it. */
export const pdfStream = (entries: string, octets: Uint8Array): Buffer =>
  Buffer.concat([
    latin1(`<< ${entries} /Length ${octets.length} >>\nstream\n`),
    octets,
    latin1('\nendstream'),
  ]);

const PAGE = 'BT /F1 12 Tf 72 770 Td (The application is the attached file toroku.txt.) Tj ET';

/** Numbers of the objects of a document, for whoever replaces one. */
export const PDF_OBJECTS = {
  catalogue: 1,
  pages: 2,
  page: 3,
  content: 4,
  font: 5,
  specification: 6,
  file: 7,
  field: 8,
  signature: 9,
} as const;

function usualObjects({ text, subFilter = 'adbe.pkcs7.detached' }: PdfContainerInput) {
  const place = '0'.repeat(2 * SIGNATURE_OCTETS_MAX);
  return {
    1: '<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(toroku.txt) 6 0 R] >> >> /AcroForm << /Fields [8 0 R] /SigFlags 3 >> >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R] >>',
    4: pdfStream('', latin1(PAGE)),
    5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    6: '<< /Type /Filespec /F (toroku.txt) /UF (toroku.txt) /AFRelationship /Data /EF << /F 7 0 R /UF 7 0 R >> >>',
    7: pdfStream(
      '/Type /EmbeddedFile /Subtype /text#2Fplain /Filter /FlateDecode',
      deflateSync(text),
    ),
    8: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 9 0 R >>',
    9: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} /ByteRange [0 0000000000 0000000000 0000000000] /Contents <${place}> >>`,
  };
}

const octetsOf = (object: string | Buffer): Buffer =>
  typeof object === 'string' ? latin1(object) : object;

/** A file of these objects with its table (ISO 32000-1 §7.5). */
function fileOf(objects: Readonly<Record<number, string | Buffer>>, trailer: string): Buffer {
  const parts = [latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
  let at = parts[0]?.length ?? 0;
  const entries = ['0000000000 65535 f \n'];
  for (const [number, object] of Object.entries(objects)) {
    while (entries.length < Number(number)) entries.push('0000000000 00000 f \n');
    const written = Buffer.concat([
      latin1(`${number} 0 obj\n`),
      octetsOf(object),
      latin1('\nendobj\n'),
    ]);
    entries.push(`${String(at).padStart(10, '0')} 00000 n \n`);
    parts.push(written);
    at += written.length;
  }
  const size = entries.length;
  const end = `xref\n0 ${size}\n${entries.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, latin1(end)]);
}

/** Fills in ByteRange and the place of the signature, both in the same number of octets. */
export function signPdfFile(file: Buffer, sign: (covered: Buffer) => Buffer): Buffer {
  const signed = Buffer.from(file);
  const start = signed.indexOf('/Contents <') + '/Contents '.length;
  const end = signed.indexOf('>', start) + 1;
  const numbers = [start, end, signed.length - end].map((n) => String(n).padStart(10, '0'));
  const range = `/ByteRange [0 ${numbers.join(' ')}]`;
  signed.write(range, signed.indexOf('/ByteRange [0 0'), 'latin1');
  const value = sign(Buffer.concat([signed.subarray(0, start), signed.subarray(end)]));
  signed.write(value.toString('hex'), start + 1, 'latin1');
  return signed;
}

/**
 * Makes a PDF of one page with the text as its one embedded file, `toroku.txt`, and one signature
 * over all of it (ISO 32000-1 §12.8).
 */
export function pdfContainer(input: PdfContainerInput): Buffer {
  const { objects = {}, trailer = '', alter = (file) => file } = input;
  const file = fileOf({ ...usualObjects(input), ...objects }, trailer);
  return signPdfFile(alter(file), input.sign);
}
