import CDlib

/// Says whether something covers a part of a face, from the gray level and texture of 14 × 14 fields of its crop.
///
/// One thread uses it. A score takes about 3 µs and allocates nothing.
final class OcclusionClassifier {
    private let weights: UnsafeMutablePointer<Float>
    private let units: Int32

    private static let magic = Array("AFOCCLU1".utf8)
    private static let headerBytes = 16
    private static let inputs = 2 * Int(cdlib_signature_count)
    private static let expected = "a classifier that `affect-train occlusion` wrote"

    /// Reads the file: the mark, U32 inputs, U32 units, then F32 inputs × units, units, units, 1; little-endian.
    init(files: FaceModelFiles) throws(FacesError) {
        let path = files.occlusion
        (weights, units) = try withMappedFile(path) { bytes throws(FacesError) in
            func unusable(_ reason: String) -> FacesError {
                .unusable(file: path, expected: Self.expected, reason: reason)
            }
            guard bytes.count >= Self.headerBytes, bytes.prefix(Self.magic.count).elementsEqual(Self.magic) else {
                throw unusable("it does not begin with AFOCCLU1")
            }
            let inputs = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            let units = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            guard inputs == Self.inputs, (1...UInt32(cdlib_occlusion_units_max)).contains(units) else {
                throw unusable("it has \(inputs) inputs and \(units) units, expected \(Self.inputs) and 1 to 256")
            }
            let count = (Self.inputs + 2) * Int(units) + 1
            guard bytes.count == Self.headerBytes + 4 * count else {
                throw unusable("it has \(bytes.count) bytes, expected \(Self.headerBytes + 4 * count)")
            }
            let values = UnsafeMutablePointer<Float>.allocate(capacity: count)
            for index in 0..<count {
                let pattern = bytes.loadUnaligned(fromByteOffset: Self.headerBytes + 4 * index, as: UInt32.self)
                (values + index).initialize(to: Float(bitPattern: UInt32(littleEndian: pattern)))
            }
            guard (0..<count).allSatisfy({ values[$0].isFinite }) else {
                values.deallocate()
                throw unusable("a number in it is not finite")
            }
            return (values, Int32(units))
        }
    }

    deinit { weights.deallocate() }

    /// Above 0 a part of the face is covered. Both are 14 × 14 fields, as `cdlib_look` writes them.
    func score(signature: UnsafePointer<Float>, texture: UnsafePointer<Float>) -> Float {
        cdlib_occlusion(weights, units, signature, texture)
    }
}
