import Audit
import Hosting
import NotificationDomain
import Postgres

/// The statements on notification_db; `sql/notification` has the tables and the order of locks.
enum InboxStatements {
    /// Exact under concurrency without a lock taken before: `fresh` decides duplicates by the unique index, which sees, and waits
    /// for, other transactions; `advanced` counts on from the newest version of the inbox' row. Duplicates take no number. A
    /// duplicate whose notification was deleted, or was never put in because its recipient does not want the type there, has no
    /// seq. The e-mail, if there is one and it is wanted, joins its queue in the same transaction, which also ends the e-mails that
    /// the news makes untrue.
    ///
    /// One plan serves one notification and a thousand: `generate_series` has it expect a thousand, so that parts of the statement
    /// are joined by hashing and not by nested loops; LATERAL with a LIMIT keeps tables, however large, to their indexes.
    /// `numbered` and `advanced` have the same users, so that FULL JOIN finds the same rows as JOIN. But it is never a nested loop,
    /// which the planner would choose since it expects few rows, and which took two thirds of the time of a large batch. For the
    /// same reason e-mails are found by one ARRAY.
    /// $1 ids · $2 users · $3 events · $4 types · $5 titles · $6 messages · $7 metadata
    /// $8 subjects, null without an e-mail · $9 bodies · $10 calendars · $11 whether the e-mail is sent unless the recipient has said
    /// $12 whether the inbox gets it · $13 appointments · $14 versions · $15 states · $16 starts
    /// $17 languages of the e-mails · $18 whose data it is · $19 traces, 32 hexadecimal digits or null
    ///
    /// What is put into somebody else's inbox than the patient's, and each e-mail that is to leave, has an entry in the access log: that of
    /// the inbox has the notification's id.
    static let deliver = Statement(
        "inbox_deliver",
        """
        WITH input AS (
            SELECT DISTINCT ON (user_id, event_id) t.*, shown AND coalesce(p.in_app, true) AS in_app,
                   subject IS NOT NULL AND coalesce(p.email, standard) AS by_mail,
                   last_value(t.type) OVER visit AS last_type, last_value(version) OVER visit AS last_version,
                   last_value(state) OVER visit AS last_state, last_value(starts_at) OVER visit AS last_starts_at,
                   last_value(ord) OVER visit AS last_ord
            FROM ROWS FROM (
                     unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::text[]), unnest($5::text[]),
                     unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::text[]),
                     unnest($11::boolean[]), unnest($12::boolean[]), unnest($13::uuid[]), unnest($14::bigint[]), unnest($15::text[]),
                     unnest($16::timestamptz[]), unnest($17::text[]), unnest($18::uuid[]), unnest($19::text[]),
                     generate_series(1, cardinality($1::uuid[])))
                 WITH ORDINALITY
                 AS t(id, user_id, event_id, type, title, message, metadata, subject, body, calendar, standard, shown, appointment_id,
                      version, state, starts_at, language, patient_id, trace, number, ord)
            LEFT JOIN LATERAL (
                SELECT in_app, email FROM preferences p WHERE p.user_id = t.user_id AND p.type = t.type LIMIT 1
            ) p ON true
            WINDOW visit AS (PARTITION BY appointment_id ORDER BY ord ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            ORDER BY user_id, event_id, ord
        ), fresh AS (
            INSERT INTO deliveries (user_id, event_id, notification_id)
            SELECT user_id, event_id, id FROM input ORDER BY user_id, event_id
            ON CONFLICT (user_id, event_id) DO NOTHING
            RETURNING user_id, event_id
        ), advanced AS (
            INSERT INTO inboxes AS box (user_id, last_seq, unread)
            SELECT user_id, count(*), count(*) FROM input JOIN fresh USING (user_id, event_id) WHERE in_app
            GROUP BY user_id ORDER BY user_id
            ON CONFLICT (user_id) DO UPDATE SET last_seq = box.last_seq + EXCLUDED.last_seq, unread = box.unread + EXCLUDED.unread
            RETURNING user_id, last_seq, unread
        ), numbered AS (
            SELECT i.*, a.last_seq - back AS seq, a.unread - back AS unread
            FROM (SELECT input.*, row_number() OVER (PARTITION BY user_id ORDER BY ord DESC) - 1 AS back
                  FROM input JOIN fresh USING (user_id, event_id) WHERE in_app) i
            FULL JOIN advanced a USING (user_id)
        ), inserted AS (
            INSERT INTO notifications (id, user_id, seq, event_id, type, title, message, metadata)
            SELECT id, user_id, seq, event_id, type, title, message, metadata::jsonb FROM numbered ORDER BY user_id, seq
        ), changes AS (
            INSERT INTO inbox_changes (user_id, seq, kind, notification_id)
            SELECT user_id, seq, 'arrived', id FROM numbered ORDER BY user_id, seq
        ), news AS (
            SELECT DISTINCT ON (appointment_id) appointment_id, type, version, state, starts_at, ord
            FROM input JOIN fresh USING (user_id, event_id) ORDER BY appointment_id, ord DESC
        ), overtaken AS (
            UPDATE emails SET status = 'OVERTAKEN', due_at = CASE WHEN claimed THEN due_at ELSE now() END
            WHERE status = 'WAITING' AND id = ANY(ARRAY(
                SELECT old.id
                FROM news
                CROSS JOIN LATERAL (
                    SELECT id FROM emails e
                    WHERE e.appointment_id = news.appointment_id AND status <> 'FAILED' AND \(overtakes("e.", by: "news.")) OFFSET 0
                ) old))
        ), mails AS (
            INSERT INTO emails (id, user_id, subject, body, calendar, language, type, appointment_id, version, state, starts_at, status)
            SELECT i.id, user_id, subject, body, calendar, language, i.type, i.appointment_id, i.version, i.state, i.starts_at,
                   CASE WHEN \(isOvertaken) THEN 'OVERTAKEN' ELSE 'WAITING' END
            FROM input i JOIN fresh USING (user_id, event_id) WHERE by_mail ORDER BY ord
        ), disclosed AS (
            SELECT id AS entry_id, '\(AuditEvent.deliver.name)' AS event, 'inbox' AS client, user_id, appointment_id, version,
                   patient_id, trace, type
            FROM numbered WHERE user_id <> patient_id
            UNION ALL
            SELECT audit_id(now()), '\(AuditEvent.mail.name)', 'mail', user_id, i.appointment_id, i.version, patient_id, trace, i.type
            FROM input i JOIN fresh USING (user_id, event_id) WHERE by_mail AND NOT (\(isOvertaken))
        ), entry AS (
            INSERT INTO access_log (\(EntryStatements.columns))
            SELECT entry_id, now(), event, 'E', 0, user_id, \(ofRecipient("PATIENT", "ADMIN", "DOCTOR")), client,
                   NULL::uuid, NULL::uuid, \(ofRecipient("PATRQT", "PATADMIN", "TREAT")), 'Appointment', appointment_id, version,
                   ARRAY[coalesce(
                       (SELECT subject FROM audit_subjects s WHERE s.person_id = patient_id), audit_subject(patient_id))],
                   1, decode(trace, 'hex'), decode(repeat('00', 32), 'hex'), NULL, NULL
            FROM disclosed ORDER BY patient_id
            RETURNING id, at, subjects
        ), entry_subjects AS (
            INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
        )
        SELECT \(DeliveredNotification.Column.list)
        FROM (
            SELECT ord, true AS is_new, id, seq, unread, now() AS created_at, false AS read,
                   NULL AS title, NULL AS message, NULL AS metadata
            FROM numbered
            UNION ALL
            SELECT i.ord, false, d.notification_id, old.seq, box.unread, old.created_at, old.read,
                   old.title, old.message, old.metadata::text
            FROM input i
            JOIN LATERAL (
                SELECT notification_id FROM deliveries WHERE user_id = i.user_id AND event_id = i.event_id LIMIT 1
            ) d ON true
            JOIN LATERAL (SELECT unread FROM inboxes WHERE user_id = i.user_id LIMIT 1) box ON true
            LEFT JOIN LATERAL (
                SELECT seq, created_at, read, title, message, metadata FROM notifications WHERE id = d.notification_id LIMIT 1
            ) old ON true
        ) delivered
        ORDER BY ord
        """)

