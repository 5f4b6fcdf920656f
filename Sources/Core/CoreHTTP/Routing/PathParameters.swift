/// The values a path gave to the `:names` of its route's template, percent-decoded.
package struct PathParameters: Sendable, Equatable {
    private var names: [String] = []
    private var values: [String] = []

    package init() {}

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    package subscript(name: StaticString) -> String? {
        guard let index = names.firstIndex(of: "\(name)") else { return nil }
        return values[index]
    }
}
