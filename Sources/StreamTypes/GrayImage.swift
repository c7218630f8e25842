/// A gray picture, `H × W` bytes, rows `stride` bytes apart, in memory that is kept from one frame to the next.
///
/// One thread uses it at a time.
public final class GrayImage {
    public private(set) var width = 0
    public private(set) var height = 0
    /// Bytes from one row to the next.
    public var stride: Int { width }
    public private(set) var pixels: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    /// The largest side accepted, in pixels.
    public static let maximumSide = 16_384

    public init(width: Int = 0, height: Int = 0) {
        capacity = max(width * height, 1)
        pixels = .allocate(capacity: capacity)
        pixels.initialize(repeating: 0, count: capacity)
        self.width = width
        self.height = height
    }

    deinit { pixels.deallocate() }

    /// Sets the size; the content is undefined afterwards. Allocates only when the picture outgrows every earlier one.
    ///
    /// - Precondition: both sides are in `0...maximumSide`.
    public func resize(width: Int, height: Int) {
        precondition((0...Self.maximumSide).contains(width) && (0...Self.maximumSide).contains(height))
        if width * height > capacity {
            pixels.deallocate()
            capacity = width * height
            pixels = .allocate(capacity: capacity)
            pixels.initialize(repeating: 0, count: capacity)
        }
        self.width = width
        self.height = height
    }

    /// Row after row, without gaps.
    public var bytes: UnsafeMutableBufferPointer<UInt8> { .init(start: pixels, count: width * height) }
}
