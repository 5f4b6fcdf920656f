/// What a new connection says first, in one write: AUTH, SELECT, CLIENT SETNAME as configured, ROLE where a Sentinel named the
/// server, and PING, whose answer proves that this Redis serves us (it does not while it loads its data, or when it wants a
/// password that we do not have).
enum Introduction {
    private enum Step { case authenticate, select, name, role, ping }

    /// Why Redis refused us; nil when the connection is ready. Takes at most `commandTimeout`.
    static func make(on connection: RedisConnection, _ configuration: RedisConfiguration) async -> String? {
        let steps = steps(configuration)
        let answers: [RedisValue]
        do throws(RedisError) {
            answers = try await connection.pipeline(steps.map(\.command))
        } catch {
            return "\(error)"
        }
        for (step, answer) in zip(steps, answers) {
            if let refusal = refusal(step.step, answer) { return refusal }
        }
        return nil
    }

    private static func steps(_ configuration: RedisConfiguration) -> [(step: Step, command: [RedisArgument])] {
        var steps: [(step: Step, command: [RedisArgument])] = []
        if let password = configuration.password {
            let user = configuration.username.map { [RedisArgument.text($0)] } ?? []
            steps.append((.authenticate, ["AUTH"] + user + [.text(password)]))
        }
        if configuration.database != 0 { steps.append((.select, ["SELECT", .integer(configuration.database)])) }
        if let name = configuration.clientName { steps.append((.name, ["CLIENT", "SETNAME", .text(name)])) }
        if configuration.sentinels != nil { steps.append((.role, ["ROLE"])) }
        steps.append((.ping, ["PING"]))
        return steps
    }

    private static func refusal(_ step: Step, _ answer: RedisValue) -> String? {
        switch (step, answer) {
        case (.authenticate, .status("OK")), (.select, .status("OK")), (.ping, .status("PONG")): nil
        case (.role, .array(let parts)): parts.first?.text == "master" ? nil : "role: not the master"
        case (.name, _): nil  // a convenience that an ACL may forbid
        case (_, .error(let message)): "\(step): \(message)"
        default: "\(step): unexpected answer"
        }
    }
}
