-- Run once as a superuser: psql -f deploy/postgresql.sql
--
-- anpi_owner owns the tables and is used by `anpi migrate` only (ANPI_DATABASE_OWNER).
-- anpi_app is what the server connects as (ANPI_DATABASE). It owns nothing and cannot go around row-level security;
-- the server refuses to start as a role that could.
CREATE ROLE anpi_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE anpi_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE anpi OWNER anpi_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE anpi FROM PUBLIC;
GRANT CONNECT ON DATABASE anpi TO anpi_app;
-- Then give both a password with \password, or let them in by peer or certificate in pg_hba.conf.
