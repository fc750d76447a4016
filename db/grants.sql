-- One writer a table. The portal writes inputs, the console sessions and reads of personal data, the
-- office-worker the rest. Nobody may delete; of an entry of the book only its index may be set, once it
-- is written (規則12条: the books are kept).
grant usage on schema public to toroku_office, toroku_portal, toroku_console;
grant select on all tables in schema public to toroku_office, toroku_portal, toroku_console;
grant usage on all sequences in schema public to toroku_office, toroku_portal, toroku_console;

grant insert on book_entries, case_sequences, openings to toroku_office, toroku_portal, toroku_console;
grant update (last_seq) on case_sequences to toroku_office, toroku_portal, toroku_console;
grant update (log_index) on book_entries to toroku_office;
grant insert, update on book_tip to toroku_office;

grant insert on application_texts, certificate_applications, case_inputs, evidence_objects,
  misuse_index, applicant_keys to toroku_portal;
grant update on application_texts, certificate_applications to toroku_portal;
-- A correction may come from another device or card.
grant update (person, device, contact) on misuse_index to toroku_portal;

grant insert on sessions, sign_in_links, access_rows to toroku_console;
grant update on sessions, sign_in_links to toroku_console;

grant insert, update on certificate_applications, case_inputs, evidence_objects, jlis_queries,
  evaluations, decisions, orders, portals, governance_documents, officers, duty_roster,
  switches, sign_in_links
  to toroku_office;
