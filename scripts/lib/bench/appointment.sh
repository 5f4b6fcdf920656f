# scripts/bench appointment: the appointment daemon beside Express and FastAPI, which do less. Sourced by scripts/bench after
# common.sh, peers.sh and http.sh.

APPOINTMENT_PORT=4473
DIRECTORY_PORT=4474
APPOINTMENT_STORES=$LOCAL/bench/appointment-stores
APPOINTMENT_COMMAND=("$ROOT/.build/release/appointment")

bench_appointment() {
    local seconds=5 rounds=3 clients=32 slots=''
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds) seconds=${2:?} && shift ;;
        --rounds) rounds=${2:?} && shift ;;
        --clients) clients=${2:?} && shift ;;
        --slots) slots=1 ;;
        *) misuse "unknown option $1" ;;
        esac
        shift
    done
    [ -n "$slots" ] || peers_ready
    (cd "$ROOT" && swift build -c release --static-swift-stdlib --product appointment >"$BENCH/build.log" 2>&1) || die "appointment does not build: see $BENCH/build.log"
    if [ -n "$slots" ]; then
        start_appointment
        free_slots "$rounds" "$seconds"
        return
    fi
    peers_start
    start_appointment
    cp "$ROOT/Benchmarks/book.lua" "$LAB/src/lua/clinic-book.lua"
    export CLINIC_TOKENS=$BENCH/tokens STORE_PIDS
    STORE_PIDS="$("$LAB/src/common/stores.sh" pids) $(cut -d' ' -f1 "$APPOINTMENT_STORES"/*.pid | tr '\n' ' ')"
    echo '| what | server | us/req | to Express | req/s | p50 ms | p99 ms | RSS MiB |'
    echo '|---|---|---|---|---|---|---|---|'
    appointment_entries my | compare 'my, cached' "$rounds" "$seconds" 64
    appointment_entries nocache | compare 'my, not cached' "$rounds" "$seconds" 64
    appointment_entries book | compare 'book' "$rounds" "$seconds" 64
    echo
    echo "| $clients clients | bookings/s | to pgbench |"
    echo '|---|---|---|'
    bookings_against_pgbench "$clients" "$seconds"
    echo
    free_slots "$rounds" "$seconds"
}

# Express first: the others are compared with it. For the cached list it is the tuned one.
appointment_entries() {
    local base=http://127.0.0.1 theirs ours
    theirs=$("$LAB/src/common/jwt.py" cookie 1)
    ours="Cookie: accessToken=$(sed -n 1p "$BENCH/tokens")"
    case $1 in
    my)
        echo "express-tuned $base:4102/api/appointments/my $theirs"
        echo "fastapi $base:4202/api/appointments/my $theirs"
        echo "appointment $base:$APPOINTMENT_PORT/api/appointments/my $ours"
        ;;
    nocache)
        echo "express $base:4101/api/appointments/my?nocache=1 $theirs"
        echo "fastapi $base:4202/api/appointments/my?nocache=1 $theirs"
        echo "appointment $base:$APPOINTMENT_PORT/api/appointments/my?limit=20&cursor=$CURSOR $ours"
        ;;
    book)
        echo "express $base:4101/api/appointments#book.lua $theirs"
        echo "fastapi $base:4202/api/appointments#book.lua $theirs"
        echo "appointment $base:$APPOINTMENT_PORT/api/appointments#clinic-book.lua $ours"
        ;;
    esac
}

