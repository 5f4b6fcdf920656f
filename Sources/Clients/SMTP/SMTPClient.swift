internal import CCurl
package import Reactor
import ServiceRuntime

/// Hands mails to one server, one at a time, over a connection that stays open in between. libcurl speaks the protocol and blocks: it
/// runs on a pool, never on a loop.
package final class SMTPClient: Sendable {
    private let pool: BlockingPool
    private let transfer: Transfer

    package init(_ configuration: SMTPConfiguration, pool: BlockingPool) {
        self.pool = pool
        transfer = Transfer(configuration)
    }

    /// Returns when the server has taken the mail. The next one only then.
    package func send(_ mail: SMTPMail) async throws(SMTPError) {
        let transfer = transfer
        let outcome: Result<Void, SMTPError>
        do throws(BlockingPool.Saturated) {
            outcome = try await pool.run { transfer.run(mail) }
        } catch {
            throw .busy
        }
        try outcome.get()
    }
}

/// A curl handle and its connection.
private final class Transfer: @unchecked Sendable {  // one call of `run` at a time, as `send` asks for
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private let handle: UnsafeMutableRawPointer

    init(_ configuration: SMTPConfiguration) {
        guard Self.isReady, let handle = curl_easy_init() else { preconditionFailure("libcurl does not start: out of memory") }
        self.handle = handle
        set(CURLOPT_URL, "\(configuration)")
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_UPLOAD, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        set(CURLOPT_TIMEOUT_MS, configuration.timeout.wholeMilliseconds)
        switch configuration.startTLS {
        case .always: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .ifOffered: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .never: set(CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        if let file = configuration.trustFile { set(CURLOPT_CAINFO, file) }
        if let user = configuration.user { set(CURLOPT_USERNAME, user) }
        if let password = configuration.password { set(CURLOPT_PASSWORD, String(decoding: password.bytes, as: UTF8.self)) }
    }

    deinit { curl_easy_cleanup(handle) }

    func run(_ mail: SMTPMail) -> Result<Void, SMTPError> {
        set(CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        let recipients = curl_slist_append(nil, "<\(mail.recipient)>")
        defer { curl_slist_free_all(recipients) }
        return mail.content.withUnsafeBytes { content in
            var rest = content
            return withUnsafeMutablePointer(to: &rest) { rest in
                check(curl_set_recipients(handle, recipients))
                check(curl_set_reader(handle, readMail, rest))
                let code = curl_easy_perform(handle)
                guard code != CURLE_OK else { return .success(()) }
                let reply = curl_last_reply(handle)
                return .failure(reply >= 400 ? .refused(reply: reply) : .failed(code: Int(code.rawValue)))
            }
        }
    }

    private func set(_ option: CURLoption, _ text: String) { check(curl_set_text(handle, option, text)) }
    private func set(_ option: CURLoption, _ number: Int) { check(curl_set_number(handle, option, number)) }

    private func check(_ code: CURLcode) { precondition(code == CURLE_OK, "libcurl refuses an option: \(code.rawValue)") }
}

/// libcurl asks for the next bytes of the mail; `context` is an `UnsafeRawBufferPointer` to what has not been sent.
@c private func readMail(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let buffer, let rest = context?.assumingMemoryBound(to: UnsafeRawBufferPointer.self) else { return 0 }
    let taken = min(size * count, rest.pointee.count)
    UnsafeMutableRawBufferPointer(start: buffer, count: taken).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: rest.pointee[..<taken]))
    rest.pointee = UnsafeRawBufferPointer(rebasing: rest.pointee[taken...])
    return taken
}

extension Duration {
    fileprivate var wholeMilliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
