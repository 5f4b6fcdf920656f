import AppointmentDomain
import Contracts
import Hosting
import Postgres
import Reactor
import TestSupport
import Testing

@testable import AppointmentService

@Suite("The sums that figures come from", .timeLimit(.minutes(5))) struct FigureSumTests {
    @Test("after any changes at once, with sweeps beside them, the sums are what counting gives; so they are all the time")
    func exact() async throws {
        try await Clinic.open(connections: 6) { clinic in
            let store = StatisticsStore(pool: clinic.pool)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for _ in 0..<60 {
                            let change = Self.changes[Int.random(in: 0..<Self.changes.count)]
                            do throws(PostgresError) { _ = try await clinic.pool.query(change, [.int(writer)]) } catch {
                                // A time that is taken, or a deadlock of the test's own many rows: nothing has changed.
                                try #require(error.sqlState == .exclusionViolation || error.isConflict, "\(error)")
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<30 {
                        _ = try await clinic.pool.query(StatisticsStatements.sumFigures, [.int(7), FigurePeriod.clinic])
                        _ = try await clinic.pool.query(StatisticsStatements.sumFigures, [.int(1_000), FigurePeriod.clinic])
                        let wrong = try await clinic.pool.query(Self.differences)[0].int(0)
                        #expect(wrong == 0)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await clinic.pool.query(Self.differences)[0].int(0) == 0)
            let first = try #require(CalendarDate("2026-12-01")), end = try #require(CalendarDate("2099-01-01"))
            let days = try await store.days(from: first, to: end)
            let counted = try await clinic.pool.query(Statement("count", "SELECT count(*) FROM appointments"))[0].int(0)
            #expect(counted > 0 && days.map(\.booked).reduce(0, +) == counted)
            while try await clinic.pool.query(StatisticsStatements.sumFigures, [.int(1_000), FigurePeriod.clinic])[0].int(0) > 0 {}
            #expect(try await store.days(from: first, to: end).map(\.booked).reduce(0, +) == counted)
        }
    }

    @Test("bookings of one day do not wait for one another: two that are open both get through")
    func noWaiting() async throws {
        try await Clinic.open(connections: 3) { clinic in
            try await clinic.pool.transaction { first in
                let booking = Self.insert("insert_apart", doctor: "gen_random_uuid()")
                _ = try await first.query(booking, [.int(1)])
                try await clinic.pool.transaction(timeout: .seconds(20)) { second in
                    _ = try await second.query(booking, [.int(2)])
                }
                _ = try await clinic.pool.query(StatisticsStatements.sumFigures, [.int(1_000), FigurePeriod.clinic])
            }
            #expect(try await clinic.pool.query(Self.differences)[0].int(0) == 0)
        }
    }

    @Test("they hold what was committed, and nothing else, after PostgreSQL was killed in the middle")
    func killed() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let address = try await stores.postgres(.appointment)
            try await onLoop { loop in
                let database = PostgresConfiguration(
                    host: address.host, port: address.port, database: address.database, user: address.user,
                    password: address.password)
                let resolver = Resolver()
                let session = try await PostgresSession.open(database, on: loop, resolver: resolver)
                _ = try await Migrations.apply(directory: Clinic.path("sql/appointment"), session: session)
                session.close()
                let pool = PostgresPool(database, connections: 4, on: loop, resolver: resolver)
                async let running: Void = pool.run()
                try #require(await pool.waitUntilReady(atMost: .seconds(30)))
                await withTaskGroup(of: Void.self) { group in
                    for writer in 0..<3 {
                        group.addTask {
                            while pool.isReady {
                                let change = Self.changes[Int.random(in: 0..<Self.changes.count)]
                                do throws(PostgresError) { _ = try await pool.query(change, [.int(writer)]) } catch {}
                                do throws(PostgresError) {
                                    _ = try await pool.query(StatisticsStatements.sumFigures, [.int(20), FigurePeriod.clinic])
                                } catch {}
                            }
                        }
                    }
                    group.addTask {
                        // Some are in by then.
                        let enough = Statement("enough", "SELECT count(*) > 200 FROM appointments")
                        do { while try await !pool.query(enough)[0].bool(0) {} } catch {}
                        do { try await stores.kill(.postgres) } catch { Issue.record("\(error)") }
                    }
                }
                try await stores.start([.postgres])
                while await !pool.waitUntilReady(atMost: .seconds(1)) {}
                #expect(try await pool.query(Self.differences)[0].int(0) == 0)
                #expect(try await pool.query(Statement("count", "SELECT count(*) FROM appointments"))[0].int(0) > 200)
                await pool.close(within: .seconds(1))
                await running
            }
        }
    }

    /// With the steps of the history that a change of the service writes, at any moment. $1 number of the writer
    private static let changes = [
        insert("insert", doctor: "md5(doctor::text)::uuid"),
        step("approve", "PENDING", "APPROVED"),
        step("ask_again", "APPROVED", "PENDING"),
        step(
            "cancel", "APPROVED", "CANCELLED",
            ", cancelled_by = (ARRAY['ADMIN', 'PATIENT', 'DOCTOR'])[1 + floor(random() * 3)::int]"),
        step(
            "move", "PENDING", "PENDING",
            """
            , date = date + 30, starts_at = starts_at + interval '30 days', ends_at = ends_at + interval '30 days 10 min',
              doctor_free_at = doctor_free_at + interval '30 days 10 min', time_zone = 'Europe/Berlin'
            """),
        Statement(
            "rename",
            "UPDATE appointments SET doctor_name = 'N' || $1::bigint WHERE id IN (SELECT id FROM appointments ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED)"
        ),
        Statement(
            "remove",
            """
            DELETE FROM appointments WHERE id IN (
                SELECT id FROM appointments ORDER BY random() LIMIT $1::bigint FOR UPDATE SKIP LOCKED)
            """),
    ]

    private static func insert(_ name: StaticString, doctor: String) -> Statement {
        Statement(
            name,
            """
            WITH r AS MATERIALIZED (
                SELECT timestamptz '2026-12-01 08:00Z' + floor(random() * 3000) * interval '15 min' AS start, floor(random() * 3) AS doctor,
                       (ARRAY['UTC', 'Asia/Tokyo', 'America/New_York', 'No/Where'])[1 + floor(random() * 4)::int] AS zone
                FROM generate_series(0, $1::bigint)
            ), added AS (
                INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                                          doctor_free_at, created_at)
                SELECT gen_random_uuid(), gen_random_uuid(), \(doctor), 'P', 'D', start::date, '10:00', zone, start,
                       start + interval '15 min', start + interval '15 min', start - random() * interval '300 days'
                FROM r
                RETURNING id, created_at
            )
            INSERT INTO appointment_history (appointment_id, version, to_status, actor_role, at)
            SELECT id, 1, 'PENDING', 'SYSTEM', created_at FROM added
            """)
    }

    private static func step(_ name: StaticString, _ from: String, _ to: String, _ set: String = "") -> Statement {
        Statement(
            name,
            """
            WITH moved AS (
                UPDATE appointments SET status = '\(to)', version = version + 1\(set) WHERE id IN (
                    SELECT id FROM appointments WHERE status = '\(from)' ORDER BY random() LIMIT 1 + $1::bigint FOR UPDATE SKIP LOCKED)
                RETURNING id, version
            )
            INSERT INTO appointment_history (appointment_id, version, from_status, to_status, actor_role, at)
            SELECT id, version, '\(from)', '\(to)', 'SYSTEM', now() + random() * interval '3 days' FROM moved
            """)
    }

    /// How many sums, of a doctor or of all, are others than counting gives.
    private static let differences = Statement(
        "differences",
        """
        WITH rows AS (
            SELECT doctor_id, 'visits' AS kind, date AS day, status || coalesce(' ' || cancelled_by, '') AS bucket,
                   (extract(epoch FROM ends_at - starts_at) / 60)::bigint AS minutes
            FROM appointments
            UNION ALL
            SELECT doctor_id, 'booked', (created_at AT TIME ZONE CASE time_zone WHEN 'No/Where' THEN 'UTC' ELSE time_zone END)::date,
                   CASE WHEN days < 100 THEN days ELSE days / 10 * 10 END::text, 0
            FROM appointments, LATERAL (SELECT floor(extract(epoch FROM starts_at - created_at) / 86400)::bigint AS days) l
            UNION ALL
            SELECT a.doctor_id, 'approved', (h.at AT TIME ZONE 'UTC')::date,
                   CASE WHEN waited < 0 THEN 0 WHEN waited < 100 THEN waited WHEN waited < 1000 THEN waited / 10 * 10 WHEN waited < 10000 THEN waited / 100 * 100
                        WHEN waited < 100000 THEN waited / 1000 * 1000 ELSE waited / 10000 * 10000 END::text, 0
            FROM appointment_history h JOIN appointments a ON a.id = h.appointment_id,
                 LATERAL (SELECT floor(extract(epoch FROM h.at - (
                     SELECT max(at) FROM appointment_history p WHERE p.appointment_id = h.appointment_id AND p.version < h.version
                       AND p.to_status = 'PENDING' AND (p.from_status IS NULL OR p.from_status <> 'PENDING'))) / 60)::bigint AS waited) w
            WHERE h.from_status = 'PENDING' AND h.to_status = 'APPROVED'
        ), whose AS (SELECT '00000000-0000-0000-0000-000000000000'::uuid AS clinic)
        SELECT count(*) FROM (
            SELECT 1 FROM (
                SELECT doctor_id, kind, day, bucket, number, minutes FROM figure_sums
                UNION ALL SELECT doctor_id, kind, day, bucket, number, minutes FROM figure_changes
                UNION ALL SELECT clinic, kind, day, bucket, number, minutes FROM figure_changes, whose
                UNION ALL SELECT doctor_id, kind, day, bucket, -1, -minutes FROM rows
                UNION ALL SELECT clinic, kind, day, bucket, -1, -minutes FROM rows, whose
            ) all_of_them
            GROUP BY doctor_id, kind, day, bucket HAVING sum(number) <> 0 OR sum(minutes) <> 0
        ) different
        """)
}
