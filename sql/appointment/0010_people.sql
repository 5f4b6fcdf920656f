-- Names as auth tells them when they change; without a change the name an appointment was booked under is right.

-- Everybody whose name, role or active flag has changed since he registered, as read from auth last.
CREATE TABLE people (
    id       uuid         PRIMARY KEY,
    name     varchar(201) NOT NULL,
    -- auth's; an older one says nothing new.
    version  bigint       NOT NULL
);

-- A single row: how far auth's changes have been read and applied, and the replica that does it.
CREATE TABLE people_feed (
    position   bigint       NOT NULL DEFAULT 0,
    holder     uuid,
    -- Until then no other replica takes over.
    held_until timestamptz  NOT NULL DEFAULT '-infinity',
    is_single  boolean      PRIMARY KEY DEFAULT true CONSTRAINT people_feed_single CHECK (is_single)
);

INSERT INTO people_feed DEFAULT VALUES;

-- The name to book somebody under. An access token may be older than its owner's name: `otherwise` is what it says. Volatile, so that it
-- sees what was committed while the booking waited for its turn.
CREATE FUNCTION known_name(person uuid, otherwise text) RETURNS text
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    known text;
BEGIN
    SELECT p.name INTO known FROM people p WHERE p.id = person;
    RETURN coalesce(known, otherwise);
END
$$;
