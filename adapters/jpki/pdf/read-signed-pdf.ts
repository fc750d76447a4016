import type { SignatureContainer } from '../signature-container.ts';
import { UnreadableContainer } from '../unreadable-container.ts';
import { readEmbeddedText } from './embedded-text.ts';
import { PdfFile } from './pdf-file.ts';
import type { PdfDictionary } from './pdf-objects.ts';
import { readPdfSignature } from './pdf-signature.ts';

/** What makes a document do something, or look like something else, when it is opened. */
const ACTIVE_KEYS = ['JS', 'JavaScript', 'XFA', 'AA', 'RichMediaContent', 'Encrypt'];
const ACTIONS = ['JavaScript', 'Launch', 'ImportData', 'SubmitForm', 'GoToE', 'RichMediaExecute'];

function requirePassive(file: PdfFile): void {
  const isActive = (dictionary: PdfDictionary): boolean =>
    ACTIVE_KEYS.some((key) => dictionary.has(key)) ||
    file.mayBeName(dictionary.get('S'), ...ACTIONS);
  const isAny = file.dictionaries.some(isActive) || file.formerDictionaries.some(isActive);
  if (isAny) throw new UnreadableContainer('pdfActiveContent');
}

/** Objects within objects, which only a reader that repairs files would find beside a classic table. */
function requireClassic(file: PdfFile): void {
  const isCompressed = (dictionary: PdfDictionary): boolean =>
    file.mayBeName(dictionary.get('Type'), 'ObjStm', 'XRef');
  const isAny = file.dictionaries.some(isCompressed) || file.formerDictionaries.some(isCompressed);
  if (isAny) throw new UnreadableContainer('pdfCrossReference');
}

/**
 * Reads a PDF with one signature over all of it and one embedded file, `toroku.txt`, which is the
 * text (ISO 32000-1 §12.8, PAdES: ETSI EN 319 142-1). Its pages are a picture for people: nothing is
 * read out of them. The table of objects has to be in the classic form.
 *
 * @throws UnreadableContainer for everything else
 * @throws MalformedDer if the CMS in it cannot be read
 */
export function readSignedPdf(octets: Buffer): SignatureContainer {
  const file = new PdfFile(octets);
  requireClassic(file);
  requirePassive(file);
  const { signedData, coveredOctets } = readPdfSignature(file);
  return { ...signedData, kind: 'pdf', text: readEmbeddedText(file), coveredOctets };
}
