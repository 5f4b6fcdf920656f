#!/usr/bin/env bash
# For tests: an authority (ca), what it has signed for a server at 127.0.0.1, localhost and the names (server) and for a client, and an
# authority that has signed none of them (stranger), as PEM files .crt and .key in a folder.
#
# usage: scripts/lib/engines/certificates.sh FOLDER CLIENT_NAME [NAME…]
set -euo pipefail
umask 077
cd "$1"
client=$2
shift 2
names=$(printf ',DNS:%s' localhost "$@")

curve=(-nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256)

own() {
    openssl req -new -x509 -days 2 "${curve[@]}" -subj "/CN=$1" -keyout "$2.key" -out "$2.crt"
}

sign() {
    openssl req -new "${curve[@]}" -subj "/CN=$1" -keyout "$2.key" -out "$2.csr"
    echo "subjectAltName=IP:127.0.0.1$names" >"$2.ext"
    openssl x509 -req -days 2 -in "$2.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -extfile "$2.ext" -out "$2.crt"
}

own authority ca
own stranger stranger
sign localhost server
sign "$client" client
