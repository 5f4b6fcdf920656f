import CLinux
import Glibc

/// A listening socket of one loop. Every loop has its own on the same port (SO_REUSEPORT), and the kernel spreads the connections.
package final class TCPListener: DescriptorHandler, @unchecked Sendable {  // loop-confined
    package let loop: EventLoop
    package let address: SocketAddress
    private let descriptor: Int32
    private var registration: Registration?
    private var waiter: UnsafeContinuation<Void, Never>?
    private var maybeAcceptable = true
    private var spare: Int32
    private var isOpen = true
    private var isLast = false
    private var retry: LoopTimer?

    /// Binds and listens; port 0 takes a free one, which `address` has. Throws EADDRINUSE when another program has the port.
    package init(on address: SocketAddress, loop: EventLoop, backlog: Int32 = 4096) throws(SystemError) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, size)
        guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else {
            let error = SystemError("bind")
            Glibc.close(descriptor)
            throw error
        }
        guard listen(descriptor, backlog) == 0, let bound = SocketAddress.ask(getsockname, of: descriptor) else {
            let error = SystemError("listen")
            Glibc.close(descriptor)
            throw error
        }
        self.loop = loop
        self.address = bound
        self.descriptor = descriptor
        spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// The next connection; nil once the listener is closed. Out of descriptors, the connection is taken with a spare one and closed,
    /// so that the peer learns it at once and the loop does not spin; then accepting rests for 100 ms.
    package func accept() async -> TCPStream? {
        while isOpen {
            guard maybeAcceptable else {
                await withUnsafeContinuation { waiter = $0 }
                continue
            }
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let accepted = withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    accept4(descriptor, $0, &length, Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
                }
            }
            if accepted >= 0 {
                guard let peer = SocketAddress(storage) else {
                    Glibc.close(accepted)
                    continue
                }
                if let stream = try? TCPStream(adopting: accepted, peer: peer, on: loop) { return stream }
                continue
            }
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: refuseOne()
            case EAGAIN:
                if isLast { close() }
                maybeAcceptable = false
            default: continue  // EINTR, ECONNABORTED and the network errors of accept(2): the next one may be fine
            }
        }
        return nil
    }

    private func refuseOne() {
        if isLast { return close() }
        if spare >= 0 {
            Glibc.close(spare)
            let refused = accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
            if refused >= 0 { Glibc.close(refused) }
            spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
        }
        maybeAcceptable = false
        if retry == nil { retry = LoopTimer(on: loop) { [unowned self] in descriptorReady(.read) } }
        retry?.arm(after: .milliseconds(100))
    }

    package func descriptorReady(_ readiness: Readiness) {
        maybeAcceptable = true
        wake()
    }

    /// From now on no connection is begun: the kernel drops each first segment (SYN), and its sender asks again when the listener has gone
    /// and is refused. Handshakes that have begun still come to their end, which takes them a round trip, and can be accepted. Closing
    /// at once would reset connections whose peer has sent a request already.
    package func refuseHandshakes() {
        if isOpen { _ = linux_refuse_handshakes(descriptor) }
    }

    /// Closes when every connection that waits to be accepted has been: `accept` returns them, then nil.
    package func closeWhenEmpty() {
        isLast = true
        maybeAcceptable = true
        wake()
    }

    package func close() {
        guard isOpen else { return }
        isOpen = false
        retry?.disarm()
        if let registration { loop.deregister(registration) }
        registration = nil
        Glibc.close(descriptor)
        if spare >= 0 { Glibc.close(spare) }
        wake()
    }

    private func wake() {
        guard let waiter else { return }
        self.waiter = nil
        waiter.resume()
    }
}
