import CLinux

/// What epoll reported about a descriptor.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let read = Readiness(rawValue: EPOLLIN.rawValue)
    package static let write = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has closed its writing half; what it had sent can still be read.
    package static let readClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    package static let error = Readiness(rawValue: EPOLLERR.rawValue)
    package static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)

    /// A read would not block: bytes, the end of the stream, or the error.
    package var canRead: Bool { holds(EPOLLIN.rawValue | Self.endOfReading) }
    package var canWrite: Bool { holds(EPOLLOUT.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue) }
    /// Nothing comes after what can be read now.
    package var endsReading: Bool { holds(Self.endOfReading) }

    private static let endOfReading = EPOLLRDHUP.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue
    /// Plain bits, because the algebra of sets goes through a generic array.
    private func holds(_ events: UInt32) -> Bool { rawValue & events != 0 }
}

/// Something that owns a descriptor registered with a loop. Called on the loop.
package protocol DescriptorHandler: AnyObject {
    func descriptorReady(_ readiness: Readiness)
}

/// A descriptor's place in its loop's table. The generation tells a stale event from one of the place's next owner.
package struct Registration: Sendable {
    let descriptor: Int32
    let index: UInt32
    let generation: UInt32

    var token: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}
