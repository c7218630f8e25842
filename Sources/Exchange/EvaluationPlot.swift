public import Labels

/// Labels and predictions over time as an SVG picture, a row for each recording and dimension.
public struct EvaluationPlot {
    private let evaluation: Evaluation

    private static let (width, rowHeight, margin) = (960.0, 150.0, 48.0)

    public init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    public var svg: String {
        var (rows, count) = ("", 0)
        for recording in evaluation.recordings {
            for column in recording.truth {
                rows += row(recording, column, at: Double(count) * Self.rowHeight)
                count += 1
            }
        }
        let height = Double(count) * Self.rowHeight + Self.margin
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" font-family="sans-serif" \
            font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            \(rows)<text x="\(Self.margin)" y="\(height - 16)" fill="#1f77b4">labels</text>
            <text x="\(Self.margin + 60)" y="\(height - 16)" fill="#d62728">predictions</text>
            </svg>

            """
    }

    private func row(_ recording: Evaluation.Recording, _ truth: ExchangeSeries.Column, at top: Double) -> String {
        let prediction = recording.prediction.first { $0.dimension == truth.dimension }?.values ?? []
        let score = recording.scores[truth.dimension]
        let ccc = DecimalText.sixDecimals(score?.agreement.ccc).prefix(6)
        let seconds = max(1, truth.values.count) / 10
        let middle = top + Self.rowHeight / 2 + 8
        return """
            <text x="\(Self.margin)" y="\(top + 18)">\(XMLText.escaped(recording.name)) \(truth.dimension): CCC \(ccc)</text>
            <path d="M\(Self.margin) \(middle)H\(Self.width - Self.margin)" stroke="#bbb"/>
            <text x="8" y="\(y(1, top) + 4)">1</text><text x="8" y="\(y(-1, top) + 4)">-1</text>
            <text x="\(Self.width - Self.margin + 4)" y="\(middle + 4)">\(seconds) s</text>
            \(path(truth.values, count: truth.values.count, top, "#1f77b4"))\
            \(path(prediction, count: truth.values.count, top, "#d62728"))
            """
    }

    private func y(_ value: Double, _ top: Double) -> Double {
        top + Self.rowHeight / 2 + 8 - value * (Self.rowHeight / 2 - 20)
    }

    /// A line that is broken where there is no value.
    private func path(_ values: [Double?], count: Int, _ top: Double, _ colour: String) -> String {
        let step = (Self.width - 2 * Self.margin) / Double(max(1, count - 1))
        var (path, isDrawing) = ("", false)
        for (index, value) in values.prefix(count).enumerated() {
            guard let value else {
                isDrawing = false
                continue
            }
            let place = "\(tenths(Self.margin + Double(index) * step)) \(tenths(y(min(1, max(-1, value)), top)))"
            path += (isDrawing ? "L" : "M") + place
            isDrawing = true
        }
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.5\"/>\n"
    }

    private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    /// - Throws: ``LabelError`` when it cannot be written; nothing is overwritten.
    public func write(to path: String) throws(LabelError) {
        try LabelFile.save(svg, to: path, replacing: false)
    }
}
