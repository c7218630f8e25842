import Labels
import StreamTypes

/// Tables with a header: our own CSV, and the columns of OpenFace.
enum TableFile {
    /// `t_capture_ns,seconds,tick,frame,track,state,confidence` and the dimensions; fields that are not known are empty.
    static func csv(_ series: ExchangeSeries) -> String {
        let names = series.columns.map(\.dimension.text)
        var text =
            (["t_capture_ns", "seconds", "tick", "frame", "track", "state", "confidence"] + names)
            .joined(separator: ",") + "\n"
        for index in 0..<series.count {
            let moment = series.moment(index)
            let fields: [String?] = [
                String(series.time(index).nanoseconds), DecimalText.sixDecimals(series.seconds(index)),
                moment.map { String($0.tick) }, moment?.frame.map { String($0.number) },
                moment?.track.map(\.description), moment?.state, moment?.confidence.map(\.description),
            ]
            let values = series.columns.indices.map { series.value($0, index)?.description ?? "" }
            text += (fields.map { $0 ?? "" } + values).joined(separator: ",") + "\n"
        }
        return text
    }

    /// OpenFace's first five columns, and the dimensions behind them. `success` is 1 where there is a value; a value that is not
    /// known is empty, never 0.
    static func openFace(_ series: ExchangeSeries) -> String {
        let names = series.columns.map(\.dimension.text)
        var text = (["frame", "face_id", "timestamp", "confidence", "success"] + names).joined(separator: ",") + "\n"
        for index in 0..<series.count {
            let moment = series.moment(index)
            let hasValue = series.columns.indices.contains { series.value($0, index) != nil }
            let fields = [
                // OpenFace counts frames from 1.
                moment?.frame.map { String($0.number + 1) } ?? "", moment?.track.map { String($0.number) } ?? "0",
                DecimalText.sixDecimals(series.seconds(index)),
                moment?.confidence?.description ?? (hasValue ? "1" : "0"), hasValue ? "1" : "0",
            ]
            let values = series.columns.indices.map { series.value($0, index)?.description ?? "" }
            text += (fields + values).joined(separator: ",") + "\n"
        }
        return text
    }

    /// Samples of either table: seconds from the start, or times of the session, and the dimensions.
    ///
    /// - Returns: the moments in order, absolute where the table has `t_capture_ns`.
    static func samples(_ text: String, path: String) throws -> ImportedSamples {
        let rows = TextTable.parse(text, path: path)
        guard let header = rows.first?.fields.map({ String($0.drop { $0 == " " }) }) else {
            throw ExchangeError.malformed(path: path, problem: "it is empty")
        }
        let known: Set = [
            "t_capture_ns", "seconds", "tick", "frame", "track", "state", "confidence", "face_id", "timestamp",
            "success",
        ]
        let places = header.indices.filter { !known.contains(header[$0]) }
        guard !places.isEmpty,
            let time = header.firstIndex(of: "t_capture_ns") ?? header.firstIndex(of: "seconds")
                ?? header.firstIndex(of: "timestamp")
        else {
            throw ExchangeError.malformed(
                path: path, problem: "a column t_capture_ns, seconds or timestamp and one for each dimension expected")
        }
        var samples = ImportedSamples(
            isAbsolute: header[time] == "t_capture_ns", dimensions: try places.map { try LabelName(header[$0]) })
        for row in rows.dropFirst() {
            guard row.fields.count == header.count else {
                throw row.malformed("\(header.count) fields expected, found \(row.fields.count)")
            }
            let nanoseconds =
                samples.isAbsolute
                ? Int64(row.fields[time]) : Double(row.fields[time]).flatMap(ImportedSamples.nanoseconds)
            guard let nanoseconds else { throw row.malformed("a time expected, found \"\(row.fields[time])\"") }
            var values: [Double?] = []
            for place in places {
                guard let value = DecimalText.number(row.fields[place]) else {
                    throw row.malformed("a number or nothing expected, found \"\(row.fields[place])\"")
                }
                values.append(value)
            }
            samples.append(nanoseconds, values)
        }
        return samples
    }
}

extension ExchangeSeries.Moment {
    /// When its frame was captured, or else its tick began.
    var time: MonotonicTime { frame?.captureTime ?? MonotonicTime(nanoseconds: tick * 100_000_000) }
}
