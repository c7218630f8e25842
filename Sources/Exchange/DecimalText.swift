/// Numbers as files have them.
enum DecimalText {
    /// Six decimals, `nan` for none: as AVEC writes labels. Finite values below 10¹² only.
    static func sixDecimals(_ value: Double?, missing: String = "nan") -> String {
        guard let value, value.isFinite else { return missing }
        let millionths = Int64((value * 1e6).rounded())
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = String(fraction)
        return "\(millionths < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
    }

    /// A number of a file; nil for `nan` and nothing.
    ///
    /// - Returns: the outer nil for what is no number.
    static func number(_ text: String) -> Double?? {
        let text = text.drop { $0 == " " }
        if text.isEmpty || text.lowercased() == "nan" { return .some(nil) }
        guard let value = Double(text), value.isFinite else { return nil }
        return .some(value)
    }
}
