/// A file of settings, one `KEY=VALUE` a line, as Docker Compose's `.env` has them:
///
/// ```
/// # a comment
/// PORT=3001              # blanks around name and value go, and a comment behind a blank
/// export DB_NAME=auth_db
/// GREETING="a\nb"        # escapes \n \r \t \" \\ \$ between double quotes
/// JWT_SECRET='as # it is'
/// ```
///
/// Variables within values are not replaced.
package enum EnvironmentFile {
    package static let sizeLimit = SettingsFile.sizeLimit

    /// `environment`, with the settings of the file that its `ENV_FILE` names, where there is one, for every variable it
    /// does not set itself.
    package static func completing(_ environment: [String: String]) throws(ConfigurationError) -> [String: String] {
        guard let path = environment["ENV_FILE"], !path.isEmpty else { return environment }
        return try parse(read(path)).merging(environment) { fromFile, own in own.isEmpty ? fromFile : own }
    }

    /// All wrong lines are reported, by number and without their content.
    package static func parse(_ text: String) throws(ConfigurationError) -> [String: String] {
        var settings: [String: String] = [:]
        var problems: [String] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let line = line.trimmingBlanks()
            if line.isEmpty || line.hasPrefix("#") { continue }
            let assignment = line.hasPrefix("export ") ? line.dropFirst(7).trimmingBlanks() : line
            let equals = assignment.firstIndex(of: "=") ?? assignment.endIndex
            let name = assignment[..<equals].trimmingBlanks()
            guard equals < assignment.endIndex, isName(name),
                let value = value(of: assignment[equals...].dropFirst().trimmingBlanks())
            else {
                problems.append("line \(index + 1) of the environment file is not KEY=VALUE")
                continue
            }
            settings[String(name)] = value
        }
        guard problems.isEmpty else { throw .problems(problems) }
        return settings
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    private static func value(of text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            let comment = text.indices.first { index in
                text[index] == "#" && (index == text.startIndex || " \t".contains(text[text.index(before: index)]))
            }
            return String(text[..<(comment ?? text.endIndex)].trimmingBlanks())
        }
        var value = ""
        var index = text.index(after: text.startIndex)
        while index < text.endIndex, text[index] != quote {
            if quote == "\"", text[index] == "\\" {
                index = text.index(after: index)
                guard index < text.endIndex, let character = escaped(text[index]) else { return nil }
                value.append(character)
            } else {
                value.append(text[index])
            }
            index = text.index(after: index)
        }
        guard index < text.endIndex else { return nil }
        let rest = text[text.index(after: index)...].trimmingBlanks()
        return rest.isEmpty || rest.hasPrefix("#") ? value : nil
    }

    private static func escaped(_ character: Character) -> Character? {
        switch character {
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case "\"", "\\", "$": character
        default: nil
        }
    }

    private static func read(_ path: String) throws(ConfigurationError) -> String {
        let bytes: [UInt8]
        do throws(SettingsFile.Failure) {
            bytes = try SettingsFile.read(path)
        } catch {
            switch error {
            case .unreadable(let code): throw .unreadableFile(path: path, code: code)
            case .tooLarge(let limit): throw .problems(["the environment file is larger than \(limit) bytes"])
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .problems(["the environment file is not UTF-8"]) }
        return text
    }
}
