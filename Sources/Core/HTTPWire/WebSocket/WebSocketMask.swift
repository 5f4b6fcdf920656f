/// The masking key of one frame and the position in it (RFC 6455 section 5.3). The key 0 changes nothing.
struct WebSocketMask {
    /// The next four key octets, the first one lowest.
    private var key: UInt32

    /// `key` as in the frame, its first octet highest.
    init(key: UInt32) {
        self.key = key.byteSwapped
    }

    init(_ bytes: Span<UInt8>, at offset: Int) {
        key =
            UInt32(bytes.at(offset)) | UInt32(bytes.at(offset + 1)) << 8 | UInt32(bytes.at(offset + 2)) << 16
            | UInt32(bytes.at(offset + 3)) << 24
    }

    /// Writes `source` masked, or unmasked, to `target`, which has room for it, and moves on by its length. Eight octets at a time.
    mutating func apply(_ source: Span<UInt8>, to target: UnsafeMutableRawPointer) {
        let count = source.count
        let wide = (UInt64(key) << 32 | UInt64(key))
        var at = 0
        while at + 8 <= count {
            unsafe target.storeBytes(of: (source.word(at: at) ^ wide).littleEndian, toByteOffset: at, as: UInt64.self)
            at += 8
        }
        while at < count {
            let shift = UInt32(at & 3) * 8
            unsafe target.storeBytes(of: source.at(at) ^ UInt8(truncatingIfNeeded: key >> shift), toByteOffset: at, as: UInt8.self)
            at += 1
        }
        let turn = UInt32(count & 3) * 8
        if turn != 0 { key = key >> turn | key << (32 - turn) }
    }
}
