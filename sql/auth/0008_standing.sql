-- Since when an account has been what it is: its role, whether it is on, whose it is. What was handed out before, such as the address of
-- a calendar, is void: it was for somebody else, or for another part. Null: since it was made.
ALTER TABLE users ADD COLUMN standing_since timestamptz;

-- Those that a provider has given to their owners.
UPDATE users u SET standing_since = s.at
FROM (SELECT user_id, max(revoked_at) AS at FROM sessions WHERE revoked_reason = 'linked' GROUP BY user_id) s
WHERE s.user_id = u.id;

-- Other services are told of it as of names, roles and active flags.
CREATE OR REPLACE FUNCTION note_user_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    next bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.first_name, OLD.last_name, OLD.role, OLD.active, OLD.standing_since)
        IS NOT DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.role, NEW.active, NEW.standing_since) THEN
        RETURN NULL;
    END IF;
    UPDATE user_change_head SET position = position + 1 RETURNING position INTO next;
    INSERT INTO user_changes (user_id, position) VALUES (NEW.id, next)
    ON CONFLICT (user_id) DO UPDATE SET position = EXCLUDED.position;
    RETURN NULL;
END
$$;

DROP TRIGGER users_noted ON users;
CREATE CONSTRAINT TRIGGER users_noted
    AFTER INSERT OR UPDATE OF first_name, last_name, role, active, standing_since ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION note_user_change();
