# What scripts/test --compose needs: a Docker engine, Compose, and root file systems for stand-ins of the images, which cannot be
# pulled here. Everything comes from Debian and is unpacked below .local/compose: no package is installed and nothing of the machine
# changed. Sourced by scripts/install after common.sh and packages.sh.

ENGINE=$LOCAL/compose
ENGINE_PACKAGES=(docker.io containerd runc tini iptables debootstrap libdevmapper1.02.1 libip4tc2 libip6tc2 libxtables12 libmnl0
    libnetfilter-conntrack3 libnfnetlink0 libnftnl11 libseccomp2 libsystemd0)
# Compose v2 is Debian 13's; 12 has 1.29, which does not know `name:`. Both run here: nothing of it is linked to a newer library.
COMPOSE_SUITE=trixie COMPOSE_VERSION=2.26.1
# For the stand-ins of postgres, redis and kafka, and of nginx, which must be 1.27.3 or newer. python3 of the second is for the
# local broker, whose binary needs a newer libc than Debian 12's.
STORE_PACKAGES=(dash bash coreutils sed grep findutils util-linux libc-bin base-files postgresql-15 redis-server redis-tools)
EDGE_SUITE=forky
EDGE_PACKAGES=(dash bash coreutils sed grep libc-bin base-files nginx curl python3-minimal libpython3-stdlib libgcc-s1)

# Whether this machine can: root, for the engine's namespaces, on Debian 12, whose packages they are.
engine_reason_not() {
    [ "$(id -u)" = 0 ] || { echo "not root" && return; }
    grep -q '^VERSION_CODENAME=bookworm' /etc/os-release || { echo "not Debian 12" && return; }
    grep -qw overlay /proc/filesystems || { echo "no overlay file system" && return; }
    unshare -n -m --propagation private true 2>/dev/null || echo "no namespaces"
}

install_engine() {
    local start reason
    reason=$(engine_reason_not)
    [ -z "$reason" ] || die "no engine can be started here: $reason"
    start=$(now_ms)
    mkdir -p "$ENGINE"
    rm -rf "$ENGINE"/{fetch,root,clone}-* # of a run that was killed
    made engine "${ENGINE_PACKAGES[*]}" make_engine
    made compose "$COMPOSE_SUITE $COMPOSE_VERSION" make_compose
    made base "$(dockerfile_packages)" make_base
    made stores "${STORE_PACKAGES[*]}" make_root stores bookworm "${STORE_PACKAGES[@]}"
    made edge "$EDGE_SUITE ${EDGE_PACKAGES[*]}" make_root edge "$EDGE_SUITE" "${EDGE_PACKAGES[@]}"
    done_in "$start" "Docker engine, Compose and root file systems in $ENGINE"
}

# made NAME RECIPE COMMAND…: runs it unless that was done by the same recipe. Another recipe makes it anew.
made() {
    local name=$1 recipe=$2
    shift 2
    [ "$(cat "$ENGINE/$name.made" 2>/dev/null)" != "$recipe" ] || return 0
    rm -f "$ENGINE/$name.made"
    "$@" >"$ENGINE/$name.log" 2>&1 || {
        tail -n 5 "$ENGINE/$name.log" >&2
        die "$name could not be made (whole log in $ENGINE/$name.log)"
    }
    printf '%s' "$recipe" >"$ENGINE/$name.made"
}

# The mirror that this machine's own sources name.
debian_mirror() {
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' | awk '$1 ~ /^(bookworm|stable)$/ && $2 == "main" { print $3; exit }'
}

# apt_of SUITE ARGUMENT…: apt-get with a configuration of its own, and lists of today. STATUS names the packages that count as
# installed (none).
apt_of() {
    local suite=$1 folder=$ENGINE/apt/$1
    shift
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    if [ -z "$(find "$folder/sources.list" -mmin -1440 2>/dev/null)" ]; then
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $suite main" >"$folder/sources.list.new"
        mv "$folder/sources.list.new" "$folder/sources.list"
        apt_of "$suite" -q update || { rm "$folder/sources.list" && return 1; }
    fi
    apt-get -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$folder/lists" \
        -o Dir::Cache="$folder/cache" -o Dir::State::status="${STATUS:-/dev/null}" -o APT::Sandbox::User=root \
        -o APT::Install-Recommends=false "$@"
}

