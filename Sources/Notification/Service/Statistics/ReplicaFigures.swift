import CoreHTTP

/// What one replica knows of the moment that no database does.
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

    /// Nil for what is none of ours.
    static func decode(_ bytes: [UInt8]) -> (figures: ReplicaFigures, at: Int64)? {
        guard let json = try? JSONReader.parse(bytes), let at = json["at"]?.integer, let sockets = json["sockets"]?.integer,
            let users = json["users"]?.integer, let lag = json["lag"]?.integer
        else { return nil }
        return (ReplicaFigures(sockets: Int(sockets), users: Int(users), lag: Int(lag)), at)
    }
}
