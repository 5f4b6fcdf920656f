# A private Redis. It keeps nothing over a restart unless asked to: everything in it can be made again from a database.
# Sourced by scripts/stores after state.sh; DIR is set by the command.

redis_prepare() {
    command -v redis-server >/dev/null || die "Redis is not installed: run scripts/install"
    process_gone "$DIR" redis || return 0
    state_port redis 6379 1
}

# The password stands in a file, not on the command line, where everybody could read it.
redis_spawn() {
    local password
    password=$(state_get redis.password | sed 's/[\\"]/\\&/g')
    mkdir -p "$DIR/redis"
    (umask 077 && cat >"$DIR/redis/redis.conf") <<CONF
bind 127.0.0.1
port $(state_get redis.port)
dir "$DIR/redis"
daemonize no
save ""
appendonly $([ -z "$(state_get redis.persistent)" ] && echo no || echo yes)
requirepass "$password"
CONF
    process_spawn "$DIR" redis redis-server "$DIR/redis/redis.conf"
}

redis_answers() {
    [ "$(REDISCLI_AUTH=$(state_get redis.password) redis-cli -h 127.0.0.1 -p "$(state_get redis.port)" ping 2>/dev/null)" = PONG ]
}

redis_wait() {
    local start
    start=$(now_ms)
    process_answers "$DIR" redis 30 redis_answers || {
        show_log "$DIR/log/redis.log"
        die "Redis does not start"
    }
    done_in "$start" "Redis on 127.0.0.1:$(state_get redis.port)"
}

redis_stop() {
    process_stop "$DIR" redis TERM 10
}

redis_environment() {
    local password
    password=$(state_get redis.password)
    printf '%s\n' REDIS_HOST=127.0.0.1 "REDIS_PORT=$(state_get redis.port)"
    [ -z "$password" ] || echo "REDIS_PASSWORD=$password"
}
