import Testing

@testable import Sessions

@Suite struct CRC32Tests {
    @Test func checkValue_isThatOfTheStandard() {
        var sum = CRC32()
        Array("1234".utf8).withUnsafeBytes { sum.update($0) }
        Array("56789".utf8).withUnsafeBytes { sum.update($0) }
        #expect(sum.value == 0xCBF4_3926)
    }

    @Test(arguments: 0..<40) func sumOfAnyLength_isThatBitByBit(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 151 + 7) }
        var expected: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            expected ^= UInt32(byte)
            for _ in 0..<8 { expected = expected & 1 == 1 ? 0xEDB8_8320 ^ expected >> 1 : expected >> 1 }
        }
        var sum = CRC32()
        bytes.withUnsafeBytes { sum.update($0) }
        #expect(sum.value == ~expected)
    }
}
