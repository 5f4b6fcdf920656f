# `scripts/up --compose`: the same system in containers. Sourced by scripts/up after demo.sh.

# Made once, readable by its owner alone: .env.example with a secret of its own behind every empty name that ends in SECRET, KEY or
# PASSWORD, up to what is optional.
make_dotenv() {
    local line file=$ROOT/.env optional=''
    if [ -e "$file" ]; then
        say "  using $file"
        return 0
    fi
    (
        umask 077
        while IFS= read -r line; do
            [[ ! $line =~ ^'# Optional' ]] || optional=1
            [ -n "$optional" ] || [[ ! $line =~ ^[A-Z_]+_(SECRET|PASSWORD|KEY)=$ ]] || line+=$(random_secret)
            printf '%s\n' "$line"
        done <"$ROOT/.env.example" >"$file.new"
    )
    mv "$file.new" "$file"
    say "  secrets made: $file"
}

# Compose names the first variable that is missing and stops: here all of them are named.
check_dotenv() {
    local name missing=()
    for name in $(grep -oE '\$\{[A-Z_]+:\?' "$ROOT/docker-compose.yml" | tr -d '${:?' | sort -u); do
        [ -n "${!name:-}" ] || grep -qE "^$name=." "$ROOT/.env" || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] || die "missing in $ROOT/.env: ${missing[*]} (a secret is made by: openssl rand -hex 32)"
}

compose_up() {
    local edge start
    start=$(now_ms)
    make_dotenv
    check_dotenv
    docker compose version >/dev/null 2>&1 || die "no Docker with Compose (version 2) on this machine; $ROOT/.env is ready for one that has it"
    cd "$ROOT"
    docker compose up --build --detach --wait || die "the containers are not all up; docker compose logs tells why"
    edge=$(docker compose port edge 3010)
    done_in "$start" "everything is up"
    mkdir -p "$LOCAL"
    write_tour "http://localhost:${edge##*:}" >"$LOCAL/tour.sh"
    cat <<TEXT

  the clinic    http://localhost:${edge##*:}   open it in a browser

  first admin   $(docker compose exec -T auth auth first-run-link 2>/dev/null || echo "there is one already")
  or            docker compose exec auth auth create-admin --email you@clinic.example
  a tour        bash $LOCAL/tour.sh   (needs curl, jq and python3)
  the end       docker compose down   (--volumes: and its data)
TEXT
}
