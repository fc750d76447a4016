import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import { prepareBookReader } from '../../db/inspection/book-reader.ts';
import { logOpenings } from '../../db/inspection/export-records.ts';
import { prepareCaseFile } from '../../db/inspection/case-file.ts';
import { createIssuerCertificates } from '../../db/application/issuer-certificates.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { ExportRefused } from '../export/folder-sink.ts';
import type { PlacedEntry } from './bundle-files.ts';
import { isBundled } from './bundle-paths.ts';

/** What the database and the evidence store hold of a case. */
export interface CaseSource {
  readonly entries: readonly PlacedEntry[];
  readonly evidence: ReadonlyMap<string, Buffer>;
  /** Certificates (DER) of the CAs that the case rests on. */
  readonly jpki: readonly Buffer[];
  readonly issuer: readonly Buffer[];
  /** Verifier key lines of every key that the log had: an old head bears an old signature. */
  readonly vkeys: readonly string[];
  /** Kinds of evidence that are in it: what whoever reads the bundle reads. */
  readonly kinds: readonly string[];
}

/** Where a case is read from. */
export interface CasePlaces {
  readonly db: OfficeDatabase;
  readonly store: EvidenceStore;
  readonly anchors: readonly X509Certificate[];
}

/** Reads a case. @throws ExportRefused if there is none, or its evidence was erased */
export async function readCaseSource(
  caseId: string,
  { db, store, anchors }: CasePlaces,
): Promise<CaseSource> {
  const found = await prepareCaseFile(db)(caseId);
  if (!found) throw new ExportRefused(`${caseId} という案件はありません / no such case`);
  if (found.erasedAt) {
    throw new ExportRefused('証拠は消去されています / the evidence of this case was erased');
  }
  const stored = await prepareBookReader(db).ofCase(caseId);
  const entries = stored
    .flatMap(({ index, octets }) => (index === null ? [] : [{ index, octets }]))
    .toSorted((a, b) => a.index - b.index);
  const read = entries.map(({ octets }) => readEntry(octets));
  const named = read.flatMap(({ evidence = [] }: Entry) =>
    evidence.filter(({ kind }) => isBundled(kind)),
  );
  const hashes = [...new Set(named.map(({ sha256 }) => sha256))];
  const evidence = store.get({ caseId, chainId: found.chainId }, hashes);
  const containers = named
    .filter(({ kind }) => kind === 'signatureContainer')
    .flatMap(({ sha256 }) => evidence.get(sha256) ?? []);
  return {
    entries,
    evidence,
    jpki: issuersOf(containers, anchors),
    issuer: await ownIssuers(read, db),
    vkeys: await logKeys(db),
    kinds: [...new Set(named.map(({ kind }) => kind))].toSorted(),
  };
}

/** CAs of the cards that signed: the pinned ones whose keys did. */
function issuersOf(
  containers: readonly Buffer[],
  anchors: readonly X509Certificate[],
): readonly Buffer[] {
  const found = containers.flatMap((container) => {
    const signer = tryReadSignatureContainer(container)?.signer;
    return (signer && findIssuer(signer, anchors)) ?? [];
  });
  return [...new Set(found)].map(({ der }) => der);
}

async function logKeys(db: OfficeDatabase): Promise<string[]> {
  const openings = (await logOpenings(db)).map(readEntry);
  const keys = openings.flatMap((entry) => (entry.event === 'log.opened' ? entry.data.keys : []));
  return [...new Set(keys)];
}

async function ownIssuers(entries: readonly Entry[], db: OfficeDatabase): Promise<Buffer[]> {
  const find = createIssuerCertificates(db);
  const ids = entries.flatMap((entry) =>
    entry.event === 'certificate.received' ? [entry.data.issuerKeyId] : [],
  );
  const found = await Promise.all([...new Set(ids)].map((id) => find(id)));
  return found.flatMap((certificate) => certificate ?? []);
}
