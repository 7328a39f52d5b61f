#!/bin/sh
# Run once by the database's image, when its folder is empty: who may copy the primary.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/replication_password)" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE replica WITH REPLICATION LOGIN PASSWORD :'password';
SELECT pg_create_physical_replication_slot('replica');
SQL
echo 'host replication replica samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
