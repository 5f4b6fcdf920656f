internal import CCurl

/// One of libcurl's easy handles: its options, and the connection it keeps. One thread at a time.
final class EasyHandle {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private let handle: UnsafeMutableRawPointer

    init() {
        guard Self.isReady, let handle = curl_easy_init() else { preconditionFailure("libcurl does not start: out of memory") }
        self.handle = handle
        // Time limits without SIGALRM, which could interrupt any thread.
        set(CURLOPT_NOSIGNAL, 1)
        // A name service that hangs delays neither a time limit nor the end of the process: its thread is not waited for.
        set(CURLOPT_QUICK_EXIT, 1)
    }

    deinit { curl_easy_cleanup(handle) }

    func set(_ option: CURLoption, _ text: String) { check(curl_set_text(handle, option, text)) }
    func set(_ option: CURLoption, _ number: Int) { check(curl_set_number(handle, option, number)) }
    func set(_ option: CURLoption, _ list: UnsafeMutablePointer<curl_slist>?) { check(curl_set_list(handle, option, list)) }
    /// POST with these octets, of which it keeps a copy.
    func post(_ octets: [UInt8]) {
        set(CURLOPT_POSTFIELDSIZE, octets.count)
        octets.withUnsafeBytes { check(curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, $0.bindMemory(to: CChar.self).baseAddress)) }
    }
    /// In whole milliseconds.
    func set(_ option: CURLoption, _ time: Duration) {
        set(option, Int(time.components.seconds) * 1_000 + Int(time.components.attoseconds / 1_000_000_000_000_000))
    }

    /// `callback` gives the bytes to send. `context` must live until `perform` has returned.
    func read(by callback: @escaping curl_read_callback, _ context: UnsafeMutableRawPointer) {
        check(curl_set_reader(handle, callback, context))
    }

    /// `callback` takes the bytes received. `context` must live until `perform` has returned.
    func write(by callback: @escaping curl_write_callback, _ context: UnsafeMutableRawPointer) {
        check(curl_set_writer(handle, callback, context))
    }

    /// Performs the whole transfer; blocks.
    func perform() -> CURLcode { curl_easy_perform(handle) }

    /// The last status (HTTP) or reply (SMTP); 0 when there was none.
    var reply: Int { curl_last_reply(handle) }

    /// The last value of a field of the answer; nil without it.
    func field(_ name: String) -> String? { curl_last_field(handle, name).map { String(cString: $0) } }

    private func check(_ code: CURLcode) { precondition(code == CURLE_OK, "libcurl refuses an option: \(code.rawValue)") }
}
