-- Who has looked at whose data, and who has changed it: a log that only grows. A row is written in the transaction of the act itself; later
-- a sealer gives the rows their order and puts them into a tree whose signed roots leave the database. docs/trust.md says what that proves.

CREATE DOMAIN audit_action AS "char" CHECK (VALUE IN ('C', 'R', 'U', 'D', 'E'));

CREATE TABLE access_log (
    id             uuid         NOT NULL,
    -- Whose end says that nothing can appear any more in front of what is sealed.
    xid            xid8         NOT NULL DEFAULT pg_current_xact_id(),
    at             timestamptz  NOT NULL,
    event          text         NOT NULL,
    action         audit_action NOT NULL,
    -- 0 done, 4 refused, 8 failed.
    outcome        smallint     NOT NULL DEFAULT 0,
    actor_id       uuid,
    role           text         NOT NULL,
    client_id      text,
    session_id     uuid,
    token_id       uuid,
    purpose        text         NOT NULL,
    object_type    text,
    object_id      uuid,
    object_version bigint,
    -- Pseudonyms, in order, each once; empty: no patient's data.
    subjects       uuid[]       NOT NULL,
    times          integer      NOT NULL DEFAULT 1,
    trace_id       bytea,
    -- SHA-256 over salt and private, 32 octets of nought without them; both can go, and it goes on holding.
    commitment     bytea        NOT NULL,
    salt           bytea,
    private        text,

    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

-- In which they are sealed.
CREATE INDEX access_log_order ON access_log (xid, id);

-- By whose data it was.
CREATE TABLE access_subjects (
    subject  uuid        NOT NULL,
    at       timestamptz NOT NULL,
    entry_id uuid        NOT NULL,

    PRIMARY KEY (subject, at, entry_id)
) PARTITION BY RANGE (at);

-- What month a wrong clock may say: nobody is refused for it.
CREATE TABLE access_log_rest PARTITION OF access_log DEFAULT;
CREATE TABLE access_subjects_rest PARTITION OF access_subjects DEFAULT;

-- Who a pseudonym stands for. Without the row nobody can tell any more, and nothing in the log changes.
CREATE TABLE audit_subjects (
    person_id uuid PRIMARY KEY,
    subject   uuid NOT NULL UNIQUE
);

-- The tree: each entry's place and hash, whole tiles of 256 hashes, what its growth needs, and what was signed.
CREATE TABLE audit_leaves (
    index    bigint PRIMARY KEY,
    entry_id uuid        NOT NULL UNIQUE,
    entry_at timestamptz NOT NULL,
    hash     bytea       NOT NULL
);

CREATE TABLE audit_tiles (
    level  smallint NOT NULL,
    n      bigint   NOT NULL,
    hashes bytea    NOT NULL,

    PRIMARY KEY (level, n)
);

CREATE TABLE audit_head (
    size          bigint   NOT NULL,
    frontier      bytea[]  NOT NULL,
    xid           xid8     NOT NULL,
    entry_id      uuid     NOT NULL,
    era           smallint NOT NULL,
    -- Entries below have been pruned.
    minimum_index bigint   NOT NULL DEFAULT 0,
    origin        text     NOT NULL,
    is_single     boolean  PRIMARY KEY DEFAULT true CHECK (is_single)
);

CREATE TABLE audit_checkpoints (
    size            bigint PRIMARY KEY,
    root            bytea       NOT NULL,
    at              timestamptz NOT NULL,
    note            text        NOT NULL,
    timestamp_token bytea
);

-- An id of version 7 (RFC 9562), for what no request has done.
CREATE FUNCTION audit_id(at timestamptz) RETURNS uuid
    LANGUAGE sql VOLATILE
AS $$
    SELECT overlay(
        overlay(gen_random_uuid()::text PLACING substr(hex, 1, 8) || '-' || substr(hex, 9, 4) FROM 1) PLACING '7' FROM 15)::uuid
    FROM (SELECT lpad(to_hex(floor(date_part('epoch', at) * 1000)::bigint), 12, '0') AS hex) AS h
$$;

-- The pseudonym of a person, a new one for who has none.
CREATE FUNCTION audit_subject(person uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    known uuid;
BEGIN
    LOOP
        SELECT s.subject INTO known FROM audit_subjects s WHERE s.person_id = person;
        IF FOUND THEN
            RETURN known;
        END IF;
        INSERT INTO audit_subjects (person_id, subject) VALUES (person, gen_random_uuid()) ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;

-- Nobody changes what is there, not even we by mistake: details may be taken away, a checkpoint gets its time stamp.
CREATE FUNCTION audit_refuse() RETURNS trigger
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
    END IF;
    RAISE EXCEPTION '% of % is not allowed: the access log only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER access_log_grows BEFORE UPDATE OR DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER access_subjects_grow BEFORE UPDATE OR DELETE ON access_subjects FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_leaves_grow BEFORE UPDATE OR DELETE ON audit_leaves FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_tiles_grow BEFORE UPDATE OR DELETE ON audit_tiles FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_checkpoints_grow BEFORE UPDATE OR DELETE ON audit_checkpoints FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_subjects_stay BEFORE UPDATE ON audit_subjects FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER access_log_stays BEFORE TRUNCATE ON access_log EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER access_log_rest_stays BEFORE TRUNCATE ON access_log_rest EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER access_subjects_stay BEFORE TRUNCATE ON access_subjects EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER access_subjects_rest_stay BEFORE TRUNCATE ON access_subjects_rest EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_leaves_stay BEFORE TRUNCATE ON audit_leaves EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_tiles_stay BEFORE TRUNCATE ON audit_tiles EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_checkpoints_stay BEFORE TRUNCATE ON audit_checkpoints EXECUTE FUNCTION audit_refuse();

-- Makes the partitions of a month and of the one after it. Rows of a month that came before its partition stay where they are.
CREATE FUNCTION audit_prepare(day date) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    month  timestamp;
    parent text;
    part   text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema(), 30));
    FOREACH parent IN ARRAY ARRAY['access_log', 'access_subjects'] LOOP
        FOR ahead IN 0..1 LOOP
            month := date_trunc('month', day::timestamp) + make_interval(months => ahead);
            part := parent || to_char(month, '_YYYYMM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            BEGIN
                EXECUTE format(
                    'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
                    to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
                EXECUTE format('CREATE TRIGGER stays BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()', part);
            EXCEPTION WHEN check_violation THEN
                RAISE NOTICE '% has rows elsewhere already', part;
            END;
        END LOOP;
    END LOOP;
END
$$;

SELECT audit_prepare((now() AT TIME ZONE 'UTC')::date);
