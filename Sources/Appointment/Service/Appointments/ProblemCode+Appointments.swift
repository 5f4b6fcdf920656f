import Access
import AppointmentDomain
import CoreHTTP
import HTTPWire

extension ProblemCode {
    // Whom and when to book.
    static let doctorNotFound = Self("doctor_not_found", .notFound, "There is no such doctor")
    static let slotTaken = Self("slot_taken", .conflict, "The time is already taken")
    static let patientBusy = Self("patient_busy", .conflict, "You have another appointment at that time")
    static let inThePast = Self("in_the_past", .unprocessableContent, "The time has passed")
    static let tooSoon = Self("too_soon", .unprocessableContent, "The doctor wants more notice")
    static let beyondHorizon = Self("beyond_horizon", .unprocessableContent, "The time is too far in the future")
    static let outsideHours = Self("outside_hours", .unprocessableContent, "The doctor does not work at that time")
    static let nonexistentTime = Self("nonexistent_time", .unprocessableContent, "The clocks skip that time")
    static let offGrid = Self("off_grid", .unprocessableContent, "The doctor is booked at other minutes")

    // What becomes of an appointment.
    static let wrongState = Self("wrong_state", .conflict, "The appointment's state does not allow this")
    static let cancellationTooLate = Self("cancellation_too_late", .conflict, "It is too late to cancel or move it")
    static let undoTooLate = Self("undo_too_late", .conflict, "It is too late to take this back")

    // Who breaks the glass.
    static let grantRequired = Self("grant_required", .forbidden, "This takes a running grant for the patient")
    static let patientNotFound = Self(
        "patient_not_found", .notFound, "There is no such patient for whom a grant would open anything")
    static let grantRunning = Self("grant_running", .conflict, "The grant is running")
    static let grantOver = Self("grant_over", .conflict, "The grant is over")
    static let grantReviewed = Self("grant_reviewed", .conflict, "Somebody has reviewed the grant")
    static let ownGrant = Self("own_grant", .forbidden, "Nobody reviews their own grant")
    static let reviewOverdue = Self("review_overdue", .forbidden, "An earlier grant has not been reviewed in time")

    // Records of patients.
    static let likelyDuplicates = Self("likely_duplicates", .conflict, "Somebody alike is registered")
    static let identifierTaken = Self("identifier_taken", .conflict, "Another patient has this identifier")
    static let followsAccount = Self("follows_account", .unprocessableContent, "This follows the patient's account")
    static let searchTooBroad = Self("search_too_broad", .unprocessableContent, "The search finds too many")

    // What we cannot do now.
    static let scheduleUnreadable = Self(
        "schedule_unreadable", .serviceUnavailable, "The doctor's schedule cannot be read at the moment")
    static let appointmentUnreadable = Self(
        "appointment_unreadable", .serviceUnavailable, "The appointment cannot be read at the moment")
    static let authUnavailable = Self("auth_unavailable", .serviceUnavailable, "The doctor cannot be looked up at the moment")

    static let all: [ProblemCode] =
        server + idempotency + access + [
            doctorNotFound, slotTaken, patientBusy, inThePast, tooSoon, beyondHorizon, outsideHours, nonexistentTime, offGrid,
            grantRequired, patientNotFound, grantRunning, grantOver, grantReviewed, ownGrant, reviewOverdue,
            likelyDuplicates, identifierTaken, followsAccount, searchTooBroad,
            wrongState, cancellationTooLate, undoTooLate, preconditionFailed, scheduleUnreadable, appointmentUnreadable,
            authUnavailable,
        ]

    init(_ refusal: BookingRefusal) {
        self =
            switch refusal {
            case .nonexistentTime: .nonexistentTime
            case .inThePast: .inThePast
            case .tooSoon: .tooSoon
            case .beyondHorizon: .beyondHorizon
            case .outsideHours, .doctorAway: .outsideHours
            case .offGrid: .offGrid
            }
    }
}
