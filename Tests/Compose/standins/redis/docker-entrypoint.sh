#!/bin/sh
# A stand-in for the start script of the image redis:7-bookworm: options alone are the server's, and root becomes the user redis.
set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    chown -R redis .
    exec setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
exec "$@"
