-- Each program reads and writes what its queries need, no more (test/db/grants.integration.test.ts). One writer a table:
-- the portal writes inputs, the console sessions, passkeys, reads of personal data, duty, leases and decisions as inputs, the
-- office-worker the rest, the dispatch-worker what leaves by mail and webhook. Nobody may delete, and nobody may change an entry of the book (規則12条: the books are kept).
revoke all on all tables in schema public from toroku_office, toroku_portal, toroku_console, toroku_dispatch;
revoke all on all sequences in schema public from toroku_office, toroku_portal, toroku_console, toroku_dispatch;
grant usage on schema public to toroku_office, toroku_portal, toroku_console, toroku_dispatch;
grant usage on sequence book_entries_ordinal_seq to toroku_office, toroku_portal, toroku_console, toroku_dispatch;

-- The office-worker.
grant select on all tables in schema public to toroku_office;
grant insert on book_entries, case_sequences, openings to toroku_office;
grant update (last_seq) on case_sequences to toroku_office;
grant insert on book_places to toroku_office;
grant select on sequence book_entries_ordinal_seq to toroku_office;
grant insert, update on book_tip, anchoring_marks, jlis_turns to toroku_office;
grant insert on dual_control_acts, chain_erasures, reconciliations, jlis_lists, refused_keys to toroku_office;
grant update (approved_by, approved_at, approved_in_role, approved_at_terminal, approval_assertion_sha256, effective_at,
  refused_by, refused_at, refusal_code, tried_at) on dual_control_acts to toroku_office;
grant update (applied_at, refused, tried_at) on act_inputs to toroku_office;
-- Names of staff beside acts: overwritten, never deleted and never given back (triggers of migration 0023).
grant insert on officer_names to toroku_office;
grant update (name, r, officer_id, in_force_at, erased_at) on officer_names to toroku_office;
grant update (erased_at) on chain_erasures to toroku_office;
grant update (entry_id) on access_rows to toroku_office;
grant insert (row_id, at, officer_id, role, case_id, fields, purpose) on access_rows to toroku_office;
-- Who stood behind the cases of an erased chain is overwritten.
grant update (person, device, contact) on misuse_index to toroku_office;
grant insert, update on certificate_applications, case_inputs, evidence_objects, jlis_queries,
  evaluations, decisions, orders, revocation_requests, portals, governance_documents, officers, duty_roster,
  switches, sign_in_links, officer_persons
  to toroku_office;
-- What leaves the house is prepared in the transaction of what it tells.
grant insert on dispatches to toroku_office;

-- Lists of certificates that two people agreed to revoke: a line gets its request and its outcome, and keeps them.
grant insert on mass_revocations, mass_revocation_lines to toroku_office;
grant update (paused_by, paused_at, finished_at) on mass_revocations to toroku_office;
grant update (request_id, outcome, settled_at) on mass_revocation_lines to toroku_office;
grant update (applied_at) on mass_revocation_inputs to toroku_office;
grant insert, update on room_cursors to toroku_office;

-- What the room says of its newest lists, for the morning check.
grant insert, update on status_publications to toroku_office;

-- Codes and their letters, and the keys that a redemption brings.
grant insert, update on delivery_codes, dispatches to toroku_office;
grant insert on applicant_keys to toroku_office;
-- Certificates from their issue on: the office-worker alone moves them.
grant insert on certificates to toroku_office;
grant update (state, reminded, noticed, missed_at, accepted_at, accepted_by, ended_at, due_at) on certificates
  to toroku_office;

-- What two people agreed about access. It is undone by a date, never by another hand.
grant insert on officer_identities, enrolments, terminals to toroku_office;
grant update (withdrawn_at) on officer_identities, passkeys to toroku_office;
-- What somebody called a passkey is overwritten with the name.
grant update (label) on passkeys to toroku_office;
grant update (place, act_id, registered_at, secret_sha256, claimed_at, withdrawn_at) on terminals to toroku_office;
-- Of the first persons of an installation the command draws the codes itself.
grant update (ends_at, first_sha256, second_sha256) on enrolments to toroku_office;
grant update (ends_at) on sessions to toroku_office;
grant update (unlocked_at, unlock_act) on sign_in_locks to toroku_office;

