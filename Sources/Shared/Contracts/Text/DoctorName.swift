/// How a doctor is called where others read of them: `Dr. Ada Lovelace`.
package enum DoctorName {
    /// Whether a name has a title of its own, which then replaces the usual one.
    package static func hasTitle(_ name: String) -> Bool {
        let name = name.lowercased()
        return titles.contains(where: name.hasPrefix)
    }

    /// The name with a title, in English.
    package static func titled(_ name: String) -> String { hasTitle(name) ? name : "Dr. \(name)" }

    private static let titles = ["dr.", "dr ", "prof.", "prof "]
}
