/// Registration index → handler, with a generation per place so that an event fetched before a descriptor was closed cannot reach
/// the handler that took its place. Pure bookkeeping.
struct DescriptorTable {
    private struct Place {
        var generation: UInt32
        var handler: (any DescriptorHandler)?
    }

    private var places: [Place] = []
    private var free: [UInt32] = []

    var count: Int { places.count - free.count }

    mutating func insert(_ descriptor: Int32, _ handler: any DescriptorHandler) -> Registration {
        if let index = free.popLast() {
            places[Int(index)].handler = handler
            return Registration(descriptor: descriptor, index: index, generation: places[Int(index)].generation)
        }
        places.append(Place(generation: 0, handler: handler))
        return Registration(descriptor: descriptor, index: UInt32(places.count - 1), generation: 0)
    }

    mutating func remove(_ registration: Registration) {
        let index = Int(registration.index)
        guard places[index].generation == registration.generation, places[index].handler != nil else { return }
        places[index].handler = nil
        places[index].generation &+= 1
        free.append(registration.index)
    }

    func handler(token: UInt64) -> (any DescriptorHandler)? {
        let index = Int(token & 0xFFFF_FFFF)
        guard index < places.count, places[index].generation == UInt32(token >> 32) else { return nil }
        return places[index].handler
    }
}
