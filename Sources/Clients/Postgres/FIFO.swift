/// A queue: taking from the front costs a copy of the rest only now and then.
struct FIFO<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { head == elements.count }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = elements[head].take()
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func updateFirst(_ change: (inout Element) -> Void) {
        guard var element = elements[head].take() else { return }
        change(&element)
        elements[head] = element
    }

    /// Takes out, in order, what `isTaken` names.
    mutating func remove(where isTaken: (Element) -> Bool) -> [Element] {
        var taken: [Element] = []
        elements = elements[head...].filter { element in
            guard let element, isTaken(element) else { return true }
            taken.append(element)
            return false
        }
        head = 0
        return taken
    }

    func forEach(_ body: (Element) -> Void) { for case let element? in elements[head...] { body(element) } }
}
