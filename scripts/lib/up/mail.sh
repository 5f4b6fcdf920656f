# Where no mail server is named, all mail is caught and shown on a page of this machine. Sourced by scripts/up after daemons.sh.

MAIL_PAGE=''

# What the daemons send mail with.
start_mail() {
    local port page
    [ -z "${SMTP_URL:-}" ] || { say "  using the mail server of SMTP_URL" && return; }
    port=$(free_port)
    page=$(free_port)
    process_spawn "$RUN" mailserver python3 "$ROOT/scripts/mailserver" "$RUN/mails" --port "$port" --page "$page"
    process_answers "$RUN" mailserver 30 curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$page/" || {
        show_log "$RUN/log/mailserver.log"
        die "the server that catches mail does not start"
    }
    MAIL_PAGE=http://127.0.0.1:$page
    printf '%s\n' "SMTP_URL=smtp://127.0.0.1:$port" "EMAIL_FROM=noreply@clinic.example" >"$RUN/mail.env"
    echo "$MAIL_PAGE" >"$RUN/mail.page"
    say "  mail is caught: $MAIL_PAGE"
}

mail_environment() {
    if [ -z "$MAIL_PAGE" ]; then return; fi
    cat "$RUN/mail.env"
}

stop_mail() {
    process_stop "$RUN" mailserver TERM 10
    rm -f "$RUN/mail.env" "$RUN/mail.page"
}
