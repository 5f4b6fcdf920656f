-- In which language to write to whom: kept as auth has it, so that a delivery asks nobody.

CREATE TABLE languages (
    user_id   uuid    PRIMARY KEY,
    -- A tag of BCP 47; null: not chosen, or not any more.
    language  text,
    -- Of the account; an older one says nothing new.
    version   bigint  NOT NULL
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

-- In which it is written.
ALTER TABLE emails ADD COLUMN language text NOT NULL DEFAULT 'en';
