-- A log that was rolled back, or came from another server, is gone on with in a new tree, whose first leaf says so. The old one is kept
-- beside it, to be looked at: its leaves, tiles and checkpoints in tables with its number, its head here.

ALTER TABLE audit_head
    -- How many leaves the tree had when it was begun anew, and the transaction from which on those of this server follow.
    ADD COLUMN restart_size bigint NOT NULL DEFAULT 0,
    ADD COLUMN restart_xid xid8 NOT NULL DEFAULT '0',
    -- It was found on another server than the one it has grown on, and stays so when this one's transactions overtake it.
    ADD COLUMN is_elsewhere boolean NOT NULL DEFAULT false;

CREATE TABLE audit_eras (
    era           smallint PRIMARY KEY,
    size          bigint      NOT NULL,
    frontier      bytea[]     NOT NULL,
    xid           xid8        NOT NULL,
    entry_id      uuid        NOT NULL,
    minimum_index bigint      NOT NULL,
    origin        text        NOT NULL,
    restart_size  bigint      NOT NULL,
    restart_xid   xid8        NOT NULL,
    is_elsewhere  boolean     NOT NULL,
    ended         timestamptz NOT NULL
);

CREATE TRIGGER audit_eras_grow BEFORE UPDATE OR DELETE ON audit_eras FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_eras_stay BEFORE TRUNCATE ON audit_eras EXECUTE FUNCTION audit_refuse();

-- Makes the tables of the next tree. The one in use stays as it is, and is read meanwhile.
CREATE FUNCTION audit_next_tree() RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['audit_leaves', 'audit_tiles', 'audit_checkpoints'] LOOP
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part || '_next', part);
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_refuse()', part || '_grow', part || '_next');
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()', part || '_stay', part || '_next');
    END LOOP;
END
$$;

CREATE FUNCTION audit_rename(part text, called text) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    rule text;
BEGIN
    FOR rule IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = to_regclass(quote_ident(part)) AND contype IN ('p', 'u') AND starts_with(conname::text, part)
    LOOP
        EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', part, rule, called || substr(rule, length(part) + 1));
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', part, called);
END
$$;

-- Puts the next tree into the place of the one in use, which gets its number.
CREATE FUNCTION audit_end_era(era bigint) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['audit_leaves', 'audit_tiles', 'audit_checkpoints'] LOOP
        PERFORM audit_rename(part, part || '_' || era);
        PERFORM audit_rename(part || '_next', part);
    END LOOP;
END
$$;
