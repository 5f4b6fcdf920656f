# Demo accounts, the summary and the tour. Sourced by scripts/up after daemons.sh.

DEMO_PASSWORD=clinic-demo-1
DEMO_DOCTOR=doctor@demo.example
DEMO_PATIENT=patient@demo.example
DEMO_ADMIN=admin@demo.example

# Through the API, as anybody would, and the admin by the command; an account that is there already is fine, and so is a clinic that takes
# doctors by invitation alone.
make_demo_accounts() {
    local start
    start=$(now_ms)
    demo_account "$DEMO_DOCTOR" DOCTOR Dora Klein ',"specialization":"General practice"'
    demo_account "$DEMO_PATIENT" PATIENT Paul Berg ''
    demo_admin
    demo_verified
    done_in "$start" "demo accounts"
}

demo_account() {
    local answer status
    answer=$(mktemp)
    status=$(curl -s -o "$answer" -w '%{http_code}' --max-time 10 "http://127.0.0.1:${PORTS[auth]}/api/auth/register" \
        -H 'Content-Type: application/json' \
        -d "{\"email\":\"$1\",\"password\":\"$DEMO_PASSWORD\",\"role\":\"$2\",\"firstName\":\"$3\",\"lastName\":\"$4\"$5}") || status='no answer'
    if [ "$status" = 403 ] && grep -q staff_registration "$answer"; then
        say "  no demo doctor: doctors come by invitation here"
    elif [ "$status" != 201 ] && [ "$status" != 409 ]; then
        head -c 500 "$answer" >&2
        rm -f "$answer"
        show_log "$(daemon_log auth)"
        die "the demo account $1 could not be made: $status"
    fi
    rm -f "$answer"
}

demo_admin() {
    local variables answer
    mapfile -t variables < <(daemon_environment auth)
    answer=$(
        for variable in "${variables[@]}" "ADMIN_PASSWORD=$DEMO_PASSWORD"; do export "${variable?}"; done
        "$BIN/auth" create-admin --email "$DEMO_ADMIN" 2>&1
    ) || [[ $answer == *" has an account"* ]] || die "the demo account $DEMO_ADMIN could not be made: $answer"
}

# They get mail, where mail is sent; an address that a stranger registers gets none until its owner, or we, have vouched for it.
demo_verified() {
    local variables answer
    mapfile -t variables < <(daemon_environment auth)
    answer=$(
        for variable in "${variables[@]}"; do export "${variable?}"; done
        "$BIN/auth" verify-email --email "$DEMO_PATIENT" --email "$DEMO_ADMIN" --email "$DEMO_DOCTOR" 2>&1
    ) || [[ $answer == *"$DEMO_DOCTOR has no account"* ]] || die "the addresses of the demo accounts could not be verified: $answer"
}

# The link by which the first admin of a clinic comes in; nothing where there is one.
first_run_link() {
    local variables
    mapfile -t variables < <(daemon_environment auth)
    (
        for variable in "${variables[@]}"; do export "${variable?}"; done
        "$BIN/auth" first-run-link 2>/dev/null
    ) || true
}

who_comes_in() {
    local link
    if [ -n "$EMPTY" ]; then
        link=$(first_run_link)
        [ -z "$link" ] || echo "  first admin   $link"
        return
    fi
    cat <<TEXT
  demo doctor   $DEMO_DOCTOR    password $DEMO_PASSWORD
  demo patient  $DEMO_PATIENT   password $DEMO_PASSWORD
  demo admin    $DEMO_ADMIN     password $DEMO_PASSWORD
TEXT
}

print_summary() {
    write_tour "http://127.0.0.1:${PORTS[auth]}" "http://127.0.0.1:${PORTS[appointment]}" "http://127.0.0.1:${PORTS[notification]}" >"$RUN/tour.sh"
    cat <<TEXT

  the clinic    $EDGE_URL   open it in a browser

  auth          http://127.0.0.1:${PORTS[auth]}
  appointment   http://127.0.0.1:${PORTS[appointment]}
  notification  http://127.0.0.1:${PORTS[notification]}   ws://127.0.0.1:${PORTS[notification]}/ws

$(who_comes_in)

$([ -z "$MAIL_PAGE" ] || echo "  mail          $MAIL_PAGE   all of it is caught there, nothing is sent")
  logs          $RUN/log

A tour to paste into another terminal (also in $RUN/tour.sh):

$(sed 's/^/  /' "$RUN/tour.sh")

$([ -n "$DETACH" ] && echo "Running in the background; scripts/up --stop ends it." || echo "Ctrl-C stops everything.")
TEXT
}

# write_tour AUTH [APPOINTMENT NOTIFICATION]: with these origins, or the edge's alone. Everything in it can be pasted again: each time a new
# doctor and a new patient.
write_tour() {
    local live=${3:-$1}
    cat <<TOUR
cd '$ROOT'
AUTH=$1 APPOINTMENT=${2:-$1} SOCKET=ws${live#http}/ws
TOUR
    cat <<'TOUR'
# 1. A doctor and a patient register; each gets an access token.
register() { curl -sS --fail-with-body "$AUTH/api/auth/register" -H 'Content-Type: application/json' -d "$1"; }
NOW=$(date +%s)
DOCTOR=$(register '{"email":"dora-'$NOW'@demo.example","password":"clinic-demo-1","firstName":"Dora","lastName":"Klein","role":"DOCTOR","specialization":"Cardiology"}')
PATIENT=$(register '{"email":"paul-'$NOW'@demo.example","password":"clinic-demo-1","firstName":"Paul","lastName":"Berg","role":"PATIENT"}')
DOCTOR_ID=$(jq -r .user.id <<<"$DOCTOR") DOCTOR=$(jq -r .accessToken <<<"$DOCTOR") PATIENT=$(jq -r .accessToken <<<"$PATIENT")
# 2. Both open their live socket; it says hello.
scripts/listen --url "$SOCKET" --label doctor "$DOCTOR" & DOCTOR_SOCKET=$!
scripts/listen --url "$SOCKET" --label patient "$PATIENT" & PATIENT_SOCKET=$!
sleep 1
# 3. The patient books for tomorrow at ten: the answer, then a push to each of the two.
BOOKED=$(curl -sS --fail-with-body "$APPOINTMENT/api/appointments" -H "Authorization: Bearer $PATIENT" -H 'Content-Type: application/json' \
  -d '{"doctorId":"'$DOCTOR_ID'","appointmentDate":"'$(date -u -d tomorrow +%F)'","appointmentTime":"10:00","reason":"Check-up"}')
jq . <<<"$BOOKED"
sleep 1
# 4. The doctor approves: a push to the patient.
curl -sS --fail-with-body -X PATCH "$APPOINTMENT/api/appointments/$(jq -r .id <<<"$BOOKED")/approve" -H "Authorization: Bearer $DOCTOR" | jq .
sleep 1
# 5. The sockets close.
kill $DOCTOR_SOCKET $PATIENT_SOCKET; wait $DOCTOR_SOCKET $PATIENT_SOCKET
TOUR
}
