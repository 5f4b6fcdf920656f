# scripts/bench ws: wirebench's /ws/push beside WebSocket servers that others would take. Sourced by scripts/bench after
# common.sh, peers.sh and http.sh.

bench_ws() {
    local sockets=10000 rate=500 messages=5000 bursts=5 rounds=1 servers='socketify node socketio' round
    while [ $# -gt 0 ]; do
        case $1 in
        --sockets) sockets=${2:?} && shift ;;
        --rate) rate=${2:?} && shift ;;
        --messages) messages=${2:?} && shift ;;
        --bursts) bursts=${2:?} && shift ;;
        --rounds) rounds=${2:?} && shift ;;
        --servers) servers=${2:?} && shift ;;
        *) misuse "unknown option $1" ;;
        esac
        shift
    done
    peers_ready
    build_wirebench
    ulimit -n "$(ulimit -Hn)"
    PEERS_STARTED=1
    "$LAB/src/common/stores.sh" start >"$LAB/start.log" 2>&1 9>&- || die "the peers' stores do not start: see $LAB/start.log"
    echo '| round | server | open | KiB each | RSS MiB | p50 ms | p99 ms | us/push | all pushed ms | pushes/s | lost |'
    echo '|---|---|---|---|---|---|---|---|---|---|---|'
    for ((round = 1; round <= rounds; round++)); do
        # One after the other, so that both find the machine as busy as it is; a server for each round, since memory is counted
        # from its start.
        start_wirebench --redis 127.0.0.1:6466 --jwt-secret peer-secret
        EXTRA="wirebench $WIREBENCH_PORT /ws/push $WIREBENCH" drive_sockets "$round" "${servers%% *}"
        kill "$WIREBENCH"
        wait "$WIREBENCH" || true
    done
    case $servers in *' '*) drive_sockets 1 "${servers#* }" ;; esac
}

# drive_sockets ROUND SERVERS: a row of the table for each.
drive_sockets() {
    "$LAB/src/ws/run_ws.sh" "$sockets" "$rate" "$messages" "$bursts" "$2" 2>>"$BENCH/ws.log" 9>&- | awk -v round="$1" '
        NR > 1 { printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", round, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11 }'
}
