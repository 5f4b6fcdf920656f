import Testing

/// Tests of the whole system over its public interfaces, one after the other: each has stores and daemons of its own.
@Suite("End to end", .serialized) enum EndToEnd {}
