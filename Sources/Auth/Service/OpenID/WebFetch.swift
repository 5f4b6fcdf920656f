import CoreHTTP
import Foundation
import FoundationNetworking

/// HTTPS to the provider, by Foundation's URLSession on threads of its own: five seconds, one MiB, no redirects, no cookies.
struct WebFetch: Sendable {
    private static let limit = 1 << 20
    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 5
        configuration.timeoutIntervalForResource = 5
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        session = URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
    }

    struct Answer: Sendable {
        let status: Int
        let json: JSONValue
        /// `max-age` of Cache-Control, seconds.
        let maxAge: Int?
    }

    /// GET, or POST with `form`. Throws `.unavailable` for everything but an answer with JSON.
    func callAsFunction(_ url: String, form: [(String, String)]? = nil) async throws(OpenIDFailure) -> Answer {
        guard let address = URL(string: url), let scheme = address.scheme, scheme == "https" || scheme == "http" else {
            throw .unavailable
        }
        var request = URLRequest(url: address)
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let form {
            request.httpMethod = "POST"
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(URLText.form(form).utf8)
        }
        let result: (Data, URLResponse)
        do { result = try await session.data(for: request) } catch { throw .unavailable }
        guard let response = result.1 as? HTTPURLResponse, result.0.count <= Self.limit,
            let json = try? JSONReader.parse(Array(result.0))
        else { throw .unavailable }
        return Answer(status: response.statusCode, json: json, maxAge: Self.maxAge(response))
    }

    private static func maxAge(_ response: HTTPURLResponse) -> Int? {
        let directives = response.value(forHTTPHeaderField: "Cache-Control")?.split(separator: ",") ?? []
        for directive in directives {
            let words = directive.split(separator: "=")
            if words.count == 2, words[0].filter({ $0 != " " }).lowercased() == "max-age" { return Int(words[1]) }
        }
        return nil
    }

    /// What answers by sending elsewhere is not what was configured.
    private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest: URLRequest,
            completionHandler: @escaping (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}

/// Text in URLs.
enum URLText {
    /// `application/x-www-form-urlencoded`
    static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(escaped($0))=\(escaped($1))" }.joined(separator: "&")
    }

    /// Everything but RFC 3986's unreserved characters as `%XX`.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: escaped.unicodeScalars.append(UnicodeScalar(byte))
            default: escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}
