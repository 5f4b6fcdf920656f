-- An account that a provider vouches for belongs to whom it says: sessions from before may be somebody else's.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_known CHECK (
    revoked_reason IN (
        'logout', 'logout_all', 'password_change', 'refresh_reuse', 'deactivated', 'role_change', 'revoked', 'linked'));
