# The release build of the daemons. Sourced by scripts/up; SERVICES is set by it.

BIN=${BIN:-$ROOT/.build/release}

# Something that the daemons are built from is newer than the last build. Directories count, so that a removed file does.
build_is_stale() {
    local service
    [ -e "$ROOT/.build/release.stamp" ] || return 0
    for service in "${SERVICES[@]}"; do [ -x "$BIN/$service" ] || return 0; done
    [ -n "$(find "$ROOT/Package.swift" "$ROOT/Sources" -newer "$ROOT/.build/release.stamp" -print -quit)" ]
}

build_daemons() {
    local service start stamp
    build_is_stale || {
        say "     built already"
        return 0
    }
    start=$(now_ms)
    stamp=$(mktemp) # as old as the beginning: what is saved during the build is built next time
    say "building (the first time takes some minutes)"
    for service in "${SERVICES[@]}"; do
        (cd "$ROOT" && swift build -c release --static-swift-stdlib --product "$service") || {
            rm -f "$stamp"
            die "the build of $service failed"
        }
    done
    mv "$stamp" "$ROOT/.build/release.stamp"
    done_in "$start" "built"
}
