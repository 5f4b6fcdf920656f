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

    /// Returns when the server has taken the mail. Send the next one only then.
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

/// A handle that keeps its connection.
private final class Transfer: @unchecked Sendable {  // one call of `run` at a time, as `send` asks for
    private let handle = EasyHandle()

    init(_ configuration: SMTPConfiguration) {
        handle.set(CURLOPT_URL, "\(configuration)")
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout)
        handle.set(CURLOPT_TIMEOUT_MS, configuration.timeout)
        switch configuration.startTLS {
        case .always: handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .ifOffered: handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .never: handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        if let file = configuration.trustFile { handle.set(CURLOPT_CAINFO, file) }
        if let user = configuration.user { handle.set(CURLOPT_USERNAME, user) }
        if let password = configuration.password { handle.set(CURLOPT_PASSWORD, String(decoding: password.bytes, as: UTF8.self)) }
    }

    func run(_ mail: SMTPMail) -> Result<Void, SMTPError> {
        handle.set(CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        let recipients = curl_slist_append(nil, "<\(mail.recipient)>")
        defer { curl_slist_free_all(recipients) }
        return mail.content.withUnsafeBytes { content in
            var rest = content
            return withUnsafeMutablePointer(to: &rest) { rest in
                handle.set(CURLOPT_MAIL_RCPT, recipients)
                handle.read(by: readMail, rest)
                let code = handle.perform()
                guard code != CURLE_OK else { return .success(()) }
                let reply = handle.reply
                return .failure(reply >= 400 ? .refused(reply: reply) : .failed(code: Int(code.rawValue)))
            }
        }
    }
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
