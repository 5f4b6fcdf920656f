# The servers that we are measured against. Sourced by scripts/bench after common.sh. They live beside the checkout, with a setup and
# a start of their own; what they build goes to LAB, and nothing of them is ours.

PEERS=${PEERS:-$ROOT/../shared/peers}
export LAB=${LAB:-/tmp/peers}

# Sets them up the first time (apt, pip and a Swift build of several minutes), from a copy so that nothing is written beside us.
# One benchmark at a time uses them: their ports are fixed.
peers_ready() {
    [ -d "$PEERS" ] || die "the peers are not here: $PEERS holds none, set PEERS to their folder"
    mkdir -p "$LAB"
    exec 9>"$LAB/lock"
    flock -n 9 || die "another benchmark runs with the peers in $LAB"
    mkdir -p "$LAB/src"
    cp -R "$PEERS/." "$LAB/src/"
    peers_complete || {
        say "setting up the peers in $LAB (the first time takes about ten minutes; see $LAB/setup.log)" >&2
        "$LAB/src/setup.sh" >"$LAB/setup.log" 2>&1 9>&- || die "the peers' setup failed: see $LAB/setup.log"
    }
}

peers_complete() {
    [ -x "$LAB/limit" ] && [ -x "$LAB/ws_load" ] && [ -x "$LAB/venv/bin/uvicorn" ] && [ -x "$LAB/hb-build/release/hbpeer" ] &&
        command -v wrk node >/dev/null
}

# Their stores and HTTP servers, until peers_stop.
peers_start() {
    PEERS_STARTED=1
    "$LAB/src/start.sh" >"$LAB/start.log" 2>&1 9>&- || die "the peers do not start: see $LAB/start.log"
}

peers_stop() {
    [ -z "${PEERS_STARTED:-}" ] || "$LAB/src/stop.sh" >/dev/null 2>&1 || true
}
