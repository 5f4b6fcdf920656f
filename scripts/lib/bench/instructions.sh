# scripts/bench instructions: what a request costs the appointment daemon in instructions of user space. Sourced by scripts/bench after
# common.sh and appointment.sh.

bench_instructions() {
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

# Valgrind names what it is spoken to through by HOST, which is a setting of the daemon.
control() {
    HOST=127.0.0.1 callgrind_control "$@" "$APPOINTMENT" >/dev/null
}

# instructions NAME SECONDS WRK_ARGUMENT…: of all that the process does meanwhile, publication too, once what is made at first is made.
instructions() {
    local name=$1 seconds=$2 requests total
    shift 2
    wrk -t1 -c8 -d2 --timeout 20 "$@" >/dev/null
    control -z
    requests=$(wrk -t1 -c8 -d"$seconds" --timeout 20 "$@" | awk '/requests in/ { print $1 }')
    rm -f "$BENCH"/callgrind.out.*
    control -d
    until_ok 20 test -s "$BENCH/callgrind.out.1" || true
    total=$(sed -n 's/^\(summary\|totals\): //p' "$BENCH"/callgrind.out.* | tail -n 1)
    echo "| $name | $((total / requests)) | $requests |"
}
