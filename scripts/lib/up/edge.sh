# The edge: nginx as a private process in front of the pages and the daemons. Sourced by scripts/up after daemons.sh, which has
# PORTS and RUN.
#
#   EDGE_PORT                where it listens (3010; when taken and not asked for by name, a free one)
#   EDGE_HOST                the address (127.0.0.1)
#   EDGE_TRUSTED_PROXIES     proxies in front: addresses or blocks, with spaces between; their X-Forwarded-For says who the visitor is
#   EDGE_TLS_CERT, _KEY      PEM files: TLS 1.2 and 1.3 with HTTP/2 instead of plain HTTP

EDGE_TLS_CERT=${EDGE_TLS_CERT:-} EDGE_TLS_KEY=${EDGE_TLS_KEY:-}
EDGE_SCHEME=http
[ -z "$EDGE_TLS_CERT" ] || EDGE_SCHEME=https

# Before the daemons start: their FRONTEND_URL names the edge.
settle_edge() {
    local asked=${EDGE_PORT:-}
    if [ -z "$asked" ]; then
        EDGE_PORT=3010
        ! port_taken "$EDGE_PORT" || {
            EDGE_PORT=$(free_port)
            say "port 3010 is held by $(port_holder 3010): the edge takes $EDGE_PORT (EDGE_PORT chooses another)"
        }
    else
        ! port_taken "$asked" || die "port $asked (EDGE_PORT) is held by $(port_holder "$asked")"
    fi
    EDGE_URL=$EDGE_SCHEME://localhost:$EDGE_PORT
    FRONTEND_URL=${FRONTEND_URL:-$EDGE_URL,$EDGE_SCHEME://127.0.0.1:$EDGE_PORT}
}

write_edge() {
    local listen="listen ${EDGE_HOST:-127.0.0.1}:$EDGE_PORT" hsts='' proxies
    if [ -n "$EDGE_TLS_CERT" ]; then
        listen+=" ssl http2; ssl_certificate \"$EDGE_TLS_CERT\"; ssl_certificate_key \"${EDGE_TLS_KEY:?EDGE_TLS_CERT needs EDGE_TLS_KEY}\";"
        listen+=" ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:tls:4m; ssl_session_tickets off;"
        hsts='add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;'
    else
        listen+=';'
    fi
    proxies=$(edge_proxies ${EDGE_TRUSTED_PROXIES:-}) || die "EDGE_TRUSTED_PROXIES=$EDGE_TRUSTED_PROXIES: addresses or blocks are wanted"
    mkdir -p "$RUN/edge" "$RUN/log"
    sed -e "s|@WORKERS@|auto|" -e "s|@CONNECTIONS@|4096|" -e "s|@PROXIES@|$proxies|" -e "s|@RUN@|$RUN|g" -e "s|@WEB@|$ROOT/web|g" -e "s|@LISTEN@|$listen|" -e "s|@HSTS@|$hsts|" \
        -e "s|@STYLEGUIDE@|location /styleguide/ { alias \"$ROOT/edge/styleguide/\"; index index.html; expires 0; }|" \
        -e "s|@AUTH@|$(edge_servers auth)|" -e "s|@APPOINTMENT@|$(edge_servers appointment)|" \
        -e "s|@NOTIFICATION@|$(edge_servers notification)|" "$ROOT/edge/nginx.conf" >"$RUN/edge/nginx.conf"
}

# edge_proxies BLOCK…: nginx's words for them.
edge_proxies() {
    local block
    for block; do
        [[ $block =~ ^[0-9a-fA-F.:]+(/[0-9]+)?$ ]] || return 1
        printf 'set_real_ip_from %s; ' "$block"
    done
    [ $# = 0 ] || printf 'real_ip_header X-Forwarded-For; real_ip_recursive on;'
}

# The replicas of one daemon, as nginx's server lines.
edge_servers() {
    local port
    for port in ${PORTS[$1]} ${REPLICA_PORTS[$1]:-}; do printf 'server 127.0.0.1:%s max_fails=0; ' "$port"; done
}

start_edge() {
    local start
    start=$(now_ms)
    write_edge
    chmod -R a+rX "$ROOT/web" # nginx' workers are another user when we are root
    process_spawn "$RUN" edge /usr/sbin/nginx -e stderr -c "$RUN/edge/nginx.conf"
    process_answers "$RUN" edge 20 edge_ready || {
        show_log "$RUN/log/edge.log" 20
        die "the edge does not answer"
    }
    done_in "$start" "edge on $EDGE_URL"
}

edge_ready() {
    curl -skf -o /dev/null --max-time 2 "$EDGE_SCHEME://127.0.0.1:$EDGE_PORT/"
}

stop_edge() { process_stop "$RUN" edge TERM 5; }
