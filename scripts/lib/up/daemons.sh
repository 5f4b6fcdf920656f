# The three daemons: their ports, secrets, environment, start and end. Sourced by scripts/up after process.sh and ports.sh;
# RUN, SERVICES and BIN are set by it.

declare -A PORTS=([auth]=3001 [appointment]=3002 [notification]=3003)
# Those of the second and later replicas, by service.
declare -A REPLICA_PORTS=()

# The port of each daemon: asked for by AUTH_PORT …, else the standard one, else a free one.
settle_ports() {
    local service name asked
    for service in "${SERVICES[@]}"; do
        name=${service^^}_PORT
        asked=${!name:-}
        if [ -n "$asked" ]; then
            [[ $asked =~ ^[0-9]+$ ]] && [ "$asked" -ge 1 ] && [ "$asked" -le 65535 ] || die "$name=$asked is not a port"
            ! port_taken "$asked" || die "port $asked ($name) is held by $(port_holder "$asked"): end it, or set another $name"
            PORTS[$service]=$asked
        elif port_taken "${PORTS[$service]}"; then
            asked=$(free_port)
            say "port ${PORTS[$service]} is held by $(port_holder "${PORTS[$service]}"): $service takes $asked ($name chooses another)"
            PORTS[$service]=$asked
        fi
    done
}

# Made once: a restart must not sign everybody out.
make_secrets() {
    local name file=$RUN/secrets.env made=
    (
        umask 077
        { [ ! -s "$file" ] || cat "$file"; } >"$file.new"
    )
    for name in JWT_SECRET JWT_REFRESH_SECRET INTERNAL_SECRET AUDIT_KEY; do
        grep -q "^$name=" "$file.new" && continue
        echo "$name=$(random_secret)" >>"$file.new"
        made=yes
    done
    mv "$file.new" "$file"
    [ -z "$made" ] || say "  secrets made: $file"
}

# daemon_environment SERVICE: KEY=VALUE lines. A private store's come from its env file, an existing one's from our own
# environment, where SERVICE_DB_… goes before DB_….
daemon_environment() {
    local service=$1 key name
    [ ! -e "$RUN/$service.env" ] || grep -E "^($(private_keys))=" "$RUN/$service.env" || true
    if [ -n "${DB_HOST:-}" ]; then
        printf '%s\n' "DB_HOST=$DB_HOST" "DB_PORT=${DB_PORT:-5432}" "DB_NAME=${service}_db" "DB_USER=${DB_USER:-$service}" \
            "DB_PASSWORD=${DB_PASSWORD:-}"
        for key in DB_HOST DB_PORT DB_NAME DB_USER DB_PASSWORD; do
            name=${service^^}_$key
            [ -z "${!name:-}" ] || echo "$key=${!name}"
        done
    fi
    [ -z "${REDIS_HOST:-}" ] || printf '%s\n' "REDIS_HOST=$REDIS_HOST" "REDIS_PORT=${REDIS_PORT:-6379}" "REDIS_PASSWORD=${REDIS_PASSWORD:-}"
    [ -z "${KAFKA_BROKERS:-}" ] || echo "KAFKA_BROKERS=$KAFKA_BROKERS"
    cat "$RUN/secrets.env"
    mail_environment
    # The stores and the other daemons want cores as well: with a loop for every core a booking costs a tenth more.
    echo "LOOPS=${LOOPS:-$((($(nproc) + 1) / 2))}"
    # The accounts are for everybody's eyes, so nobody but this machine may come.
    printf '%s\n' "HOST=127.0.0.1" "PORT=${PORTS[$service]}" "KAFKA_CLIENT_ID=$service-service" "AUTH_SERVICE_URL=http://127.0.0.1:${PORTS[auth]}" \
        "FRONTEND_URL=$FRONTEND_URL" "TRUSTED_PROXIES=${TRUSTED_PROXIES:-127.0.0.1}" "MIGRATIONS_DIR=$ROOT/sql/$service" "OPENAPI_FILE=$ROOT/api/$service.yaml"
}

# The keys of an env file that belong to private stores, as a regular expression.
private_keys() {
    local keys=none
    [ -n "${DB_HOST:-}" ] || keys+='|DB_[A-Z]+'
    [ -n "${REDIS_HOST:-}${REDIS_SENTINELS:-}" ] || keys+='|REDIS_[A-Z]+'
    [ -n "${KAFKA_BROKERS:-}" ] || keys+='|KAFKA_BROKERS'
    echo "$keys"
}

start_daemons() {
    local service start
    local -a variables
    start=$(now_ms)
    for service in "${SERVICES[@]}"; do
        [ -x "$BIN/$service" ] || die "$BIN/$service is not there: build it (scripts/up without --no-build)"
        mapfile -t variables < <(daemon_environment "$service")
        : >"$(daemon_log "$service")"
        (
            # Exported, not on a command line, where everybody could read the secrets.
            for variable in "${variables[@]}"; do export "${variable?}"; done
            process_spawn "$RUN" "$service" "$BIN/$service"
        )
    done
    for service in "${SERVICES[@]}"; do
        process_answers "$RUN" "$service" 60 daemon_ready "$service" || {
            show_log "$(daemon_log "$service")" 25
            process_gone "$RUN" "$service" && die "$service has ended while starting"
            die "$service is not ready after a minute (http://127.0.0.1:${PORTS[$service]}/readyz)"
        }
        done_in "$start" "$service on http://127.0.0.1:${PORTS[$service]}"
    done
    start_replicas
}

# After the first of each, which has migrated the database.
start_replicas() {
    local service number port
    local -a variables
    for service in "${SERVICES[@]}"; do
        for ((number = 2; number <= REPLICAS; number++)); do
            port=$(free_port)
            REPLICA_PORTS[$service]+=" $port"
            mapfile -t variables < <(daemon_environment "$service")
            (
                for variable in "${variables[@]}" "PORT=$port"; do export "${variable?}"; done
                process_spawn "$RUN" "$service-$number" "$BIN/$service"
            )
            process_answers "$RUN" "$service-$number" 60 curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$port/readyz" ||
                die "$service-$number is not ready (log: $(daemon_log "$service-$number"))"
        done
    done
}

# Every daemon of this run, replicas too, by the names of their pid files.
daemon_names() {
    local service file
    for service in "${SERVICES[@]}"; do
        echo "$service"
        for file in "$RUN/$service"-[0-9].pid; do [ ! -e "$file" ] || basename "$file" .pid; done
    done
}

daemon_log() {
    mkdir -p "$RUN/log"
    echo "$RUN/log/$1.log"
}

daemon_ready() {
    curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:${PORTS[$1]}/readyz"
}

# All are asked at once, so that the slowest one's drain is the whole wait; and once, since a second signal would cut it short.
stop_daemons() {
    local service
    for service in $(daemon_names); do process_signal "$RUN" "$service" TERM CONT; done
    for service in $(daemon_names); do process_stop "$RUN" "$service" 0 15; done
}

# Until Ctrl-C. A daemon that ends is said once; the others go on, as they would in production.
watch_daemons() {
    local service gone=' '
    while :; do
        for service in edge $(daemon_names); do
            if process_gone "$RUN" "$service" && [[ $gone != *" $service "* ]]; then
                gone+="$service "
                echo "$service has ended; the others go on (Ctrl-C ends them)"
                show_log "$(daemon_log "$service")" 25
            fi
        done
        # In the background, so that a signal is served at once.
        sleep 1 &
        wait $!
    done
}
