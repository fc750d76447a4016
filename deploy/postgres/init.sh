#!/bin/sh
# Makes the roles and databases of Toroku and Temporal. The image of PostgreSQL runs it once, on an empty data directory.
# The same roles and rights as `npm start` makes (bin/instance/databases.ts); a test holds the two together.
set -eu

make_role() {
  psql -v ON_ERROR_STOP=1 -U postgres -v role="$1" -v password="$(cat "/run/secrets/$2")" << 'SQL'
create role :"role" login password :'password';
SQL
}

make_database() {
  psql -v ON_ERROR_STOP=1 -U postgres -v database="$1" -v owner="$2" << 'SQL'
create database :"database" owner :"owner";
revoke all on database :"database" from public;
SQL
}

let_in() {
  psql -v ON_ERROR_STOP=1 -U postgres -v database="$1" -v role="$2" << 'SQL'
grant connect on database :"database" to :"role";
SQL
}

make_role toroku_office_owner toroku-office-owner-password
make_role toroku_office toroku-office-password
make_role toroku_portal toroku-portal-password
make_role toroku_console toroku-console-password
make_role toroku_dispatch toroku-dispatch-password
make_database office toroku_office_owner
for role in toroku_office_owner toroku_office toroku_portal toroku_console toroku_dispatch; do
  let_in office "$role"
done

make_role toroku_queues toroku-queues-password
make_database queues toroku_queues
let_in queues toroku_queues

make_role toroku_enclave_owner toroku-enclave-owner-password
make_role toroku_enclave toroku-enclave-password
make_database enclave toroku_enclave_owner
for role in toroku_enclave_owner toroku_enclave; do
  let_in enclave "$role"
done

make_role temporal temporal-password
make_database temporal temporal
make_database temporal_visibility temporal
let_in temporal temporal
let_in temporal_visibility temporal
