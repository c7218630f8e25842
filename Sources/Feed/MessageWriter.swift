/// Writes one message as a map of named values; JSON and MessagePack differ only behind this.
///
/// Values follow their keys; maps and arrays say how many entries they will have. Appends to one buffer that keeps
/// its capacity, so that a message costs no allocation once the largest one was written.
protocol MessageWriter {
    /// Whether numbers of more than 53 bits and Pupil's float `timestamp` belong in a message.
    static var carriesTimestamp: Bool { get }

    var bytes: [UInt8] { get }

    mutating func removeAll()
    mutating func beginMap(count: Int)
    mutating func endMap()
    mutating func beginArray(count: Int)
    mutating func endArray()
    mutating func key(_ name: StaticString)
    mutating func string(_ value: String)
    /// Text of plain ASCII that needs no escapes.
    mutating func string(ascii: UnsafeBufferPointer<UInt8>)
    mutating func integer(_ value: Int64)
    /// A value that is not finite is written as null.
    mutating func float(_ value: Float)
    mutating func double(_ value: Double)
    mutating func boolean(_ value: Bool)
    mutating func null()
}

extension MessageWriter {
    mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    mutating func field(_ name: StaticString, _ value: Int64?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: Float?) {
        key(name)
        if let value { float(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        boolean(value)
    }

    /// Wall-clock time as RFC 3339, or null.
    mutating func timestampField(_ name: StaticString, _ nanoseconds: Int64?) {
        key(name)
        guard let nanoseconds else { return null() }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: RFC3339.length) { buffer in
            RFC3339.write(nanoseconds, into: buffer)
            string(ascii: UnsafeBufferPointer(buffer))
        }
    }
}
