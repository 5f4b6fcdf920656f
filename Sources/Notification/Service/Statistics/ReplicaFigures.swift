import CoreHTTP

/// Figures of one replica that are in no database.
struct ReplicaFigures: Sendable, Equatable {
    var sockets = 0
    var users = 0
    /// Events of its partitions that are not committed.
    var lag = 0

    static func + (left: ReplicaFigures, right: ReplicaFigures) -> ReplicaFigures {
        ReplicaFigures(sockets: left.sockets + right.sockets, users: left.users + right.users, lag: left.lag + right.lag)
    }
}

extension ReplicaFigures {
    /// `{"at":1796000000000,"sockets":2,"users":1,"lag":0}` as it lies in Redis; `at` in milliseconds.
    func encoded(at now: Int64) -> [UInt8] {
        var json = JSONWriter(capacity: 96)
        json.beginObject()
        json.field("at", now)
        json.field("sockets", sockets)
        json.field("users", users)
        json.field("lag", lag)
        json.endObject()
        return json.finish()
    }

    /// More than any replica has, and few enough that a million of them can be added up.
    private static let bound: ClosedRange<Int64> = 0...1_000_000_000_000

    /// Nil for anything else.
    static func decode(_ bytes: [UInt8]) -> (figures: ReplicaFigures, at: Int64)? {
        guard let json = try? JSONReader.parse(bytes), let at = json["at"]?.integer, let sockets = json["sockets"]?.integer,
            let users = json["users"]?.integer, let lag = json["lag"]?.integer,
            [sockets, users, lag].allSatisfy(bound.contains), 0 <= at
        else { return nil }
        return (ReplicaFigures(sockets: Int(sockets), users: Int(users), lag: Int(lag)), at)
    }
}
