# scripts/bench instructions: what a request costs the appointment or the auth daemon in instructions of user space. Sourced by
# scripts/bench after common.sh, appointment.sh and auth.sh.

# Whom valgrind is spoken to about.
MEASURED=''

bench_instructions() {
    if [ "${1:-}" = --auth ]; then
        shift
        bench_instructions_auth "$@"
        return
    fi
    local seconds=10 binary=$ROOT/.build/release/appointment
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds) seconds=${2:?} && shift ;;
        --bin) binary=${2:?}/appointment && shift ;;
        *) misuse "unknown option $1" ;;
        esac
        shift
    done
    local tool
    for tool in valgrind wrk; do command -v $tool >/dev/null || die "$tool is not installed (apt-get install $tool)"; done
    [ -x "$binary" ] || die "$binary is not there: swift build -c release --product appointment"
    rm -f "$BENCH"/callgrind.out*
    APPOINTMENT_COMMAND=(valgrind -q --tool=callgrind --instr-atstart=no "--callgrind-out-file=$BENCH/callgrind.out" "$binary")
    start_appointment
    MEASURED=$APPOINTMENT
    export CLINIC_TOKENS=$BENCH/tokens
    local base=http://127.0.0.1:$APPOINTMENT_PORT ours
    ours="Cookie: accessToken=$(sed -n 1p "$BENCH/tokens")"
    control -i on
    echo '| route | instructions a request | requests |'
    echo '|---|---|---|'
    instructions 'GET /livez' "$seconds" "$base/livez"
    instructions 'my, cached' "$seconds" -H "$ours" "$base/api/appointments/my"
    instructions 'my, not cached' "$seconds" -H "$ours" "$base/api/appointments/my?limit=20&cursor=$CURSOR"
    instructions 'book' "$seconds" -s "$ROOT/Benchmarks/book.lua" "$base/api/appointments"
}

# Each build has stores of its own: one does not take the database of a later one.
bench_instructions_auth() {
    local seconds=10 folders=()
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds) seconds=${2:?} ;;
        --bin) folders+=("${2:?}") ;;
        *) misuse "unknown option $1" ;;
        esac
        shift 2
    done
    [ ${#folders[@]} -gt 0 ] || folders=("$ROOT/.build/release")
    local tool folder
    for tool in valgrind wrk; do command -v $tool >/dev/null || die "$tool is not installed (apt-get install $tool)"; done
    for folder in "${folders[@]}"; do [ -x "$folder/auth" ] || die "$folder/auth is not there: swift build -c release --product auth"; done
    echo '| build | GET /livez | GET /api/auth/profile | to the first |'
    echo '|---|---|---|---|'
    local livez profile first=''
    for folder in "${folders[@]}"; do
        start_auth_measured "$folder"
        livez=$(instructions livez "$seconds" "$AUTH_BASE/livez" | cut -d'|' -f3)
        profile=$(instructions profile "$seconds" -H "Authorization: Bearer $AUTH_TOKEN" "$AUTH_BASE/api/auth/profile" | cut -d'|' -f3)
        first=${first:-$profile}
        echo "| $folder |$livez|$profile| $("$PYTHON" -c "print(f'{$profile / $first:.3f}')") |"
        kill "$MEASURED" && wait "$MEASURED" 2>/dev/null || true
        bench_auth_stop && AUTH_STORES=''
    done
}

# start_auth_measured FOLDER: sets MEASURED, AUTH_BASE and AUTH_TOKEN. Stands in its checkout, CHECKOUT/.build/KIND.
start_auth_measured() {
    local folder checkout log=$BENCH/auth-measured.log
    folder=$(cd "$1" && pwd)
    checkout=${folder%/.build/*}
    AUTH_STORES=$BENCH/stores-$$
    "$ROOT/scripts/stores" start "$AUTH_STORES" --free-ports --quiet postgres redis
    rm -f "$BENCH"/callgrind.out*
    (
        set -a
        . "$AUTH_STORES/auth.env"
        HOST=127.0.0.1 PORT=0 LOOPS=1 MIGRATIONS_DIR=$checkout/sql/auth OPENAPI_FILE=$checkout/api/auth.yaml BCRYPT_ROUNDS=4
        JWT_SECRET='bench 1 5b0f2a9c6d3e8174a1c2b3d4' JWT_REFRESH_SECRET='bench 2 91c7de20b4f35a68e0d1c2b3'
        INTERNAL_SECRET='bench 3 c3a8b6f1907d2e54f6b7a8c9' REQUEST_LIMIT=0
        exec valgrind -q --tool=callgrind --instr-atstart=no "--callgrind-out-file=$BENCH/callgrind.out" "$folder/auth"
    ) >"$log" 2>&1 9>&- &
    MEASURED=$!
    STARTED+=("$MEASURED")
    until_ok 120 grep -q '"message":"listening"' "$log" || die "auth does not start: see $log"
    AUTH_BASE=http://127.0.0.1:$(sed -n 's/.*"message":"listening","port":\([0-9]*\).*/\1/p' "$log")
    until_ok 120 curl -sf -o "$BENCH/ready" "$AUTH_BASE/readyz" || die "auth is not ready: see $log"
    AUTH_TOKEN=$(curl -sf -H 'Content-Type: application/json' "$AUTH_BASE/api/auth/register" -d \
        '{"email":"ann@example.com","password":"correct horse battery","firstName":"Ann","lastName":"Lee","role":"PATIENT"}' |
        sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p')
    [ -n "$AUTH_TOKEN" ] || die "nobody can register: see $log"
    control -i on
}

# Valgrind names what it is spoken to through by HOST, which is a setting of the daemon.
control() {
    HOST=127.0.0.1 callgrind_control "$@" "$MEASURED" >/dev/null
}

# instructions NAME SECONDS WRK_ARGUMENT…: of all that the process does meanwhile, publication too, once what is made at first is made.
instructions() {
    local name=$1 seconds=$2 told requests total
    shift 2
    wrk -t1 -c8 -d2 --timeout 20 "$@" >/dev/null
    control -z
    told=$(wrk -t1 -c8 -d"$seconds" --timeout 20 "$@")
    ! grep -q 'Non-2xx' <<<"$told" || die "$name was refused: $told"
    requests=$(awk '/requests in/ { print $1 }' <<<"$told")
    rm -f "$BENCH"/callgrind.out.*
    control -d
    until_ok 20 test -s "$BENCH/callgrind.out.1" || true
    total=$(sed -n 's/^\(summary\|totals\): //p' "$BENCH"/callgrind.out.* | tail -n 1)
    echo "| $name | $((total / requests)) | $requests |"
}
