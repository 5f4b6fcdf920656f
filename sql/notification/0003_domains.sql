-- What a single column may hold is said by its type: a domain's CHECK is read once a session, a table's is parsed and planned anew by
-- each statement that writes.

CREATE DOMAIN notification_status AS varchar(50)
    CONSTRAINT notification_status_known CHECK (VALUE IN ('SENT', 'FAILED'));
CREATE DOMAIN inbox_change_kind AS text
    CONSTRAINT inbox_change_kind_known CHECK (VALUE IN ('arrived', 'read', 'unread', 'deleted', 'all-read', 'all-deleted'));

ALTER TABLE notifications
    DROP CONSTRAINT notifications_status_known,
    ALTER COLUMN status TYPE notification_status;

ALTER TABLE inbox_changes
    DROP CONSTRAINT inbox_changes_kind_known,
    ALTER COLUMN kind TYPE inbox_change_kind;