-- Lots of letters: proposed and sealed through inputs of the console.
grant insert, update on dispatch_lots to toroku_office;
grant update (applied_at, refused, tried_at) on lot_inputs to toroku_office;
grant update (state, lot_id) on delivery_codes to toroku_office;

-- The portal. It reads where a case stands, and neither why nor whose name is sealed in it. Neither the state of a case nor
-- the index of an entry is its to give, and nothing of staff is its to see.
grant select on application_texts, governance_documents, case_sequences to toroku_portal;
grant select (id, token_sha256, is_open, keys, requests_per_minute, is_sandbox, token_generation) on portals
  to toroku_portal;
-- What it gives portals itself. None of it is taken away before its end, and then by a function of the owner's alone.
grant select, insert on portal_tokens, portal_assertions, portal_answers to toroku_portal;
grant update (body_mac, started_at, expires_at, answer_sealed) on portal_answers to toroku_portal;
grant execute on function forget_ended_of_portals() to toroku_portal;
grant select (id, portal_id, service, edition, chain_id, rule_set_id, state, not_holding, case_deadline, state_deadline, closed_at)
  on certificate_applications to toroku_portal;
grant select (id, case_id, kind, actor, content_sha256, signed_content_sha256, applied_at) on case_inputs to toroku_portal;
-- Of a code where it and its letter stand, for the page of its subscriber; and what became of a redemption.
grant select (key_delivery) on certificate_applications to toroku_portal;
-- What a renewal rests on (規則5条2項): when the certificate after the last full check was issued, and by which instruction.
grant select (identity_route, instruction_sha256) on certificate_applications to toroku_portal;
grant select (not_before) on orders to toroku_portal;
grant select (id, case_id, event, seq, at, octets) on book_entries to toroku_portal;
grant select on book_places to toroku_portal;
grant select (id, case_id, decision_id, order_number, issuer_key_id, serial_number, certificate_sha256, not_after) on orders
  to toroku_portal;
grant select (id, voided_at) on decisions to toroku_portal;
-- What it tells a portal of its cases, where the portal wants it posted, and orders to post it again.
grant select (position, id, portal_id, case_id, kind, at, data, transaction) on portal_events to toroku_portal;
grant select on portal_event_epoch to toroku_portal;
grant select on webhook_keys to toroku_portal;
grant select, insert on portal_webhooks to toroku_portal;
grant update (url, set_at, removed_at) on portal_webhooks to toroku_portal;
grant insert (id, portal_id, after, asked_at) on dispatch_repeats to toroku_portal;
-- Keys that nobody may certify are lists; whose a key was is not its to see.
grant select (fingerprint) on refused_keys to toroku_portal;
-- Which switches are off: it takes nothing new there. Who turned them and why is not its to see.
grant select (name, is_on) on switches to toroku_portal;
-- Whoever signs about a case once more is held against its person and its card, by hashes.
grant select (case_id, person) on misuse_index to toroku_portal;
-- How many documents a case has, and how large they are together.
grant select (case_id, kind, sha256, size, edition) on evidence_objects to toroku_portal;
-- What becomes of a request for revocation is not its to give, nor who asked for another's.
grant select (id, input_id, request_number, case_id, portal_id, channel, issuer_key_id, serial_number,
  certificate_sha256, state, reason_code, revocation_date, recorded_at, published_at) on revocation_requests
  to toroku_portal;
grant insert (id, input_id, request_number, case_id, order_id, chain_id, portal_id, channel, identity_method, text_sha256,
  text_state, issuer_key_id, serial_number, certificate_sha256, reason_asked, invalidity_date, requested_at, decide_by)
  on revocation_requests to toroku_portal;
