#!/bin/sh
# Run by the PostgreSQL image when its data folder is new: makes the service's database and the role that owns it, which is no
# superuser.
set -eu
psql -v ON_ERROR_STOP=1 -v role="$OWNER" -v database="${OWNER}_db" -v password="$OWNER_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
SQL
