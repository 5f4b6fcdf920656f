import Glibc

/// The command line.
struct Options: Sendable {
    static let usage = """
        usage: wirebench [--host ADDRESS] [--port PORT] [--loops COUNT] [--max-body BYTES] [--max-message BYTES]
                         [--redis HOST:PORT] [--jwt-secret TEXT]

          GET  /plaintext    Hello, World!
          GET  /json         {"message":"Hello, World!"}
          POST /echo-json    decodes a JSON body and encodes it again
          GET  /big          64 KiB
          GET  /ws/echo      WebSocket: every message comes back
          GET  /ws/push      WebSocket: gets every body of POST /push, and with --redis what is published on the channel
                             `notifications` for its user ({"userId":…}). With --jwt-secret the cookie accessToken must hold
                             an HS256 token with `userId` and `exp`.
          POST /push         sends the body to every socket of /ws/push of this loop, encoded once
        """

    var host = "127.0.0.1"
    var port: UInt16 = 8080
    var loops = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    var maxBody: Int?
    var maxMessage: Int?
    var redis: (host: String, port: UInt16)?
    var secret: String?
    var isHelp = false

    /// False when usage shall be printed.
    mutating func parse(_ arguments: ArraySlice<String>) -> Bool {
        var rest = arguments
        while let option = rest.popFirst() {
            if option == "--help" || option == "-h" {
                isHelp = true
                return false
            }
            guard let value = rest.popFirst() else { return false }
            switch (option, Int(value)) {
            case ("--host", _): host = value
            case ("--port", let number?) where 0...65_535 ~= number: port = UInt16(number)
            case ("--loops", let number?) where number > 0: loops = number
            case ("--max-body", let number?) where number >= 0: maxBody = number
            case ("--max-message", let number?) where number > 0: maxMessage = number
            case ("--redis", _):
                guard let colon = value.lastIndex(of: ":"), let port = UInt16(value[value.index(after: colon)...]) else {
                    return false
                }
                redis = (String(value[..<colon]), port)
            case ("--jwt-secret", _): secret = value
            default: return false
            }
        }
        return true
    }
}
