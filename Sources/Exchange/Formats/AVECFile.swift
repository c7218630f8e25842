import Labels

/// Labels and predictions as AVEC 2017 to 2019 (SEWA) have them: `'NAME';seconds;arousal;valence;liking`, ten rows a second.
///
/// 2017 and 2018 have no header, 2019 has one. A value that is not known is `nan`.
enum AVECFile {
    static let header = "name;timestamp;arousal;valence;liking"
    private static let dimensions: [LabelName] = [.arousal, .valence, .liking]

    static func text(_ series: ExchangeSeries, name: String, withHeader: Bool, zeroFilled: Bool = false) -> String {
        var text = withHeader ? header + "\n" : ""
        for index in 0..<series.count {
            text += "'\(name)';\(DecimalText.sixDecimals(series.seconds(index)))"
            for dimension in dimensions {
                let values = series.values(dimension)
                let value = values.map { $0[index] } ?? nil
                text += ";" + DecimalText.sixDecimals(value ?? (zeroFilled && values != nil ? 0 : nil))
            }
            text += "\n"
        }
        return text
    }

    /// The columns of a file, a value each 0.1 s from 0; rows that are missing have no value.
    ///
    /// - Parameter dimension: of the one column that files have which AVEC 2018 takes as predictions.
    static func columns(
        _ text: String, dimension: LabelName? = nil, path: String
    ) throws -> [ExchangeSeries.Column] {
        var rows = TextTable.parse(text, separator: ";", path: path)
        var names = dimension.map { [$0] } ?? dimensions
        if let first = rows.first, first.fields[0] == "name" {
            names = try first.fields.dropFirst(2).map { try LabelName($0) }
            rows.removeFirst()
        }
        guard let width = rows.first?.fields.count, width > 2, width <= names.count + 2 else {
            throw LabelError.malformed(
                path: path, line: rows.first?.line ?? 1, problem: "rows 'NAME';seconds;arousal;valence expected")
        }
        var columns = names.prefix(width - 2).map { ExchangeSeries.Column($0, []) }
        for row in rows {
            guard row.fields.count == width else {
                throw row.malformed("\(width) fields expected, found \(row.fields.count)")
            }
            guard let time = Double(row.fields[1]), let index = Self.index(time), index >= columns[0].values.count
            else {
                throw row.malformed(
                    "a time in steps of 0.1 s, later than that before, expected, found \(row.fields[1])")
            }
            for column in columns.indices {
                guard let value = DecimalText.number(row.fields[column + 2]) else {
                    throw row.malformed("a number or nan expected, found \"\(row.fields[column + 2])\"")
                }
                let gap = index - columns[column].values.count
                columns[column].values += [Double?](repeating: nil, count: gap) + [value]
            }
        }
        return columns.filter { $0.dimension != .liking || $0.values.contains { $0 != nil } }
    }

    /// A day of rows at most, so that a wrong time cannot ask for all memory.
    private static func index(_ time: Double) -> Int? {
        guard (0...86_400).contains(time) else { return nil }
        let index = Int((time * 10).rounded())
        return abs(time - Double(index) / 10) <= 0.011 ? index : nil
    }
}
