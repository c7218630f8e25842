import Testing

@testable import Sessions

@Suite struct CRC32Tests {
    @Test func checkValue_isThatOfTheStandard() {
        var sum = CRC32()
        Array("1234".utf8).withUnsafeBytes { sum.update($0) }
        Array("56789".utf8).withUnsafeBytes { sum.update($0) }
        #expect(sum.value == 0xCBF4_3926)
    }
}
