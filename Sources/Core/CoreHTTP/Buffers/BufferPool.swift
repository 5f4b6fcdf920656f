import HTTPWire

/// The input and output buffers of a connection that is being read from or written to. An idle connection holds none.
final class IOBuffers {
    static let readSize = 16_384

    var input = ByteBuffer(capacity: IOBuffers.readSize)
    var output = ByteBuffer(capacity: IOBuffers.readSize)
}

/// The buffers of one loop that no connection is using, at most `limit`. Confined to the loop.
final class BufferPool {
    private var free: [IOBuffers] = []
    private let limit = 64

    func take() -> IOBuffers { free.popLast() ?? IOBuffers() }

    /// Both buffers must be empty. One that grew for a large message is not kept.
    func give(_ buffers: IOBuffers) {
        assert(buffers.input.isEmpty && buffers.output.isEmpty)
        let largest = 4 * IOBuffers.readSize
        if free.count < limit, buffers.input.allocatedBytes <= largest, buffers.output.allocatedBytes <= largest {
            free.append(buffers)
        }
    }
}
