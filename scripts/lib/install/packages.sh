# The toolchain and the Debian packages. Sourced by scripts/install after common.sh.

PACKAGES=(
    libpq-dev libhiredis-dev librdkafka-dev libssl-dev libcrypt-dev libcurl4-openssl-dev pkg-config # what the daemons link
    postgresql-15 redis-server nginx                                           # private copies run beside them
    chromium chromium-driver                                                   # what the browser tests drive
    zbar-tools oathtool                                                        # what the tests of second factors ask
    curl jq kcat python3 python3-yaml git ca-certificates tzdata procps iproute2 util-linux # what scripts and tests call
)
SERVICES=(postgresql-15 redis-server nginx)

# Package.swift names the oldest toolchain that reads it; that is the one we ask for.
require_swift() {
    local wanted found
    wanted=$(sed -n '1s/.*swift-tools-version: *\([0-9.]*\).*/\1/p' "$ROOT/Package.swift")
    command -v swift >/dev/null ||
        die "no Swift toolchain on the PATH: version $wanted or newer is needed, see https://www.swift.org/install/linux/debian/12/"
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$found" ] || die "'swift --version' does not answer; is the toolchain complete?"
    [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
        die "Swift $found is too old: version $wanted or newer is needed, see https://www.swift.org/install/linux/debian/12/"
}

# missing_packages NAME…: those that are not installed, one a line.
missing_packages() {
    local installed name
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for name; do
        grep -qxF "installed $name" <<<"$installed" || echo "$name"
    done
}

# install_packages EXTRA…: PACKAGES and the extra ones, only what is missing.
install_packages() {
    local missing
    command -v dpkg-query >/dev/null || die "this installs Debian packages; on another system install: ${PACKAGES[*]}"
    mapfile -t missing < <(missing_packages "${PACKAGES[@]}" "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    as_root true || die "not root and no sudo; as root run: apt-get install --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    without_starting_services apt_install "${missing[@]}"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

apt_install() {
    local log=$LOCAL/apt.log
    mkdir -p "$LOCAL"
    as_root apt-get -q update >"$log" 2>&1 || say "apt-get update failed (see $log); trying with the lists that are there"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@" >>"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        die "apt-get could not install: $* (whole log in $log)"
    }
}

# Runs a command while a policy forbids package scripts to start services; the policy that was there comes back after
# it. A service whose package was not installed before is taken out of the boot as well.
without_starting_services() {
    local policy=/usr/sbin/policy-rc.d fresh name status=0
    mapfile -t fresh < <(missing_packages "${SERVICES[@]}")
    # One with our mark was left by a run that was killed; it is not the machine's own.
    [ ! -e $policy ] || grep -q "clinic's scripts/install" $policy || as_root mv $policy $policy.before-clinic
    trap restore_policy EXIT
    printf "#!/bin/sh\n# for the time of clinic's scripts/install\nexit 101\n" | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
    ("$@") || status=$?
    restore_policy
    trap - EXIT
    [ $status = 0 ] || exit $status
    if command -v systemctl >/dev/null; then
        for name in "${fresh[@]%-15}"; do
            as_root systemctl disable --quiet "$name" >/dev/null 2>&1 || true
        done
    fi
}

restore_policy() {
    local policy=/usr/sbin/policy-rc.d
    as_root rm -f $policy
    [ ! -e $policy.before-clinic ] || as_root mv $policy.before-clinic $policy
}