    /// Beside the patient and the doctor, admins alone are told of anything: that somebody has opened a record.
    private static func ofRecipient(_ patient: String, _ admin: String, _ doctor: String) -> String {
        """
        CASE WHEN user_id = patient_id THEN '\(patient)' WHEN type = 'appointment.unsealed' THEN '\(admin)' ELSE '\(doctor)' END
        """
    }

    /// Of an e-mail in the batch: whether later news in it make it untrue.
    private static let isOvertaken = "ord < last_ord AND \(overtakes("", by: "last_"))"

    /// Whether `news` makes what a mail says untrue: a later version of the appointment is in another state, or at another time; or
    /// there is a newer reminder of it. The approval of a moved appointment does not: its mail tells calendars of the new time.
    /// That somebody has looked at it stays true.
    private static func overtakes(_ mail: String, by news: String) -> String {
        """
        (\(mail)type <> 'appointment.viewed' AND \(mail)type <> 'appointment.unsealed' AND \(news)version > \(mail)version
         AND (\(news)starts_at <> \(mail)starts_at
              OR \(news)state <> \(mail)state AND NOT (\(mail)type = 'appointment.rescheduled' AND \(news)state = 'APPROVED'))
         OR \(news)type = 'appointment.reminder' AND \(mail)type = 'appointment.reminder')
        """
    }

