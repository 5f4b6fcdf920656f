#!/bin/sh
# Run by the PostgreSQL image when its data folder is new: makes the service's database and the role that owns it, which is no
# superuser. What the server writes about errors in it names nobody: no values of rows (terse), no statements, no parameters, whatever the
# server's own settings are; the role cannot change that.
set -eu
psql -v ON_ERROR_STOP=1 -v role="$OWNER" -v database="${OWNER}_db" -v password="$OWNER_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
ALTER DATABASE :"database" SET log_error_verbosity = terse;
ALTER DATABASE :"database" SET log_min_error_statement = panic;
ALTER DATABASE :"database" SET log_statement = none;
ALTER DATABASE :"database" SET log_min_duration_statement = -1;
ALTER DATABASE :"database" SET log_parameter_max_length = 0;
ALTER DATABASE :"database" SET log_parameter_max_length_on_error = 0;
SQL
