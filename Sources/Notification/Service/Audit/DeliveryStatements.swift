import Audit
import Postgres

/// The SQL that holds the access log against the inboxes, and shows people theirs.
enum DeliveryStatements {
    /// What admins are told of a patient is that somebody has opened their record, and telling the patient may have to wait.
    static let ofPerson = ReadingStatements.ofPerson(withheld: "e.role = 'ADMIN'")

    /// A row when a notification lies in somebody else's inbox than its patient's and has no entry, since there is a log.
    static let unrecorded = Statement(
        "audit_unrecorded",
        """
        SELECT 1
        FROM (SELECT * FROM notifications WHERE created_at > \(AuditStatements.beginning)) n
        WHERE n.user_id <> (n.metadata ->> 'patientId')::uuid
          AND NOT EXISTS (SELECT FROM access_log e WHERE e.at = n.created_at AND e.id = n.id AND e.event = 'notification.deliver')
        LIMIT 1
        """)
}
