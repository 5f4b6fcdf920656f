import Testing

@testable import Postgres

/// Wire transcripts: what the server answers on the left, what it means on the right.
@Suite("Pipeline") struct PipelineTests {
    /// Feeds answers and writes down the actions.
    private struct Transcript: ~Copyable {
        var pipeline = Pipeline<Int>()
        var lines: [String] = []

        mutating func hear(_ answers: Pipeline<Int>.Answer...) {
            for answer in answers {
                switch pipeline.receive(answer) {
                case .proceed: lines.append("-")
                case .keepResult(let id): lines.append("result \(id)")
                case .keepError(let id, let command): lines.append("error \(id) in \(command)")
                case .finish(let id): lines.append("finish \(id)")
                case .hangUp: lines.append("hang up")
                case .desynchronized: lines.append("broken")
                }
            }
        }

        mutating func abandoned() -> [String] {
            var all: [String] = []
            while let (id, mayHaveRun) = pipeline.abandon() { all.append("\(id) \(mayHaveRun ? "may have run" : "has not run")") }
            return all
        }
    }

    private let refused = Pipeline<Int>.Answer.refused(endsSession: false)
    private let goodbye = Pipeline<Int>.Answer.refused(endsSession: true)

    @Test("a statement is done with its SYNC, not with its result") func done() {
        var t = Transcript()
        t.pipeline.depart(1, begins: false, prepares: false)
        t.hear(.completed, .endOfCommand)
        let waiting = t.pipeline.count
        #expect(waiting == 1)
        t.hear(.synchronized)
        #expect(t.lines == ["result 1", "-", "finish 1"])
        let isEmpty = t.pipeline.isEmpty
        #expect(isEmpty)
    }

    @Test("BEGIN and PREPARE travel in front; only EXECUTE has the result") func inFront() {
        var t = Transcript()
        t.pipeline.depart(1, begins: true, prepares: true)
        t.hear(.completed, .endOfCommand, .completed, .endOfCommand, .completed, .endOfCommand, .synchronized)
        #expect(t.lines == ["-", "-", "-", "-", "result 1", "-", "finish 1"])
    }

    @Test("an error skips the rest of its own flight and nothing of the next") func errorStaysAtHome() {
        var t = Transcript()
        t.pipeline.depart(1, begins: false, prepares: true)
        t.pipeline.depart(2, begins: false, prepares: false)
        t.hear(refused, .endOfCommand, .skipped, .endOfCommand, .synchronized, .completed, .endOfCommand, .synchronized)
        #expect(t.lines == ["error 1 in prepare", "-", "-", "-", "finish 1", "result 2", "-", "finish 2"])
    }

    @Test("the command that was refused is named") func whichCommand() {
        for (begins, prepares, before, name) in [
            (true, true, 0, "begin"), (true, true, 1, "prepare"), (true, true, 2, "execute"), (true, true, 3, "commit"),
            (true, false, 1, "execute"), (false, true, 0, "prepare"), (false, false, 0, "execute"), (false, false, 1, "commit"),
        ] {
            var t = Transcript()
            t.pipeline.depart(7, begins: begins, prepares: prepares)
            for _ in 0..<before { t.hear(.completed, .endOfCommand) }
            t.hear(refused)
            #expect(t.lines.last == "error 7 in \(name)")
        }
    }

    @Test("a deferred constraint refuses at SYNC what EXECUTE had accepted") func deferred() {
        var t = Transcript()
        t.pipeline.depart(1, begins: false, prepares: false)
        t.hear(.completed, .endOfCommand, refused, .endOfCommand, .synchronized)
        #expect(t.lines == ["result 1", "-", "error 1 in commit", "-", "finish 1"])
    }

    @Test("answers that nobody asked for break the connection") func unasked() {
        var t = Transcript()
        t.hear(.completed)
        t.pipeline.depart(1, begins: false, prepares: false)
        t.hear(.synchronized, .skipped, .completed, .completed)
        t.hear(refused, refused)
        #expect(t.lines == ["broken", "broken", "broken", "result 1", "broken", "error 1 in commit", "broken"])
    }

    @Test("a goodbye in place of an answer: that statement and those behind it have not run") func goodbyeFirst() {
        var t = Transcript()
        for id in 1...3 { t.pipeline.depart(id, begins: false, prepares: false) }
        t.hear(.completed, .endOfCommand, .synchronized, goodbye, .completed)
        #expect(t.lines == ["result 1", "-", "finish 1", "hang up", "broken"])
        #expect(t.abandoned() == ["2 has not run", "3 has not run"])
    }

    @Test("a goodbye between the result and SYNC: it may be committed") func goodbyeBeforeSync() {
        var t = Transcript()
        for id in 1...2 { t.pipeline.depart(id, begins: false, prepares: false) }
        t.hear(.completed, .endOfCommand, goodbye)
        #expect(t.abandoned() == ["1 may have run", "2 has not run"])
    }

    @Test("silence: everything may have run but what was refused") func silence() {
        var t = Transcript()
        for id in 1...3 { t.pipeline.depart(id, begins: false, prepares: false) }
        t.hear(refused)
        #expect(t.abandoned() == ["1 has not run", "2 may have run", "3 may have run"])
        #expect(t.abandoned() == [])
    }
}
