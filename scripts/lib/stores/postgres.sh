# A private PostgreSQL 15 cluster: one database a service, each with an owner of its own that no other may connect as.
# Sourced by scripts/stores after state.sh; DIR, SERVICES are set by the command.

PGBIN=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root: then it runs as the user that Debian's package made for it.
AS_POSTGRES=()
[ "$(id -u)" != 0 ] || AS_POSTGRES=(setpriv --reuid=postgres --regid=postgres --init-groups)

as_postgres() {
    "${AS_POSTGRES[@]}" "$@"
}

# DIR/postgres, owned by the server's user. When that user cannot reach it (a checkout below /root), it is a link to a
# directory of /var/lib; postgres_remove takes that away again.
postgres_home() {
    local home=$DIR/postgres
    if [ ! -e "$home" ]; then
        if [ "$(id -u)" != 0 ]; then
            mkdir -m 700 "$home"
        elif as_postgres test -x "$DIR"; then
            install -d -o postgres -g postgres -m 700 "$home"
        else
            ln -sfn "$(mktemp -d /var/lib/clinic-postgres.XXXXXX)" "$home"
            chown postgres:postgres "$home/"
        fi
    fi
    readlink -f "$home"
}

postgres_remove() {
    local home
    [ -L "$DIR/postgres" ] || return 0
    home=$(readlink -f "$DIR/postgres")
    [[ $home != /var/lib/clinic-postgres.* ]] || rm -rf "$home"
}

postgres_prepare() {
    [ -x $PGBIN/postgres ] || die "PostgreSQL 15 is not installed: run scripts/install"
    process_gone "$DIR" postgres || return 0
    state_port postgres 5432 0
}

# The cluster is made beside its place and moved there whole, so that an interrupted initdb leaves nothing behind.
postgres_initdb() {
    local home=$1 start
    local -a sync=()
    [ "$(state_get fsync)" != off ] || sync=(--no-sync)
    start=$(now_ms)
    mkdir -p "$DIR/log"
    rm -rf "$home/data.new"
    # shellcheck disable=SC2016
    state_secret postgres.password | as_postgres sh -c 'umask 077 && cat >"$1"' - "$home/password"
    as_postgres $PGBIN/initdb --pgdata="$home/data.new" --username=postgres --pwfile="$home/password" --encoding=UTF8 --locale=C.UTF-8 \
        --auth=scram-sha-256 --no-instructions "${sync[@]}" \
        >"$DIR/log/initdb.log" 2>&1 || {
        show_log "$DIR/log/initdb.log"
        die "initdb failed"
    }
    rm "$home/password"
    mv "$home/data.new" "$home/data"
    done_in "$start" "PostgreSQL cluster made"
}

postgres_spawn() {
    local home other
    local -a durability=()
    [ "$(state_get fsync)" != off ] || durability=(-c fsync=off -c full_page_writes=off)
    home=$(postgres_home)
    [ -d "$home/data" ] || postgres_initdb "$home"
    # After a SIGKILL the old lock file stays; PostgreSQL trusts it when its pid belongs to anybody, a zombie included.
    if [ -s "$home/data/postmaster.pid" ]; then
        read -r other <"$home/data/postmaster.pid"
        process_stat "$other" >/dev/null && [ "$(cat "/proc/$other/comm")" = postgres ] || rm -f "$home/data/postmaster.pid"
    fi
    # The DETAIL of an error holds values of rows, and a statement's text or parameters may too: they are people's data, and not logged.
    # ops/postgres/owner.sh says the same to a server of one's own.
    # Without fsync a commit is still written before it is answered, so that kill -9 loses nothing.
    process_spawn "$DIR" postgres "${AS_POSTGRES[@]}" $PGBIN/postgres -D "$home/data" -p "$(state_get postgres.port)" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c log_error_verbosity=terse -c log_min_error_statement=panic -c log_parameter_max_length_on_error=0 -c max_connections=300 -c timezone=UTC -c log_timezone=UTC \
        "${durability[@]}"
}

postgres_wait() {
    local start
    start=$(now_ms)
    process_answers "$DIR" postgres 60 $PGBIN/pg_isready -q -h 127.0.0.1 -p "$(state_get postgres.port)" || {
        show_log "$DIR/log/postgres.log"
        die "PostgreSQL does not start"
    }
    [ -n "$(state_get postgres.ready)" ] || postgres_databases
    done_in "$start" "PostgreSQL on 127.0.0.1:$(state_get postgres.port)"
}

postgres_databases() {
    local service
    for service in "${SERVICES[@]}"; do
        cat <<SQL
SELECT 'CREATE ROLE $service LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$service') \gexec
ALTER ROLE $service PASSWORD '$(state_secret "$service.password")';
SELECT 'CREATE DATABASE ${service}_db OWNER $service' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${service}_db') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE ${service}_db FROM PUBLIC;
ALTER DATABASE ${service}_db SET log_error_verbosity = terse;
ALTER DATABASE ${service}_db SET log_min_error_statement = panic;
ALTER DATABASE ${service}_db SET log_statement = none;
ALTER DATABASE ${service}_db SET log_min_duration_statement = -1;
ALTER DATABASE ${service}_db SET log_parameter_max_length = 0;
ALTER DATABASE ${service}_db SET log_parameter_max_length_on_error = 0;
SQL
    done | postgres_psql postgres -q -v ON_ERROR_STOP=1 || die "the databases could not be made"
    state_set postgres.ready yes
}

# postgres_psql DATABASE ARGUMENTS…: as the superuser, reading standard input unless told otherwise.
postgres_psql() {
    PGPASSWORD=$(state_get postgres.password) $PGBIN/psql -X -h 127.0.0.1 -p "$(state_get postgres.port)" -U postgres -d "$@"
}

# SIGINT is PostgreSQL's fast shutdown: sessions are cut, running transactions rolled back, the data written.
postgres_stop() {
    local pid pids
    if pid=$(process_pid "$DIR" postgres); then
        mapfile -t pids < <(process_tree "$pid")
        kill -CONT "${pids[@]}" 2>/dev/null || true
    fi
    process_stop "$DIR" postgres INT 30
}

postgres_environment() {
    printf '%s\n' DB_HOST=127.0.0.1 "DB_PORT=$(state_get postgres.port)"
}

postgres_environment_of() {
    printf '%s\n' "DB_NAME=$1_db" "DB_USER=$1" "DB_PASSWORD=$(state_secret "$1.password")"
}
