# Python programs out of PyPI that tests run: each version in a folder of its own below .local/python. Sourced after common.sh,
# packages.sh and broker.sh, which has pip_command.

OIDC_PROVIDER=oidc-provider-mock==0.3.4
MAIL_SERVER=aiosmtpd==1.4.6
SELENIUM=selenium==4.27.1
AXE=axe-core-python==0.1.0
ICALENDAR=icalendar==7.3.2
SCHEMATHESIS=schemathesis==4.32.5
# For the library inside it: a librdkafka years newer than Debian's (scripts/test --librdkafka).
LIBRDKAFKA=confluent-kafka==2.16.1

# python_path NAME==VERSION: where it is; to be put into PYTHONPATH.
python_path() {
    echo "$LOCAL/python/${1/==/-}"
}

install_python() {
    local requirement=$1 path pip
    path=$(python_path "$requirement")
    ! [ -d "$path" ] || return 0
    say "fetching $requirement from PyPI"
    read -ra pip <<<"$(pip_command)"
    rm -rf "$path.new"
    mkdir -p "$path.new"
    "${pip[@]}" install --quiet --only-binary :all: --target "$path.new" "$requirement" >"$path.log" 2>&1 || {
        tail -n 5 "$path.log" >&2
        die "$requirement could not be fetched from PyPI"
    }
    mv "$path.new" "$path"
}
