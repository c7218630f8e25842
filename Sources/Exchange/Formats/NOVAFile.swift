import Labels

/// A continuous annotation of NOVA: `NAME.annotation` says what it is, `NAME.annotation~` holds a line `score;confidence` a sample.
///
/// Source: NOVA's documentation of its files, and its `AnnoListFile`.
enum NOVAFile {
    static func header(_ series: ExchangeSeries, _ column: Int) -> String {
        """
        <?xml version="1.0" ?>
        <annotation ssi-v="3">
            <info ftype="ASCII" size="\(series.count)"/>
            <meta annotator="\(XMLText.escaped(series.source))" role="\(series.person)"/>
            <scheme name="\(series.columns[column].dimension)" type="CONTINUOUS" sr="10" min="-1" max="1" \
        mincolor="#FF0000FF" maxcolor="#FFFF0000"/>
        </annotation>

        """
    }

    static func samples(_ series: ExchangeSeries, _ column: Int) -> String {
        (0..<series.count).reduce(into: "") { text, index in
            let value = series.value(column, index)
            let confidence = value == nil ? 0 : series.moment(index)?.confidence ?? 1
            text += DecimalText.sixDecimals(value, missing: "NaN") + ";\(DecimalText.sixDecimals(confidence))\n"
        }
    }

    /// - Parameters:
    ///   - header: of `NAME.annotation`.
    ///   - text: of `NAME.annotation~`.
    static func samples(header: String, text: String, path: String) throws -> ImportedSamples {
        let tags = XMLText.tags(header)
        guard let info = tags.first(where: { $0.name == "info" })?.attributes,
            let scheme = tags.first(where: { $0.name == "scheme" })?.attributes, scheme["type"] == "CONTINUOUS",
            info["ftype"] == "ASCII", let rate = scheme["sr"].flatMap({ Double($0) }), (0.01...1000).contains(rate),
            let low = scheme["min"].flatMap({ Double($0) }), let high = scheme["max"].flatMap({ Double($0) }),
            low < high, let name = scheme["name"]
        else {
            throw ExchangeError.malformed(
                path: path, problem: "a continuous annotation of NOVA in ASCII, with name, rate and range, is expected")
        }
        var samples = ImportedSamples(dimensions: [try LabelName(name)])
        for (index, row) in TextTable.parse(text, separator: ";", path: path + "~").enumerated() {
            guard let value = DecimalText.number(row.fields[0]),
                let time = ImportedSamples.nanoseconds(Double(index) / rate)
            else { throw row.malformed("score;confidence expected") }
            samples.append(time, [value.map { 2 * ($0 - low) / (high - low) - 1 }])
        }
        return samples
    }
}
