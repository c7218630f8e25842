/// What `poll(2)` reports of a camera.
package struct PollEvents: OptionSet, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) { self.rawValue = rawValue }

    /// A buffer can be dequeued.
    package static let readable = PollEvents(rawValue: 1 << 0)
    /// A V4L2 event can be dequeued.
    package static let priority = PollEvents(rawValue: 1 << 1)
    /// The device is gone, or does not stream.
    package static let failed = PollEvents(rawValue: 1 << 2)
}
