internal import CCurl
package import Reactor

/// Asks other people's web servers, whose certificates the system's authorities must have signed: `http` and `https`, no redirects, no
/// cookies, a connection for each request. libcurl speaks the protocol and blocks: it runs on a pool, never on a loop.
package final class WebClient: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let body: [UInt8]
        package let cacheControl: String?
    }

    /// No answer in time, a connection that cannot be made or trusted, too large an answer, or a full queue.
    package struct Unavailable: Error, Sendable {}

    private let pool: BlockingPool
    private let timeout: Duration
    private let limit: Int

    /// `timeout`: for the whole request. `limit`: octets of an answer.
    package init(pool: BlockingPool, timeout: Duration = .seconds(5), limit: Int = 1 << 20) {
        self.pool = pool
        self.timeout = timeout
        self.limit = limit
    }

    /// What is posted. `accept`: the type of answer that is asked for.
    package struct Body: Sendable {
        package let type: String
        package let octets: [UInt8]
        package let accept: String

        package init(_ type: String, _ octets: [UInt8], accept: String) {
            (self.type, self.octets, self.accept) = (type, octets, accept)
        }

        /// `text`: pairs that are encoded already.
        package static func form(_ text: String) -> Body {
            Body("application/x-www-form-urlencoded", Array(text.utf8), accept: "application/json")
        }
    }

    /// GET; POST with a body.
    package func send(_ url: String, _ body: Body? = nil) async throws(Unavailable) -> Answer {
        let answer: Answer?
        do throws(BlockingPool.Saturated) {
            answer = try await pool.run { [timeout, limit] in Self.perform(url, body, timeout, limit) }
        } catch {
            throw Unavailable()
        }
        guard let answer else { throw Unavailable() }
        return answer
    }

    private static func perform(_ url: String, _ body: Body?, _ timeout: Duration, _ limit: Int) -> Answer? {
        let handle = EasyHandle()
        handle.set(CURLOPT_URL, url)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_TIMEOUT_MS, timeout)
        var fields = curl_slist_append(nil, "Accept: \(body?.accept ?? "application/json")")
        if let body { fields = curl_slist_append(fields, "Content-Type: \(body.type)") }
        defer { curl_slist_free_all(fields) }
        handle.set(CURLOPT_HTTPHEADER, fields)
        if let body { handle.post(body.octets) }
        var received = Received(limit: limit)
        let code = withUnsafeMutablePointer(to: &received) {
            handle.write(by: takeBody, $0)
            return handle.perform()
        }
        guard code == CURLE_OK else { return nil }
        return Answer(status: handle.reply, body: received.bytes, cacheControl: handle.field("Cache-Control"))
    }
}

private struct Received {
    var bytes: [UInt8] = []
    let limit: Int
}

/// libcurl hands over the next octets of the body; `context` is a `Received`. Taking fewer than there are ends the transfer.
@c private func takeBody(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let buffer, let received = context?.assumingMemoryBound(to: Received.self),
        received.pointee.bytes.count + size * count <= received.pointee.limit
    else { return 0 }
    received.pointee.bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: size * count))
    return size * count
}
