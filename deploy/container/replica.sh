#!/bin/sh
# Start a database that follows the primary; the first time it copies it.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    umask 077
    password=$(cat /run/secrets/replication_password)
    printf 'primary:5432:replication:replica:%s\n' "$password" > /tmp/pgpass
    PGPASSFILE=/tmp/pgpass pg_basebackup --host primary --username replica --no-password \
        --pgdata "$PGDATA" --wal-method stream --slot replica --checkpoint fast
    cat >> "$PGDATA/postgresql.auto.conf" <<CONF
primary_conninfo = 'host=primary user=replica password=$password application_name=replica'
primary_slot_name = 'replica'
CONF
    rm /tmp/pgpass
    touch "$PGDATA/standby.signal"
fi
exec postgres -c hot_standby=on
