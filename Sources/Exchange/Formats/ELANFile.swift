import Labels
import StreamTypes

/// An annotation document of ELAN (EAF 3.0): a tier for each dimension, with an annotation of 100 ms for each value, and tiers
/// for events and exclusions. Times count from the first frame of the video.
///
/// Source: the EAF Annotation Format 3.0 and its schema, https://www.mpi.nl/tools/elan/EAFv3.0.xsd.
enum ELANFile {
    private struct Annotation {
        var start: Int64
        var end: Int64
        var value: String
    }

    private static let eventTier = "events"
    private static let exclusionTier = "exclusions"

    /// - Parameter date: RFC 3339, of the export.
    static func text(_ series: ExchangeSeries, videoPath: String?, date: String) -> String {
        let tiers = tiers(series)
        var (slots, body) = ("", "")
        var count = 0
        for (name, annotations) in tiers {
            body += "    <TIER ANNOTATOR=\"\(XMLText.escaped(series.source))\" LINGUISTIC_TYPE_REF=\"default-lt\" "
            body += "PARTICIPANT=\"\(series.person)\" TIER_ID=\"\(name)\">\n"
            for annotation in annotations {
                count += 1
                slots += slot(2 * count - 1, annotation.start) + slot(2 * count, annotation.end)
                body += "        <ANNOTATION>\n            <ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a\(count)\" "
                body += "TIME_SLOT_REF1=\"ts\(2 * count - 1)\" TIME_SLOT_REF2=\"ts\(2 * count)\">\n"
                body += "                <ANNOTATION_VALUE>\(XMLText.escaped(annotation.value))</ANNOTATION_VALUE>\n"
                body += "            </ALIGNABLE_ANNOTATION>\n        </ANNOTATION>\n"
            }
            body += "    </TIER>\n"
        }
        let media = videoPath.map { path in
            "        <MEDIA_DESCRIPTOR MEDIA_URL=\"file://\(XMLText.escaped(path))\" MIME_TYPE=\"video/x-matroska\"/>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <ANNOTATION_DOCUMENT AUTHOR="AffectStream" DATE="\(date)" FORMAT="3.0" VERSION="3.0" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
                <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
            \(media ?? "")        <PROPERTY NAME="lastUsedAnnotationId">\(count)</PROPERTY>
                </HEADER>
                <TIME_ORDER>
            \(slots)    </TIME_ORDER>
            \(body)    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
            </ANNOTATION_DOCUMENT>

            """
    }

    private static func slot(_ number: Int, _ milliseconds: Int64) -> String {
        "        <TIME_SLOT TIME_SLOT_ID=\"ts\(number)\" TIME_VALUE=\"\(milliseconds)\"/>\n"
    }

    private static func tiers(_ series: ExchangeSeries) -> [(name: String, annotations: [Annotation])] {
        let period = ExchangeSeries.period.wholeNanoseconds / 1_000_000
        var tiers = series.columns.indices.map { column in
            let annotations = (0..<series.count).compactMap { index in
                series.value(column, index).map {
                    let start = Int64(index) * period
                    return Annotation(start: start, end: start + period, value: DecimalText.sixDecimals($0))
                }
            }
            return (series.columns[column].dimension.text, annotations)
        }
        func milliseconds(_ time: MonotonicTime) -> Int64 {
            max(0, (time - series.origin).wholeNanoseconds / 1_000_000)
        }
        if !series.events.isEmpty {
            tiers.append(
                (
                    eventTier,
                    series.events.map { event in
                        let start = milliseconds(event.time)
                        let words = event.text.map { ": " + $0 } ?? ""
                        let length = max(1, (event.duration ?? .zero).wholeNanoseconds / 1_000_000)
                        return Annotation(start: start, end: start + length, value: event.label.text + words)
                    }
                ))
        }
        if !series.exclusions.isEmpty {
            tiers.append(
                (
                    exclusionTier,
                    series.exclusions.map {
                        let start = milliseconds($0.start)
                        return Annotation(
                            start: start, end: max(start + 1, milliseconds($0.end)), value: $0.reason ?? "")
                    }
                ))
        }
        return tiers
    }

    // MARK: Reading

    /// The tiers whose names and values are those of traces. An annotation stands for its beginning; the time after its end,
    /// up to the next one, has no value.
    static func samples(_ text: String, path: String) throws -> ImportedSamples {
        let tags = XMLText.tags(text)
        guard tags.contains(where: { $0.name == "ANNOTATION_DOCUMENT" }) else {
            throw ExchangeError.malformed(path: path, problem: "no document of ELAN")
        }
        var slots: [String: Int64] = [:]
        for tag in tags where tag.name == "TIME_SLOT" {
            guard let id = tag.attributes["TIME_SLOT_ID"] else { continue }
            slots[id] = tag.attributes["TIME_VALUE"].flatMap { Int64($0) }
        }
        var values: [(name: LabelName, start: Int64, end: Int64, value: Double)] = []
        var (tier, place): (LabelName?, (Int64, Int64)?)
        for tag in tags {
            switch tag.name {
            case "TIER": tier = tag.attributes["TIER_ID"].flatMap { try? LabelName($0) }
            case "ALIGNABLE_ANNOTATION":
                let start = tag.attributes["TIME_SLOT_REF1"].flatMap { slots[$0] }
                let end = tag.attributes["TIME_SLOT_REF2"].flatMap { slots[$0] }
                if let start, let end, (0...31_536_000_000).contains(start) { place = (start, end) }
            case "ANNOTATION_VALUE":
                guard let tier, let place, case .some(.some(let value)) = DecimalText.number(tag.text) else { continue }
                values.append((tier, place.0, place.1, value))
            default: break
            }
        }
        let names = values.reduce(into: [LabelName]()) { if !$0.contains($1.name) { $0.append($1.name) } }
        if names.isEmpty { throw ExchangeError.malformed(path: path, problem: "no tier in it holds numbers") }
        return merged(values, names)
    }

    private static func merged(
        _ values: [(name: LabelName, start: Int64, end: Int64, value: Double)], _ names: [LabelName]
    ) -> ImportedSamples {
        var moments: [Int64: [Double?]] = [:]
        let none = [Double?](repeating: nil, count: names.count)
        // An end first, so that the beginning of the next annotation at the same moment counts.
        for value in values where moments[value.end] == nil { moments[value.end] = none }
        for value in values {
            guard let place = names.firstIndex(of: value.name) else { continue }
            moments[value.start, default: none][place] = value.value
        }
        var samples = ImportedSamples(dimensions: names)
        for (time, sample) in moments.sorted(by: { $0.key < $1.key }) { samples.append(time * 1_000_000, sample) }
        return samples
    }
}
