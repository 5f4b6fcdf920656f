-- Who has changed, in the order of the commits: what other services read to keep names, roles and active flags right.
--
-- A reader goes on after the position it has reached, so no change may appear at a lower one later. A sequence or updated_at would let
-- that happen: both are taken before the commit. Here the position comes from one row, which is locked by a trigger that runs at the
-- commit (deferred), and the lock goes with it: whoever sees position n sees all below. A transaction that dawdles holds nobody up.

CREATE TABLE user_changes (
    -- One row a user: only the last change counts.
    user_id   uuid    PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    position  bigint  NOT NULL CONSTRAINT user_changes_position_key UNIQUE
);

-- A single row: the last position given out.
CREATE TABLE user_change_head (
    position  bigint   NOT NULL,
    is_single boolean  PRIMARY KEY DEFAULT true CONSTRAINT user_change_head_single CHECK (is_single)
);

INSERT INTO user_changes (user_id, position) SELECT id, row_number() OVER (ORDER BY created_at, id) FROM users;
INSERT INTO user_change_head (position) SELECT count(*) FROM user_changes;

CREATE FUNCTION note_user_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    next bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.first_name, OLD.last_name, OLD.role, OLD.active)
        IS NOT DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.role, NEW.active) THEN
        RETURN NULL;
    END IF;
    UPDATE user_change_head SET position = position + 1 RETURNING position INTO next;
    INSERT INTO user_changes (user_id, position) VALUES (NEW.id, next)
    ON CONFLICT (user_id) DO UPDATE SET position = EXCLUDED.position;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER users_noted
    AFTER INSERT OR UPDATE OF first_name, last_name, role, active ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION note_user_change();
