#!/bin/sh
# Brings Temporal's two databases to the tables of the server's version. May be run again.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-password)
export SQL_PASSWORD

schema() {
  sql="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $1"
  # The second time there is a version table already; what matters is that the update succeeds.
  $sql setup-schema -v 0.0 || true
  $sql update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
