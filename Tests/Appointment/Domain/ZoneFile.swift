/// Files of time zones made by hand (TZif, RFC 9636).
enum ZoneFile {
    /// `changes`: when, and to which of the types. A type's name is cut at a NUL.
    static func with(
        _ changes: [(at: Int64, type: Int)], types: [(offset: Int32, name: String)], rule: String, leapSeconds: Int = 0
    ) -> [UInt8] {
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
        func header(_ counts: [Int]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { bytes(UInt32($0)) }
        }
        var (records, names): ([UInt8], [UInt8]) = ([], [])
        for type in types {
            records += bytes(type.offset) + [0, UInt8(names.count)]
            names += type.name.utf8 + [0]
        }
        return header([0, 0, 0, 0, types.count, names.count]) + records + names
            + header([0, 0, leapSeconds, changes.count, types.count, names.count])
            + changes.flatMap { bytes($0.at) } + changes.map { UInt8($0.type) } + records + names
            + [UInt8](repeating: 0, count: 12 * leapSeconds) + Array("\n\(rule)\n".utf8)
    }
}
