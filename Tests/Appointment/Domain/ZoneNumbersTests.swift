import Contracts
import Foundation
import Testing

@testable import AppointmentDomain

@Suite("Numbers in a file of time zones") struct ZoneNumbersTests {
    private static let seconds: [Int64] = [.min, Instant.earliest.seconds, -1, 0, 1 << 31, 1 << 32, Instant.latest.seconds]
    private static let extremes: [Int64] = [
        .min, .min + 1, -(1 << 59) - 1, -(1 << 59), -1, 0, 1 << 31, 1 << 59, 1 << 60, .max - 1, .max,
    ]

    @Test("any number in any place gives a zone that can be asked about every time, or none", arguments: ["Europe/Berlin"])
    func anywhere(name: String) throws {
        let file = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
        for octets in [4, 8] {
            for position in stride(from: 0, through: file.count - octets, by: 3) {
                for extreme in Self.extremes {
                    var broken = file
                    for index in 0..<octets {
                        broken[position + index] = UInt8(truncatingIfNeeded: extreme >> Int64(8 * (octets - 1 - index)))
                    }
                    guard let rules = ZoneRules(tzif: broken) else { continue }
                    for second in Self.seconds where second != .min { _ = rules.type(at: second) }
                    var second: Int64? = Instant.earliest.seconds
                    for _ in 0..<3 { second = second.flatMap { rules.change(after: $0)?.at } }
                    if let last = rules.change(after: Instant.latest.seconds - 1) { #expect(abs(last.at) <= 1 << 60) }
                }
            }
        }
    }

    @Test("a last change at the end of all numbers is no zone: its rule would be asked beyond it")
    func lastChange() {
        func file(at time: Int64, offset: Int32) -> [UInt8] {
            func header(_ counts: [UInt8]) -> [UInt8] {
                Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { [0, 0, 0, $0] }
            }
            func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
            let type = bytes(offset) + [0, 0]
            return header([0, 0, 0, 0, 1, 4]) + type + Array("CET\0".utf8) + header([0, 0, 0, 1, 1, 4]) + bytes(time) + [0] + type
                + Array("CET\0\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
        }
        #expect(ZoneRules(tzif: file(at: 0, offset: 3_600)) != nil)
        for time in [Int64.min, (-1 << 59) - 1, 1 << 60, .max] { #expect(ZoneRules(tzif: file(at: time, offset: 3_600)) == nil) }
        for offset in [Int32.min, -93_600, 93_600, .max] { #expect(ZoneRules(tzif: file(at: 0, offset: offset)) == nil) }
    }

    @Test("a file whose changes are not one after the other, or without a type of time, is no zone")
    func order() {
        let types: [(offset: Int32, name: String)] = [(3_600, "CET"), (7_200, "CEST")]
        func rules(_ times: [Int64]) -> ZoneRules? {
            ZoneRules(tzif: ZoneFile.with(times.map { ($0, 0) }, types: types, rule: "CET-1CEST,M3.5.0,M10.5.0/3"))
        }
        #expect(rules([]) != nil && rules([0]) != nil && rules([0, 1]) != nil && rules([-1, 0, 1]) != nil)
        for wrong in [[0, 0], [1, 0], [0, 1, 1], [0, 2, 1]] as [[Int64]] { #expect(rules(wrong) == nil, "\(wrong)") }
        #expect(ZoneRules(tzif: ZoneFile.with([], types: [], rule: "UTC0")) == nil)
    }

    @Test("the first change of all is found from its second on, and none before it")
    func firstChange() throws {
        let file = ZoneFile.with([(100, 1), (200, 0)], types: [(0, "AAA"), (3_600, "BBB")], rule: "AAA0")
        let rules = try #require(ZoneRules(tzif: file))
        for (second, expected) in [(99, nil), (100, 100), (199, 100), (200, 200), (1 << 40, 200)] as [(Int64, Int64?)] {
            #expect(rules.change(notAfter: second)?.at == expected, "\(second)")
        }
    }

    @Test("a type whose name begins behind all names is none")
    func nameBehindNames() {
        var file = ZoneFile.with([], types: [(3_600, "CET")], rule: "CET-1")
        let place = 44 + 6 + 4 + 44 + 5
        for (name, isZone) in [(0, true), (3, true), (4, false), (5, false), (255, false)] as [(UInt8, Bool)] {
            file[place] = name
            #expect((ZoneRules(tzif: file) != nil) == isZone, "\(name)")
        }
    }
}
