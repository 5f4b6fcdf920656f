# `scripts/up --compose`: the same system in containers. Sourced by scripts/up.

# Made once, readable by its owner alone: .env.example with a secret of its own behind every empty name that ends in SECRET or
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
            [ -n "$optional" ] || [[ ! $line =~ ^[A-Z_]+_(SECRET|PASSWORD)=$ ]] || line+=$(random_secret)
            printf '%s\n' "$line"
        done <"$ROOT/.env.example" >"$file.new"
    )
    mv "$file.new" "$file"
    say "  secrets made: $file"
}

compose_up() {
    make_dotenv
    docker compose version >/dev/null 2>&1 || die "no Docker with Compose on this machine; $ROOT/.env is ready for one that has it"
    cd "$ROOT"
    docker compose up --build --detach --wait || die "the containers are not all up; docker compose logs tells why"
    say "http://localhost:$(sed -n 's/^EDGE_PORT=//p' "$ROOT/.env")     docker compose down ends it"
}
