-- Counts what is there already, 200,000 appointments at a time in the order of their ids, which is that of their booking: few days are
-- touched by one batch. About half a minute for two million appointments, in which nobody can book.

LOCK TABLE appointments, appointment_history IN SHARE ROW EXCLUSIVE MODE;

-- What 0022 has noted since is counted, too.
DELETE FROM figure_changes;

DO $$
DECLARE
    first uuid := '00000000-0000-0000-0000-000000000000';
    last  uuid;
    -- Those that PostgreSQL does not know are taken for UTC, as by `local_day`, which would be slow for so many.
    strange text[];
BEGIN
    SELECT array_agg(time_zone) INTO strange
    FROM (SELECT DISTINCT time_zone FROM appointments) z WHERE NOT EXISTS (SELECT FROM pg_timezone_names n WHERE n.name = z.time_zone);
    LOOP
        SELECT id INTO last FROM (SELECT id FROM appointments WHERE id > first ORDER BY id LIMIT 200000) batch ORDER BY id DESC LIMIT 1;
        EXIT WHEN NOT FOUND;
        INSERT INTO figure_sums AS known (doctor_id, kind, day, bucket, number, minutes)
        SELECT doctor_id, 'visits', date, status || coalesce(' ' || cancelled_by, ''), number, minutes
        FROM (
            SELECT doctor_id, date, status, cancelled_by, count(*) AS number,
                   sum((date_part('epoch', ends_at) - date_part('epoch', starts_at))::bigint / 60) AS minutes
            FROM appointments WHERE id > first AND id <= last
            GROUP BY doctor_id, date, status, cancelled_by
        ) visits
        UNION ALL
        SELECT doctor_id, 'booked', booked_on, two_digits(days)::text, sum(number), 0
        FROM (
            SELECT doctor_id, (created_at AT TIME ZONE CASE WHEN time_zone = ANY(strange) THEN 'UTC' ELSE time_zone END)::date AS booked_on,
                   floor((date_part('epoch', starts_at) - date_part('epoch', created_at)) / 86400)::bigint AS days, count(*) AS number
            FROM appointments WHERE id > first AND id <= last
            GROUP BY 1, 2, 3
        ) booked
        GROUP BY doctor_id, booked_on, two_digits(days)
        UNION ALL
        SELECT a.doctor_id, 'approved', (h.at AT TIME ZONE 'UTC')::date, waited::text, count(*), 0
        FROM appointments a
        JOIN appointment_history h ON h.appointment_id = a.id AND h.from_status = 'PENDING' AND h.to_status = 'APPROVED'
        CROSS JOIN LATERAL approval_minutes(h.appointment_id, h.version, h.at) AS waited
        WHERE a.id > first AND a.id <= last AND waited IS NOT NULL
        GROUP BY 1, 3, 4
        ON CONFLICT (doctor_id, kind, day, bucket) DO UPDATE
        SET number = known.number + EXCLUDED.number, minutes = known.minutes + EXCLUDED.minutes;
        first := last;
    END LOOP;
    INSERT INTO figure_sums (doctor_id, kind, day, bucket, number, minutes)
    SELECT '00000000-0000-0000-0000-000000000000', kind, day, bucket, sum(number), sum(minutes)
    FROM figure_sums GROUP BY kind, day, bucket;
END
$$;

-- Statistics come from these sums now. Replicas of yesterday go on reading the days of before: they are a view, and what they would move
-- into it is never there.
DROP TABLE day_sums;
TRUNCATE day_changes;
CREATE VIEW day_sums AS
SELECT day AS date, split_part(bucket, ' ', 1)::appointment_status AS status, number
FROM (
    SELECT day, bucket, number FROM figure_sums WHERE doctor_id = '00000000-0000-0000-0000-000000000000' AND kind = 'visits'
    UNION ALL
    SELECT day, bucket, number FROM figure_changes WHERE kind = 'visits'
) kept;
