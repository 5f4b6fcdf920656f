/// What one connection has prepared. Pure bookkeeping: it decides under which server-side name a statement runs and whether that
/// name must be prepared first.
///
/// A parameter's type is fixed when the statement is prepared. A NULL has none of its own: met first, it leaves the type to the
/// server; a value of a declared type that comes later at that place makes a second variant, which then serves NULLs too.
struct PreparedStatements {
    struct Use: Equatable {
        let serverName: String
        /// Declared types; `PostgresType.unspecified` leaves one to the server.
        let types: [UInt32]
        let mustPrepare: Bool
    }

    private struct Variant {
        let serverName: String
        let types: [UInt32]

        func serves(_ wanted: [UInt32], _ values: [PostgresValue]) -> Bool {
            guard types.count == wanted.count else { return false }
            for index in types.indices where types[index] != wanted[index] {
                guard case .null = values[index] else { return false }
            }
            return true
        }
    }

    private var variants: [Statement: [Variant]] = [:]
    private var named: [String: Int] = [:]

    /// `types` are those of `values`. With `anew` the statement is prepared again even if it seems to be prepared already.
    mutating func use(_ statement: Statement, types: [UInt32], values: [PostgresValue], anew: Bool = false) -> Use {
        let known = variants[statement] ?? []
        for variant in known where !anew && variant.serves(types, values) {
            return Use(serverName: variant.serverName, types: variant.types, mustPrepare: false)
        }
        let merged = merge(types, values, with: known.last)
        let count = named[statement.name, default: 0] + 1
        named[statement.name] = count
        let variant = Variant(serverName: count == 1 ? statement.name : "\(statement.name)#\(count)", types: merged)
        variants[statement, default: []].append(variant)
        return Use(serverName: variant.serverName, types: merged, mustPrepare: true)
    }

    /// The server does not know that name, or its plan does not fit any more. The name is not used again.
    mutating func forget(_ statement: Statement, serverName: String) {
        variants[statement]?.removeAll { $0.serverName == serverName }
    }

    /// For a NULL, the type that was declared there before.
    private func merge(_ types: [UInt32], _ values: [PostgresValue], with earlier: Variant?) -> [UInt32] {
        guard let earlier, earlier.types.count == types.count else { return types }
        return types.indices.map { index in
            if case .null = values[index] { earlier.types[index] } else { types[index] }
        }
    }
}
