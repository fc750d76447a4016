import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import type { JpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { tryReadSignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { OpenedRecords, SealedObject } from '../inspection/sealed-records.ts';

/** What of a container compares with the text: the signer's certificate, and the signer's clock. */
export interface Signer {
  readonly certificate: JpkiCertificate;
  readonly signingTime: Date | undefined;
}

/** Octets of a case that its page shows. */
export interface CaseOctets {
  /** False once the keys of the chain are gone: nothing of the rest can be read. */
  readonly hasKeys: boolean;
  readonly signedText: Buffer | undefined;
  readonly signer: Signer | undefined;
  /** Issued certificates by their hash. */
  readonly certificates: ReadonlyMap<string, Buffer>;
}

const newestOf = ({ evidence, edition }: CaseFile, kind: string): SealedObject | undefined =>
  evidence.findLast((object) => object.kind === kind && object.edition === edition);

/** The signer of a container; a container that cannot be read has none, and the findings say so. */
function readSigner(container: Buffer | undefined): Signer | undefined {
  const read = container && tryReadSignatureContainer(container);
  if (!read?.certificate) return undefined;
  return {
    certificate: readJpkiCertificate(read.certificate, read.signer),
    signingTime: read.signedAttributes?.signingTime,
  };
}

/** Opens what a case page shows out of the evidence store. */
export function readCaseOctets(file: CaseFile, records: OpenedRecords): CaseOctets {
  if (!records.hasKeys(file)) {
    const nothing = { signedText: undefined, signer: undefined, certificates: new Map() };
    return { hasKeys: false, ...nothing };
  }
  const text = newestOf(file, 'signedText');
  const container = newestOf(file, 'signatureContainer');
  const issued = file.orders.flatMap(({ certificateSha256: sha256 }) =>
    sha256 ? [{ kind: 'certificate', sha256 }] : [],
  );
  const wanted = [text, container, ...issued].filter((object) => object !== undefined);
  const found = records.objects(file, wanted);
  return {
    hasKeys: true,
    signedText: text && found.get(text.sha256),
    signer: readSigner(container && found.get(container.sha256)),
    certificates: new Map(issued.flatMap(({ sha256 }) => pairOf(sha256, found.get(sha256)))),
  };
}

const pairOf = (hash: string, octets: Buffer | undefined): [string, Buffer][] =>
  octets ? [[hash, octets]] : [];