# One loop on stores of its own that wait for the disk, a directory that knows every doctor, 40 appointments of the first patient.
start_appointment() {
    "$ROOT/scripts/stores" remove "$APPOINTMENT_STORES" >/dev/null 2>&1 || true
    "$ROOT/scripts/stores" start "$APPOINTMENT_STORES" --free-ports --quiet
    "$PYTHON" "$ROOT/Benchmarks/directory.py" "$DIRECTORY_PORT" >"$BENCH/directory.log" 2>&1 9>&- &
    STARTED+=("$!")
    "$PYTHON" "$ROOT/Benchmarks/tokens.py" 1000 >"$BENCH/tokens"
    (
        set -a
        . "$APPOINTMENT_STORES/appointment.env"
        JWT_SECRET=benchmark-6f2d1c9b8e7a4f50a3b1c2d3 INTERNAL_SECRET=benchmark-0a1b2c3d4e5f607182930415 LOOPS=1 HOST=127.0.0.1
        PORT=$APPOINTMENT_PORT REQUEST_LIMIT=0 LOG_LEVEL=warning DOCTOR_CACHE_FRESH=1h DOCTOR_CACHE_STALE=1h
        AUTH_SERVICE_URL=http://127.0.0.1:$DIRECTORY_PORT MIGRATIONS_DIR=$ROOT/sql/appointment OPENAPI_FILE=$ROOT/api/appointment.yaml
        exec "${APPOINTMENT_COMMAND[@]}" >"$BENCH/appointment.log" 2>&1 9>&-
    ) &
    APPOINTMENT=$!
    STARTED+=("$APPOINTMENT")
    until_ok 60 curl -sf -o /dev/null "http://127.0.0.1:$APPOINTMENT_PORT/readyz" && kill -0 "$APPOINTMENT" ||
        die "appointment does not start: see $BENCH/appointment.log"
    seed_appointments
    CURSOR=$(curl -sf -H "Cookie: accessToken=$(sed -n 1p "$BENCH/tokens")" \
        "http://127.0.0.1:$APPOINTMENT_PORT/api/appointments/my" | jq -r .nextCursor)
}

# The rows the peers have as well: 40 for each of 1,000 patients.
seed_appointments() {
    "$ROOT/scripts/stores" psql "$APPOINTMENT_STORES" appointment_db -q >/dev/null <<'SQL'
INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                          doctor_free_at, reason, status)
SELECT gen_random_uuid(), ('00000000-0000-4000-8000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
       ('00000000-0000-4000-9000-' || lpad(to_hex(n % 50), 12, '0'))::uuid, 'Grace Hopper', 'Ada Lovelace',
       day, slot, 'UTC', (day + slot) AT TIME ZONE 'UTC', (day + slot) AT TIME ZONE 'UTC' + interval '30 min',
       (day + slot) AT TIME ZONE 'UTC' + interval '30 min', 'Regular checkup number ' || n,
       (ARRAY['PENDING', 'APPROVED', 'COMPLETED'])[1 + n % 3]
FROM generate_series(0, 39999) n, LATERAL (
    SELECT DATE '2035-01-01' + n / 50 / 16 AS day, TIME '09:00' + n / 50 % 16 * interval '30 min' AS slot) AS at;
VACUUM ANALYZE appointments;
SQL
}

# The same rows into the same tables of the same server: ours by HTTP, pgbench's by one prepared statement without any check.
bookings_against_pgbench() {
    local clients=$1 seconds=$2 port ours theirs
    port=$(sed -n 's/^DB_PORT=//p' "$APPOINTMENT_STORES/appointment.env")
    ours=$(taskset -c 1 wrk -t1 -c"$clients" -d"$seconds" -s "$ROOT/Benchmarks/book.lua" "http://127.0.0.1:$APPOINTMENT_PORT/api/appointments" |
        awk '/Non-2xx/ { exit 1 } /Requests\/sec/ { print $2 }') || die 'bookings were refused'
    theirs=$(
        set -a
        . "$APPOINTMENT_STORES/appointment.env"
        PGPASSWORD=$DB_PASSWORD /usr/lib/postgresql/15/bin/pgbench -h 127.0.0.1 -p "$port" -U "$DB_USER" -n -M prepared -c "$clients" -j 1 \
            -T "$seconds" -f "$ROOT/Benchmarks/book.sql" "$DB_NAME" 2>"$BENCH/pgbench.log" | awk '/^tps/ { print $3 }'
    )
    awk -v ours="$ours" -v theirs="$theirs" 'BEGIN {
        printf "| pgbench | %.0f | 1.00 |\n| appointment | %.0f | %.2f |\n", theirs, ours, ours / theirs }'
}

bench_appointment_stop() {
    ! [ -d "$APPOINTMENT_STORES" ] || "$ROOT/scripts/stores" remove "$APPOINTMENT_STORES" >/dev/null 2>&1 || true
}
