import Audit
import Hosting
import Postgres

/// The SQL of schedules. Whoever is asked about is a row of `d (doctor_id)`.
enum ScheduleStatements {
    /// $1 doctor · $2 and $3: the stretch to look for absences in.
    static let availability = Statement(
        "doctor_availability",
        """
        SELECT \(ScheduleColumn.list), \(AbsenceColumn.list), \(VersionColumn.list)
        FROM (VALUES ($1::uuid)) AS d (doctor_id)
        \(sources)
        \(absences)
        """)

    /// The same with what is taken, and the two versions of all this. $1 doctor · $2 and $3: the stretch to look for absences and
    /// appointments in
    static let availabilityOfOne = Statement(
        "doctor_availability_of_one",
        """
        SELECT \(withTaken)
        FROM (VALUES ($1::uuid)) AS d (doctor_id)
        \(sources)
        \(absences)
        \(taken)
        \(versionsOfBoth)
        """)

    /// The same for many doctors; hours and absences of all are gathered in one step each. $1 doctors · $2 and $3 as
    /// above
    static let availabilities = Statement(
        "doctor_availabilities",
        """
        SELECT \(withTaken)
        FROM unnest($1::uuid[]) WITH ORDINALITY AS d (doctor_id, place)
        LEFT JOIN doctor_settings s USING (doctor_id)
        LEFT JOIN (
            SELECT doctor_id, array_agg(weekday) AS weekdays, array_agg(opens_minute) AS opens, array_agg(closes_minute) AS closes
            FROM doctor_hours WHERE doctor_id = ANY($1::uuid[]) GROUP BY doctor_id
        ) h USING (doctor_id)
        LEFT JOIN (
            SELECT doctor_id, array_agg(starts_at) AS starts, array_agg(ends_at) AS ends
            FROM time_off
            WHERE doctor_id = ANY($1::uuid[]) AND tstzrange(starts_at, ends_at) && tstzrange($2::timestamptz, $3::timestamptz)
            GROUP BY doctor_id
        ) o USING (doctor_id)
        \(taken)
        \(versionsOfBoth)
        ORDER BY d.place
        """)

    /// The versions alone: two look-ups by key a doctor. $1 doctors
    static let versions = Statement(
        "doctor_versions",
        """
        SELECT \(AvailabilityVersionColumn.list) FROM unnest($1::uuid[]) WITH ORDINALITY AS d (doctor_id, place)
        \(versionsOfBoth)
        ORDER BY d.place
        """)

    /// $1 doctor · $2 now
    static let schedule = Statement(
        "doctor_schedule",
        """
        SELECT \(ScheduleColumn.list), \(TimeOffColumn.list)
        FROM (VALUES ($1::uuid)) AS d (doctor_id)
        \(sources)
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(id ORDER BY starts_at, id), '{}') AS ids,
                   coalesce(array_agg(starts_at ORDER BY starts_at, id), '{}') AS starts,
                   coalesce(array_agg(ends_at ORDER BY starts_at, id), '{}') AS ends,
                   coalesce(array_agg(reason ORDER BY starts_at, id), '{}') AS reasons
            FROM time_off
            WHERE doctor_id = d.doctor_id AND tstzrange(starts_at, ends_at) && tstzrange($2::timestamptz, NULL)
        ) o
        """)

    /// Locks the row: of two who replace a doctor's schedule at the same time, one waits for the other.
    ///
    /// $1 doctor · $2 zone · $3 slot · $4 buffer · $5 horizon · $6 cutoff · $7 notice · from $8 on an `AuditStamp`
    static let replaceSettings = Statement(
        "doctor_settings_replace",
        """
        WITH replaced AS (
            INSERT INTO doctor_settings (doctor_id, time_zone, slot_minutes, buffer_minutes, horizon_days,
                                         cancellation_cutoff_minutes, minimum_notice_minutes)
            VALUES ($1::uuid, $2::text, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint)
            ON CONFLICT (doctor_id) DO UPDATE
            SET time_zone = EXCLUDED.time_zone, slot_minutes = EXCLUDED.slot_minutes, buffer_minutes = EXCLUDED.buffer_minutes,
                horizon_days = EXCLUDED.horizon_days, cancellation_cutoff_minutes = EXCLUDED.cancellation_cutoff_minutes,
                minimum_notice_minutes = EXCLUDED.minimum_notice_minutes, version = doctor_settings.version + 1, updated_at = now()
            RETURNING doctor_id, version
        ), \(EntryStatements.entry(.replaceSchedule, from: "replaced", id: "doctor_id", patient: nil, stamp: 8))
        SELECT 1 FROM replaced
        """)