grant insert on application_texts, case_inputs, case_sequences, evidence_objects, misuse_index, applicant_keys, openings
  to toroku_portal;
grant insert (id, portal_id, service, identity_route, key_delivery, edition, chain_id, rule_set_id, received_at,
  case_deadline, name_sealed, changed_at) on certificate_applications to toroku_portal;
grant insert (id, event, items, case_id, seq, at, octets) on book_entries to toroku_portal;
grant insert (row_id, at, officer_id, role, case_id, fields, purpose) on access_rows to toroku_portal;
grant update (used_by) on application_texts to toroku_portal;
grant update (last_seq) on case_sequences to toroku_portal;
grant update (edition, key_delivery, name_sealed, changed_at) on certificate_applications to toroku_portal;
-- A correction may come from another device or card.
grant update (person, device, contact) on misuse_index to toroku_portal;

-- Codes as their portal is told of them, nonces for redemptions, and what became of these.
grant select (case_id, code_number, edition, state, salt, resend, failures, lapses_at, unusable_at, resend_ordered_at)
  on delivery_codes to toroku_portal;
grant select (certificate_type) on orders to toroku_portal;
grant select on code_redemptions to toroku_portal;
grant select, insert on redemption_nonces to toroku_portal;
-- Receipts: where the certificates of a case stand, and that each was handed over once.
grant select (order_id, case_id, state, acceptance_deadline, missed_at, accepted_at) on certificates to toroku_portal;
grant select (id, certificate_type, not_after) on orders to toroku_portal;
grant select, insert on certificate_deliveries to toroku_portal;

-- The console. It shows cases, books and staff; keyed hashes of people, tokens and openings it has no page for.
grant select on certificate_applications, case_leases, evaluations, decisions, orders, evidence_objects, book_entries,
  book_places, governance_documents, officers, sessions, sign_in_links, passkeys, passkey_challenges, access_rows,
  anchoring_marks, reconciliations, certificates, certificate_deliveries to toroku_console;
grant select (chain_id, act_id, due_on, erased_at) on chain_erasures to toroku_console;
grant select (id, name, is_open, keys, applications_per_hour, requests_per_minute, is_web_portal, is_sandbox, act_id,
  changed_at) on portals to toroku_console;
-- Requests for revocation it shows, and stores those that staff take; what becomes of one is not its to give.
grant select on revocation_requests to toroku_console;
grant insert (id, input_id, request_number, case_id, order_id, chain_id, portal_id, channel, identity_method, text_sha256,
  text_state, issuer_key_id, serial_number, certificate_sha256, reason_asked, invalidity_date, requested_at, decide_by)
  on revocation_requests to toroku_console;
-- What the morning check looks at: when J-LIS was asked and answered, not of whom.
grant select on jlis_lists to toroku_console;
grant select (asked_at, answered_at, result) on jlis_queries to toroku_console;
grant select on own_cases to toroku_console;
-- Acts of two and stop switches it shows; what staff send about them is an input, and what follows the office-worker's.
grant select on dual_control_acts, switches to toroku_console;
grant select (id, kind, act_id, officer_id, received_at, applied_at, refused) on act_inputs to toroku_console;
grant insert (id, kind, act_id, officer_id, role, terminal, content, document, switch, code, assertion, received_at)
  on act_inputs to toroku_console;
