package import Contracts
import OpenSSL
package import ServiceRuntime

/// Makes ids: UUID version 7 (RFC 9562 section 5.7) of the clock and 74 unpredictable bits. From any thread.
package struct IdentifierSource: Sendable {
    private let clock: WallClock

    package init(clock: WallClock) { self.clock = clock }

    package func next<Entity>() -> Identifier<Entity> {
        Identifier(UUIDValue(v7: clock.now(), random: (RandomBytes.random64(), RandomBytes.random64())))
    }
}
