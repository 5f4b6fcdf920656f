import Contracts
package import CoreHTTP
import HTTPWire
package import Reactor

/// Says in `Account-ID` for which account a request was answered, and refuses one that was meant for another: a page in one tab cannot
/// know that somebody else has signed in with the same cookies in another tab.
///
/// A request may name in `Account-ID` the account its sender believes to be signed in; with the token of another it is answered 401
/// `other_account`, and nothing is done. An answer that sets cookies names nobody: it changes who is signed in.
package struct AccountNaming: Filter {
    package static let field = "Account-ID"
    private let authenticator: Authenticator

    package init(_ authenticator: Authenticator) { self.authenticator = authenticator }

    package func enter(_ request: Request) throws -> Response? {
        guard let wanted = request.field(.accountID), let account = authenticator.account(of: request) else { return nil }
        guard UserID(wanted) == account else { throw Authenticator.otherAccount.with(field: Self.field, account.description) }
        return nil
    }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        guard response.fields["Set-Cookie"] == nil, let account = authenticator.account(of: request) else { return }
        response.fields.set(Self.field, account.description)
    }
}