grant select (act_id, name, r) on officer_names to toroku_console;
grant insert (act_id, name, r, received_at) on officer_names to toroku_console;
-- What staff do on a case: leases and notes at once; a decision is an input, and where it leads is not the console's to give.
grant select (id, case_id, kind, actor, received_at, applied_at, result) on case_inputs to toroku_console;
-- A receipt on paper names the text that was handed out for it.
grant select (text_sha256, transaction, application_id, created_at, expires_at, used_by) on application_texts to toroku_console;
grant select on case_sequences to toroku_console;
grant insert (id, case_id, kind, actor, content_sha256, content, received_at) on case_inputs to toroku_console;
grant insert on case_sequences, case_leases, openings, evidence_objects to toroku_console;
grant update (last_seq) on case_sequences to toroku_console;
grant update (officer_id, lease_until, hold_reason, hold_until, changed_at) on case_leases to toroku_console;
-- Duty is taken and left by a click; a duty of the past, and whose it was, never change.
grant select on duty_roster to toroku_console;
grant insert (officer_id, from_at) on duty_roster to toroku_console;
grant update (until_at) on duty_roster to toroku_console;
grant insert on sessions, sign_in_links, passkeys, passkey_challenges to toroku_console;
grant insert (row_id, at, officer_id, role, case_id, fields, purpose) on access_rows to toroku_console;
grant insert (id, event, items, case_id, seq, at, octets) on book_entries to toroku_console;
grant update (ends_at, seen_at) on sessions to toroku_console;
grant update (used_at) on sign_in_links, passkey_challenges to toroku_console;
-- Whose a passkey is, and its key, never change. Triggers keep what is withdrawn, drawn, used or claimed so, and ask of a new
-- passkey or terminal the code or the passkey that it comes by (migration `ways_in_only_from_null`).
grant update (signature_counter, last_used_at, withdrawn_at) on passkeys to toroku_console;
-- The door: it locks and never unlocks, and an enrolment is used, never opened, here.
grant select on officer_identities, enrolments, terminals, sign_in_failures, sign_in_locks to toroku_console;
grant insert on sign_in_failures, sign_in_locks to toroku_console;
grant update (first_sha256, second_sha256, used_at) on enrolments to toroku_console;
grant update (secret_sha256, claimed_at, display_check, display_checked_at) on terminals to toroku_console;
-- Lots of letters with codes: which case and dispatch, and what became of the letter; nothing that would tell of a code.
grant select on dispatch_lots, lot_inputs to toroku_console;
grant select (case_id, code_number, edition, state, dispatch_id, lot_id, ciphertext_sha256, resend, failures, made_at, lapses_at, printed_at,
  posted_at, delivered_at, unusable_at, return_reason, ended_at) on delivery_codes to toroku_console;
grant insert (id, lot_id, kind, officer_id, role, terminal, content, received_at) on lot_inputs to toroku_console;
-- Mass revocations: how far they are, and what staff send about them.
grant select on mass_revocations, mass_revocation_lines, mass_revocation_inputs to toroku_console;
grant insert (id, mass_id, kind, officer_id, role, terminal, received_at) on mass_revocation_inputs to toroku_console;
grant select on status_publications to toroku_console;
-- What leaves the house: it shows, and orders what failed once more.
grant select on dispatches, dispatch_repeats to toroku_console;
grant insert (id, dispatch_id, officer_id, asked_at) on dispatch_repeats to toroku_console;

-- The dispatch-worker. It carries mails and events out and says how that went; letters are not its own, and of the book it
-- writes `notice.sent` alone (triggers of migration `portal_events`).
grant select on portal_events, portal_event_epoch, portal_webhooks, dispatches, dispatch_repeats, case_sequences, book_places, book_tip to toroku_dispatch;
grant select (id, portal_id, chain_id, edition, state) on certificate_applications to toroku_dispatch;
grant select (case_id, kind, sha256, edition, received_at) on evidence_objects to toroku_dispatch;
grant select (id, case_id, event, seq, at, octets) on book_entries to toroku_dispatch;
grant insert on dispatches, case_sequences, evidence_objects to toroku_dispatch;
grant update (state, attempts, next_attempt_at, sent_at, ended_at, failure) on dispatches to toroku_dispatch;
grant update (applied_at) on dispatch_repeats to toroku_dispatch;
grant select, insert on webhook_keys to toroku_dispatch;
grant update (withdrawn_at) on webhook_keys to toroku_dispatch;
grant update (last_seq) on case_sequences to toroku_dispatch;
grant insert (id, event, items, case_id, seq, at, octets) on book_entries to toroku_dispatch;
