# The local Kafka-compatible broker: one binary out of the PyPI wheel noida-db, pinned by its SHA-256. It is not Apache
# Kafka; scripts/broker/guard.py says what it is good for. Sourced after common.sh. Sets BROKER, the binary's path.

BROKER_VERSION=0.2.3
BROKER=$LOCAL/broker/noida-db-$BROKER_VERSION

broker_sha256() {
    case $(uname -m) in
    x86_64) echo d723e9d728b1d2005f0ee74f0c3696ba11aa021c280f869b6d095e6a87e357b7 ;;
    aarch64) echo 1312e49c0e700d59dbef1a7cc5b456b4386be1ace6a4e723c13f25bc99bbd768 ;;
    *) return 1 ;;
    esac
}

broker_is_right() {
    [ -x "$BROKER" ] && echo "$(broker_sha256)  $BROKER" | sha256sum --check --status
}

# A pip that works, as the words to call it with; python3-pip is installed only when there is none.
pip_command() {
    local python
    for python in "$PYTHON" python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then
            echo "$python -m pip"
            return
        fi
    done
    install_packages python3-pip >&2
    echo "$PYTHON -m pip"
}

install_broker() {
    local pip work
    broker_sha256 >/dev/null || die "there is no local broker for $(uname -m): give your own through KAFKA_BROKERS"
    ! broker_is_right || return 0
    say "fetching the local broker (noida-db $BROKER_VERSION from PyPI)"
    read -ra pip <<<"$(pip_command)"
    mkdir -p "$LOCAL/broker"
    work=$(mktemp -d "$LOCAL/broker/fetch.XXXXXX")
    "${pip[@]}" download --quiet --no-deps --only-binary :all: --dest "$work" "noida-db==$BROKER_VERSION" >"$work/log" 2>&1 || {
        tail -n 5 "$work/log" >&2
        rm -rf "$work"
        die "the broker could not be fetched from PyPI"
    }
    "$PYTHON" -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("noida_db/noida-db", sys.argv[2])' "$work"/*.whl "$work"
    chmod 755 "$work/noida_db/noida-db"
    mv "$work/noida_db/noida-db" "$BROKER"
    rm -rf "$work"
    broker_is_right || {
        rm -f "$BROKER"
        die "the broker's SHA-256 is not the pinned one"
    }
}
