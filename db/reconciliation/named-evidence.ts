import { decisionKinds, decisionTable } from '../../domain/decision/staff-decision.ts';
import { requestInputKinds, requestInputTable } from '../../domain/revocation/request-inputs.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** A case with the evidence that its entries name, by hash. */
export interface NamedEvidence {
  readonly caseId: string;
  readonly hashes: readonly string[];
  /** Its keys were destroyed, and `chain.erased` says so. */
  readonly isErased: boolean;
}

/** Cases read at once. */
const PAGE = 500;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Decisions whose content is an assertion: one that was refused stays as evidence, too. */
const SIGNED = [
  ...decisionKinds.filter((kind) => decisionTable[kind].stated !== undefined),
  ...requestInputKinds.filter((kind) => requestInputTable[kind].stated !== undefined),
]
  .map((kind) => `'${kind}'`)
  .join(', ');

const NAMED = `
with page as (
  select case_id from case_sequences where case_id > $1 order by case_id limit $2
)
select p.case_id as "caseId", coalesce(n.hashes, '{}') as hashes,
  exists (select 1 from certificate_applications a join chain_erasures c on c.chain_id = a.chain_id
    where a.id = p.case_id and c.erased_at is not null)
  or exists (select 1 from revocation_requests r join chain_erasures c on c.chain_id = r.chain_id
    where r.id = p.case_id and c.erased_at is not null) as "isErased"
from page p left join lateral (
  select array_agg(distinct named ->> 'sha256') as hashes
  from book_entries e
  cross join lateral (select convert_from(e.octets, 'UTF8')::jsonb as entry) read
  cross join lateral jsonb_array_elements(coalesce(entry -> 'evidence', '[]') || case
    when entry -> 'data' ->> 'inputKind' in (${SIGNED}) then jsonb_build_array(
      jsonb_build_object('sha256', entry -> 'data' ->> 'contentSha256'))
    else '[]' end) named
  where e.case_id = p.case_id
) n on true
order by p.case_id`;

/** Every case with the evidence that its entries name, page by page. */
export async function* namedEvidence({
  $client,
}: OfficeDatabase): AsyncGenerator<readonly NamedEvidence[]> {
  let after = FIRST_ID;
  for (;;) {
    const { rows } = await $client.query<NamedEvidence>(NAMED, [after, PAGE]);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.caseId;
  }
}

/** Of some cases those that no entry is about. */
export async function unknownCases(
  { $client }: OfficeDatabase,
  caseIds: readonly string[],
): Promise<string[]> {
  const { rows } = await $client.query<{ id: string }>(
    `select id::text from unnest($1::uuid[]) as asked(id)
     where not exists (select 1 from case_sequences s where s.case_id = asked.id) order by 1`,
    [caseIds],
  );
  return rows.map(({ id }) => id);
}

/** A list of reads that an entry names, and the hour that it is of. */
export interface NamedReads {
  readonly hour: Date;
  readonly sha256: string;
}

/** Every list of reads that an entry names: one an hour at most, but for hours with very many. */
export async function namedReads({ $client }: OfficeDatabase): Promise<NamedReads[]> {
  const { rows } = await $client.query<NamedReads>(
    `select (entry -> 'data' ->> 'from')::timestamptz as hour, named ->> 'sha256' as sha256
     from (select convert_from(octets, 'UTF8')::jsonb as entry from book_entries
       where event = 'books.read') read
     cross join lateral jsonb_array_elements(entry -> 'evidence') named`,
  );
  return rows;
}

/** An act of two people with the assertions that its entries name. */
export interface NamedAct {
  readonly act: string;
  readonly hashes: readonly string[];
}

/** Every act of two; they stay few beside the cases. */
export async function namedActs({ $client }: OfficeDatabase): Promise<NamedAct[]> {
  const { rows } = await $client.query<NamedAct>(
    `select entry -> 'data' ->> 'act' as act, array_agg(distinct named ->> 'sha256') as hashes
     from (select convert_from(octets, 'UTF8')::jsonb as entry from book_entries
       where event in ('act.proposed', 'act.approved')) read
     cross join lateral jsonb_array_elements(coalesce(entry -> 'evidence', '[]')) named
     group by 1`,
  );
  return rows;
}

/** Documents that entries name and the register has not. */
export async function missingDocuments({ $client }: OfficeDatabase): Promise<number> {
  const { rows } = await $client.query<{ count: string }>(
    `select count(*) from book_entries e cross join lateral jsonb_array_elements(
       coalesce(convert_from(e.octets, 'UTF8')::jsonb -> 'evidence', '[]')) named
     where e.case_id is null and named ->> 'kind' = 'governanceDocument'
       and not exists (select 1 from governance_documents g where g.sha256 = named ->> 'sha256')`,
  );
  return Number(rows[0]?.count);
}

/** Chains whose keys were destroyed. They stay few for ten years. */
export async function erasedChains({ $client }: OfficeDatabase): Promise<string[]> {
  const { rows } = await $client.query<{ id: string }>(
    'select chain_id::text as id from chain_erasures where erased_at is not null order by 1',
  );
  return rows.map(({ id }) => id);
}
