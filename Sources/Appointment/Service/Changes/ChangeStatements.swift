import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

/// The SQL of everything that is done to an appointment after it was booked: one statement for each action of each role, which
/// changes the row, its history, the outbox and the access log, or nothing. The states it moves from, and to, are in the domain's
/// table.
///
/// No row: no such appointment. One that is theirs and not changed is in another state, or it is too late, or it has another entity
/// tag than asked for. The FOR UPDATE reads the newest version of the row, so that the loser of a race sees the winner's state and
/// not that of its own snapshot.
///
/// $1 id · $2 who · $3 entity tags without their quotes, or null for any · then the action's own · event id, traceparent and whether it
/// says why the patient comes, if it has an event · last an `AuditStamp`
enum ChangeStatements {
    static let approve = change("approve", .approve, by: .doctor)
    /// $4 reason
    static let reject = change("reject", .reject, by: .doctor, set: "rejection_reason = $4::text", context: "$4::text", own: 1)
    /// $4 notes
    static let complete = change("complete", .complete, by: .doctor, set: "notes = coalesce($4::text, a.notes)", own: 1)
    static let uncomplete = change("uncomplete", .uncomplete, by: .doctor, condition: isFresh)
    /// $4 notes
    static let annotate = change("annotate", .annotate, by: .doctor, set: "notes = $4::text", own: 1)
    /// $4 reason
    static let cancelByPatient = cancel("cancel_by_patient", .patient)
    static let cancelByDoctor = cancel("cancel_by_doctor", .doctor)
    static let cancelByDesk = cancel("cancel_by_desk", .desk)
    static let cancelByAdmin = cancel("cancel_by_admin", .admin)
    /// $4 date · $5 time · $6 zone · $7 starts · $8 ends · $9 doctor free · $10 ambiguous · $11 patient · $12 doctor ·
    /// $13 and $14 as $17 and $18 of `BookingStatements.book`
    static let rescheduleByPatient = reschedule("reschedule_by_patient", .patient)
    static let rescheduleByDoctor = reschedule("reschedule_by_doctor", .doctor)
    static let rescheduleByDesk = reschedule("reschedule_by_desk", .desk)

    /// For how long a completion can be taken back.
    static let undoMinutes = 15

    /// By the database's clock, which wrote the history.
    private static let isFresh = """
         AND EXISTS (
                    SELECT FROM appointment_history h
                    WHERE h.appointment_id = t.id AND h.actor_id = $2::uuid AND h.from_status = 'APPROVED' AND h.to_status = 'COMPLETED'
                      AND h.at > now() - interval '\(undoMinutes) minutes')
        """

    private static func cancel(_ name: StaticString, _ role: ActorRole) -> Statement {
        change(
            name, .cancel, by: role, set: "cancelled_by = '\(role.rawValue)', cancellation_reason = $4::text", context: "$4::text",
            own: 1)
    }

    /// `turn`: see `BookingStatements.book`. It is an InitPlan of `target`, so that it comes before the row's lock.
    private static func reschedule(_ name: StaticString, _ role: ActorRole) -> Statement {
        change(
            name, .reschedule, by: role,
            turn: """
                turn AS MATERIALIZED (
                    SELECT pg_advisory_xact_lock(least(doctor, patient)), pg_advisory_xact_lock(greatest(doctor, patient)),
                           claim_time($1::uuid, $12::uuid, $11::uuid, $6::text, $13::text, $14::boolean, $7::timestamptz,
                                      $8::timestamptz, $9::timestamptz, NULL, NULL)
                    FROM (SELECT uuid_hash_extended($12::uuid, 1) AS doctor, uuid_hash_extended($11::uuid, 1) AS patient) AS k
                ),
                """,
            set: """
                date = $4::date, time = $5::time, time_zone = $6::text, starts_at = $7::timestamptz, ends_at = $8::timestamptz,
                doctor_free_at = $9::timestamptz, ambiguous = $10::boolean
                """,
            context: "to_char(t.date, 'YYYY-MM-DD') || ' ' || to_char(t.time, 'HH24:MI') || ' (' || t.time_zone || ')'",
            movedFrom: "t.date, t.time, t.time_zone", own: 11)
    }

    /// `own`: how many parameters `set` and `context` use. `condition`: what else must hold for a row that is in the right state.
    private static func change(
        _ name: StaticString, _ action: AppointmentAction, by role: ActorRole, turn: String = "", set: String? = nil,
        context: String = "NULL", movedFrom: String = "NULL, NULL, NULL", condition: String = "", own: Int = 0
    ) -> Statement {
        let transitions = Transition.all(action, by: role)
        let states = transitions.map { "'\($0.from.rawValue)'" }.joined(separator: ", ")
        let moves = transitions.map { "WHEN '\($0.from.rawValue)' THEN '\($0.to.rawValue)'" }.joined(separator: " ")
        let event =
            action.eventType.map { type in
                """
                , event AS (
                    INSERT INTO outbox (event_id, type, key, payload, traceparent)
                    SELECT $\(own + 4)::uuid, '\(type.rawValue)', m.id::text,
                           appointment_event('\(type.rawValue)', m, $2::uuid, '\(role.rawValue)', \(movedFrom), NULL, $\(own + 6)::boolean),
                           $\(own + 5)::text
                    FROM moved m, target t
                )
                """
            } ?? ""
        return Statement(
            name,
            """
            WITH \(turn) target AS (
                SELECT id, \(mine(role)) AS mine, status, version, renames, date, time, time_zone, \(isReadable) AS readable
                FROM appointments
                WHERE id = $1::uuid\(turn.isEmpty ? "" : " AND (SELECT true FROM turn)") FOR UPDATE
            ), moved AS (
                UPDATE appointments a
                SET status = CASE t.status \(moves) END, version = a.version + 1, updated_at = now()\(set.map { ", \($0)" } ?? "")
                FROM target t
                WHERE a.id = t.id AND t.mine AND t.readable AND t.status IN (\(states)) AND \(ChangeColumn.matches.rawValue)\(condition)
                RETURNING a.*
            ), history AS (
                INSERT INTO appointment_history (appointment_id, version, from_status, to_status, actor_id, actor_role, context)
                SELECT m.id, m.version, t.status, m.status, $2::uuid, '\(role.rawValue)', \(context) FROM moved m, target t
            )\(event), \(EntryStatements.entry(.change(action), from: "moved", stamp: own + 4 + (event.isEmpty ? 0 : 3)))
            SELECT \(ChangeColumn.list), \(StoredAppointment.Column.list(of: "m"))
            FROM target t LEFT JOIN moved m ON true
            """)
    }

    /// `StoredAppointment.isReadable`: what an event could not say is not changed. The table keeps states right.
    private static let isReadable = "date BETWEEN '0001-01-01' AND '9999-12-31' AND time < '24:00'"

    private static func mine(_ role: ActorRole) -> String {
        switch role {
        case .patient: "patient_id = $2::uuid"
        case .doctor: "doctor_id = $2::uuid"
        case .admin, .system: "true"
        case .desk: BookStatements.has("appointments.doctor_id", desk: "$2::uuid")
        }
    }
}
