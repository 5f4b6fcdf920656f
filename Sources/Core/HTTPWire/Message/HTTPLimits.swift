/// What a peer may send at most, in octets unless said otherwise; each limit is the largest value still accepted.
package struct HTTPLimits: Sendable {
    /// Start line and fields up to and including the empty line; beyond: 431.
    package var head: Int
    /// Field lines in a head or a trailer section; beyond: 431.
    package var fields: Int
    /// The request target; beyond: 414.
    package var target: Int
    /// The method's name; beyond: 501.
    package var method: Int
    /// Content after removing the chunked coding; beyond: 413.
    package var body: Int
    /// Chunk extensions of one message, all chunks together; beyond: 400.
    package var chunkExtensions: Int
    /// The trailer section with its empty line; beyond: 431.
    package var trailers: Int
    /// CRLFs before a request line (RFC 9112 section 2.2); beyond: 400.
    package var emptyLines: Int
    /// 1xx responses before the final one.
    package var interimResponses: Int

    package static let `default` = HTTPLimits()

    package init(
        head: Int = 16_384, fields: Int = 100, target: Int = 8_192, method: Int = 32, body: Int = 1_048_576,
        chunkExtensions: Int = 4_096, trailers: Int = 8_192, emptyLines: Int = 4, interimResponses: Int = 16
    ) {
        precondition(head > 0 && head <= Int(UInt32.max / 4), "offsets in a head are 32 bits wide")
        self.head = head
        self.fields = fields
        self.target = target
        self.method = method
        self.body = body
        self.chunkExtensions = chunkExtensions
        self.trailers = trailers
        self.emptyLines = emptyLines
        self.interimResponses = interimResponses
    }
}
