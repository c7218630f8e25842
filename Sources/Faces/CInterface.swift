import CDlib
import StreamTypes

extension GrayImage {
    /// For the C side, which neither keeps nor changes it.
    var view: cdlib_image {
        cdlib_image(pixels: pixels, width: Int32(width), height: Int32(height), stride: Int32(stride))
    }
}

/// Runs a constructor of the C side that writes the reason to a buffer when it returns null.
func withErrorMessage(
    file: String, expected: String, _ create: (UnsafeMutablePointer<CChar>, Int) -> OpaquePointer?
) throws(FacesError) -> OpaquePointer {
    var reason = ""
    let created = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
        let created = create(message.baseAddress!, message.count)
        if created == nil { reason = String(cString: message.baseAddress!) }
        return created
    }
    guard let created else { throw .unusable(file: file, expected: expected, reason: reason) }
    return created
}
