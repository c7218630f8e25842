/// The last `capacity` values, oldest first. Allocates once; appending to a full ring forgets the oldest value.
public struct RingBuffer<Element: Sendable>: Sendable {
    private var slots: [Element] = []
    private var start = 0
    public let capacity: Int

    /// - Precondition: `capacity` is at least 1.
    public init(capacity: Int) {
        precondition(capacity >= 1)
        self.capacity = capacity
        slots.reserveCapacity(capacity)
    }

    public var count: Int { slots.count }
    public var isEmpty: Bool { slots.isEmpty }

    public mutating func append(_ element: Element) {
        if slots.count < capacity {
            slots.append(element)
            return
        }
        slots[start] = element
        start = (start + 1) % capacity
    }

    /// - Precondition: `index` is in `0..<count`.
    public subscript(index: Int) -> Element { slots[(start + index) % slots.count] }

    public var first: Element? { slots.isEmpty ? nil : self[0] }
    public var last: Element? { slots.isEmpty ? nil : self[slots.count - 1] }

    public mutating func removeAll() {
        slots.removeAll(keepingCapacity: true)
        start = 0
    }
}
