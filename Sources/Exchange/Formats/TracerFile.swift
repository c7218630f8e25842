import Labels

/// Files of the programs that people trace with: CARMA, DARMA and PAGAN.
///
/// Source: `fig_review.m` of CARMA and of DARMA (J. M. Girard), and PAGAN's export.
enum TracerFile {
    private static let lineOfData = "%%%%%%"

    /// CARMA: one dimension, means of bins named by their ends; the range is in the file.
    static func carma(_ text: String, dimension: LabelName, path: String) throws -> ImportedSamples {
        let (header, rows) = try split(text, path: path)
        func setting(_ name: String) -> Double? {
            header.first { $0.fields[0].hasPrefix(name) && $0.fields.count > 1 }.flatMap { Double($0.fields[1]) }
        }
        guard let low = setting("Minimum Value"), let high = setting("Maximum Value"), low < high else {
            throw ExchangeError.malformed(
                path: path, problem: "lines with a Minimum Value and a Maximum Value expected")
        }
        return try bins(rows, [dimension], low...high)
    }

    /// DARMA: two dimensions, means of bins named by their ends; the range is ± the magnitude in the file.
    static func darma(_ text: String, dimensions: [LabelName], path: String) throws -> ImportedSamples {
        let (header, rows) = try split(text, path: path)
        let line = header.first { $0.fields[0] == "Magnitude" && $0.fields.count > 1 }
        guard let magnitude = line.flatMap({ Double($0.fields[1]) }), magnitude > 0 else {
            throw ExchangeError.malformed(path: path, problem: "a line with the Magnitude expected")
        }
        return try bins(rows, dimensions, -magnitude...magnitude)
    }

    private static func split(_ text: String, path: String) throws -> ([TextTable.Row], [TextTable.Row]) {
        let rows = TextTable.parse(text, path: path)
        guard let place = rows.firstIndex(where: { $0.fields[0] == lineOfData }) else {
            throw ExchangeError.malformed(path: path, problem: "a line \(lineOfData) before the ratings expected")
        }
        return (Array(rows[..<place]), Array(rows[(place + 1)...]))
    }

    /// A mean stands for the middle of its bin; between the middles lies a straight line.
    private static func bins(
        _ rows: [TextTable.Row], _ dimensions: [LabelName], _ range: ClosedRange<Double>
    ) throws -> ImportedSamples {
        var samples = ImportedSamples(dimensions: dimensions)
        var last = 0.0
        for row in rows {
            guard row.fields.count > dimensions.count, let end = Double(row.fields[0]), end >= last,
                let time = ImportedSamples.nanoseconds((last + end) / 2)
            else { throw row.malformed("the end of a bin in seconds, and its ratings, expected") }
            last = end
            samples.append(time, try values(row, from: 1, count: dimensions.count, range))
        }
        return samples.everyTick { before, after, share in before + (after - before) * share }
    }

    /// PAGAN: a row a change, which holds until the next one.
    ///
    /// - Parameter range: of the values; nil takes the least and the greatest one there are, as for unbounded traces.
    static func pagan(
        _ text: String, dimension: LabelName, participant: String?, range: ClosedRange<Double>?, path: String
    ) throws -> ImportedSamples {
        let header = ["OriginalName", "DatabaseName", "Participant", "SessionID", "Timestamp", "VideoTime", "Value"]
        let table = try TextTable(text, header: header.joined(separator: ","), path: path)
        let participants = Set(table.rows.map { $0.fields[2] }).sorted()
        guard let chosen = participant ?? (participants.count == 1 ? participants[0] : nil) else {
            throw ExchangeError.severalParticipants(path: path, participants)
        }
        let rows = table.rows.filter { $0.fields[2] == chosen }
        let all = rows.compactMap { Double($0.fields[6]) }
        guard let low = range?.lowerBound ?? all.min(), let high = range?.upperBound ?? all.max(), low < high else {
            throw ExchangeError.noScale(path: path)
        }
        var samples = ImportedSamples(dimensions: [dimension])
        for row in rows {
            guard let time = Int64(row.fields[5]), (0...31_536_000_000).contains(time) else {
                throw row.malformed("VideoTime in milliseconds expected, found \"\(row.fields[5])\"")
            }
            samples.append(time * 1_000_000, try values(row, from: 6, count: 1, low...high))
        }
        return samples.everyTick { before, _, _ in before }
    }

    private static func values(
        _ row: TextTable.Row, from place: Int, count: Int, _ range: ClosedRange<Double>
    ) throws -> [Double?] {
        try (place..<place + count).map { place in
            guard let value = DecimalText.number(row.fields[place]) else {
                throw row.malformed("a rating expected, found \"\(row.fields[place])\"")
            }
            guard let value else { return nil }
            let scaled = 2 * (value - range.lowerBound) / (range.upperBound - range.lowerBound) - 1
            guard (-1.000001...1.000001).contains(scaled) else {
                throw row.malformed("\(value) is not within \(range.lowerBound) to \(range.upperBound)")
            }
            return min(1, max(-1, scaled))
        }
    }
}

extension ImportedSamples {
    /// A sample each 100 ms from the first to the last one.
    ///
    /// - Parameter value: between two values, and the share of the time between them that has gone.
    fileprivate func everyTick(_ value: (Double, Double, Double) -> Double) -> ImportedSamples {
        var samples = ImportedSamples(isAbsolute: isAbsolute, dimensions: dimensions)
        guard let first = times.first, let last = times.last else { return samples }
        var next = 0
        for time in stride(from: first, through: last, by: 100_000_000) {
            while next + 1 < times.count, times[next + 1] <= time { next += 1 }
            let after = min(next + 1, times.count - 1)
            let share = after == next ? 0 : Double(time - times[next]) / Double(times[after] - times[next])
            samples.append(
                time,
                dimensions.indices.map { place in
                    guard let start = values[next][place] else { return nil }
                    return values[after][place].map { value(start, $0, share) } ?? start
                })
        }
        return samples
    }
}
