# What a directory of stores remembers between two commands: DIR/state/KEY holds one value. Sourced after common.sh and
# ports.sh; DIR is set by the command.

state_get() {
    [ ! -e "$DIR/state/$1" ] || cat "$DIR/state/$1"
}

state_set() {
    (umask 077 && mkdir -p "$DIR/state" && printf '%s' "$2" >"$DIR/state/$1.new")
    mv "$DIR/state/$1.new" "$DIR/state/$1"
}

# state_secret KEY: the same random text each time.
state_secret() {
    [ -e "$DIR/state/$1" ] || state_set "$1" "$(random_secret)"
    state_get "$1"
}

# state_port NAME STANDARD OFFSET: settles the port of a server that is about to start, keeping the last one if it can be
# had. STANDARD empty: any free one. Says so when the standard port is taken.
state_port() {
    local name=$1 standard=$2 offset=$3 rule port
    port=$(state_get "$name.port")
    [ -z "$port" ] || port_taken "$port" || return 0
    rule=$(state_get ports)
    case $rule in
    '' | free)
        port=$standard
        if [ -z "$standard" ] || [ "$rule" = free ]; then
            port=$(free_port)
        elif port_taken "$standard"; then
            port=$(free_port)
            say "  port $standard is held by $(port_holder "$standard"): $name takes $port"
        fi
        ;;
    *)
        port=$((rule + offset))
        ! port_taken "$port" || die "port $port, wanted for $name, is held by $(port_holder "$port")"
        ;;
    esac
    state_set "$name.port" "$port"
}
