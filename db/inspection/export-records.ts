import type { OfficeDatabase } from '../office-database.ts';

/** Facts and findings of an evaluation, as they are stored. */
export interface EvaluationRecord {
  readonly id: string;
  readonly facts: object;
  readonly factsSha256: string;
  readonly findings: readonly object[];
  readonly findingsSha256: string;
  readonly outcome: string;
  readonly ruleSetSha256: string;
}

/** A certificate that the office received, and the case whose evidence holds it. */
export interface CertificateRecord {
  readonly id: string;
  readonly caseId: string;
  readonly chainId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  /** The chain of the case was erased: the certificate cannot be read any more. */
  readonly isErased: boolean;
}

/** A document of the operator. */
export interface DocumentRecord {
  readonly documentType: string;
  readonly version: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** Rows read at once. */
const PAGE = 500;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Rows of a query in the order of their ids, page by page, so that any number of them fits. */
async function* pages<R extends { readonly id: string }>(
  { $client }: OfficeDatabase,
  query: string,
): AsyncGenerator<R> {
  let after = FIRST_ID;
  for (;;) {
    const { rows } = await $client.query<R>(query, [after, PAGE]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Every evaluation there was. */
export const allEvaluations = (db: OfficeDatabase): AsyncGenerator<EvaluationRecord> =>
  pages(
    db,
    `select id, facts, facts_sha256 as "factsSha256", findings,
       findings_sha256 as "findingsSha256", outcome, rule_set_sha256 as "ruleSetSha256"
     from evaluations where id > $1 order by id limit $2`,
  );

/** Every certificate that the office received. */
export const allCertificates = (db: OfficeDatabase): AsyncGenerator<CertificateRecord> =>
  pages(
    db,
    `select o.id, o.case_id as "caseId", a.chain_id as "chainId",
       o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
       o.certificate_sha256 as sha256, e.erased_at is not null as "isErased"
     from orders o join certificate_applications a on a.id = o.case_id
       left join chain_erasures e on e.chain_id = a.chain_id
     where o.id > $1 and o.serial_number is not null order by o.id limit $2`,
  );

/** Every document of the register, whether in force or not. */
export async function allDocuments({ $client }: OfficeDatabase): Promise<DocumentRecord[]> {
  const { rows } = await $client.query<DocumentRecord>(
    `select document_type as "documentType", version, sha256, content
     from governance_documents order by document_type, version`,
  );
  return rows;
}

/** Octets of the entries that say which keys sign the office's log, oldest first. */
export async function logOpenings({ $client }: OfficeDatabase): Promise<Buffer[]> {
  const { rows } = await $client.query<{ octets: Buffer }>(
    `select octets from book_entries where event = 'log.opened' order by ordinal`,
  );
  return rows.map(({ octets }) => octets);
}
