/// A Lua script, kept as a constant: its digest is computed once, and Redis is sent the source only when it does not know it.
package struct RedisScript: Sendable {
    package let source: String
    /// The SHA-1 by which EVALSHA calls the script.
    package let digest: String

    package init(_ source: String) {
        self.source = source
        digest = ScriptDigest.hex(of: source)
    }
}
