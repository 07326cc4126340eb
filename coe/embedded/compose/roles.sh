#!/bin/sh
# Runs once, when the Postgres container makes its data: both roles, and what the app role may do.
set -eu

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner_password COE_OWNER_PASSWORD
\getenv app_password COE_APP_PASSWORD
CREATE ROLE coe_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE coe_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
ALTER DATABASE coe OWNER TO coe_owner;
GRANT USAGE ON SCHEMA public TO coe_app;
ALTER DEFAULT PRIVILEGES FOR ROLE coe_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO coe_app;
ALTER DEFAULT PRIVILEGES FOR ROLE coe_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO coe_app;
SQL
