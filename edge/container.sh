#!/bin/sh
# Start of the edge's image: fills in nginx.conf for containers and becomes nginx.
#
#   EDGE_TRUSTED_PROXIES   proxies in front: addresses or blocks, with spaces between; their X-Forwarded-For says who the visitor is
set -eu
mkdir -p /tmp/log /tmp/edge
ln -sf /dev/stdout /tmp/log/edge.access.log

proxies=''
for block in ${EDGE_TRUSTED_PROXIES:-}; do
    case $block in
    *[!0-9a-fA-F.:/]*) echo "EDGE_TRUSTED_PROXIES: $block is no address and no block" >&2 && exit 1 ;;
    esac
    proxies="${proxies}set_real_ip_from $block; "
done
[ -z "$proxies" ] || proxies="${proxies}real_ip_header X-Forwarded-For; real_ip_recursive on;"

# Replicas come and go: the engine's name server is asked again each second (nginx 1.27.3 or newer).
replicas() { echo "zone $1 64k; resolver 127.0.0.11 valid=1s ipv6=off; resolver_timeout 2s; server $1:$2 resolve max_fails=0;"; }

# One worker: the container has one core.
sed -e 's|@WORKERS@|1|' -e 's|@CONNECTIONS@|16000|' -e 's|@RUN@|/tmp|g' -e 's|@WEB@|/usr/share/nginx/html|' -e 's|@LISTEN@|listen 3010;|' \
    -e 's|@HSTS@||' -e 's|@STYLEGUIDE@||' -e "s|@PROXIES@|$proxies|" -e "s|@AUTH@|$(replicas auth 3001)|" \
    -e "s|@APPOINTMENT@|$(replicas appointment 3002)|" -e "s|@NOTIFICATION@|$(replicas notification 3003)|" \
    /etc/clinic/nginx.conf >/tmp/nginx.conf
exec nginx -e stderr -c /tmp/nginx.conf
