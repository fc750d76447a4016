import { MalformedDer, readElement } from '../../x509/der-reader.ts';
import { berElementLength } from '../ber.ts';
import { readSignedData, type SignedData } from '../signed-data.ts';
import { UnreadableContainer, type UnreadableReason } from '../unreadable-container.ts';
import { isName, type PdfFile } from './pdf-file.ts';
import { type PdfDictionary, PdfReference, PdfString, type PdfValue } from './pdf-objects.ts';

/** A signature over a document, and the octets of the document that it covers. */
export interface PdfSignature {
  readonly signedData: SignedData;
  readonly coveredOctets: Buffer;
}

const FIELDS_MAX = 256;

const SUB_FILTERS = ['adbe.pkcs7.detached', 'ETSI.CAdES.detached'];

function fail(reason: UnreadableReason): never {
  throw new UnreadableContainer(reason);
}

/** Values of the signature fields of a form (ISO 32000-1 §12.7.4.5); a field may inherit its type. */
function signaturesOf(file: PdfFile): PdfReference[] {
  const form = file.dictionary(file.root.get('AcroForm'));
  const found: PdfReference[] = [];
  const open = [...(file.array(form?.get('Fields')) ?? [])].map((field) => ({
    field,
    isSignature: false,
  }));
  for (let count = 0, next = open.pop(); next !== undefined; count += 1, next = open.pop()) {
    // A field that is its own descendant would go on for ever.
    if (count === FIELDS_MAX) fail('pdfTooComplex');
    const field = file.dictionary(next.field);
    const type = field?.get('FT');
    // Two signatures are refused, so a type that may be that of one counts.
    const isSignature = type === undefined ? next.isSignature : file.mayBeName(type, 'Sig');
    const value = field?.get('V');
    if (isSignature && value instanceof PdfReference) found.push(value);
    for (const kid of file.array(field?.get('Kids')) ?? []) open.push({ field: kid, isSignature });
  }
  return found;
}

/** The one signature: that of the form, and no other dictionary in the file looks like one. */
function findSignature(file: PdfFile): PdfDictionary {
  const [reference, ...others] = signaturesOf(file);
  const signature = file.dictionary(reference);
  // One that a later revision took away was a signature all the same.
  const all = [file.dictionaries, file.formerDictionaries].flat();
  const count = all.filter((dictionary) => dictionary.has('ByteRange')).length;
  return signature?.has('ByteRange') && others.length === 0 && count === 1
    ? signature
    : fail('pdfSignatureCount');
}

/**
 * The octets around the value of the signature (§12.8.1), which must be all of the file: ByteRange
 * leaves out exactly the string that holds the signature, and no object begins or ends in there.
 */
function coveredOctets(file: PdfFile, range: PdfValue | undefined, contents: PdfString): Buffer {
  const numbers = Array.isArray(range) ? (range as readonly PdfValue[]) : [];
  const [start, length, next, rest, ...more] = numbers.map((n) =>
    Number.isSafeInteger(n) ? Number(n) : -1,
  );
  if (start !== 0 || length === undefined || next === undefined || rest === undefined) {
    return fail('pdfByteRange');
  }
  const { place } = contents;
  const isGap = length === place.start && next === place.end;
  // Octets that are no digits could say something to a reader that looks for objects by itself.
  const written = file.octets.subarray(place.start, place.end).toString('latin1');
  const isPlain = /^<(?:[0-9A-Fa-f]{2})*>$/.test(written);
  if (more.length > 0 || !isGap || !isPlain || rest < 0) return fail('pdfByteRange');
  if (next + rest < file.octets.length) return fail('pdfUpdatedAfterSigning');
  if (next + rest > file.octets.length) return fail('pdfByteRange');
  return Buffer.concat([file.octets.subarray(0, length), file.octets.subarray(next)]);
}

/** The CMS in a string that was made long enough beforehand: zeros follow it. */
function withoutPadding(octets: Buffer): Buffer {
  const isIndefinite = octets[1] === 0x80;
  const length = isIndefinite ? berElementLength(octets) : readElement(octets).octets.length;
  if (octets.subarray(length).some((octet) => octet !== 0)) throw new MalformedDer('not zeros');
  return octets.subarray(0, length);
}

/**
 * Reads the one signature of a document: `adbe.pkcs7.detached` or `ETSI.CAdES.detached`, over all of
 * the file but its own value.
 *
 * @throws UnreadableContainer
 * @throws MalformedDer if the CMS cannot be read
 */
export function readPdfSignature(file: PdfFile): PdfSignature {
  const signature = findSignature(file);
  if (!isName(signature.get('SubFilter'), ...SUB_FILTERS)) fail('pdfSubFilter');
  const contents = signature.get('Contents');
  if (!(contents instanceof PdfString)) fail('pdfByteRange');
  const covered = coveredOctets(file, signature.get('ByteRange'), contents);
  const signedData = readSignedData(withoutPadding(contents.octets));
  // Content in it would be a second thing that is signed.
  if (signedData.content !== undefined) fail('pdfSubFilter');
  return { signedData, coveredOctets: covered };
}
