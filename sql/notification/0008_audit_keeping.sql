-- What of the access log goes when it is old. The log says so itself before, by an entry of its own; what goes without one is missed.

CREATE TABLE audit_keeping (
    -- 'details': addresses and the words of searches; 'entries': whole months.
    kind     text        PRIMARY KEY,
    -- What is from before goes.
    before   timestamptz NOT NULL DEFAULT 'epoch',
    -- Of entries: in which tree, how many, and below which place all of them are.
    era      smallint    NOT NULL DEFAULT 0,
    entries  bigint      NOT NULL DEFAULT 0,
    minimum  bigint      NOT NULL DEFAULT 0,
    -- Entries of transactions before are those that were counted.
    xid      xid8        NOT NULL DEFAULT '0',
    -- The entry that says so.
    entry_at timestamptz,
    entry_id uuid,
    -- How far it has been done, in the order of times and ids.
    done_at  timestamptz NOT NULL DEFAULT 'epoch',
    done_id  uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
);

INSERT INTO audit_keeping (kind) VALUES ('details'), ('entries');

-- Of which day the log was last checked, and until when somebody is at it.
CREATE TABLE audit_checks (
    day        date        NOT NULL DEFAULT 'epoch',
    ended      timestamptz NOT NULL DEFAULT 'epoch',
    holder     uuid,
    held_until timestamptz NOT NULL DEFAULT 'epoch',
    is_single  boolean     PRIMARY KEY DEFAULT true CHECK (is_single)
);

INSERT INTO audit_checks DEFAULT VALUES;

-- As before; and entries outside the partitions of months go, when the log says that those of their time do.
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME LIKE 'access_log%' THEN
        IF NEW.salt IS NULL AND NEW.private IS NULL
            AND to_jsonb(NEW) - '{salt,private}'::text[] = to_jsonb(OLD) - '{salt,private}'::text[]
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_checkpoints' THEN
        IF OLD.timestamp_token IS NULL AND to_jsonb(NEW) - 'timestamp_token' = to_jsonb(OLD) - 'timestamp_token' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND (TG_TABLE_NAME = 'access_log_rest' OR TG_TABLE_NAME LIKE 'access_subjects%') THEN
        IF OLD.at < (SELECT k.before FROM audit_keeping k WHERE k.kind = 'entries') THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % is not allowed: the access log only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_keeping_stays BEFORE DELETE ON audit_keeping FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keeping_is_kept BEFORE TRUNCATE ON audit_keeping EXECUTE FUNCTION audit_refuse();

-- Drops the partitions of a month ('202611'), unless the log is in another tree by now. What a wrong clock has put there since its entries were
-- counted stays, outside of the months. Detaching cannot be CONCURRENTLY where there is a default partition; so it waits for others that
-- briefly only, since whoever comes after it waits as well.
CREATE FUNCTION audit_drop_month(month text, in_era bigint, below bigint, since xid8) RETURNS boolean
    LANGUAGE plpgsql
    SET lock_timeout = '250ms'
AS $$
DECLARE
    entries  text := 'access_log_' || month;
    subjects text := 'access_subjects_' || month;
    opens    timestamptz := (month || '01')::date::timestamp AT TIME ZONE 'UTC';
    closes   timestamptz := ((month || '01')::date + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    PERFORM FROM audit_head WHERE era = in_era FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    LOCK TABLE ONLY access_log, ONLY access_subjects IN ACCESS EXCLUSIVE MODE;
    IF to_regclass(subjects) IS NOT NULL THEN
        EXECUTE format('ALTER TABLE access_subjects DETACH PARTITION %I', subjects);
        EXECUTE format('DROP TABLE %I', subjects);
    END IF;
    IF to_regclass(entries) IS NOT NULL THEN
        EXECUTE format('ALTER TABLE access_log DETACH PARTITION %I', entries);
        EXECUTE format(
            $late$
            WITH late AS (
                INSERT INTO access_log
                SELECT e.* FROM %I e
                WHERE e.xid >= $1 AND NOT EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = e.id AND l.index < $2)
                RETURNING at, id, subjects
            )
            INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM late ON CONFLICT DO NOTHING
            $late$, entries) USING since, below;
        EXECUTE format('DROP TABLE %I', entries);
    END IF;
    DELETE FROM access_subjects_rest s
    WHERE s.at >= opens AND s.at < closes AND NOT EXISTS (SELECT FROM access_log e WHERE e.at = s.at AND e.id = s.entry_id);
    RETURN true;
END
$$;
