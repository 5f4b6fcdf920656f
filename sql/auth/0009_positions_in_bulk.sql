-- A change's position no longer comes from one row that each change updates: n changes in one transaction left n versions of that row,
-- each of which looked at those before it. A sequence takes its place, under a lock that is held until the commit is visible, as the
-- row's was: whoever sees position n still sees all below. Numbers may have gaps.

CREATE SEQUENCE user_change_position AS bigint;
SELECT setval('user_change_position', greatest(position, 1), position > 0) FROM user_change_head;
DROP TABLE user_change_head;

CREATE OR REPLACE FUNCTION note_user_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.first_name, OLD.last_name, OLD.role, OLD.active, OLD.standing_since)
        IS NOT DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.role, NEW.active, NEW.standing_since) THEN
        RETURN NULL;
    END IF;
    -- Taken again by the same transaction it only counts up.
    PERFORM pg_advisory_xact_lock(hashtextextended('user_change_position', 0));
    INSERT INTO user_changes (user_id, position) VALUES (NEW.id, nextval('user_change_position'))
    ON CONFLICT (user_id) DO UPDATE SET position = EXCLUDED.position;
    RETURN NULL;
END
$$;
