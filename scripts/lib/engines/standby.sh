#!/usr/bin/env bash
# For tests: a PostgreSQL that follows one of scripts/stores, in that one's directory, until it is promoted.
#
# usage: scripts/lib/engines/standby.sh start DIR PORT PRIMARY_PORT | promote DIR | psql DIR STATEMENT | stop DIR
#
#   start     copies the primary, whose role `standby` has this name as its password, and returns when it takes readers
#   promote   returns when it takes writes
#   psql      as the superuser
#   stop      without a farewell, when it runs
set -euo pipefail

main() {
    local command=$1
    DIR=$2 HOME_DIR=$(readlink -f "$2/postgres")
    shift 2
    "standby_$command" "$@"
}

as_postgres() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

control() {
    as_postgres "$PGBIN/pg_ctl" -D "$HOME_DIR/standby" -w "$@"
}

standby_start() {
    as_postgres "$PGBIN/pg_basebackup" -d "host=127.0.0.1 port=$2 user=standby password=standby" -D "$HOME_DIR/standby" -R -X stream -c fast
    control -l "$HOME_DIR/standby.log" start -o \
        "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=300"
}

standby_promote() { control promote; }

standby_psql() {
    local port
    port=$(sed -n 4p "$HOME_DIR/standby/postmaster.pid") # its fourth line
    PGPASSWORD=$(cat "$DIR/state/postgres.password") "$PGBIN/psql" -X -h 127.0.0.1 -p "$port" -U postgres -v ON_ERROR_STOP=1 -qc "$1"
}

standby_stop() { [ ! -e "$HOME_DIR/standby/postmaster.pid" ] || control -m immediate stop; }

PGBIN=/usr/lib/postgresql/15/bin
main "$@"
