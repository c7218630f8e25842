import Foundation
import Labels
import Sessions
import StreamTypes
import TestKit

@testable import Exchange

/// A recorded session of ten seconds whose every tick has a message, and the traces of a rater.
struct SampleExchange {
    let folder: TemporaryDirectory
    let person: LabelName
    let rater: LabelName
    var session: String { folder.file("anna_01").path }

    static let ticks = 100
    /// The first frame comes 37 ms into tick 20.
    static let origin = MonotonicTime(nanoseconds: 2_037_000_000)

    init() throws {
        folder = try TemporaryDirectory()
        person = try LabelName("anna")
        rater = try LabelName("ben")
        let points = FacePoints(
            Point(x: 1, y: 1), Point(x: 2, y: 1), Point(x: 3, y: 1), Point(x: 4, y: 1), Point(x: 2.5, y: 3))
        let description = SessionDescription(
            software: "AffectStream test", run: "run", host: "host", source: .live,
            camera: .init(name: "cam0", device: "a camera"), mode: .features,
            model: .init(identifier: "0123456789ab", template: CropTemplate(width: 16, height: 16, points: points)),
            faces: 1, smoothingSeconds: nil, blasCore: "test",
            anchor: .init(monotonicNanoseconds: 0, utcNanoseconds: 1_700_000_000_000_000_000), consent: nil,
            deleteAfter: nil)
        var limits = SessionRecorder.Limits()
        limits.minimumFreeBytes = 0
        let recorder = try SessionRecorder(
            path: session, description: description, limits: limits, waits: true, notice: { _ in })
        for index in 0..<Self.ticks {
            let time = Self.origin + .milliseconds(100 * index)
            recorder.add(Frame(number: Int64(3 * index), captureTime: time), tick: Int64(20 + index), picture: nil)
            Array(Self.message(index).utf8).withUnsafeBytes { recorder.add(message: $0) }
        }
        recorder.close()
        let labels = try LabelFolder(session: session)
        for (dimension, values) in [(LabelName.arousal, Self.arousal), (.valence, Self.valence)] {
            let trace = try Trace(
                values.enumerated().map {
                    Trace.Sample(time: Self.origin + .milliseconds(100 * $0.offset), value: $0.element)
                })
            try labels.save(trace, as: TraceIdentity(person: person, rater: rater, dimension: dimension))
        }
    }

    static let arousal: [Double?] = (0..<ticks).map { 30..<40 ~= $0 ? nil : sin(Double($0) / 9) / 2 }
    static let valence: [Double?] = (0..<ticks).map { cos(Double($0) / 11) / 3 }

    /// What the model said: half of the arousal, the valence shifted, and nothing for five ticks.
    private static func message(_ index: Int) -> String {
        let isValid = !(10..<15).contains(index)
        let arousal = isValid ? "\(sin(Double(index) / 9) / 4)" : "null"
        let valence = isValid ? "\(cos(Double(index) / 11) / 3 + 0.1)" : "null"
        return """
            {"v":1,"topic":"affect.cam0.t000001.","seq":\(index),"track":"t000001","primary":true,"tick":\(20 + index),\
            "t_publish_ns":\(2_050_000_000 + 100_000_000 * index),"state":"\(isValid ? "tracking" : "abstain")",\
            "valid":\(isValid),"arousal":\(arousal),"valence":\(valence),"confidence":0.9}
            """
    }

    func path(_ name: String) -> String { folder.file(name).path }

    func data(_ name: String) throws -> Data { try Data(contentsOf: folder.file(name)) }
}
