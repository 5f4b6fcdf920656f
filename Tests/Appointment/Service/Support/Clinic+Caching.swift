import Hosting
import Contracts
import CoreHTTP
import Foundation
import Logging
import Redis
import TestSupport
import Testing

@testable import AppointmentService

/// The service as one loop of a process has it.
struct LoopRouter: @unchecked Sendable {  // confined to the clinic's loop
    let router: Router
}

extension Clinic {
    /// Two loops of the service, with one database and one Redis, in which lists are cached.
    static func openCaching(
        _ stores: Stores = .shared, _ body: @escaping @Sendable (Clinic, [LoopRouter], [RedisClient]) async throws -> Void
    ) async throws {
        let address = try await stores.redis()
        let prefix = "t-\(UUID().uuidString):"
        try await Clinic.open(
            connections: 4,
            { configuration in
                configuration.service.redis = RedisConfiguration(
                    host: address.host, port: address.port, password: address.password.isEmpty ? nil : address.password)
                configuration.service.redisNames = RedisNames(prefix: prefix)
            }
        ) { clinic in
            let clients = (0..<2).map { _ in
                clinic.redisClient()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in clients { group.addTask { await client.run() } }
                for client in clients { try #require(await client.waitUntilReady(atMost: .seconds(30))) }
                let outcome: Result<Void, any Error>
                do {
                    outcome = .success(
                        try await body(clinic, clients.map { LoopRouter(router: clinic.cachingRouter($0)) }, clients))
                } catch {
                    outcome = .failure(error)
                }
                for client in clients { client.close() }
                try outcome.get()
            }
        }
    }
}
