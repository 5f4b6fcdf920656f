# Part of scripts/bench appointment: free slots of doctors who have hours, breaks, buffers, absences and half their time taken.
# Sourced by scripts/bench after appointment.sh, which starts the daemon.

# free_slots ROUNDS SECONDS: a row for each question and round. One connection, one request after the other: how long one waits.
free_slots() {
    local round
    command -v wrk >/dev/null || die "wrk is missing: apt-get install wrk"
    seed_schedules
    taskset -acp 0 "$APPOINTMENT" >/dev/null
    echo '| free slots | round | p50 ms | p99 ms | us of CPU | requests | bytes |'
    echo '|---|---|---|---|---|---|---|'
    for ((round = 1; round <= $1; round++)); do
        slot_row 'a month of one doctor' "$round" "$2" '?days=31&doctorId=00000000-0000-4000-a500-000000000000' -s "$ROOT/Benchmarks/availability.lua"
        slot_row 'first of 200 doctors' "$round" "$2" '?specialization=Dermatology&limit=20'
    done
}

# slot_row NAME ROUND SECONDS QUERY OPTION…
slot_row() {
    local name=$1 round=$2 seconds=$3 path=/api/appointments/availability$4 token before after bytes
    shift 4
    token="Cookie: accessToken=$(sed -n 1p "$BENCH/tokens")"
    bytes=$(curl -sf -H "$token" "http://127.0.0.1:$APPOINTMENT_PORT$path" | wc -c)
    # Every doctor is known then, and PostgreSQL has made up its mind about the plan.
    taskset -c 1 wrk -t1 -c1 -d1 "$@" -H "$token" "http://127.0.0.1:$APPOINTMENT_PORT$path" >/dev/null
    before=$(ticks)
    taskset -c 1 wrk -t1 -c1 -d"$seconds" --latency "$@" -H "$token" "http://127.0.0.1:$APPOINTMENT_PORT$path" >"$BENCH/wrk.log"
    after=$(ticks)
    ! grep -q 'Non-2xx' "$BENCH/wrk.log" || die "not all were answered: see $BENCH/wrk.log"
    awk -v name="$name" -v round="$round" -v ticks=$((after - before)) -v bytes="$bytes" -v hertz="$(getconf CLK_TCK)" '
        function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
        $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $2 == "requests" { count = $1 }
        END { printf "| %s | %d | %.2f | %.2f | %.0f | %d | %d |\n", name, round, p50, p99, ticks / hertz * 1e6 / count, count, bytes }
    ' "$BENCH/wrk.log"
}

# Of the daemon, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$APPOINTMENT/stat"; }

# Monday to Saturday 08:00 to 12:00 and 13:00 to 18:00, 25 minutes and 5 of buffer; every second slot of the next sixty days is taken,
# and of every other doctor each one of the first three; a week off next month.
seed_schedules() {
    "$ROOT/scripts/stores" psql "$APPOINTMENT_STORES" appointment_db -q >/dev/null <<'SQL'
CREATE TEMPORARY TABLE doctors AS
SELECT n, ('00000000-0000-4000-a500-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
       (ARRAY['Europe/Berlin', 'UTC', 'America/New_York', 'Asia/Tokyo'])[1 + n % 4] AS zone
FROM generate_series(0, 199) n;
INSERT INTO doctor_settings (doctor_id, time_zone, slot_minutes, buffer_minutes, horizon_days, minimum_notice_minutes)
SELECT id, zone, 25, 5, 120, 60 FROM doctors;
INSERT INTO doctor_hours (doctor_id, weekday, opens_minute, closes_minute)
SELECT id, weekday, opens, closes FROM doctors, generate_series(1, 6) weekday, (VALUES (480, 720), (780, 1080)) AS hours (opens, closes);
INSERT INTO time_off (id, doctor_id, starts_at, ends_at)
SELECT gen_random_uuid(), id, now() + interval '20 days', now() + interval '27 days' FROM doctors;
INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                          doctor_free_at, status)
SELECT gen_random_uuid(), gen_random_uuid(), id, 'Grace Hopper', 'Ada Lovelace', day, slot, zone, start, start + interval '25 min',
       start + interval '30 min', (ARRAY['PENDING', 'APPROVED'])[1 + n % 2]
FROM doctors, generate_series(0, 59) days, generate_series(0, 17) place, LATERAL (
    SELECT current_date + days AS day, TIME '08:00' + (place + place / 8 * 2) * interval '30 min' AS slot) AS wall, LATERAL (
    SELECT (day + slot) AT TIME ZONE zone AS start) AS instant
WHERE extract(isodow FROM day) < 7 AND (place % 2 = 0 OR n % 2 = 0 AND days < 3);
VACUUM ANALYZE appointments, doctor_settings, doctor_hours, time_off;
SQL
}
