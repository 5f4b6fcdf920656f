-- The language somebody chose for pages, notifications and mails: a tag of BCP 47. Null: not chosen. Which there are is the service's
-- business, so that a new one needs no change here.
ALTER TABLE users ADD COLUMN language text CONSTRAINT users_language_is_tag CHECK (language ~ '^[a-z]{2,3}$');

-- Other services are told of it as of names, roles and active flags.
CREATE OR REPLACE FUNCTION note_user_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.first_name, OLD.last_name, OLD.role, OLD.active, OLD.standing_since, OLD.language)
        IS NOT DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.role, NEW.active, NEW.standing_since, NEW.language) THEN
        RETURN NULL;
    END IF;
    -- Taken again by the same transaction it only counts up.
    PERFORM pg_advisory_xact_lock(hashtextextended('user_change_position', 0));
    INSERT INTO user_changes (user_id, position) VALUES (NEW.id, nextval('user_change_position'))
    ON CONFLICT (user_id) DO UPDATE SET position = EXCLUDED.position;
    RETURN NULL;
END
$$;

DROP TRIGGER users_noted ON users;
CREATE CONSTRAINT TRIGGER users_noted
    AFTER INSERT OR UPDATE OF first_name, last_name, role, active, standing_since, language ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION note_user_change();