    static let removeHours = Statement("doctor_hours_remove", "DELETE FROM doctor_hours WHERE doctor_id = $1::uuid")

    /// $1 doctor · $2 weekdays · $3 openings · $4 closings
    static let addHours = Statement(
        "doctor_hours_add",
        """
        INSERT INTO doctor_hours (doctor_id, weekday, opens_minute, closes_minute)
        SELECT $1::uuid, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])
        """)

    /// A row when it is kept, or was by an earlier attempt at the same request.
    ///
    /// $1 id · $2 doctor · $3 start · $4 end · $5 reason · $6 now · $7 limit · from $8 on an `AuditStamp`
    static let addTimeOff = Statement(
        "time_off_add",
        """
        WITH added AS (
            INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason)
            SELECT $1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::text
            WHERE (SELECT count(*) FROM time_off WHERE doctor_id = $2::uuid AND ends_at > $6::timestamptz) < $7::bigint
            ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id
            RETURNING doctor_id, xmax = 0 AS is_new
        ), \(EntryStatements.entry(.addTimeOff, from: "added WHERE is_new", id: "doctor_id", version: nil, patient: nil, stamp: 8))
        SELECT 1 FROM added
        """)

    /// A row when it was there. $1 id · $2 doctor, or null for anybody's · from $3 on an `AuditStamp`
    static let removeTimeOff = Statement(
        "time_off_remove",
        """
        WITH removed AS (
            DELETE FROM time_off WHERE id = $1::uuid AND ($2::uuid IS NULL OR doctor_id = $2::uuid) RETURNING doctor_id
        ), \(EntryStatements.entry(.removeTimeOff, from: "removed", id: "doctor_id", version: nil, patient: nil, stamp: 3))
        SELECT 1 FROM removed
        """)

    // MARK: - Parts

    private static let withTaken = [
        ScheduleColumn.list, AbsenceColumn.list, TakenColumn.list, AvailabilityVersionColumn.list,
    ].joined(separator: ", ")

    private static let sources = """
        LEFT JOIN doctor_settings s USING (doctor_id)
        CROSS JOIN LATERAL (
            SELECT array_agg(weekday) AS weekdays, array_agg(opens_minute) AS opens, array_agg(closes_minute) AS closes
            FROM (SELECT * FROM doctor_hours WHERE doctor_id = d.doctor_id ORDER BY weekday, opens_minute) ordered
        ) h
        """

    private static let absences = """
        CROSS JOIN LATERAL (
            SELECT array_agg(starts_at) AS starts, array_agg(ends_at) AS ends FROM time_off
            WHERE doctor_id = d.doctor_id AND tstzrange(starts_at, ends_at) && tstzrange($2::timestamptz, $3::timestamptz)
        ) o
        """

    private static let versionsOfBoth = """
        LEFT JOIN list_versions v ON v.user_id = d.doctor_id
        LEFT JOIN schedule_versions w ON w.doctor_id = d.doctor_id
        """

    /// No appointment lasts for more than eight hours, nor a buffer for more than four: those that could still touch the stretch are found
    /// by their start, as the index has it, and in its order, the latest first.
    private static let taken = """
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(starts_at), '{}') AS starts, coalesce(array_agg(doctor_free_at), '{}') AS ends
            FROM (
                SELECT starts_at, doctor_free_at FROM appointments
                WHERE doctor_id = d.doctor_id AND starts_at > $2::timestamptz - interval '12 hours' AND starts_at < $3::timestamptz
                  AND doctor_free_at > $2::timestamptz AND status IN ('PENDING', 'APPROVED', 'COMPLETED')
                ORDER BY starts_at DESC
            ) latest_first
        ) t
        """
}
