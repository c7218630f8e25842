/// Walks through the bytes of a snapshot whose length has been checked.
struct SnapshotReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// False once a count was read that no stream can have reached.
    private(set) var isSound = true

    mutating func integer() -> Int {
        let value = Int(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Int64.self) })
        position += MemoryLayout<Int64>.size
        guard (0...1 << 53).contains(value) else {
            isSound = false
            return 0
        }
        return value
    }

    mutating func copy(to destination: UnsafeMutableRawBufferPointer) {
        bytes.withUnsafeBytes {
            destination.copyMemory(from: .init(rebasing: $0[position..<position + destination.count]))
        }
        position += destination.count
    }
}

extension [UInt8] {
    mutating func append(integer: Int) {
        Swift.withUnsafeBytes(of: Int64(integer)) { append(contentsOf: $0) }
    }
}
