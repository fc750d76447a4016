import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import type { ExportSink } from '../../books/export/export-log.ts';
import {
  factsOctets,
  findingsOctets,
  type Facts,
  type Finding,
} from '../../books/hashed-objects.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import {
  allCertificates,
  allDocuments,
  allEvaluations,
  type CertificateRecord,
} from '../../db/inspection/export-records.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { ruleSetContent } from '../../domain/decision/rule-set.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import { revocationRuleSets } from '../../domain/revocation/rule-sets.ts';
import { ExportRefused } from './folder-sink.ts';
import type { WantedFiles } from './wanted-files.ts';

/** What documents are taken from, and where they go. */
export interface DocumentSources {
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly wanted: WantedFiles;
  /** The room's log is exported; it names the certificates of issuers. */
  readonly hasRoom: boolean;
  readonly sink: ExportSink;
  /** Records that certificates of the cases are read by whoever exports. */
  readonly recordReads: (caseIds: readonly string[]) => Promise<void>;
  readonly say: (line: string) => void;
}

const FOLDER_OF: Readonly<Record<string, string>> = {
  policy: 'policies',
  profile: 'profiles',
  ruleSet: 'rule-sets',
};

const SAID_EVERY = 1_000;

/** Certificates whose reads are recorded at once. */
const BATCH = 500;

/** Writes what the office holds of the files that the exported entries name. */
export async function writeDocuments(sources: DocumentSources): Promise<void> {
  await writeRuleSets(sources);
  await writeRegister(sources);
  await writeEvaluations(sources);
  await writeCertificates(sources);
}

/** A file that is not what its hash says must not be handed to an inspector as if it were. */
function requireHash(octets: Buffer, sha256: string, what: string): Buffer {
  if (sha256Hex(octets) === sha256) return octets;
  throw new ExportRefused(`${what} does not hash to ${sha256}: the database was changed`);
}

async function writeRuleSets({ wanted, sink }: DocumentSources): Promise<void> {
  for (const ruleSet of [...ruleSets, ...revocationRuleSets]) {
    const octets = canonicalOctets(ruleSetContent(ruleSet));
    const sha256 = sha256Hex(octets);
    if (wanted.claim('rule-sets', sha256)) await sink.write(`rule-sets/${sha256}`, octets);
  }
}

async function writeRegister({ db, wanted, hasRoom, sink }: DocumentSources): Promise<void> {
  for (const { documentType, version, sha256, content } of await allDocuments(db)) {
    const octets = requireHash(content, sha256, `${documentType} ${version}`);
    if (documentType === 'issuerCertificate') {
      // Without the room's log the certificates have to be verified all the same.
      const isWanted = wanted.claim('issuers', sha256) || !hasRoom;
      if (isWanted) await sink.write(`issuers/${version}.cer`, octets);
      continue;
    }
    const folder = FOLDER_OF[documentType] ?? 'governance';
    if (wanted.claim(folder, sha256)) await sink.write(`${folder}/${sha256}`, octets);
  }
}

async function writeEvaluations({ db, wanted, sink, say }: DocumentSources): Promise<void> {
  let done = 0;
  for await (const row of allEvaluations(db)) {
    const { id, facts, factsSha256, findings, findingsSha256, outcome, ruleSetSha256 } = row;
    if (wanted.claim('facts', factsSha256)) {
      const octets = requireHash(factsOctets(facts as Facts), factsSha256, `facts of ${id}`);
      await sink.write(`facts/${factsSha256}.json`, octets);
    }
    if (wanted.claim('findings', findingsSha256)) {
      const list = findings as readonly Finding[];
      const all = findingsOctets({ findings: list, outcome, ruleSet: ruleSetSha256 });
      const octets = requireHash(all, findingsSha256, `findings of ${id}`);
      await sink.write(`findings/${findingsSha256}.json`, octets);
    }
    done += 1;
    if (done % SAID_EVERY === 0) say(`${done} evaluations`);
  }
}

async function writeCertificates(sources: DocumentSources): Promise<void> {
  const { db, wanted, say } = sources;
  let done = 0;
  const batch: CertificateRecord[] = [];
  for await (const row of allCertificates(db)) {
    // Of a chain that was erased there is nothing to write, and the book says why.
    if (row.isErased || !wanted.claim('certificates', row.sha256)) continue;
    batch.push(row);
    done += 1;
    if (batch.length === BATCH) await writeBatch(sources, batch.splice(0));
    if (done % SAID_EVERY === 0) say(`${done} certificates`);
  }
  await writeBatch(sources, batch);
}

/** A certificate names a person: that it was read is durable before it lies in the folder. */
async function writeBatch(
  { evidence, recordReads, sink }: DocumentSources,
  batch: readonly CertificateRecord[],
): Promise<void> {
  await recordReads(batch.map(({ caseId }) => caseId));
  for (const { caseId, chainId, issuerKeyId, serialNumber, sha256 } of batch) {
    const found = evidence.get({ caseId, chainId }, [sha256]).get(sha256) ?? Buffer.alloc(0);
    const octets = requireHash(found, sha256, `certificate ${serialNumber}`);
    await sink.write(`certificates/${issuerKeyId}/${serialNumber}.cer`, octets);
  }
}
