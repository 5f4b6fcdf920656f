-- Finding people by the beginnings of words, without case. Punctuation parts words ("Müller-Wohl", "O'Hara", "ann@example.com"), so
-- that PostgreSQL's own ideas of hosts, URLs and numbers play no part; the service takes a query apart the same way.

ALTER TABLE users
    -- What doctors are found by.
    ADD COLUMN directory_words tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', translate(first_name || ' ' || last_name || ' ' || coalesce(specialization, ''),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '))
    ) STORED,
    -- What an admin finds accounts by.
    ADD COLUMN account_words tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', translate(first_name || ' ' || last_name || ' ' || email,
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '))
    ) STORED;

CREATE INDEX users_doctors_by_words ON users USING gin (directory_words) WHERE role = 'DOCTOR' AND active;
CREATE INDEX users_by_words ON users USING gin (account_words);
-- A specialization by its beginning, and what there is in all.
CREATE INDEX users_doctors_by_specialization ON users (lower(specialization) text_pattern_ops) WHERE role = 'DOCTOR' AND active;
-- The few that must not all go.
CREATE INDEX users_active_admins ON users (id) WHERE role = 'ADMIN' AND active;
