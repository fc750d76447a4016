/** What is done to the office's database, and the one equation that has to notice. */
const ROWS = [
  [
    'Q1',
    'a place is skipped',
    'book_places',
    `
    update book_places set log_index = log_index + 1
    where log_index = (select max(log_index) from book_places)`,
  ],
  ['Q1', 'the tip is of another tree', 'book_tip', `update book_tip set root = '\\x00'`],
  [
    'Q2',
    'a number of a case is left out',
    'case_sequences',
    `
    update case_sequences set last_seq = last_seq + 1
    where case_id = (select max(case_id::text)::uuid from case_sequences)`,
  ],
  [
    'Q3',
    'an input waits for an hour',
    'case_inputs',
    `
    update case_inputs set applied_at = null, received_at = now() - interval '1 hour'
    where id = (select max(id::text)::uuid from case_inputs)`,
  ],
  [
    'Q3',
    'an input has no entry',
    'case_inputs',
    `
    insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at, applied_at, result)
    select gen_random_uuid(), case_id, 'application', 'x', '', now(), now(), '{}'
    from case_inputs limit 1`,
  ],
  [
    'Q4',
    'an application is gone that was received',
    'certificate_applications',
    `
    update certificate_applications set state = 'issued' where state = 'lapsed'`,
  ],
  [
    'Q20',
    'a receipt is confirmed that nobody sent',
    'certificates',
    `
    update certificates set state = 'accepted', accepted_at = now(), accepted_by = 'jpki'
    where order_id = (select max(order_id::text)::uuid from certificates)`,
  ],
  [
    'Q5',
    'an approval was voided in silence',
    'decisions',
    `
    update decisions set voided_at = now() where id = (select max(id::text)::uuid from decisions)`,
  ],
  [
    'Q5',
    'an approval rests on facts that nobody evaluated',
    'book_entries',
    `
    update book_entries set octets = convert_to(regexp_replace(convert_from(octets, 'UTF8'),
      '"factsSha256":"....', '"factsSha256":"0000'), 'UTF8') where event = 'case.evaluated'`,
  ],
  [
    'Q6',
    'nobody was on duty',
    'duty_roster',
    `
    update duty_roster set from_at = now() + interval '1 day'`,
  ],
  [
    'Q7',
    'an order was instructed without an entry',
    'orders',
    `
    update orders set instructed_at = null where id = (select max(id::text)::uuid from orders)`,
  ],
  [
    'Q10',
    'the office has another certificate than the room',
    'orders',
    `
    update orders set certificate_sha256 = repeat('0', 64)
    where id = (select max(id::text)::uuid from orders)`,
  ],
  [
    'Q13',
    'a request for revocation has no entry',
    'revocation_requests',
    `
    insert into revocation_requests (id, input_id, request_number, chain_id, channel, identity_method, reason_asked,
      requested_at, decide_by)
    values (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), 'telephone', 'callBack', 'keyCompromise', now(), now())`,
  ],
  [
    'Q18',
    'a case of the code route was issued without its code',
    'certificate_applications',
    `
    update certificate_applications set key_delivery = 'code' where state = 'issued'`,
  ],
  [
    'Q19',
    'an answer of J-LIS is gone',
    'jlis_queries',
    `
    update jlis_queries set answer_sha256 = null
    where id = (select max(id::text)::uuid from jlis_queries)`,
  ],
  [
    'Q21',
    'an explanation was not shown',
    'book_entries',
    `
    update book_entries set event = 'text.handedOut' where event = 'explanation.shown'`,
  ],
  [
    'Q22',
    'a document of the register is gone',
    'governance_documents',
    `
    update governance_documents set sha256 = '' where document_type = 'explanation'`,
  ],
  [
    'Q25',
    'nobody anchored for a day',
    'book_entries',
    `
    update book_entries set at = now() - interval '3 days' where event = 'log.opened'`,
  ],
  [
    'Q26',
    'a read came into no hour',
    'access_rows',
    `
    insert into access_rows (row_id, at, officer_id, case_id, fields, purpose)
    values ('x', now() - interval '3 hours', 'officer-02', 'x', '{}', 'review')`,
  ],
  [
    'Q26',
    'a read has no purpose',
    'access_rows',
    `
    insert into access_rows (row_id, at, officer_id, case_id, fields, purpose)
    values ('x', now(), 'officer-02', 'x', '{}', '')`,
  ],
  [
    'Q27',
    'an act became effective by one person',
    'dual_control_acts',
    `
    insert into dual_control_acts (id, act_kind, content, content_sha256, effective_from,
      proposed_by, proposed_at, proposed_in_roles, approved_by, approved_at, approved_in_role,
      approved_at_terminal, effective_at)
    select gen_random_uuid(), 'chainErasure', '', '', now(), 'officer-00', now(), '{}',
      'officer-01', now(), 'x', 'x', now()`,
  ],
  [
    'Q28',
    'a key outlived its time',
    'certificate_applications',
    `
    update certificate_applications set closed_at = now() - interval '16 years'
    where state = 'lapsed'`,
  ],
];

/** One of them. */
export interface Tampering {
  readonly no: string;
  readonly what: string;
  /** Put back afterwards. */
  readonly tables: readonly string[];
  readonly how: string;
}

export const TAMPERINGS: readonly Tampering[] = ROWS.map(
  ([no = '', what = '', table = '', how = '']) => ({ no, what, tables: [table], how }),
);
