/// The number at the end of a node's name or path, `video12`; nil for other names.
struct NodeNumber: Comparable {
    let value: Int

    init?(_ name: String) {
        let last = name.split(separator: "/").last ?? ""
        guard last.hasPrefix("video"), let value = Int(last.dropFirst("video".count)), value >= 0 else { return nil }
        self.value = value
    }

    static func < (a: NodeNumber, b: NodeNumber) -> Bool { a.value < b.value }
}
