import Audit
import Hosting
import Postgres

/// The statements that remove what has been kept long enough.
enum RetentionStatements {
    /// `box` waits for its rows' locks in their order and then sees them as they are; `gone` sees a notification that was read or deleted
    /// meanwhile as it is, too. $1 before · $2 limit
    static let notifications = Statement(
        "retention_notifications",
        """
        WITH old AS (
            SELECT id, user_id FROM notifications WHERE created_at < $1 LIMIT $2
        ), box AS (
            SELECT user_id, last_seq, unread FROM inboxes WHERE user_id IN (SELECT user_id FROM old) ORDER BY user_id FOR UPDATE
        ), gone AS (
            DELETE FROM notifications n USING old, box WHERE n.id = old.id AND n.user_id = box.user_id
            RETURNING n.id, n.user_id, n.seq, n.read, (n.metadata ->> 'patientId')::uuid AS patient_id
        ), numbered AS (
            SELECT g.id, g.user_id, box.last_seq + row_number() OVER earlier AS seq,
                   box.unread - count(*) FILTER (WHERE NOT g.read) OVER earlier AS unread
            FROM gone g JOIN box USING (user_id)
            WINDOW earlier AS (PARTITION BY g.user_id ORDER BY g.seq)
        ), advanced AS (
            UPDATE inboxes i SET last_seq = n.seq, unread = n.unread
            FROM (SELECT DISTINCT ON (user_id) user_id, seq, unread FROM numbered ORDER BY user_id, seq DESC) n
            WHERE i.user_id = n.user_id
        ), changes AS (
            INSERT INTO inbox_changes (user_id, seq, kind, notification_id)
            SELECT user_id, seq, 'deleted', id FROM numbered ORDER BY user_id, seq
        ), \(EntryStatements.systemEntries(.expire, from: "gone", version: nil, at: "now()"))
        SELECT \(ExpiredNotification.Column.list) FROM numbered ORDER BY user_id, seq
        """)

    /// Two transactions on one inbox may begin in one order and take their numbers in the other: what goes is decided by number.
    /// $1 before · $2 limit
    static let changes = Statement(
        "retention_changes",
        """
        WITH old AS (
            SELECT user_id, max(seq) AS upto FROM (SELECT user_id, seq FROM inbox_changes WHERE at < $1 LIMIT $2) o GROUP BY user_id
        )
        DELETE FROM inbox_changes c USING old WHERE c.user_id = old.user_id AND c.seq <= old.upto RETURNING 1
        """)

    /// $1 before · $2 limit
    static let deliveries = Statement(
        "retention_deliveries",
        """
        DELETE FROM deliveries d USING (SELECT user_id, event_id FROM deliveries WHERE delivered_at < $1 LIMIT $2) old
        WHERE d.user_id = old.user_id AND d.event_id = old.event_id RETURNING 1
        """)

    /// $1 before · $2 limit
    static let emails = Statement(
        "retention_emails",
        """
        DELETE FROM emails WHERE id IN (SELECT id FROM emails WHERE status = 'FAILED' AND created_at < $1 LIMIT $2) RETURNING 1
        """)
}
