/// The members of an object being read. A few names are compared one by one; from the thirty-third on a set is asked, so
/// that an object of many names does not cost their square.
struct JSONMembers {
    private static let fewNames = 32

    private let limit: Int
    private var members: [(name: String, value: JSONValue)] = []
    private var names: Set<[UInt8]> = []

    init(limit: Int) { self.limit = limit }

    var object: JSONObject { JSONObject(distinct: members) }

    mutating func append(_ name: String, _ value: JSONValue) { members.append((name, value)) }

    /// Refuses the name that is there already, and the one too many; `offset` is where it stands.
    mutating func claim(_ name: String, at offset: Int) throws(JSONError) {
        guard members.count < limit else { throw .tooManyMembers(limit: limit, offset: offset) }
        if members.count < Self.fewNames {
            let isTaken = members.contains { $0.name.hasSameBytes(as: name) }
            guard !isTaken else { throw .duplicateName(offset: offset) }
        } else {
            if names.isEmpty { for member in members { names.insert(Array(member.name.utf8)) } }
            guard names.insert(Array(name.utf8)).inserted else { throw .duplicateName(offset: offset) }
        }
    }
}
