import { DomainError } from '../../domain/errors.ts';
import type { CodeState } from '../../domain/key-delivery/code-states.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** A case as it is stored, without its name. */
export interface CaseRow {
  readonly id: string;
  readonly portalId: string;
  readonly service: string;
  readonly identityRoute: string;
  readonly keyDelivery: string;
  readonly edition: number;
  readonly chainId: string;
  readonly ruleSetId: string;
  readonly state: string;
  readonly notHolding: readonly string[];
  readonly receivedAt: Date;
  readonly caseDeadline: Date;
  readonly stateDeadline: Date | null;
  readonly nextAttemptAt: Date | null;
  readonly closedAt: Date | null;
  readonly instructionSha256: string | null;
}

/** The newest question to J-LIS for the present edition. */
export interface JlisQuery {
  readonly id: string;
  readonly attempt: number;
  readonly requestSha256: string;
  readonly answeredAt: Date | undefined;
  readonly answerSha256: string | undefined;
  readonly result: string | undefined;
  /** The revocation list that the status was looked up in as well. */
  readonly listSha256: string | undefined;
}

/** An order of the decision that stands. */
export interface OrderRow {
  readonly id: string;
  readonly number: number;
  readonly validityMonths: number;
  readonly spkiSha256: string | null;
  readonly serialNumber: string | null;
}

/** 責任を有する者 on duty now, as entries name them (規則12条1項1号ニ). */
export interface ResponsiblePerson {
  readonly id: string;
  readonly nameCommitment: string;
}

/** The newest code of a case, a row of `delivery_codes` by its column names. */
export interface CodeRow {
  readonly case_id: string;
  readonly code_number: number;
  readonly edition: number;
  readonly state: CodeState;
  /** Empty where a recovery knows the letter alone: the room tells the rest. */
  readonly salt: string;
  readonly dispatch_id: string;
  readonly lot_id: string | null;
  readonly ciphertext_sha256: string;
  readonly vendor_key_sha256: string;
  readonly resend: number;
  readonly failures: number;
  readonly made_at: string;
  readonly lapses_at: string;
  readonly printed_at: string | null;
  readonly posted_at: string | null;
  readonly delivered_at: string | null;
  readonly unusable_at: string | null;
  readonly return_reason: string | null;
  readonly ended_at: string | null;
  readonly resend_ordered_at: string | null;
  readonly instruction_sha256: string | null;
}

/** An input that was received and not applied. */
export interface PendingInput {
  readonly id: string;
  readonly kind: string;
  /** Of what the room has to be asked about: a redemption, a letter that was posted or came back. */
  readonly content?: unknown;
}

/** The redemption by which the keys of the present edition came. */
export interface RedemptionRow {
  readonly redemptionSha256: string;
  readonly proofSha256: string;
}

/** A case with all that its activities read, as of one moment. */
export interface CaseFile {
  readonly row: CaseRow;
  /** Last `seq` of the case in the office book. */
  readonly lastSeq: number;
  /** Evidence of the present edition. */
  readonly evidence: readonly { readonly kind: string; readonly sha256: string }[];
  /** When the present edition arrived; a correction has its own time. */
  readonly editionReceivedAt: Date;
  readonly jlis: JlisQuery | undefined;
  /** Inputs that were received and not applied, oldest first. */
  readonly pending: readonly PendingInput[];
  readonly orders: readonly OrderRow[];
  /** Dossier of the decision that stands. */
  readonly decidedDossier: string | undefined;
  /** `ruleSet` or `officer`: who made the decision that stands. */
  readonly decider: string | undefined;
  /** Stop switches that are off, by name. */
  readonly switchesOff: readonly string[];
  /** Decisions on this edition that were voided. */
  readonly generation: number;
  readonly evaluations: number;
  /** When the newest evaluation was made, of any edition. */
  readonly evaluatedAt: Date | undefined;
  readonly responsible: ResponsiblePerson | undefined;
  readonly code: CodeRow | undefined;
  readonly redemption: RedemptionRow | undefined;
}

