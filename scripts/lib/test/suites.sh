# The runs that scripts/test is made of. Sourced by it; sets PASSED and FAILED, CHILD and BESIDE while something runs in
# WORK.

TEST_TIME_LIMIT=${TEST_TIME_LIMIT:-1500}

# Targets whose tests talk to no store: these the sanitizers run.
STORELESS='^(HTTPWire|Reactor|ServiceRuntime|CoreHTTP|OpenSSL|Contracts|Access|Hosting|AuthDomain|AppointmentDomain|NotificationDomain)Tests\.'

# bounded LOG COMMAND…: its output to the terminal and LOG; ended when TEST_TIME_LIMIT is over. In the background, so that
# Ctrl-C reaches this script at once. Returns when the log is whole, but does not wait for ever for a process that was
# left behind with the output open. Says how long it took.
bounded() {
    local log=$1 status=0 out copier start
    start=$(now_ms)
    shift
    exec {out}> >(exec tee "$log")
    copier=$!
    limited "$@" >&"$out" 2>&1 {out}>&- &
    CHILD=$!
    exec {out}>&-
    wait "$CHILD" || status=$?
    CHILD=''
    until_ok 5 processes_ended "$copier" || kill "$copier" 2>/dev/null || true
    ended_by_limit "$status"
    done_in "$start" "$(basename "$log" .log)"
    return $status
}

limited() { exec timeout --kill-after=15 "$TEST_TIME_LIMIT" "$@"; }

ended_by_limit() {
    [ "$1" != 124 ] && [ "$1" != 137 ] || say "ended after the time limit of $TEST_TIME_LIMIT s"
}

# build_tests SWIFT_OPTION…
build_tests() {
    [ -z "$BUILD" ] || bounded "$WORK/build.log" swift build --build-tests "$@" || die "the build failed"
}

run_swift() {
    build_tests
    "$ROOT/scripts/stores" start "$WORK/stores" --free-ports --no-fsync
    export CLINIC_TEST_STORES=$WORK/stores
    swift_tests "${FILTER:-.}"
}

# The loader takes the first library of that name, so the programs need not be linked anew.
run_librdkafka() {
    local folder=$LOCAL/librdkafka
    . "$ROOT/scripts/lib/install/packages.sh"
    . "$ROOT/scripts/lib/stores/broker.sh" # pip_command
    install_python "$LIBRDKAFKA"
    mkdir -p "$folder"
    ln -sf "$(python_path "$LIBRDKAFKA")"/confluent_kafka.libs/librdkafka-*.so.1 "$folder/librdkafka.so.1"
    export LD_LIBRARY_PATH=$folder
    FILTER=${FILTER:-^(KafkaTests|OutboxTests)\.} run_swift
}

# swift_tests FILTER SWIFT_OPTION…
swift_tests() {
    local filter=$1 status=0
    shift
    rm -f "$WORK"/swift*.xml
    # As many tests at a time as two cores carry: all at once, those that wait for a store starve each other.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${TEST_WIDTH:-4} \
        bounded "$WORK/swift.log" swift test --skip-build --disable-xctest --filter "$filter" --xunit-output "$WORK/swift.xml" "$@" || status=$?
    echo
    # Named with this suffix by toolchains that ran XCTest beside it.
    [ ! -e "$WORK/swift-swift-testing.xml" ] || mv "$WORK/swift-swift-testing.xml" "$WORK/swift.xml"
    count "$status" swift "$WORK/swift.xml" "$WORK/swift.log"
}

# Each report of the sanitizer is a failure too, whatever the tests say.
run_sanitized() {
    local reports
    say "== $1 sanitizer"
    build_tests --sanitize "$1" --scratch-path "$2"
    LSAN_OPTIONS="suppressions='$ROOT/scripts/lib/test/lsan.supp' ${LSAN_OPTIONS:-}" \
        TSAN_OPTIONS="suppressions='$ROOT/scripts/lib/test/tsan.supp' ${TSAN_OPTIONS:-}" \
        swift_tests "${FILTER:-$STORELESS}" --sanitize "$1" --scratch-path "$2"
    reports=$(grep -ac '^SUMMARY: .*Sanitizer' "$WORK/swift.log" || true)
    [ "$reports" = 0 ] || say "the $1 sanitizer has reported $reports times (SUMMARY above)"
    FAILED=$((FAILED + reports))
}

