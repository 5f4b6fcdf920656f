import Access
import Contracts
package import CoreHTTP
import Postgres
import Reactor

extension Problem {
    /// What an error of the parts below a handler means to a client: the router's error table in every daemon. Nil for what is a
    /// defect of ours: the router answers 500 and logs the cause.
    package static func meaning(of error: any Error) -> Problem? {
        switch error {
        case let error as PostgresError: meaning(of: error)
        case let errors as ValidationErrors: Problem(errors)
        case is BlockingPool.Saturated: overloaded
        default: nil
        }
    }

    private static func meaning(of error: PostgresError) -> Problem? {
        switch error {
        case .unavailable, .cannotConnect, .connectionLost, .timeout: storeUnavailable
        case .busy: overloaded
        case .refused where error.isTransient: storeUnavailable
        case .textHoldsNUL: Problem(.validationFailed, "Texts must not contain U+0000.")
        case .refused, .rolledBack, .unexpectedColumn: nil
        }
    }

    private static var storeUnavailable: Problem {
        retrying(.storeUnavailable, "The database does not answer at the moment; try again.")
    }
    private static var overloaded: Problem { retrying(.overloaded, "Too much is waiting at the moment; try again.") }

    private static func retrying(_ code: ProblemCode, _ detail: String) -> Problem {
        Problem(code, detail).with(field: "Retry-After", "1")
    }
}
