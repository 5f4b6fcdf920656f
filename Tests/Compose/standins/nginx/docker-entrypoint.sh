#!/bin/sh
# A stand-in for the start script of the image nginx:1.30-trixie.
set -e
exec "$@"
