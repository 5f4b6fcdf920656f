#!/bin/bash
# A stand-in for the start script of the image postgres:15-bookworm, with the parts that docker-compose.yml leans on: as root it makes the
# data folder over to the user postgres and becomes that user; a new data folder is initialized with POSTGRES_USER, _PASSWORD and _DB and
# then handed to the files of /docker-entrypoint-initdb.d, with a server that listens on its socket alone.
set -Eeo pipefail
shopt -s nullglob

if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    chmod 0700 "$PGDATA"
    chown -R postgres "$PGDATA"
    chown postgres /run/postgresql && chmod 3777 /run/postgresql
    exec setpriv --reuid=999 --regid=999 --clear-groups --inh-caps=-all "$BASH_SOURCE" "$@"
fi

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -n "$POSTGRES_PASSWORD" ] || {
        echo "Error: Database is uninitialized and superuser password is not specified." >&2
        exit 1
    }
    user=${POSTGRES_USER:-postgres}
    initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 >/dev/null
    printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
    [ "${POSTGRES_DB:-$user}" = postgres ] || psql -v ON_ERROR_STOP=1 -U "$user" -d postgres -c "CREATE DATABASE \"${POSTGRES_DB:-$user}\""
    ls /docker-entrypoint-initdb.d/ >/dev/null
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
        *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
        *.sql) psql -v ON_ERROR_STOP=1 -U "$user" -d "${POSTGRES_DB:-$user}" -f "$file" ;;
        esac
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
    echo "PostgreSQL init process complete; ready for start up."
fi
exec "$@"
