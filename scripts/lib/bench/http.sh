# scripts/bench http and loris: wirebench beside its peers. Sourced by scripts/bench after common.sh and peers.sh.

WIREBENCH_PORT=4472

bench_http() {
    local seconds=5 rounds=3 connections=64 servers='' path
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds) seconds=${2:?} && shift ;;
        --rounds) rounds=${2:?} && shift ;;
        --connections) connections=${2:?} && shift ;;
        --servers) servers=${2:?} && shift ;;
        *) misuse "unknown option $1" ;;
        esac
        shift
    done
    peers_ready
    build_wirebench
    peers_start
    start_wirebench
    echo '| path | server | us/req | to the limit | req/s | p50 ms | p99 ms | RSS MiB |'
    echo '|---|---|---|---|---|---|---|---|'
    for path in plaintext json; do
        http_entries "$path" "$path" | only "$servers" | compare "$path" "$rounds" "$seconds" "$connections"
    done
    http_entries 'json#echo.lua' 'echo-json#echo.lua' | only "$servers" | compare 'echo' "$rounds" "$seconds" "$connections"
}

# The limit first: the others are compared with it.
http_entries() {
    local base=http://127.0.0.1
    cat <<TEXT
limit $base:4401/$1
wirebench $base:$WIREBENCH_PORT/$2
hummingbird $base:4301/$2
hummingbird-fast $base:4303/$2
express $base:4102/$2
fastapi $base:4202/$2
TEXT
}

# only NAMES <ENTRIES: those of these servers, or all.
only() {
    if [ -n "$1" ]; then grep -E "^(${1// /|}) "; else cat; fi
}

# compare PATH ROUNDS SECONDS CONNECTIONS <ENTRIES: one row of the table for each. CPU time per request is the figure to quote.
compare() {
    "$LAB/src/bench.sh" -r "$2" -d "$3" -c "$4" | awk -v path="$1" '
        NR > 1 {
            us = $(NF - 2)
            if (NR == 2) base = us
            name = $NF > 0 ? $1 ", " $NF " failed" : $1
            printf "| %s | %s | %s | %.2f | %s | %s | %s | %s |\n", path, name, us, us / base, $2, $(NF - 4), $(NF - 3), $(NF - 1)
        }'
}

build_wirebench() {
    (cd "$ROOT" && swift build -c release --static-swift-stdlib --product wirebench >"$BENCH/build.log" 2>&1) || die "wirebench does not build: see $BENCH/build.log"
}

# start_wirebench OPTION…: one loop on WIREBENCH_PORT, its pid in WIREBENCH.
start_wirebench() {
    "$ROOT/.build/release/wirebench" --port "$WIREBENCH_PORT" --loops 1 "$@" >"$BENCH/wirebench.log" 2>&1 9>&- &
    WIREBENCH=$!
    STARTED+=("$WIREBENCH")
    until_ok 5 curl -sf -o "$BENCH/json" "http://127.0.0.1:$WIREBENCH_PORT/json" || die "wirebench does not answer: see $BENCH/wirebench.log"
}

bench_loris() {
    command -v wrk >/dev/null || die "wrk is missing: apt-get install wrk"
    build_wirebench
    ulimit -n "$(ulimit -Hn)"
    start_wirebench
    taskset -acp 0 "$WIREBENCH" >/dev/null
    taskset -c 1 "$PYTHON" "$ROOT/Benchmarks/slowloris.py" --port "$WIREBENCH_PORT" --pid "$WIREBENCH" "$@"
}