const CASE_FILE = `
select a.id, a.portal_id as "portalId", a.service, a.identity_route as "identityRoute",
  a.key_delivery as "keyDelivery", a.edition, a.chain_id as "chainId",
  a.rule_set_id as "ruleSetId", a.state, a.not_holding as "notHolding",
  a.received_at as "receivedAt", a.case_deadline as "caseDeadline",
  a.state_deadline as "stateDeadline", a.next_attempt_at as "nextAttemptAt",
  a.closed_at as "closedAt", a.instruction_sha256 as "instructionSha256",
  coalesce((select last_seq from case_sequences where case_id = a.id), 0) as "lastSeq",
  coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'sha256', sha256)
      order by received_at, sha256)
    from evidence_objects where case_id = a.id and edition = a.edition), '[]') as evidence,
  coalesce((select received_at from evidence_objects where case_id = a.id
    and edition = a.edition and kind = 'signedText' limit 1), a.received_at)
    as "editionReceivedAt",
  (select jsonb_build_object('id', id, 'attempt', attempt, 'requestSha256', request_sha256,
      'answeredAt', answered_at, 'answerSha256', answer_sha256, 'result', result,
      'listSha256', list_sha256)
    from jlis_queries where case_id = a.id and edition = a.edition
    order by attempt desc limit 1) as jlis,
  coalesce((select jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'content',
      case when kind in ('codeRedemption', 'letterPosted', 'letterReturned') then content end)
      order by received_at, id)
    from case_inputs where case_id = a.id and applied_at is null), '[]') as pending,
  coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'number', o.order_number,
      'validityMonths', o.validity_months, 'spkiSha256', o.spki_sha256,
      'serialNumber', o.serial_number) order by o.order_number)
    from orders o join decisions d on d.id = o.decision_id
    where o.case_id = a.id and d.voided_at is null), '[]') as orders,
  (select dossier_sha256 from decisions where case_id = a.id and voided_at is null limit 1)
    as "decidedDossier",
  (select decider from decisions where case_id = a.id and voided_at is null limit 1) as decider,
  array(select name from switches where not is_on) as "switchesOff",
  (select count(*)::int from decisions
    where case_id = a.id and edition = a.edition and voided_at is not null) as generation,
  (select coalesce(max(number), 0) from evaluations where case_id = a.id) as evaluations,
  (select max(at) from evaluations where case_id = a.id) as "evaluatedAt",
  (select jsonb_build_object('id', o.id, 'nameCommitment', o.name_commitment)
    from duty_roster r join officers o on o.id = r.officer_id
    where r.from_at <= now() and (r.until_at is null or r.until_at > now())
    order by r.from_at desc limit 1) as responsible,
  (select to_jsonb(c) from delivery_codes c where c.case_id = a.id
    order by c.code_number desc limit 1) as code,
  (select jsonb_build_object('redemptionSha256', i.content ->> 'redemptionSha256',
      'proofSha256', i.content ->> 'proofSha256')
    from case_inputs i join delivery_codes c
      on c.case_id = i.case_id and c.code_number = (i.content ->> 'codeNumber')::int
    where i.case_id = a.id and i.kind = 'codeRedemption' and c.edition = a.edition
      and i.result ->> 'outcome' = 'redeemed' and (i.result ->> 'isApplied')::boolean
    order by c.code_number desc limit 1) as redemption
from certificate_applications a where a.id = $1`;

type Read = CaseRow &
  Omit<
    CaseFile,
    | 'row'
    | 'jlis'
    | 'decidedDossier'
    | 'decider'
    | 'responsible'
    | 'evaluatedAt'
    | 'code'
    | 'redemption'
  > & {
    readonly jlis: (Omit<JlisQuery, 'answeredAt'> & { readonly answeredAt: string | null }) | null;
    readonly decidedDossier: string | null;
    readonly decider: string | null;
    readonly evaluatedAt: Date | null;
    readonly responsible: ResponsiblePerson | null;
    readonly code: CodeRow | null;
    readonly redemption: RedemptionRow | null;
  };

/** Reads a case with everything of it in one query. @throws DomainError `ApplicationNotFound` */
export async function readCaseFile({ $client }: OfficeDatabase, id: string): Promise<CaseFile> {
  const { rows } = await $client.query<Read>({ name: 'case-file', text: CASE_FILE, values: [id] });
  const [read] = rows;
  if (!read) throw new DomainError('ApplicationNotFound', id);
  const {
    lastSeq,
    evidence,
    editionReceivedAt,
    jlis,
    pending,
    orders,
    decidedDossier,
    decider,
    switchesOff,
    generation,
    ...rest
  } = read;
  const { evaluations, evaluatedAt, responsible, code, redemption, ...row } = rest;
  return {
    row,
    lastSeq,
    evidence,
    editionReceivedAt,
    jlis: jlis
      ? {
          ...jlis,
          answeredAt: jlis.answeredAt === null ? undefined : new Date(jlis.answeredAt),
          answerSha256: jlis.answerSha256 ?? undefined,
          result: jlis.result ?? undefined,
          listSha256: jlis.listSha256 ?? undefined,
        }
      : undefined,
    pending,
    orders,
    decidedDossier: decidedDossier ?? undefined,
    decider: decider ?? undefined,
    switchesOff,
    generation,
    evaluations,
    evaluatedAt: evaluatedAt ?? undefined,
    responsible: responsible ?? undefined,
    code: code ?? undefined,
    redemption: redemption ?? undefined,
  };
}

/** Case of an order. @throws DomainError `OrderNotFound` */
export async function caseOfOrder({ $client }: OfficeDatabase, orderId: string): Promise<string> {
  const { rows } = await $client.query<{ id: string }>({
    name: 'case-of-order',
    text: 'select case_id as id from orders where id = $1',
    values: [orderId],
  });
  if (!rows[0]) throw new DomainError('OrderNotFound', orderId);
  return rows[0].id;
}
