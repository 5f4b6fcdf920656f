-- Staff: the desk's role, doctors who wait for an admin's approval, invitations, and the link of a clinic's first hour.

ALTER TABLE users DROP CONSTRAINT users_role_known;
ALTER TABLE users
    -- Of a doctor who has registered where admins approve those; null: it needs none, or has it.
    ADD COLUMN approval         text,
    ADD COLUMN approval_reason  varchar(500),
    ADD CONSTRAINT users_role_known CHECK (role IN ('PATIENT', 'DOCTOR', 'DESK', 'ADMIN')),
    ADD CONSTRAINT users_approval_known CHECK (approval IN ('WAITING', 'REFUSED')),
    ADD CONSTRAINT users_approval_of_doctors CHECK (approval IS NULL OR role = 'DOCTOR'),
    ADD CONSTRAINT users_approval_refused_for_a_reason CHECK ((approval_reason IS NOT NULL) = (approval IS NOT DISTINCT FROM 'REFUSED'));
-- The longest waiting first, by keyset.
CREATE INDEX users_by_approval ON users (approval, created_at, id) WHERE approval IS NOT NULL;

-- Other services are told of it as of names, roles and active flags.
CREATE OR REPLACE FUNCTION note_user_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.first_name, OLD.last_name, OLD.role, OLD.active, OLD.standing_since, OLD.language, OLD.approval)
        IS NOT DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.role, NEW.active, NEW.standing_since, NEW.language, NEW.approval) THEN
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
    AFTER INSERT OR UPDATE OF first_name, last_name, role, active, standing_since, language, approval ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION note_user_change();

-- Who is to become a doctor, the desk or an admin. Kept when it is closed: who let whom in.
CREATE TABLE invitations (
    id              uuid         PRIMARY KEY,
    -- SHA-256 of the link's token. A new link takes the place of the one before.
    digest          bytea        NOT NULL CONSTRAINT invitations_digest_key UNIQUE,
    email           varchar(254) NOT NULL,
    role            text         NOT NULL,
    first_name      varchar(100) NOT NULL,
    last_name       varchar(100) NOT NULL,
    specialization  varchar(255),
    language        text,
    -- How its last link went out: what was mailed shows the address to be its reader's.
    delivery        text         NOT NULL,
    -- Null: their account is gone.
    invited_by      uuid         REFERENCES users (id) ON DELETE SET NULL,
    created_at      timestamptz  NOT NULL,
    -- Of its last link.
    sent_at         timestamptz  NOT NULL,
    expires_at      timestamptz  NOT NULL,
    accepted_at     timestamptz,
    accepted_by     uuid         REFERENCES users (id) ON DELETE SET NULL,
    revoked_at      timestamptz,

    CONSTRAINT invitations_digest_length CHECK (octet_length(digest) = 32),
    CONSTRAINT invitations_role_known CHECK (role IN ('DOCTOR', 'DESK', 'ADMIN')),
    CONSTRAINT invitations_delivery_known CHECK (delivery IN ('EMAIL', 'LINK')),
    CONSTRAINT invitations_closed_once CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
-- One to an address, whether it has expired or not: it can be sent again.
CREATE UNIQUE INDEX invitations_open ON invitations (email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- Newest first, by keyset.
CREATE INDEX invitations_by_age ON invitations (created_at DESC, id DESC);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);
CREATE INDEX invitations_by_owner ON invitations (accepted_by);

-- The link by which the first admin is made: one at a time, and none that works once there is an admin.
CREATE TABLE first_run_links (
    -- SHA-256 of its token.
    digest      bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    is_single   boolean     PRIMARY KEY DEFAULT true CONSTRAINT first_run_links_single CHECK (is_single),

    CONSTRAINT first_run_links_digest_length CHECK (octet_length(digest) = 32)
);
