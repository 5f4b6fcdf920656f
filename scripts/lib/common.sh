# Shared by every command here: where things are, how a command speaks and ends, how it prints its own usage.
# Sourced, never run. Sets ROOT (the checkout), LOCAL (everything we create beside the build), PYTHON.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
LOCAL=$ROOT/.local
PYTHON=/usr/bin/python3
[ -x "$PYTHON" ] || PYTHON=$(command -v python3 || echo python3)

# Prints the comment block at the top of the running command.
usage() {
    sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
}

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# A wrong call: what was wrong, and where to look.
misuse() {
    printf '%s: %s (see %s --help)\n' "$(basename "$0")" "$*" "$0" >&2
    exit 2
}

# Prints one line, unless QUIET is set.
say() {
    [ -n "${QUIET:-}" ] || printf '%s\n' "$*"
}

# Milliseconds since the epoch; the point from which `done_in` counts.
now_ms() {
    local t=$EPOCHREALTIME
    echo $((${t%[.,]*} * 1000 + 10#${t#*[.,]} / 1000))
}

# done_in START_MS TEXT…: one line of progress with the time it took.
done_in() {
    local ms=$(($(now_ms) - $1))
    shift
    [ -n "${QUIET:-}" ] || printf '  %3d.%d s  %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "$*"
}

# until_ok SECONDS COMMAND…: tries the command until it succeeds; fails when the time is over.
until_ok() {
    local end=$(($(now_ms) + $1 * 1000))
    shift
    until "$@"; do
        [ "$(now_ms)" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# Text that nobody can guess: 32 random bytes in hexadecimal.
random_secret() {
    od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}
