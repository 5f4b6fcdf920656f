extension QRCode {
    /// Modules that must be free around the code (section 5.3.8).
    private static let quietZone = 4

    /// The code as a scalable picture: one path, dark on white whatever is around it.
    package var svg: String {
        let edge = size + 2 * Self.quietZone
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                guard isDark(x, y) else {
                    x += 1
                    continue
                }
                let start = x
                while x < size, isDark(x, y) { x += 1 }
                path += "M\(start + Self.quietZone) \(y + Self.quietZone)h\(x - start)v1h-\(x - start)z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(edge) \(edge)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(edge)v\(edge)H0z"/><path fill="#000" d="\(path)"/></svg>
            """
    }
}
