import CLinux
import Glibc

/// A connected, non-blocking TCP socket on its loop: tries first and waits only when the kernel says EAGAIN. Confined to its loop.
///
/// Two ways to wait: a task suspends in `readable()` or `writable()`, one each at a time; or a `handler` is called on each event and
/// no task exists at all, which is what thousands of idle sockets want. The loop's table keeps the stream alive until `close`.
package final class TCPStream: DescriptorHandler, @unchecked Sendable {  // loop-confined
    package enum Transfer: Equatable {
        /// Bytes read or written, at least one.
        case bytes(Int)
        /// Nothing now: wait.
        case wouldBlock
        /// The peer has finished sending.
        case endOfStream
        /// errno.
        case failed(Int32)
    }

    /// Why a wait ended.
    package enum Wakeup: Sendable { case ready, deadline, interrupted }

    package let loop: EventLoop
    package let peer: SocketAddress
    package private(set) var isOpen = true
    /// Called on each event instead of waking a task.
    package var handler: ((Readiness) -> Void)?
    /// Called once, by `close`.
    package var onClose: (() -> Void)?

    private let descriptor: Int32
    private var registration: Registration?
    private var maybeReadable = true
    private var maybeWritable = true
    private var readClosed = false
    private var interrupted = false
    private var readWaiter: UnsafeContinuation<Wakeup, Never>?
    private var writeWaiter: UnsafeContinuation<Wakeup, Never>?
    private var timer: LoopTimer?

    /// Takes over a non-blocking descriptor, also when it throws.
    package init(adopting descriptor: Int32, peer: SocketAddress, on loop: EventLoop) throws(SystemError) {
        self.loop = loop
        self.peer = peer
        self.descriptor = descriptor
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            Glibc.close(descriptor)
            isOpen = false
            throw error
        }
    }

    /// Connects; waits at most until `deadline`.
    package static func connect(to address: SocketAddress, on loop: EventLoop, deadline: MonotonicTime) async throws(SystemError)
        -> TCPStream
    {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        let result = address.withSockaddr { Glibc.connect(descriptor, $0, $1) }
        if result != 0, errno != EINPROGRESS {
            let error = SystemError("connect")
            Glibc.close(descriptor)
            throw error
        }
        let stream = try TCPStream(adopting: descriptor, peer: address, on: loop)
        if result != 0 {
            stream.maybeWritable = false
            stream.setDeadline(deadline)
            let wakeup = await stream.writable()
            stream.setDeadline(nil)
            guard wakeup == .ready else {
                stream.close()
                throw SystemError("connect", code: wakeup == .deadline ? ETIMEDOUT : ECANCELED)
            }
            var code: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
            if code != 0 {
                stream.close()
                throw SystemError("connect", code: code)
            }
        }
        return stream
    }

    // MARK: Transfer

    /// Reads what is there. A read that does not fill the buffer has drained the socket, so that the next call answers
    /// `wouldBlock` without a system call until epoll reports more.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        guard isOpen else { return .failed(EBADF) }
        guard maybeReadable else { return .wouldBlock }
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 {
                if count < buffer.count, !readClosed { maybeReadable = false }
                return .bytes(count)
            }
            if count == 0 { return .endOfStream }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                maybeReadable = false
                return .wouldBlock
            default: return .failed(errno)
            }
        }
    }

    /// Writes what fits.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        write(bytes.count) { send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Writes what fits of the one and, behind it, of the other, in one system call.
    package func write(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Transfer {
        write(first.count + second.count) {
            withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
                parts[0] = iovec(iov_base: UnsafeMutableRawPointer(mutating: first.baseAddress), iov_len: first.count)
                parts[1] = iovec(iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress), iov_len: second.count)
                var message = msghdr()
                message.msg_iov = parts.baseAddress
                message.msg_iovlen = parts.count
                return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
            }
        }
    }

    private func write(_ total: Int, _ attempt: () -> Int) -> Transfer {
        guard isOpen else { return .failed(EBADF) }
        guard maybeWritable else { return .wouldBlock }
        while true {
            let count = attempt()
            if count >= 0 {
                if count < total { maybeWritable = false }
                return count > 0 ? .bytes(count) : .wouldBlock
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                maybeWritable = false
                return .wouldBlock
            default: return .failed(errno)
            }
        }
    }

    // MARK: Waiting

    /// Suspends until a read would not block, the deadline has come, or `interrupt` was called.
    package func readable() async -> Wakeup {
        loop.assertOnLoop()
        if interrupted { return .interrupted }
        if maybeReadable || !isOpen { return .ready }
        return await withUnsafeContinuation { readWaiter = $0 }
    }

    package func writable() async -> Wakeup {
        loop.assertOnLoop()
        if interrupted { return .interrupted }
        if maybeWritable || !isOpen { return .ready }
        return await withUnsafeContinuation { writeWaiter = $0 }
    }

    /// When a wait, now or later, gives up; nil for never. Moving it later is one store.
    package func setDeadline(_ deadline: MonotonicTime?) {
        guard let deadline else {
            timer?.disarm()
            return
        }
        if timer == nil { timer = LoopTimer(on: loop) { [unowned self] in wake(.deadline) } }
        timer?.arm(at: deadline)
    }

    /// Ends the current wait and every later one with `.interrupted`, until `allowWaiting`.
    package func interrupt() {
        interrupted = true
        wake(.interrupted)
    }

    package func allowWaiting() { interrupted = false }

    package func descriptorReady(_ readiness: Readiness) {
        if readiness.canRead { maybeReadable = true }
        if readiness.canWrite { maybeWritable = true }
        if readiness.endsReading { readClosed = true }
        if let handler { return handler(readiness) }
        if maybeReadable { wakeReader(.ready) }
        if maybeWritable { wakeWriter(.ready) }
    }

    private func wake(_ wakeup: Wakeup) {
        wakeReader(wakeup)
        wakeWriter(wakeup)
    }

    private func wakeReader(_ wakeup: Wakeup) {
        guard let waiter = readWaiter else { return }
        readWaiter = nil
        waiter.resume(returning: wakeup)
    }

    private func wakeWriter(_ wakeup: Wakeup) {
        guard let waiter = writeWaiter else { return }
        writeWaiter = nil
        waiter.resume(returning: wakeup)
    }

    // MARK: End

    /// The peer has closed its writing half or the connection is broken; unread bytes may remain.
    package var isReadClosed: Bool { readClosed }

    /// Sends FIN; reading goes on.
    package func shutdownWrite() { if isOpen { shutdown(descriptor, Int32(SHUT_WR)) } }

    /// Closes at once; whoever waits is woken and will see a failed transfer.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        timer?.disarm()
        if let registration { loop.deregister(registration) }
        registration = nil
        Glibc.close(descriptor)
        handler = nil
        onClose?()
        onClose = nil
        wake(.interrupted)
    }
}
