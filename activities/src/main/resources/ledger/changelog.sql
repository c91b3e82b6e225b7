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
