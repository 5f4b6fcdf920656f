# TCP ports on this machine. Sourced after common.sh. Free ones are taken below the range that the kernel gives to
# outgoing connections, so that a stopped server finds its port again when it comes back.

# port_taken PORT: somebody listens there, on any address.
port_taken() {
    local hex
    local -a tables=(/proc/net/tcp)
    [ ! -r /proc/net/tcp6 ] || tables+=(/proc/net/tcp6)
    printf -v hex ':%04X' "$1"
    awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1; exit } END { exit !found }' \
        "${tables[@]}"
}

# port_holder PORT: "name (pid N)" as far as we may see it.
port_holder() {
    local line
    line=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1)
    if [[ $line =~ \(\(\"([^\"]+)\",pid=([0-9]+) ]]; then
        echo "${BASH_REMATCH[1]} (pid ${BASH_REMATCH[2]})"
    else
        echo "another process"
    fi
}

# free_port: one nobody listens on, between 20000 and 31999, and which nobody else is told within a minute: whoever asks has not
# begun to listen yet.
free_port() {
    local port told=/tmp/clinic-ports-$UID
    mkdir -p "$told"
    find "$told" -type f -mmin +1 -delete 2>/dev/null || true
    for _ in {1..200}; do
        port=$((20000 + RANDOM % 12000))
        if ! port_taken "$port" && (set -o noclobber && : >"$told/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    die "no free port between 20000 and 31999"
}
