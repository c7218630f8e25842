import FoundationEssentials
import Labels
import Sessions
import StreamTypes

/// Sessions as MCAP files: every message as published under its topic, or labels under `labels/PERSON/DIMENSION`. Times are those of
/// the calendar where the session knows it.
enum MCAPFile {
    /// What has to be known of a message to place it.
    private struct Place: Decodable {
        var topic: String
        var seq: Int64
        var time: Int64

        enum CodingKeys: String, CodingKey {
            case topic, seq
            case time = "t_publish_ns"
        }
    }

    private struct Label: Codable {
        var time: Int64
        var seconds: Double
        var value: Double?

        enum CodingKeys: String, CodingKey {
            case seconds, value
            case time = "t_capture_ns"
        }
    }

    static func messages(_ messages: SessionMessages, progress: (Int) -> Void) throws -> [UInt8] {
        var writer = MCAPWriter()
        let decoder = JSONDecoder()
        var count = 0
        while let line = try messages.next() {
            guard let place = try? decoder.decode(Place.self, from: Data(line.utf8)) else { continue }
            writer.add(
                topic: place.topic, sequence: place.seq, time: messages.description.utc(at: place.time), json: line)
            count += 1
            if count.isMultiple(of: 500) { progress(count) }
        }
        return writer.finish()
    }

    static func labels(_ series: ExchangeSeries, _ description: SessionDescription) throws -> [UInt8] {
        var writer = MCAPWriter()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for index in 0..<series.count {
            let time = series.time(index).nanoseconds
            for (column, content) in series.columns.enumerated() {
                let label = Label(time: time, seconds: series.seconds(index), value: series.value(column, index))
                writer.add(
                    topic: "labels/\(series.person)/\(content.dimension)", sequence: Int64(index),
                    time: description.source == SourceKind.live.rawValue ? description.utc(at: time) : time,
                    json: String(decoding: try encoder.encode(label), as: UTF8.self))
            }
        }
        return writer.finish()
    }

    // MARK: Reading

    /// The labels of the one person that a file has.
    static func samples(_ bytes: [UInt8], path: String) throws -> ImportedSamples {
        guard bytes.starts(with: MCAPWriter.magic) else {
            throw ExchangeError.malformed(path: path, problem: "it does not begin as MCAP files do")
        }
        var found = Found()
        try read(bytes[MCAPWriter.magic.count...], into: &found, path: path)
        let people = Set(found.dimensions.values.map(\.person))
        guard people.count == 1 else {
            let problem =
                people.isEmpty ? "it has no topics labels/PERSON/DIMENSION" : "it has labels of several people"
            throw ExchangeError.malformed(path: path, problem: problem)
        }
        let names = found.dimensions.sorted { $0.key < $1.key }.map(\.value.dimension)
        var moments: [Int64: [Double?]] = [:]
        for (channel, label) in found.labels {
            guard let place = found.dimensions[channel].flatMap({ names.firstIndex(of: $0.dimension) }) else {
                continue
            }
            moments[label.time, default: .init(repeating: nil, count: names.count)][place] = label.value
        }
        var samples = ImportedSamples(isAbsolute: true, dimensions: names)
        for (time, values) in moments.sorted(by: { $0.key < $1.key }) { samples.append(time, values) }
        return samples
    }

    private struct Found {
        var dimensions: [UInt16: (person: String, dimension: LabelName)] = [:]
        var labels: [(UInt16, Label)] = []
    }

    private static func read(_ bytes: ArraySlice<UInt8>, into found: inout Found, path: String) throws {
        var reader = LittleEndianReader(bytes)
        while let opcode = reader.integer(UInt8.self) {
            guard let length = reader.integer(UInt64.self),
                var content = reader.take(Int(clamping: length))
                    .map(LittleEndianReader.init)
            else { throw ExchangeError.malformed(path: path, problem: "it ends within a record") }
            switch MCAPWriter.Opcode(rawValue: opcode) {
            case .footer: return
            case .channel:
                guard let id = content.integer(UInt16.self), content.integer(UInt16.self) != nil,
                    let parts = content.text()?.split(separator: "/"), parts.count == 3, parts[0] == "labels",
                    let name = try? LabelName(parts[2])
                else { continue }
                found.dimensions[id] = (String(parts[1]), name)
            case .message:
                guard let id = content.integer(UInt16.self), found.dimensions[id] != nil, content.take(20) != nil,
                    let label = try? JSONDecoder().decode(Label.self, from: Data(content.rest))
                else { continue }
                found.labels.append((id, label))
            case .chunk:
                guard content.take(28) != nil, content.text() == "", let size = content.integer(UInt64.self),
                    let records = content.take(Int(clamping: size))
                else { throw ExchangeError.malformed(path: path, problem: "its chunks are compressed or damaged") }
                try read(records, into: &found, path: path)
            default: break
            }
        }
    }
}

extension SessionDescription {
    /// Nanoseconds since 1970 at a time of this host's monotonic clock.
    func utc(at time: Int64) -> Int64 {
        guard let anchor = anchors.last(where: { $0.monotonicNanoseconds <= time }) ?? anchors.first else {
            return time
        }
        return anchor.utcNanoseconds + (time - anchor.monotonicNanoseconds)
    }
}
