/// A picture on its way from the stream to the preview's readers, in memory that is kept from one to the next.
public struct PreviewPicture: Sendable {
    public var format = Format.jpeg
    /// A JPEG file, or `height × width` gray bytes.
    public var bytes: [UInt8] = []
    public var width = 0
    public var height = 0

    public enum Format: Sendable {
        case jpeg, gray
    }

    public init() {}

    mutating func fill(_ format: Format, _ bytes: UnsafeRawBufferPointer, width: Int, height: Int) {
        self.bytes.removeAll(keepingCapacity: true)
        self.bytes.append(contentsOf: bytes)
        self.format = format
        self.width = width
        self.height = height
    }
}
