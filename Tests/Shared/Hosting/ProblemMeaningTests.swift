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
        #expect(problem.status == .serviceUnavailable && problem.code == code)
        #expect(problem.fields["Retry-After"] == "1")
        #expect(!problem.detail.contains("secret"))
    }

    @Test(
        "what the server cannot do, whatever it was asked, is 503 with Retry-After; what was asked wrongly is a defect",
        arguments: [
            ("53000", true), ("53100", true), ("53200", true), ("53300", true), ("53400", true), ("57000", true), ("57P01", true),
            ("57P02", true), ("57P03", true), ("57P05", true), ("57014", true), ("58000", true), ("58030", true), ("58P01", true),
            ("XX000", true), ("XX001", true), ("XX002", true), ("25006", true), ("40001", true), ("40P01", true), ("55P03", true),

            ("08006", false), ("22P02", false), ("23505", false), ("25P02", false), ("42P01", false), ("42501", false),
            ("P0001", false),
        ])
    func serverFailures(state: String, isUnavailable: Bool) {
        let error = PostgresError.refused(ServerError(sqlState: SQLState(state), message: "a secret of the row"))
        #expect(error.isTransient == isUnavailable)
        let problem = Problem.meaning(of: error)
        #expect((problem?.status == .serviceUnavailable) == isUnavailable)
        #expect((problem?.fields["Retry-After"] != nil) == isUnavailable)
    }

    @Test("wrong fields are 422 with all of them, text with NUL is 422")
    func wrongFields() throws {
        let errors = ValidationErrors([
            FieldError(pointer: .root.appending("a"), code: .required, detail: "is required"),
            FieldError(pointer: .root.appending("b"), code: .type, detail: "must be a text"),
        ])
        let invalid = try #require(Problem.meaning(of: errors))
        #expect(invalid.status == .unprocessableContent && invalid.code == .validationFailed)
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
