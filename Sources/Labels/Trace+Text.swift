import StreamTypes

extension Trace {
    static let header = "t_capture_ns,value"

    /// The file's text: the header, then a line a sample; no value where unrated.
    var text: String {
        var text = Self.header + "\n"
        for sample in samples {
            text += "\(sample.time.nanoseconds),\(sample.value.map(\.description) ?? "")\n"
        }
        return text
    }

    /// - Parameter path: named in errors.
    init(text: String, path: String) throws(LabelError) {
        var samples: [Sample] = []
        for row in try TextTable(text, header: Self.header, path: path).rows {
            guard let time = Int64(row.fields[0]) else { throw row.malformed("a time in whole nanoseconds expected") }
            if let last = samples.last, last.time.nanoseconds >= time {
                throw row.malformed("its time is not later than that of the line before")
            }
            var value: Double?
            if !row.fields[1].isEmpty {
                guard let number = Double(row.fields[1]), (-1...1).contains(number) else {
                    throw row.malformed("a value of -1 to 1, or none, expected, found \"\(row.fields[1])\"")
                }
                value = number
            }
            samples.append(Sample(time: MonotonicTime(nanoseconds: time), value: value))
        }
        try self.init(samples)
    }
}
