import Foundation
import Testing

@testable import Dashboard

@Suite struct ControlOrderTests {
    private func request(_ json: String) -> [String: Any]? {
        guard let order = ControlOrder(Data(json.utf8)) else { return nil }
        return try? JSONSerialization.jsonObject(with: Data(order.request(id: 7))) as? [String: Any]
    }

    @Test func order_becomesRequestWithIdAndIntegers() throws {
        let made = try #require(
            request(#"{"cmd":"annotate","args":{"label":"smile","t_ns":"9007199254740993","duration_ms":20},"id":1}"#))
        #expect(made["id"] as? Int == 7)
        let arguments = try #require(made["args"] as? [String: Any])
        #expect(arguments["t_ns"] as? Int64 == 9_007_199_254_740_993)
        #expect(arguments["duration_ms"] as? Int == 20)
        #expect(arguments["label"] as? String == "smile")
    }

    @Test(arguments: ["", "{}", "[]", #"{"cmd":"quit"}"#, #"{"cmd":7}"#, #"{"cmd":"pause","args":[1]}"#])
    func whatIsNoOrder_isRefused(json: String) {
        #expect(request(json) == nil)
    }
}
