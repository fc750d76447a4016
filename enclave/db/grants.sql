-- The enclave-worker alone writes the room's database. It deletes nothing, and never changes an entry.
grant usage on schema public to toroku_enclave;
grant select, insert on all tables in schema public to toroku_enclave;
grant update on issuer_keys, issuances, keys_seen, accepted_documents, room_switches, book_tip,
  book_published, case_sequences, key_compromises, issuer_signatures, ocsp_batches, ocsp_answers, codes, revocations, suspensions to toroku_enclave;
