/// Learns that events were committed, to get them published at once. It may get no word at all: the relay looks by itself as well.
protocol CommitObserver {
    func committed()
}
