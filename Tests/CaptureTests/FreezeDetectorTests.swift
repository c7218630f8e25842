import Capture
import StreamTypes
import Testing

@Suite struct FreezeDetectorTests {
    @Test func everyByte_matters() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let hash = bytes.withUnsafeBytes { FreezeDetector.hash($0) }
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(other.withUnsafeBytes { FreezeDetector.hash($0) } != hash)
        }
        #expect(bytes.dropLast().withUnsafeBytes { FreezeDetector.hash($0) } != hash)
    }
}
