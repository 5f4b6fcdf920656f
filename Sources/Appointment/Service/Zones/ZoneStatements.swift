import Audit
import Hosting
import Postgres

/// The SQL of what happens to visits when the rules of their zones change; `sql/appointment/0013` says how it goes together.
enum ZoneStatements {
    static let known = Statement("zone_rules", "SELECT \(RulesColumn.list) FROM zone_rules ORDER BY zone")

    /// $1 zone
    static let one = Statement("zone_rules_of", "SELECT \(RulesColumn.list) FROM zone_rules WHERE zone = $1::text")

    /// $1 zone · $2 release · $3 digest
    static let adopt = Statement("zone_rules_adopt", "SELECT adopt_zone_rules($1::text, $2::text, $3::text)")

    /// All visits stand by these rules, or are known not to. $1 zone · $2 digest
    static let settle = Statement(
        "zone_rules_settle", "UPDATE zone_rules SET is_moving = false WHERE zone = $1::text AND digest = $2::text AND is_moving")

    private static let columns = VisitInstants.Column.list(of: "a")
    private static let holds = "a.status IN ('PENDING', 'APPROVED', 'COMPLETED')"

    /// $1 zone · $2 and $3: start and id to go on after · $4 limit
    static let ascending = Statement(
        "zone_visits_ascending",
        """
        SELECT \(columns) FROM appointments a
        WHERE a.time_zone = $1::text AND \(holds) AND (a.starts_at, a.id) > ($2::timestamptz, $3::uuid)
        ORDER BY a.starts_at, a.id LIMIT $4::bigint
        """)

    /// $1 zone · $2 and $3: start and id to go on before · $4 limit · $5 none that starts earlier
    static let descending = Statement(
        "zone_visits_descending",
        """
        SELECT \(columns) FROM appointments a
        WHERE a.time_zone = $1::text AND \(holds) AND (a.starts_at, a.id) < ($2::timestamptz, $3::uuid) AND a.starts_at > $5::timestamptz
        ORDER BY a.starts_at DESC, a.id DESC LIMIT $4::bigint
        """)

    /// Visits of two people, near a time. $1 zone · $2 doctor · $3 patient · $4 and $5: earliest and latest start
    static let near = Statement(
        "zone_visits_near",
        """
        SELECT \(columns) FROM appointments a
        WHERE a.time_zone = $1::text AND \(holds) AND a.doctor_id = $2::uuid AND a.starts_at BETWEEN $4::timestamptz AND $5::timestamptz
        UNION
        SELECT \(columns) FROM appointments a
        WHERE a.time_zone = $1::text AND \(holds) AND a.patient_id = $3::uuid AND a.starts_at BETWEEN $4::timestamptz AND $5::timestamptz
        ORDER BY starts_at, id
        """)

    /// Visits that cannot be moved, as long as they are where they were found.
    static let unmoved = Statement(
        "zone_visits_unmoved",
        """
        SELECT \(UnmovedColumn.list), \(columns) FROM unmoved_appointments u JOIN appointments a ON a.id = u.appointment_id
        WHERE a.starts_at = u.stood_at AND \(holds)
        ORDER BY a.starts_at, a.id
        """)

    static let forget = Statement(
        "zone_visits_forget",
        """
        DELETE FROM unmoved_appointments u USING appointments a
        WHERE a.id = u.appointment_id AND NOT (a.starts_at = u.stood_at AND \(holds))
        """)

    /// Puts visits where they belong, with a line of history and no event: the wall time, which is what people know, stays. A
    /// reminder that was sent for the old instant is not sent again. Those that have changed since they were read are left for the
    /// next look. Returns patient and doctor of each. $1 ids · $2 versions · $3 starts · $4 ends · $5 doctor free · $6 ambiguous ·
    /// $7 release
    static let move = Statement(
        "zone_visits_move",
        """
        WITH change AS (
            SELECT c.*, a.starts_at AS stood_at
            FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::boolean[])
                AS c (id, version, starts_at, ends_at, doctor_free_at, ambiguous)
            JOIN appointments a USING (id, version)
        ), moved AS (
            UPDATE appointments a
            SET starts_at = c.starts_at, ends_at = c.ends_at, doctor_free_at = c.doctor_free_at, ambiguous = c.ambiguous,
                version = a.version + 1, updated_at = now()
            FROM change c
            WHERE a.id = c.id AND a.version = c.version AND \(holds)
            RETURNING a.id, a.version, a.status, a.starts_at, a.time_zone, a.patient_id, a.doctor_id, c.stood_at
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, from_status, to_status, actor_id, actor_role, context)
            SELECT id, version, status, status, NULL, 'SYSTEM',
                   'New rules of ' || time_zone || ' (tzdata ' || $7::text || '): the same time on the wall is '
                   || to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ', no longer '
                   || to_char(stood_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM moved
        ), reminded AS (
            UPDATE reminders r SET starts_at = m.starts_at FROM moved m WHERE r.appointment_id = m.id AND r.starts_at = m.stood_at
        ), found AS (
            DELETE FROM unmoved_appointments u USING moved m WHERE u.appointment_id = m.id
        ), \(EntryStatements.systemEntries(.settle, from: "moved", at: "now()"))
        SELECT patient_id, doctor_id FROM moved
        """)

    /// $1 id · $2 where it stands · $3 start · $4 end · $5 doctor free
    static let leave = Statement(
        "zone_visits_leave",
        """
        INSERT INTO unmoved_appointments (appointment_id, doctor_id, patient_id, stood_at, starts_at, ends_at, doctor_free_at)
        SELECT id, doctor_id, patient_id, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::timestamptz
        FROM appointments WHERE id = $1::uuid AND starts_at = $2::timestamptz
        ON CONFLICT (appointment_id) DO UPDATE
        SET stood_at = EXCLUDED.stood_at, starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at,
            doctor_free_at = EXCLUDED.doctor_free_at
        """)

    /// Where visits of a doctor belong that could not be moved there. $1 doctors · $2 and $3: the stretch to look in
    static let wanted = Statement(
        "zone_visits_wanted",
        """
        SELECT \(WantedColumn.list(of: "u")) FROM unmoved_appointments u JOIN appointments a ON a.id = u.appointment_id
        WHERE u.doctor_id = ANY($1::uuid[]) AND u.starts_at < $3::timestamptz AND u.doctor_free_at > $2::timestamptz
          AND a.starts_at = u.stood_at AND \(holds)
        """)
}
