/// The documentation of a list of settings, as `--help` prints it.
package enum ConfigurationTable {
    /// One block a key, in the order given:
    ///
    /// ```
    /// PORT            integer, 0 to 65535                 default 3001
    ///                 TCP port to listen on; 0 takes a free one.
    /// ```
    package static func text(_ keys: [any AnyConfigurationKey]) -> String {
        let nameWidth = (keys.map(\.name.count).max() ?? 0) + 2
        let typeWidth = (keys.map(\.type.count).max() ?? 0) + 2
        return keys.map { key in
            let standing =
                switch key.defaultText {
                case nil: "required"
                case "": "optional"
                case .some(let text): "default \(text)"
                }
            return pad(key.name, nameWidth) + pad(key.type, typeWidth) + standing + "\n" + pad("", nameWidth) + key.help + "\n"
        }.joined()
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
