import Reactor

/// Frames on their way to a peer that may read slowly. An empty queue takes a frame of any size; behind that frame at most `limit`
/// bytes wait. A session that has no room for its next frame ends.
struct SendQueue {
    enum Flush: Equatable {
        /// Everything has been written.
        case drained
        /// The rest goes out when the stream is writable.
        case blocked
        /// The peer is gone.
        case failed
    }

    /// Bytes that may wait behind the frame that is on its way.
    static let limit = 262_144

    private(set) var bytes = 0
    private var frames: [[UInt8]] = []
    private var offset = 0

    var isEmpty: Bool { frames.isEmpty }

    func hasRoom(for frame: [UInt8]) -> Bool {
        guard let first = frames.first else { return true }
        return bytes - (first.count - offset) + frame.count <= Self.limit
    }

    mutating func append(_ frame: [UInt8]) {
        frames.append(frame)
        bytes += frame.count
    }

    mutating func flush(to stream: TCPStream) -> Flush {
        var sent = 0
        while sent < frames.count {
            switch stream.write(frames[sent], from: offset) {
            case .bytes(let count):
                bytes -= count
                offset += count
                if offset == frames[sent].count {
                    sent += 1
                    offset = 0
                }
            case .wouldBlock:
                frames.removeFirst(sent)
                return .blocked
            case .endOfStream, .failed: return .failed
            }
        }
        removeAll()
        return .drained
    }

    /// Frees the memory too, since thousands of sessions are idle.
    mutating func removeAll() {
        frames = []
        bytes = 0
        offset = 0
    }
}
