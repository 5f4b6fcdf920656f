import AppointmentDomain
import Foundation
import Testing

@testable import AppointmentService

@Suite("Time zone data") struct ZoneDatabaseTests {
    @Test("a name that the machine has no file of is found by its alias; each alias has the digest of what it means")
    func aliases() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory.appending(path: "Asia"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "/usr/share/zoneinfo/Asia/Kolkata", toPath: directory.appending(path: "Asia/Kolkata").path)
        try Data("# version 2030a\nL Asia/Kolkata Asia/Calcutta\nL ../../etc/passwd Asia/Evil\nL Asia/Kolkata India\n".utf8)
            .write(to: directory.appending(path: "tzdata.zi"))
        let zones = ZoneDatabase(directory: directory.path)
        let kolkata = try #require(zones.zone(named: "Asia/Kolkata"))
        let calcutta = try #require(zones.zone(named: "Asia/Calcutta"))
        #expect(calcutta.identifier == "Asia/Calcutta" && calcutta.release == "2030a" && calcutta.digest == kolkata.digest)
        #expect(zones.zone(named: "India") == nil && zones.zone(stored: "India")?.digest == kolkata.digest)
        #expect(zones.zone(stored: "Asia/Evil") == nil && zones.zone(stored: "Asia/Tokyo") == nil)
        #expect(ZoneDatabase(directory: directory.appending(path: "Asia").path).release == "")
    }

    @Test("every alias of the machine's data is read", .enabled(if: !ZoneDatabase.system.release.isEmpty))
    func all() throws {
        let text = try String(contentsOfFile: "\(ZoneDatabase.system.directory)/tzdata.zi", encoding: .utf8)
        let aliases = text.split(separator: "\n").filter { $0.hasPrefix("L ") }.map { $0.split(separator: " ").map(String.init) }
        #expect(aliases.count > 50)
        for alias in aliases {
            let (target, name) = (alias[1], alias[2])
            let zone = ZoneDatabase.system.zone(stored: name)
            #expect(zone?.digest == ZoneDatabase.system.zone(stored: target)?.digest && zone?.identifier == name, "\(name)")
            #expect((ZoneDatabase.system.zone(named: name) == nil) == (!name.contains("/") && name != "UTC"), "\(name)")
        }
    }

    @Test(
        "what is no IANA name is refused",
        arguments: [
            "", "Berlin", "europe/berlin", "Europe/Berlin ", "Foo/Bar", "GMT+5", "UTC+3", "CET", "PST", "+02:00",
            "../etc/localtime", "/",
        ])
    func badNames(name: String) {
        #expect(ZoneDatabase.system.zone(named: name) == nil)
    }

    @Test(
        "names are kept as given", arguments: ["UTC", "Europe/Kyiv", "Asia/Calcutta", "Etc/UTC", "America/Argentina/Buenos_Aires"])
    func names(name: String) {
        #expect(ZoneDatabase.system.zone(named: name)?.identifier == name)
    }

    @Test(
        "no name leads out of the database or to what is no place",
        arguments: [
            "", "CET", "Europe", "Europe/", "/Berlin", "Europe//Berlin", "../Berlin", "Europe/../UTC", "Europe/Berlin/",
            "europe/berlin",
            "posix/Europe/Berlin", "right/Europe/Berlin", "Europe/Berlin\0", "Europe/Nowhere", "a/b/c/d", "Europe/B\u{e9}rlin",
            "GMT+2",
        ])
    func leadsNowhere(name: String) { #expect(ZoneDatabase.system.zone(named: name) == nil) }
}
