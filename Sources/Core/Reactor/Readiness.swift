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
    package var canRead: Bool { !isDisjoint(with: [.read, .readClosed, .error, .hangUp]) }
    package var canWrite: Bool { !isDisjoint(with: [.write, .error, .hangUp]) }
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