run_scripts() {
    local status=0
    bounded "$WORK/scripts.log" "$PYTHON" "$ROOT/scripts/lib/test/run_script_tests.py" || status=$?
    echo
    count "$status" scripts "$WORK/scripts.log"
}

# The debug build's daemons behind the edge, driven by Chromium. Screenshots stay in .local/screenshots.
run_browser() {
    local status=0
    PYTHONPATH="$(python_path "$SELENIUM"):$(python_path "$AXE")" \
        bounded "$WORK/browser.log" "$PYTHON" "$ROOT/Tests/Browser/run.py" || status=$?
    echo
    count "$status" scripts "$WORK/browser.log"
}

# The debug build's daemons in containers. In the whole run it is skipped, and said, where it cannot be.
run_compose() {
    local status=0
    compose_is_possible || return 0
    bounded "$WORK/compose.log" "$PYTHON" "$ROOT/Tests/Compose/run.py" || status=$?
    echo
    count "$status" scripts "$WORK/compose.log"
}

compose_is_possible() {
    local reason
    reason=$("$ROOT/scripts/install" --compose 2>&1 >/dev/null | tail -n 3) && return
    [ -z "$ONLY" ] || die "$reason"
    say "compose: skipped: $reason"
    return 1
}

# Both mostly wait for what they have started, so they run beside each other. What the second one says comes when it has ended.
run_scripts_and_compose() {
    local status=0 start
    compose_is_possible || {
        run_scripts
        return
    }
    start=$(now_ms)
    limited "$PYTHON" "$ROOT/Tests/Compose/run.py" >"$WORK/compose.log" 2>&1 &
    BESIDE=$!
    run_scripts
    wait "$BESIDE" || status=$?
    BESIDE=''
    cat "$WORK/compose.log"
    ended_by_limit "$status"
    done_in "$start" compose
    echo
    count "$status" scripts "$WORK/compose.log"
}

# count STATUS REPORT_ARGUMENT…: prints the suites and adds up; a failed run without a failed test counts as one.
count() {
    local status=$1 lines passed failed
    shift
    mapfile -t lines < <("$PYTHON" "$ROOT/scripts/lib/test/report.py" "$@" "$WORK/failures")
    printf '%s\n' "${lines[@]::${#lines[@]}-1}"
    read -r passed failed <<<"${lines[-1]}"
    [ "$status" = 0 ] || [ "$failed" -gt 0 ] || {
        failed=1
        echo "ended with status $status, though no test has failed" >>"$WORK/failures"
    }
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed))
}

# What only a process of this run has in its environment, one a line: our directory, or a password of our databases.
run_marks() {
    echo "CLINIC_TEST_STORES=$WORK/stores"
    orphaned_stores | while read -r directory; do
        grep -h '^DB_PASSWORD=.' "$directory"/*.env 2>/dev/null || true
    done
    grep -h '^DB_PASSWORD=.' "$WORK"/stores/*.env 2>/dev/null || true
}

# Ends what a test has started and left. Again until nothing is found: one that was listed late may have started another.
end_marked_processes() {
    local round
    run_marks >"$WORK/marks"
    for round in {1..20}; do
        end_marked_once || return 0
    done
    say "processes of this run keep coming back"
}

# Fails when there was none.
end_marked_once() {
    local file pid parent found=''
    for file in /proc/[0-9]*/environ; do
        pid=${file#/proc/}
        pid=${pid%/environ}
        [ "$pid" != $$ ] && [ "$pid" != "$BASHPID" ] || continue
        grep -qzxFf "$WORK/marks" "$file" 2>/dev/null || continue
        read -r _ parent _ <<<"$(process_stat "$pid")"
        [ -n "$parent" ] && [ "$parent" != $$ ] || continue
        kill -KILL "$pid" 2>/dev/null || true
        found=1
    done
    [ -n "$found" ]
}

# Stores that a test process has started for itself are in .local/stores-PID-…; one that was killed has left them.
orphaned_stores() {
    local directory pid
    for directory in "$LOCAL"/stores-[0-9]*-*; do
        pid=${directory#"$LOCAL/stores-"}
        [ -d "$directory" ] && ! process_stat "${pid%%-*}" >/dev/null || continue
        echo "$directory"
    done
}

remove_orphaned_stores() {
    local directory
    orphaned_stores | while read -r directory; do "$ROOT/scripts/stores" remove "$directory" </dev/null || true; done
}