# unpacked SUITE FOLDER PACKAGE…: these alone, without what they need.
unpacked() {
    local suite=$1 folder=$2 work deb
    shift 2
    work=$(mktemp -d "$ENGINE/fetch-XXXXXX")
    (cd "$work" && apt_of "$suite" -q download "$@") || return
    rm -rf "$folder"
    mkdir -p "$folder"
    for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$folder" || return; done
    rm -rf "$work"
}

make_engine() {
    unpacked bookworm "$ENGINE/engine" "${ENGINE_PACKAGES[@]}" || return
    # What update-alternatives would link.
    ln -sf xtables-nft-multi "$ENGINE/engine/usr/sbin/iptables"
    ln -sf xtables-nft-multi "$ENGINE/engine/usr/sbin/ip6tables"
}

make_compose() {
    unpacked "$COMPOSE_SUITE" "$ENGINE/compose" docker-compose || return
    mkdir -p "$ENGINE/config/cli-plugins"
    ln -sf "$ENGINE/compose/usr/libexec/docker/cli-plugins/docker-compose" "$ENGINE/config/cli-plugins/docker-compose"
    "$ENGINE/config/cli-plugins/docker-compose" version | grep -F "$COMPOSE_VERSION"
}

# Every package that the Dockerfile installs, with the version it asks for.
dockerfile_packages() {
    sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' "$ROOT/Dockerfile" | sed -n "s/.*apt-get install -y --no-install-recommends \([^&]*\).*/\1/p" | tr -d "'" | tr -s ' \n' ' '
}

# Debian 12 as debootstrap makes it, with a package source inside that has what the Dockerfile installs. In memory: on a disk the
# installer's fsync is most of the time; the mount ends with its namespace.
make_base() {
    unshare -m bash -c '
        set -euo pipefail
        ROOT=$1 LOCAL=$2
        . "$ROOT/scripts/lib/common.sh" && . "$ROOT/scripts/lib/install/engine.sh"
        base=$ENGINE/base && mkdir -p "$base" && mount -t tmpfs base "$base"
        PATH=$ENGINE/engine/usr/sbin:$PATH DEBOOTSTRAP_DIR=$ENGINE/engine/usr/share/debootstrap \
            debootstrap --variant=minbase bookworm "$base" "$(debian_mirror)"
        rm -rf "$base"/var/cache/apt/*.bin "$base"/var/cache/apt/archives/*.deb "$base"/var/lib/apt/lists/*
        read -ra names <<<"$(dockerfile_packages)"
        rm -rf "$ENGINE/apt/bookworm/cache/archives"
        STATUS=$base/var/lib/dpkg/status apt_of bookworm -q -y -d install "${names[@]}"
        mkdir "$base/repository" && cp "$ENGINE/apt/bookworm/cache/archives"/*.deb "$base/repository"
        cd "$base/repository"
        for deb in *.deb; do
            dpkg-deb -f "$deb"
            printf "Filename: ./%s\nSize: %s\nSHA256: %s\n\n" "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d" " -f1)"
        done >Packages
        echo "deb [trusted=yes] file:/repository ./" >"$base/etc/apt/sources.list"
        tar -C "$base" --exclude=./proc/* --exclude=./sys/* -cf "$ENGINE/base.tar" .' bash "$ROOT" "$LOCAL"
}

# make_root NAME SUITE PACKAGE…: these and what they need, unpacked and not configured: enough to run a server from.
make_root() {
    local name=$1 suite=$2 root archives deb
    shift 2
    archives=$ENGINE/apt/$suite/cache/archives
    rm -rf "$archives"
    apt_of "$suite" -q -y -d install "$@" || return
    root=$(mktemp -d "$ENGINE/root-XXXXXX")
    chmod 755 "$root"
    mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{etc,proc,sys,dev,run,root} "$root"/{tmp,var/tmp}
    chmod 1777 "$root/tmp" "$root/var/tmp"
    ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
    # Through tar: dpkg-deb -x would put a folder in the place of the links /bin, /sbin and /lib.
    for deb in "$archives"/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" --keep-directory-symlink -xf - || return; done
    printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' >"$root/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
    chroot "$root" ldconfig && tar -C "$root" -cf "$ENGINE/$name.tar" . && rm -rf "$root"
}
