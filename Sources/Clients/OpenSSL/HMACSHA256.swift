import Synchronization

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1) under one key, whose schedule is computed once. Tags are 32 bytes.
///
/// Any thread may use one object. Whoever finds the working context free uses it; others sign meanwhile with a
/// duplicate of the template, without waiting.
package final class HMACSHA256: Sendable {
    /// Written by `init` only; `duplicate` reads it.
    private let template: Template
    private let working: Mutex<MACContext>

    /// `MACContext` holds a pointer; never mutated after `init`, it is safe to read from every thread.
    private struct Template: ~Copyable, @unchecked Sendable {
        let context: MACContext
    }

    /// Refuses an empty key. Keys beyond 64 bytes are hashed first, as the RFC says.
    package init(key: Span<UInt8>) throws(OpenSSLError) {
        template = Template(context: try MACContext.keyed(key))
        working = Mutex(try MACContext.keyed(key))
    }

    package convenience init(key: [UInt8]) throws(OpenSSLError) { try self.init(key: key.span) }

    package func sign(_ bytes: Span<UInt8>) -> [UInt8] {
        if let tag = working.withLockIfAvailable({ context in context.sign(bytes) }) { return tag }
        var own = template.context.duplicate()
        return own.sign(bytes)
    }

    package func sign(_ bytes: [UInt8]) -> [UInt8] { sign(bytes.span) }

    /// Whether `tag` is the whole tag of `bytes`, compared in constant time. A truncated tag is not.
    package func isValid(_ tag: Span<UInt8>, for bytes: Span<UInt8>) -> Bool {
        let expected = sign(bytes)
        return constantTimeEquals(tag, expected.span)
    }

    package func isValid(_ tag: [UInt8], for bytes: [UInt8]) -> Bool { isValid(tag.span, for: bytes.span) }
}
