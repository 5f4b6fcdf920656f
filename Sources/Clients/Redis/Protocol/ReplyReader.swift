import CHiredis

/// hiredis' parser and its memory. Bytes in any portions in, answers out; after an error it is of no more use.
///
/// The parser's callbacks hand its parts to a `ReplyBuilder`, so that no tree of C objects is made and every byte of a bulk answer
/// is copied once out of the parser's buffer. Nesting is limited by hiredis (7 arrays deep), everything else by `maxReplyBytes`.
struct ReplyReader: ~Copyable {
    private let reader: UnsafeMutablePointer<redisReader>
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
    private let builder: ReplyBuilder
    private let maxReplyBytes: Int
    /// Fed and not yet part of a complete answer.
    private var unfinishedBytes = 0

    /// The shortest element, `+\r\n`.
    private static let minElementBytes = 3

    init(maxReplyBytes: Int) {
        self.maxReplyBytes = maxReplyBytes
        builder = ReplyBuilder(maxElements: maxReplyBytes / Self.minElementBytes)
        functions = .allocate(capacity: 1)
        functions.initialize(
            to: redisReplyObjectFunctions(
                createString: createString, createArray: createArray, createInteger: createInteger, createNil: createNil,
                freeObject: freeObject))
        guard let reader = redisReaderCreateWithFunctions(functions) else { preconditionFailure("out of memory") }
        self.reader = reader
        reader.pointee.privdata = Unmanaged.passUnretained(builder).toOpaque()
    }

    deinit {
        redisReaderFree(reader)
        functions.deallocate()
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
        unfinishedBytes += bytes.count
        let result = redisReaderFeed(reader, bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count)
        if result != REDIS_OK { throw .protocolViolation }
    }

    /// The next complete answer; nil when more bytes are needed.
    mutating func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw .protocolViolation }
        if reply != nil, let value = builder.take() {
            unfinishedBytes = reader.pointee.len - reader.pointee.pos
            return value
        }
        if unfinishedBytes > maxReplyBytes { throw .protocolViolation }
        return nil
    }
}

// hiredis takes any pointer but NULL for an object it owns; all of ours are the builder, which it must not free.

private func builder(_ task: UnsafePointer<redisReadTask>?) -> (ReplyBuilder, UnsafeMutableRawPointer)? {
    guard let context = task?.pointee.privdata else { return nil }
    return (Unmanaged<ReplyBuilder>.fromOpaque(context).takeUnretainedValue(), context)
}

@c private func createString(_ task: UnsafePointer<redisReadTask>?, _ start: UnsafeMutablePointer<CChar>?, _ count: Int)
    -> UnsafeMutableRawPointer?
{
    guard let type = task?.pointee.type, let (builder, object) = builder(task) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    switch type {
    case REDIS_REPLY_STATUS: builder.add(.status(String(decoding: bytes, as: UTF8.self)))
    case REDIS_REPLY_ERROR: builder.add(.error(String(decoding: bytes, as: UTF8.self)))
    default: builder.add(.bulk([UInt8](bytes)))
    }
    return object
}

@c private func createArray(_ task: UnsafePointer<redisReadTask>?, _ count: Int32) -> UnsafeMutableRawPointer? {
    guard let (builder, object) = builder(task), builder.beginArray(count: Int(count)) else { return nil }
    return object
}

@c private func createInteger(_ task: UnsafePointer<redisReadTask>?, _ value: Int64) -> UnsafeMutableRawPointer? {
    guard let (builder, object) = builder(task) else { return nil }
    builder.add(.integer(value))
    return object
}

@c private func createNil(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer? {
    guard let (builder, object) = builder(task) else { return nil }
    builder.add(.null)
    return object
}

@c private func freeObject(_ object: UnsafeMutableRawPointer?) {}
