-- Made by pg_dump --inserts --no-owner from a database at version 1 of the schema in MigrationTests.swift.
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: friend; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.friend (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    photo bytea,
    weight double precision
);

ALTER TABLE ONLY public.friend FORCE ROW LEVEL SECURITY;


--
-- Name: house; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.house (
    id bigint NOT NULL,
    name text NOT NULL
);


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    number bigint NOT NULL,
    name text NOT NULL,
    applied_at bigint NOT NULL
);


--
-- Data for Name: friend; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.friend VALUES (1, 1, '太郎', '\x00ff', 70.5);
INSERT INTO public.friend VALUES (1, 2, '髙橋 花子', NULL, NULL);
INSERT INTO public.friend VALUES (2, 1, '次郎', NULL, 60);


--
-- Data for Name: house; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.house VALUES (1, '本社');
INSERT INTO public.house VALUES (2, '支社');


--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_migration VALUES (1, 'people', 1704067200000);


--
-- Name: friend friend_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.friend
    ADD CONSTRAINT friend_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: house house_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.house
    ADD CONSTRAINT house_pkey PRIMARY KEY (id);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);


--
-- Name: friend friend_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.friend
    ADD CONSTRAINT friend_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.house(id);


--
-- Name: friend; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.friend ENABLE ROW LEVEL SECURITY;

--
-- Name: friend tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.friend USING (((tenant_id = ( SELECT (NULLIF(NULLIF(current_setting('anpi.tenant'::text, true), '*'::text), ''::text))::bigint AS "nullif")) OR ( SELECT (current_setting('anpi.tenant'::text, true) = '*'::text)))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(NULLIF(current_setting('anpi.tenant'::text, true), '*'::text), ''::text))::bigint AS "nullif")) OR ( SELECT (current_setting('anpi.tenant'::text, true) = '*'::text))));


--
-- Name: TABLE friend; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.friend TO anpi_app;


--
-- Name: TABLE house; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.house TO anpi_app;


--
-- Name: TABLE schema_migration; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.schema_migration TO anpi_app;


--
-- PostgreSQL database dump complete
--


