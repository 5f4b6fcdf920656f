# scripts/bench auth: what the auth daemon costs, beside a bare crypt loop. Sourced by scripts/bench after common.sh.

AUTH_STORES=''

bench_auth() {
    command -v wrk >/dev/null || die "wrk is missing: apt-get install wrk"
    (cd "$ROOT" && swift build -c release --static-swift-stdlib --product auth 2>&1 | tail -1)
    cc -O2 -pthread -o "$BENCH/crypt_loop" "$ROOT/Benchmarks/crypt_loop.c" -lcrypt
    AUTH_STORES=$BENCH/stores-$$
    "$ROOT/scripts/stores" start "$AUTH_STORES" --free-ports --quiet postgres redis
    "$PYTHON" "$ROOT/Benchmarks/auth.py" --auth "$ROOT/.build/release/auth" --crypt "$BENCH/crypt_loop" --root "$ROOT" \
        --environment "$AUTH_STORES/auth.env" "$@"
}

bench_auth_stop() {
    [ -z "$AUTH_STORES" ] || "$ROOT/scripts/stores" remove "$AUTH_STORES" || true
}
