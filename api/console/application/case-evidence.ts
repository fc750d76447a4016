import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import type { JpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { readSignedData } from '../../../adapters/jpki/signed-data.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { EvidenceReader } from '../dependencies.ts';

/** What of a container compares with the text: the signer's certificate, and the signer's clock. */
export interface Signer {
  readonly certificate: JpkiCertificate;
  readonly signingTime: Date | undefined;
}

/** Octets of a case that its page shows. */
export interface CaseOctets {
  /** False once the keys of the chain are destroyed: nothing of the rest can be read. */
  readonly isErased: boolean;
  readonly signedText: Buffer | undefined;
  readonly signer: Signer | undefined;
  /** Issued certificates by their hash. */
  readonly certificates: ReadonlyMap<string, Buffer>;
}

const newestOf = ({ evidence, edition }: CaseFile, kind: string): string | undefined =>
  evidence.findLast((object) => object.kind === kind && object.edition === edition)?.sha256;

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message.startsWith('EvidenceMissing') ||
    (error as { type?: unknown }).type === 'EvidenceMissing');

/** What the store has of the hashes; one object that is missing does not hide the others. */
export function readObjects(
  reader: EvidenceReader,
  at: { readonly caseId: string; readonly chainId: string },
  hashes: readonly string[],
): Map<string, Buffer> {
  try {
    return reader.get(at, hashes);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const [only, ...more] = hashes;
    if (only === undefined || more.length === 0) return new Map();
    return new Map(hashes.flatMap((hash) => [...readObjects(reader, at, [hash])]));
  }
}

/** The signer of a container; a container that cannot be read has none, and the findings say so. */
function readSigner(container: Buffer | undefined): Signer | undefined {
  if (!container) return undefined;
  try {
    const { certificate, signer, signedAttributes } = readSignedData(container);
    if (!certificate) return undefined;
    return {
      certificate: readJpkiCertificate(certificate, signer),
      signingTime: signedAttributes?.signingTime,
    };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** Reads what a case page shows out of the evidence store. */
export function readCaseOctets(file: CaseFile, reader: EvidenceReader): CaseOctets {
  if (!reader.hasKeys(file.chainId)) {
    const nothing = { signedText: undefined, signer: undefined, certificates: new Map() };
    return { isErased: true, ...nothing };
  }
  const text = newestOf(file, 'signedText');
  const container = newestOf(file, 'signatureContainer');
  const issued = file.orders.flatMap(({ certificateSha256: hash }) => (hash ? [hash] : []));
  const wanted = [text, container, ...issued].filter((hash) => hash !== undefined);
  const found = readObjects(reader, { caseId: file.id, chainId: file.chainId }, wanted);
  return {
    isErased: false,
    signedText: text === undefined ? undefined : found.get(text),
    signer: readSigner(container === undefined ? undefined : found.get(container)),
    certificates: new Map(issued.flatMap((hash) => pairOf(hash, found.get(hash)))),
  };
}

const pairOf = (hash: string, octets: Buffer | undefined): [string, Buffer][] =>
  octets ? [[hash, octets]] : [];
