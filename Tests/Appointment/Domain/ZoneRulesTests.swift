import Contracts
import Foundation
import Testing

@testable import AppointmentDomain

@Suite("Rules of zones") struct ZoneRulesTests {
    private static let zones = [
        "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "Australia/Sydney",
        "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Chatham", "Antarctica/Troll",
        "Africa/Johannesburg",
    ]

    @Test(
        "the offsets are those of an implementation of its own, Foundation's, every six hours from 1990 to 2060", arguments: zones)
    func agrees(name: String) throws {
        let zone = try #require(Zone(name))
        let other = try #require(TimeZone(identifier: name))
        let from = try #require(Instant("1990-01-01T00:00:00Z")).seconds
        let to = try #require(Instant("2060-01-01T00:00:00Z")).seconds
        var differences = 0
        for second in stride(from: from, to: to, by: 6 * 3_600)
        where zone.offset(at: Instant(seconds: second)) != other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))) {
            differences += 1
        }
        #expect(differences == 0)
    }

    @Test("each change is where the offset changes, to the second; looking back finds what looking ahead does", arguments: zones)
    func changes(name: String) throws {
        let rules = try #require(Zone(name)).rules
        var second = try #require(Instant("2000-01-01T00:00:00Z")).seconds
        let end = try #require(Instant("2060-01-01T00:00:00Z")).seconds
        while let change = rules.change(after: second), change.at < end {
            #expect(rules.type(at: change.at - 1).offset != change.type.offset && rules.type(at: change.at) == change.type)
            for later in [change.at, change.at + 86_400] { #expect(rules.change(notAfter: later) == change) }
            #expect(rules.change(notAfter: change.at - 1)?.at ?? .min < change.at)
            second = change.at
        }
    }

    /// Rule, moment, offset in minutes and name.
    static let rules: [(String, String, Int, String)] = [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2044-03-27T00:59:59Z", 60, "CET"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2044-03-27T01:00:00Z", 120, "CEST"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2044-10-30T00:59:59Z", 120, "CEST"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2044-10-30T01:00:00Z", 60, "CET"),
        // The other hemisphere: summer over the turn of the year.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2044-12-31T23:00:00Z", 660, "AEDT"),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2044-07-01T00:00:00Z", 600, "AEST"),
        // Winter that is the exception.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2044-01-15T00:00:00Z", 0, "GMT"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2044-07-15T00:00:00Z", 60, "IST"),
        // The day before, at a negative hour.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2044-03-27T00:59:59Z", -120, "-02"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2044-03-27T01:00:00Z", -60, "-01"),
        // Days by their number, with and without 29 February.
        ("AAA3BBB,J60/0,J300/0", "2044-03-01T02:59:59Z", -180, "AAA"),
        ("AAA3BBB,J60/0,J300/0", "2044-03-01T03:00:00Z", -120, "BBB"),
        ("AAA3BBB,59/0,300/0", "2044-02-29T03:00:00Z", -120, "BBB"),
        // Summer time all year.
        ("XXX3EDT4,0/0,J365/23", "2044-01-01T00:00:00Z", -240, "EDT"),
        ("<+0545>-5:45", "2044-01-01T00:00:00Z", 345, "+0545"),
    ]

    @Test("what comes after the last change of a file", arguments: rules)
    func rule(text: String, at: String, minutes: Int, name: String) throws {
        let rule = try #require(ClockRule(posix: Array(text.utf8)))
        let type = rule.type(at: try #require(Instant(at)).seconds)
        #expect(type.offset == minutes * 60 && type.name == name)
    }

    @Test("the rule alone says every change from the first of those at the end on that are its own; behind the last when none is")
    func yearly() throws {
        func yearlyFrom(_ changes: [(String, Int)]) throws -> Int64? {
            let changes = try changes.map { (at: try #require(Instant($0.0)).seconds, type: $0.1) }
            let file = ZoneFile.with(changes, types: [(3_600, "CET"), (7_200, "CEST")], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
            return try #require(ZoneRules(tzif: file)).yearlyFrom
        }
        let odd = ("2001-06-01T00:00:00Z", 1)
        let own = [("2001-10-28T01:00:00Z", 0), ("2002-03-31T01:00:00Z", 1), ("2002-10-27T01:00:00Z", 0)]
        let first = try #require(Instant(own[0].0)).seconds
        #expect(try yearlyFrom([]) == Int64.min)
        #expect(try yearlyFrom([odd]) == #require(Instant(odd.0)).seconds + 1)
        for count in 1...own.count {
            #expect(try yearlyFrom([odd] + own.prefix(count)) == first && yearlyFrom(Array(own.prefix(count))) == first)
        }
        // One that the rule has and the file has not is no end of the file's own.
        #expect(try yearlyFrom([own[0], own[2]]) == #require(Instant(own[2].0)).seconds)
    }

    @Test(
        "what is no rule is none",
        arguments: [
            "", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,366,300", "CET-25", "CET-1CEST,M3.5.0/168,M10.5.0",
            "<+01-1",
            "CET-1CEST,M3.5.0,M10.5.0 ", "CET-1:60", "CET-+1", "CET+-1", "CET++1", "CET--1",
        ])
    func noRule(text: String) { #expect(ClockRule(posix: Array(text.utf8)) == nil) }

    @Test("a plus may stand before what has no minus, in offsets and in times of change")
    func plus() throws {
        for (with, without) in [
            ("AST+4", "AST4"), ("AST+4:30ADT+3,M3.2.0,M11.1.0", "AST4:30ADT3,M3.2.0,M11.1.0"),
            ("AST+4ADT,M3.2.0/+2,M11.1.0/+2", "AST4ADT,M3.2.0/2,M11.1.0/2"),
        ] {
            let rule = try #require(ClockRule(posix: Array(without.utf8)))
            #expect(ClockRule(posix: Array(with.utf8)) == rule)
        }
    }

    @Test("a file that ends too early, or is none, is no zone; every octet of a good one may be any")
    func malformed() throws {
        let file = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")))
        #expect(ZoneRules(tzif: file) != nil)
        for length in 0..<file.count { #expect(ZoneRules(tzif: Array(file[..<length])) == nil) }
        for position in file.indices {
            var broken = file
            broken[position] ^= 0xFF
            if let rules = ZoneRules(tzif: broken) { _ = rules.type(at: 1_800_000_000) }
        }
    }
}
