import { withPersons, type CaseEvent } from '../../domain/governance/past-acts.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** A row of inputs that waits to be applied, or was. */
export interface StoredInput {
  readonly caseId: string;
  readonly kind: string;
  readonly actor: string;
  readonly contentSha256: string;
  /** As it was recorded: codes, ids and hashes, of decisions of staff and of receipts. */
  readonly content: unknown;
  readonly receivedAt: Date;
}

/** Finds an input; undefined if there is none. */
export async function findInput(
  { $client }: OfficeDatabase,
  inputId: string,
): Promise<StoredInput | undefined> {
  const { rows } = await $client.query<StoredInput>({
    name: 'find-input',
    text: `select case_id as "caseId", kind, actor, content_sha256 as "contentSha256", content,
             received_at as "receivedAt"
           from case_inputs where id = $1`,
    values: [inputId],
  });
  return rows[0];
}

/** An officer as of now, with what entries commit to. */
export interface Officer {
  readonly id: string;
  readonly roles: readonly string[];
  /** Two accounts of one person count as one, and the roles of all of them count (N13). */
  readonly person: string;
  readonly personRoles: readonly string[];
  readonly nameCommitment: string;
  /** The case is the officer's own, or of somebody of a declared household (N12). */
  readonly isOwnCase: boolean;
}

/** Finds an officer by id, as somebody who would act on a case; undefined if there is none. */
export async function findOfficer(
  { $client }: OfficeDatabase,
  id: string,
  caseId: string,
): Promise<Officer | undefined> {
  const { rows } = await $client.query<Officer>({
    name: 'find-officer',
    text: `select o.id, o.roles, o.person,
             array(select distinct r from officers a, unnest(a.roles) r where a.person = o.person)
               as "personRoles", o.name_commitment as "nameCommitment",
             exists (select 1 from own_cases w where w.case_id = $2 and w.officer_id = o.id)
               as "isOwnCase"
           from officers o where o.id = $1`,
    values: [id, caseId],
  });
  return rows[0];
}

/**
 * What the book says was done on a case, of every version, in its order, by which persons. Whoever acts on it writes only if no
 * entry came since (`commitCase`).
 */
export async function readCaseEvents(
  { $client }: OfficeDatabase,
  caseId: string,
): Promise<CaseEvent[]> {
  const { rows } = await $client.query<{ octets: Buffer }>({
    name: 'case-events',
    text: 'select octets from book_entries where case_id = $1 order by seq',
    values: [caseId],
  });
  const accounts = await $client.query<{ id: string; person: string }>({
    name: 'persons-of-accounts',
    text: 'select id, person from officers',
  });
  return withPersons(
    rows.map(({ octets }) => JSON.parse(octets.toString('utf8')) as CaseEvent),
    accounts.rows,
  );
}

/** The newest evaluation of a case, of any version. */
export interface NewestEvaluation {
  readonly edition: number;
  readonly facts: unknown;
  readonly findings: unknown;
  readonly ruleSetId: string;
  readonly dossierSha256: string;
}

/** Finds it; undefined before the first. */
export async function newestEvaluation(
  { $client }: OfficeDatabase,
  caseId: string,
): Promise<NewestEvaluation | undefined> {
  const { rows } = await $client.query<NewestEvaluation>({
    name: 'newest-evaluation',
    text: `select edition, facts, findings, rule_set_id as "ruleSetId",
             dossier_sha256 as "dossierSha256"
           from evaluations where case_id = $1 order by number desc limit 1`,
    values: [caseId],
  });
  return rows[0];
}

/** The decision that stands, with who answers for it. */
export interface StandingDecision {
  readonly decider: 'ruleSet' | 'officer';
  readonly dossierSha256: string;
  readonly responsible: { readonly id: string; readonly nameCommitment: string } | null;
}

/** Finds it; undefined where none stands. */
export async function standingDecision(
  { $client }: OfficeDatabase,
  caseId: string,
): Promise<StandingDecision | undefined> {
  const { rows } = await $client.query<StandingDecision>({
    name: 'standing-decision',
    text: `select d.decider, d.dossier_sha256 as "dossierSha256",
             case when o.id is not null then
               jsonb_build_object('id', o.id, 'nameCommitment', o.name_commitment) end
               as responsible
           from decisions d left join officers o on o.id = d.responsible_id
           where d.case_id = $1 and d.voided_at is null limit 1`,
    values: [caseId],
  });
  return rows[0];
}
