/// The members of an object being read. Up to 32 names are compared one by one; beyond that a set is used, so that the work does
/// not grow with the square of their number.
struct JSONMembers {
    private static let fewNames = 32

    private let limit: Int
    private var members: [(name: String, value: JSONValue)] = []
    private var names: Set<[UInt8]> = []

    init(limit: Int) { self.limit = limit }

    var object: JSONObject { JSONObject(distinct: members) }

    mutating func append(_ name: String, _ value: JSONValue) { members.append((name, value)) }

    /// Refuses a name that is already there, and one beyond the limit; `offset` is where the name stands.
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
