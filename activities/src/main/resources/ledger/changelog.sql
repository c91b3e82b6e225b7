--liquibase formatted sql

--changeset drydock:1-tables
--comment: no foreign keys: their checks lock the row they find, for which the owner would have to keep the right to UPDATE
CREATE TABLE runs (
  run text PRIMARY KEY,
  database text NOT NULL,
  number integer NOT NULL,
  app text NOT NULL,
  version text NOT NULL,
  requester text NOT NULL,
  workflow_id text NOT NULL,
  execution text NOT NULL UNIQUE,
  opened_at timestamptz NOT NULL,
  UNIQUE (database, number)
);
CREATE TABLE events (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run text NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  data jsonb NOT NULL,
  prev_hash text NOT NULL,
  hash text NOT NULL,
  UNIQUE (run, kind, key),
  UNIQUE (run, prev_hash)
);
CREATE INDEX events_by_run ON events (run, seq);
CREATE TABLE steps (
  seq bigint PRIMARY KEY,
  run text NOT NULL,
  step text NOT NULL,
  undo boolean NOT NULL,
  deed text NOT NULL,
  attempt integer,
  state text NOT NULL,
  at timestamptz NOT NULL,
  error text
);
CREATE TABLE decisions (
  seq bigint PRIMARY KEY,
  run text NOT NULL,
  gate text NOT NULL,
  actor text NOT NULL,
  approve boolean NOT NULL,
  digest text NOT NULL,
  source text NOT NULL,
  reason text,
  at timestamptz NOT NULL
);
CREATE TABLE artifacts (
  digest text PRIMARY KEY,
  kind text NOT NULL,
  size_bytes bigint NOT NULL,
  gzip bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE names (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run text NOT NULL,
  name text NOT NULL,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX names_newest ON names (run, name, seq DESC);

--changeset drydock:1-cards
--comment: where a card is in Slack: may change, and is no part of what an auditor reads
CREATE TABLE cards (
  run text PRIMARY KEY,
  channel text NOT NULL,
  ts text,
  told_seq bigint NOT NULL DEFAULT 0
);

--changeset drydock:1-append-only splitStatements:false
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % of %.% refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION check_event() RETURNS trigger LANGUAGE plpgsql SET search_path = drydock, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM runs WHERE run = NEW.run) THEN
    RAISE EXCEPTION 'there is no run %', NEW.run USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF NEW.kind <> 'DECISION_REFUSED'
     AND NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION '% may add refused decisions only, not %', current_user, NEW.kind
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['runs', 'events', 'steps', 'decisions', 'artifacts', 'names'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', t);
  END LOOP;
END $$;
CREATE TRIGGER check_event BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION check_event();

--changeset drydock:2-card-leases
--comment: which bot may write a card, until when, and what it had begun; a card without a message may have been sent
ALTER TABLE cards
  ADD COLUMN holder text,
  ADD COLUMN held_until timestamptz NOT NULL DEFAULT '-infinity',
  ADD COLUMN posting boolean NOT NULL DEFAULT false,
  ADD COLUMN telling_seq bigint NOT NULL DEFAULT 0,
  ADD COLUMN look text;
UPDATE cards SET posting = ts IS NULL;

--changeset drydock:3-installation
--comment: what tells the runs of this ledger from those of another: both may have a keeper-41
CREATE TABLE installation (id text NOT NULL);
INSERT INTO installation SELECT md5(random()::text || clock_timestamp()::text || coalesce(inet_server_addr()::text, ''));

--changeset drydock:4-add-event splitStatements:false
--comment: who may not INSERT adds refused decisions by a function that sees to seq, time and chain itself, so that it can break none
CREATE FUNCTION event_hash(previous text, run text, at timestamptz, kind text, key text, data jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  -- the time as ISO 8601 with no more than the groups of three digits that it needs; Link says of what a hash is made
  SELECT 'sha256:' || encode(sha256(convert_to(concat_ws(E'\n', previous, run,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
      || regexp_replace(to_char(at AT TIME ZONE 'UTC', '.US'), '(\.000)?000$', '') || 'Z',
    kind, key, data::text), 'UTF8')), 'hex')
$$;
CREATE FUNCTION add_event(of_run text, of_kind text, of_key text, fact jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, drydock, pg_temp AS $$
DECLARE
  previous text;
  at timestamptz;
  added bigint;
BEGIN
  -- one after the other, so that seq becomes visible in its own order: who has read up to 41 never finds a 40 later
  PERFORM pg_advisory_xact_lock(hashtextextended('drydock ledger', 0));
  IF EXISTS (SELECT FROM events e WHERE e.run = of_run AND e.kind = of_kind AND e.key = of_key) THEN
    RETURN NULL;
  END IF;
  previous := coalesce((SELECT e.hash FROM events e WHERE e.run = of_run ORDER BY e.seq DESC LIMIT 1), '');
  at := clock_timestamp();
  INSERT INTO events (run, at, kind, key, data, prev_hash, hash)
  VALUES (of_run, at, of_kind, of_key, fact, previous, event_hash(previous, of_run, at, of_kind, of_key, fact))
  RETURNING seq INTO added;
  RETURN added;
END $$;
CREATE FUNCTION add_refusal(of_run text, refusal jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, drydock, pg_temp AS $$
BEGIN
  -- what cannot be read would end each later audit of the run
  IF coalesce(refusal ->> 'source', '') NOT IN ('SLACK', 'CLI') OR octet_length(refusal::text) > 65536 THEN
    RAISE EXCEPTION 'no refused decision, or too long for one' USING ERRCODE = 'check_violation';
  END IF;
  RETURN add_event(of_run, 'DECISION_REFUSED', gen_random_uuid()::text, jsonb_build_object(
    'run', of_run, 'actor', refusal ->> 'actor', 'source', refusal ->> 'source',
    'what', refusal ->> 'what', 'why', refusal ->> 'why'));
END $$;
REVOKE ALL ON FUNCTION event_hash, add_event, add_refusal FROM PUBLIC;
CREATE OR REPLACE FUNCTION check_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, drydock, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM runs WHERE run = NEW.run) THEN
    RAISE EXCEPTION 'there is no run %', NEW.run USING ERRCODE = 'foreign_key_violation';
  END IF;
  -- whatever is granted: a worker of an earlier version grants INSERT at its start
  IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION '% may add refused decisions only, by add_refusal', current_user
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
