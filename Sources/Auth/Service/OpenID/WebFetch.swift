import Basics
import CoreHTTP
import Curl
import Reactor

/// JSON from the provider: at most five seconds and 1 MiB, no redirects (they would lead away from what was configured), no
/// cookies.
struct WebFetch: Sendable {
    private let client = WebClient(pool: BlockingPool(name: "provider", threads: 4, queueLimit: 16))

    struct Answer: Sendable {
        let status: Int
        let json: JSONValue
        /// `max-age` of Cache-Control, in seconds.
        let maxAge: Int?
    }

    /// GET, or POST with `form`. Throws `.unavailable` for everything but an answer with JSON.
    func callAsFunction(_ url: String, form: [(String, String)]? = nil) async throws(OpenIDFailure) -> Answer {
        let answer: WebClient.Answer
        do { answer = try await client.send(url, form.map { .form(URLText.form($0)) }) } catch { throw .unavailable }
        guard let json = try? JSONReader.parse(answer.body) else { throw .unavailable }
        return Answer(status: answer.status, json: json, maxAge: answer.cacheControl.flatMap(Self.maxAge))
    }

    private static func maxAge(_ cacheControl: String) -> Int? {
        for directive in cacheControl.split(separator: ",") {
            let words = directive.split(separator: "=")
            if words.count == 2, words[0].filter({ $0 != " " }).lowercased() == "max-age" { return Int(words[1]) }
        }
        return nil
    }
}

/// Pairs as text, in a query or a form.
enum URLText {
    /// `application/x-www-form-urlencoded`
    static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
    }
}