    /// $1 user
    static let state = Statement(
        "inbox_state", "SELECT \(InboxState.Column.list) FROM inboxes WHERE user_id = $1", isBrief: true)

    /// $1 users
    static let positions = Statement(
        "inbox_positions", "SELECT \(InboxPositionColumn.list) FROM inboxes WHERE user_id = ANY($1)")

    /// No row without an inbox; one row without a notification when the page is empty. $1 user · $2 before this number · $3 limit
    static let page = list("inbox_page", "")
    static let unreadPage = list("inbox_page_unread", "AND NOT read")

    private static func list(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(InboxState.Column.list(of: "box")), \(InboxNotification.Column.list(of: "n"))
            FROM inboxes box
            LEFT JOIN LATERAL (
                SELECT * FROM notifications WHERE user_id = box.user_id AND seq < $2 \(condition) ORDER BY seq DESC LIMIT $3
            ) n ON true
            WHERE box.user_id = $1
            ORDER BY n.seq DESC
            """, isBrief: true)
    }

    /// No row without an inbox; one row without a change when there is none. One statement, and so one moment.
    /// $1 user · $2 after this number · $3 limit
    static let history = Statement(
        "inbox_history",
        """
        SELECT \(InboxState.Column.list(of: "box")), \(InboxHistory.Column.list), \(InboxNotification.Column.list(of: "n"))
        FROM inboxes box
        CROSS JOIN LATERAL (SELECT min(seq) AS seq FROM inbox_changes WHERE user_id = box.user_id) oldest
        LEFT JOIN inbox_changes c ON c.user_id = box.user_id AND c.seq > $2 AND box.last_seq - $2 <= $3
        LEFT JOIN notifications n ON c.kind = 'arrived' AND n.id = c.notification_id
        WHERE box.user_id = $1
        ORDER BY c.seq
        """)

    /// No row: not there, or somebody else's. $1 notification · $2 user · from $3 on an `AuditStamp`
    static let markRead = mark("inbox_mark_read", .read, "true", .markRead)
    static let markUnread = mark("inbox_mark_unread", .unread, "false", .markUnread)

    private static func mark(_ name: StaticString, _ kind: InboxChangeKind, _ read: String, _ event: AuditEvent) -> Statement {
        Statement(
            name,
            """
            WITH box AS (
                SELECT user_id, last_seq, unread FROM inboxes WHERE user_id = $2 FOR UPDATE
            ), target AS (
                SELECT n.id FROM box JOIN notifications n USING (user_id) WHERE n.id = $1
            ), changed AS (
                UPDATE notifications n SET read = \(read)
                FROM box WHERE n.id = $1 AND n.user_id = box.user_id AND n.read <> \(read)
                RETURNING n.id, \(patient)
            ), advanced AS (
                UPDATE inboxes i SET last_seq = box.last_seq + 1, unread = box.unread + CASE WHEN \(read) THEN -1 ELSE 1 END
                FROM box, changed WHERE i.user_id = box.user_id
                RETURNING i.user_id, i.last_seq, i.unread
            ), change AS (
                INSERT INTO inbox_changes (user_id, seq, kind, notification_id)
                SELECT a.user_id, a.last_seq, '\(kind.rawValue)', c.id FROM advanced a, changed c
            ), \(EntryStatements.entry(event, from: "changed", version: nil, stamp: 3))
            SELECT \(InboxUpdate.Column.list)
            FROM target, box LEFT JOIN advanced a ON true
            """)
    }

    /// Whose data a notification has; null in those that say nothing of it.
    private static let patient = "(n.metadata ->> 'patientId')::uuid AS patient_id"

    /// No row: not there, or somebody else's. $1 notification · $2 user · from $3 on an `AuditStamp`
    static let delete = Statement(
        "inbox_delete",
        """
        WITH box AS (
            SELECT user_id, last_seq, unread FROM inboxes WHERE user_id = $2 FOR UPDATE
        ), gone AS (
            DELETE FROM notifications n USING box WHERE n.id = $1 AND n.user_id = box.user_id RETURNING n.id, n.read, \(patient)
        ), advanced AS (
            UPDATE inboxes i SET last_seq = box.last_seq + 1, unread = box.unread - CASE WHEN gone.read THEN 0 ELSE 1 END
            FROM box, gone WHERE i.user_id = box.user_id
            RETURNING i.user_id, i.last_seq, i.unread
        ), change AS (
            INSERT INTO inbox_changes (user_id, seq, kind, notification_id)
            SELECT a.user_id, a.last_seq, 'deleted', gone.id FROM advanced a, gone
        ), \(EntryStatements.entry(.delete, from: "gone", version: nil, stamp: 3))
        SELECT \(InboxUpdate.Column.list)
        FROM box, advanced a
        """)

    static let markAllRead = all(
        "inbox_mark_all_read",
        change: "UPDATE notifications n SET read = true FROM ready WHERE n.user_id = ready.user_id AND NOT n.read",
        unread: "(SELECT count(*) FROM changed)", kind: .allRead, .markAllRead)
    static let deleteAll = all(
        "inbox_delete_all", change: "DELETE FROM notifications n USING ready WHERE n.user_id = ready.user_id",
        unread: "(SELECT count(*) FROM changed WHERE NOT read)", kind: .allDeleted, .deleteAll)

    /// While it waited for the inbox' lock the statement's snapshot may have grown older than the row it then got: `isCurrent` is false,
    /// nothing was done, run it again. No row: there is no inbox yet, and nothing to do. $1 user · from $2 on an
    /// `AuditStamp`
    private static func all(
        _ name: StaticString, change: String, unread: String, kind: InboxChangeKind, _ event: AuditEvent
    ) -> Statement {
        Statement(
            name,
            """
            WITH seen AS (
                SELECT last_seq FROM inboxes WHERE user_id = $1
            ), box AS (
                SELECT user_id, last_seq, unread FROM inboxes WHERE user_id = $1 FOR UPDATE
            ), ready AS (
                SELECT box.* FROM box JOIN seen USING (last_seq)
            ), changed AS (
                \(change) RETURNING n.id, n.read, \(patient)
            ), advanced AS (
                UPDATE inboxes i SET last_seq = ready.last_seq + 1, unread = ready.unread - \(unread)
                FROM ready WHERE i.user_id = ready.user_id AND EXISTS (SELECT FROM changed)
                RETURNING i.user_id, i.last_seq, i.unread
            ), change AS (
                INSERT INTO inbox_changes (user_id, seq, kind) SELECT user_id, last_seq, '\(kind.rawValue)' FROM advanced
            ), whole AS (
                SELECT array_agg(DISTINCT patient_id) AS people FROM changed HAVING count(*) > 0
            ), \(EntryStatements.entry(event, from: "whole", id: "NULL::uuid", version: nil, people: "people", stamp: 2))
            SELECT \(WholeInboxColumn.list), \(InboxUpdate.Column.list)
            FROM box LEFT JOIN advanced a ON true
            """)
    }
}
