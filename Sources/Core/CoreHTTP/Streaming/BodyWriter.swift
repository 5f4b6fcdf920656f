import HTTPWire
import Reactor

/// What the handler of a streamed answer writes to. A write returns when the bytes are on their way, so that a peer that reads
/// slowly slows its producer down and nothing piles up. Confined to its loop, valid while the handler's closure runs.
package final class BodyWriter: @unchecked Sendable {  // loop-confined
    /// The peer is gone or does not read; stop producing.
    package struct Closed: Error, Sendable {}

    private let isChunked: Bool
    private let isDiscarding: Bool
    private let append: (Span<UInt8>, Bool) -> Void
    private let flush: () async -> Bool
    private var isOpen = true

    /// `discarding`: the answer to HEAD, of which nothing is sent.
    init(chunked: Bool, discarding: Bool, append: @escaping (Span<UInt8>, Bool) -> Void, flush: @escaping () async -> Bool) {
        isChunked = chunked
        isDiscarding = discarding
        self.append = append
        self.flush = flush
    }

    package func write(_ bytes: [UInt8]) async throws(Closed) {
        guard isOpen else { throw Closed() }
        if isDiscarding || bytes.isEmpty { return }
        append(bytes.span, isChunked)
        if !(await flush()) {
            isOpen = false
            throw Closed()
        }
    }

    package func write(_ text: String) async throws(Closed) { try await write(Array(text.utf8)) }
}
