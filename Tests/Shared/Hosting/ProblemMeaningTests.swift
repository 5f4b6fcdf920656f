import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@Suite("What errors mean to a client") struct ProblemMeaningTests {
    private static func refused(_ state: SQLState) -> PostgresError {
        .refused(ServerError(sqlState: state, message: "a secret of the row"))
    }

    @Test(
        "a store that is away or busy is 503 with Retry-After",
        arguments: [
            (PostgresError.unavailable, ProblemCode.storeUnavailable), (.cannotConnect("x"), .storeUnavailable),
            (.timeout, .storeUnavailable),
            (.connectionLost(mayHaveRun: true), .storeUnavailable), (.connectionLost(mayHaveRun: false), .storeUnavailable),
            (refused(.adminShutdown), .storeUnavailable), (refused(.serializationFailure), .storeUnavailable), (.busy, .overloaded),
        ])
    func unavailable(error: PostgresError, code: ProblemCode) throws {
        let problem = try #require(Problem.meaning(of: error))
        #expect(problem.status == .serviceUnavailable && problem.code == code.rawValue)
        #expect(problem.fields["Retry-After"] == "1")
        #expect(!problem.detail.contains("secret"))
    }

    @Test("wrong fields are 422 with all of them, text with NUL is 422")
    func wrongFields() throws {
        let errors = ValidationErrors([
            FieldError(pointer: .root.appending("a"), code: .required, detail: "is required"),
            FieldError(pointer: .root.appending("b"), code: .type, detail: "must be a text"),
        ])
        let invalid = try #require(Problem.meaning(of: errors))
        #expect(invalid.status == .unprocessableContent && invalid.title == ProblemCode.validationFailed.title)
        #expect(invalid.errors == errors.errors)
        #expect(Problem.meaning(of: PostgresError.textHoldsNUL(parameter: 1))?.status == .unprocessableContent)
    }

    @Test("a defect of ours has no meaning: it is logged and answered 500")
    func defects() {
        struct Surprise: Error {}
        #expect(Problem.meaning(of: Surprise())?.code == nil)
        #expect(Problem.meaning(of: Self.refused(.checkViolation))?.code == nil)
        #expect(Problem.meaning(of: PostgresError.rolledBack)?.code == nil)
    }
}
