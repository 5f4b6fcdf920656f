import CoreHTTP
import Foundation
import Glibc
import TestSupport

/// A calendar program of somebody else's: PyPI's icalendar, as `scripts/install` fetches it.
enum CalendarReader {
    struct Refused: Error, CustomStringConvertible { let description: String }

    static func read(_ text: String, with script: String = "read_calendar") async throws -> JSONValue {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calendar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (calendar, output) = (folder.appending(path: "calendar.ics"), folder.appending(path: "output"))
        try Data(text.utf8).write(to: calendar)
        let descriptor = open(output.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let child = try ChildProcess(
            ["/usr/bin/python3", Clinic.path("scripts/lib/test/\(script).py"), calendar.path],
            environment: ["PYTHONPATH": Clinic.path(".local/python/icalendar-7.3.2"), "PYTHONDONTWRITEBYTECODE": "1"],
            output: descriptor)
        close(descriptor)
        let status = await child.ended()
        let printed = try Data(contentsOf: output)
        guard status == 0 else { throw Refused(description: String(decoding: printed, as: UTF8.self)) }
        return try JSONReader.parse(Array(printed))
    }
}
