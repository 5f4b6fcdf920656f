import Hosting
import Postgres

/// The SQL of numbers for admins: from the sums kept with each change of an appointment, and the changes that have not joined them yet.
enum StatisticsStatements {
    /// By state, without who cancelled. $1 from · $2 to · $3 whose: a doctor's, or `FigurePeriod.clinic` · $4 whether they are everybody's
    static let perDay = Statement(
        "statistics_per_day",
        """
        SELECT \(DayColumn.list)
        FROM (
            SELECT day, split_part(bucket, ' ', 1) AS status, sum(number)::bigint AS number
            FROM \(kept("kind = 'visits'")) kept
            GROUP BY 1, 2 HAVING sum(number) <> 0
        ) counted
        GROUP BY day ORDER BY day
        """)

    /// Visits by bucket, and what was booked. $1 to $4 as in `perDay`
    static let figures = Statement(
        "figures_per_day",
        """
        SELECT \(FigureColumn.list)
        FROM (
            SELECT kind, day, CASE kind WHEN 'visits' THEN bucket ELSE '' END AS bucket, sum(number)::bigint AS number,
                   sum(minutes)::bigint AS minutes
            FROM \(kept("kind IN ('visits', 'booked')")) kept
            GROUP BY 1, 2, 3 HAVING sum(number) <> 0
        ) counted
        ORDER BY day
        """)

    /// How many there are of each value, smallest first. $1 to $4 as in `perDay`
    static let spreads = Statement(
        "figures_spread",
        """
        SELECT \(SpreadColumn.list)
        FROM (
            SELECT kind, bucket::bigint AS value, sum(number)::bigint AS number
            FROM \(kept("kind IN ('booked', 'approved')")) kept
            GROUP BY 1, 2 HAVING sum(number) <> 0
        ) counted
        ORDER BY kind, value
        """)

    /// Minutes worked on each weekday. $1 a doctor, null for all
    static let workingMinutes = Statement(
        "figures_working_minutes",
        """
        SELECT \(WorkColumn.list) FROM doctor_hours
        WHERE $1::uuid IS NULL OR doctor_id = $1::uuid
        GROUP BY weekday
        """)

    /// The hours and absences of those who are away. $1 and $2: the stretch to look for absences in · $3 a doctor, null for all
    static let absences = Statement(
        "figures_absences",
        """
        SELECT \(ScheduleColumn.list), \(AbsenceColumn.list)
        FROM (
            SELECT doctor_id, array_agg(starts_at ORDER BY starts_at) AS starts, array_agg(ends_at ORDER BY starts_at) AS ends
            FROM time_off
            WHERE tstzrange(starts_at, ends_at) && tstzrange($1::timestamptz, $2::timestamptz)
              AND ($3::uuid IS NULL OR doctor_id = $3::uuid)
            GROUP BY doctor_id
        ) o
        JOIN doctor_settings s USING (doctor_id)
        JOIN LATERAL (
            SELECT array_agg(weekday) AS weekdays, array_agg(opens_minute) AS opens, array_agg(closes_minute) AS closes
            FROM doctor_hours WHERE doctor_id = o.doctor_id
        ) h ON true
        """)

    static let outbox = Statement(
        "statistics_outbox",
        "SELECT \(BacklogColumn.list) FROM outbox")

    /// Moves changes into the sums, the doctor's and everybody's; sums and waiting changes together are right before and after.
    /// Returns how many.
    /// $1 limit · $2 whose id the sums of all have
    static let sumFigures = Statement(
        "sum_figures",
        """
        WITH moved AS (
            DELETE FROM figure_changes
            WHERE ctid = ANY(ARRAY(SELECT ctid FROM figure_changes LIMIT $1::bigint FOR UPDATE SKIP LOCKED))
            RETURNING doctor_id, kind, day, bucket, number, minutes
        ), summed AS (
            INSERT INTO figure_sums AS known (doctor_id, kind, day, bucket, number, minutes)
            SELECT whose, kind, day, bucket, sum(number), sum(minutes)
            FROM moved, LATERAL (VALUES (doctor_id), ($2::uuid)) AS v (whose)
            GROUP BY whose, kind, day, bucket
            HAVING sum(number) <> 0 OR sum(minutes) <> 0
            ORDER BY whose, kind, day, bucket
            ON CONFLICT (doctor_id, kind, day, bucket) DO UPDATE
            SET number = known.number + EXCLUDED.number, minutes = known.minutes + EXCLUDED.minutes
        )
        SELECT count(*) FROM moved
        """)

    private static func kept(_ condition: String) -> String {
        """
        (
            SELECT kind, day, bucket, number, minutes FROM figure_sums
            WHERE doctor_id = $3::uuid AND \(condition) AND day >= $1::date AND day < $2::date
            UNION ALL
            SELECT kind, day, bucket, number, minutes FROM figure_changes
            WHERE ($4::boolean OR doctor_id = $3::uuid) AND \(condition) AND day >= $1::date AND day < $2::date
        )
        """
    }
}

enum DayColumn: String, ColumnList {
    case date = "day"
    case states = "array_agg(status)"
    case numbers = "array_agg(number)"
}

enum FigureColumn: String, ColumnList {
    case kind, day, bucket, number, minutes
}

enum WorkColumn: String, ColumnList {
    case weekday
    case minutes = "sum(closes_minute - opens_minute)::bigint"
}

enum SpreadColumn: String, ColumnList {
    case kind, value, number
}

enum BacklogColumn: String, ColumnList {
    case waiting = "count(*)"
    case oldestSeconds = "coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision"
}
