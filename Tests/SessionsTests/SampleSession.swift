import Foundation
import Matroska
import StreamTypes
import Synchronization
import TestKit
import Testing

@testable import Sessions

/// Records small sessions of made-up frames, crops and messages.
struct SampleSession {
    let folder: TemporaryDirectory
    let notices = Notices()
    var path: String { folder.file("anna_01").path }

    final class Notices: Sendable {
        let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
    }

    /// A byte pattern that stands for pixels, and is in no number or name.
    static let marker: [UInt8] = [0xA5, 0x5A, 0xF0, 0x0F, 0xC3, 0x3C, 0x99, 0x66]

    init() throws { folder = try TemporaryDirectory() }

    static func description(_ mode: SessionMode) -> SessionDescription {
        let points = FacePoints(
            Point(x: 1, y: 1), Point(x: 2, y: 1), Point(x: 3, y: 1), Point(x: 4, y: 1), Point(x: 2.5, y: 3))
        return SessionDescription(
            software: "AffectStream test", run: "run", host: "host", source: .live,
            camera: .init(name: "cam0", device: "a camera"), mode: mode,
            model: .init(identifier: "0123456789ab", template: CropTemplate(width: 16, height: 16, points: points)),
            faces: 1, smoothingSeconds: nil, blasCore: "test",
            anchor: .init(monotonicNanoseconds: 1, utcNanoseconds: 2),
            consent: "for science",
            deleteAfter: "2030-01-01")
    }

    func recorder(
        _ mode: SessionMode = .video, limits: SessionRecorder.Limits = Self.limits, waits: Bool = true
    ) throws -> SessionRecorder {
        let texts = notices
        return try SessionRecorder(
            path: path, description: Self.description(mode), limits: limits, waits: waits,
            notice: { text in texts.texts.withLock { $0.append(text) } })
    }

    static var limits: SessionRecorder.Limits {
        var limits = SessionRecorder.Limits()
        limits.minimumFreeBytes = 0
        return limits
    }

    /// A tick with a frame, one crop and one message, and a frame that no tick takes.
    static func addTick(_ tick: Int64, to recorder: SessionRecorder, pictureBytes: Int = 3000) {
        let time = MonotonicTime(nanoseconds: tick * 100_000_000 + 7)
        let picture = [UInt8](repeating: UInt8(tick & 0x7F), count: pictureBytes) + marker
        let pixels = (0..<256).map { marker[$0 % 8] }
        let frame = Frame(number: 2 * tick, captureTime: time)
        picture.withUnsafeBytes { recorder.add(frame, tick: tick, picture: ($0, 64, 48)) }
        pixels.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            recorder.add(
                FaceCrop(frame: frame, tick: tick, track: TrackID(1), width: 16, height: 16, pixels: base))
        }
        Array(#"{"topic":"affect.cam0.t000001.","tick":\#(tick)}"#.utf8).withUnsafeBytes { recorder.add(message: $0) }
        let spare = Frame(number: 2 * tick + 1, captureTime: time + .milliseconds(50))
        picture.withUnsafeBytes { recorder.add(spare, tick: nil, picture: ($0, 64, 48)) }
    }

    @discardableResult
    func record(_ mode: SessionMode = .video, ticks: Int64 = 20) throws -> SessionRecorder {
        let recorder = try recorder(mode)
        recorder.addOnline()
        for tick in 0..<ticks { Self.addTick(tick, to: recorder) }
        recorder.addEmpty(tick: ticks, start: MonotonicTime(nanoseconds: ticks * 100_000_000), reasons: [.overload])
        recorder.close()
        return recorder
    }

    /// Makes it a session whose recorder was killed.
    func leaveOpen() throws {
        let folder = SessionFolder(path: path)
        var description = try SessionDescription.read(folder)
        description.state = .recording
        (description.ended, description.counts, description.files) = (nil, nil, nil)
        try description.write(to: folder)
    }

    func rows() throws -> [SessionRow] {
        let reader = try SessionReader(path: path)
        var rows: [SessionRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }

    func write(_ data: Data, to name: String) throws { try data.write(to: URL(fileURLWithPath: "\(path)/\(name)")) }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
