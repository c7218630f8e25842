import Faces
import Foundation
import StreamTypes
import Testing

/// Photographs that the repository may not ship: runs where `../shared/faces-real` (or `$AFFECT_SHARED/faces-real`) is there
/// and ffmpeg can decode them, and says so where not.
@Suite struct RealFacesTests {
    static let photographs: URL? = {
        let environment = ProcessInfo.processInfo.environment["AFFECT_SHARED"].map { URL(filePath: $0) }
        let shared = environment ?? Fixtures.root.deletingLastPathComponent().appending(path: "shared")
        let stills = shared.appending(path: "faces-real/stills")
        return FileManager.default.fileExists(atPath: stills.path) ? stills : nil
    }()

    /// Every 50th photograph, 220 pixels wide, in the middle of a gray picture of 640 × 480.
    private func pictures(in folder: URL) throws -> [GrayImage] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jpg") }
            .sorted()
        let chosen = stride(from: 0, to: names.count, by: 50).map { names[$0] }
        let list = chosen.map { "file 'file:\(folder.appending(path: $0).path)'" }.joined(separator: "\n")
        let ffmpeg = Process()
        ffmpeg.executableURL = URL(filePath: "/usr/bin/env")
        let filter =
            "scale=220:220:force_original_aspect_ratio=decrease,pad=640:480:(ow-iw)/2:(oh-ih)/2:gray,format=gray"
        ffmpeg.arguments = [
            "ffmpeg", "-v", "error", "-nostdin", "-f", "concat", "-safe", "0", "-protocol_whitelist", "file,pipe,fd",
            "-i", "pipe:0", "-vf", filter, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
        ]
        let (input, output) = (Pipe(), Pipe())
        (ffmpeg.standardInput, ffmpeg.standardOutput) = (input, output)
        try ffmpeg.run()
        try input.fileHandleForWriting.write(contentsOf: Data(list.utf8))
        try input.fileHandleForWriting.close()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        ffmpeg.waitUntilExit()
        let size = 640 * 480
        return (0..<bytes.count / size).map { index in
            let image = GrayImage(width: 640, height: 480)
            _ = bytes.subdata(in: index * size..<(index + 1) * size).copyBytes(to: image.bytes)
            return image
        }
    }

    @Test(.enabled(if: photographs != nil, "skipped: ../shared/faces-real is not there"))
    func photographs_areFoundInNinetySixOfAHundred() throws {
        let pictures = try pictures(in: try #require(Self.photographs))
        try #require(pictures.count >= 100)
        let detector = try FaceDetector(files: Fixtures.models)
        var found = 0
        for picture in pictures {
            detector.scan(picture, threshold: 0)
            let isThere = detector.detections.contains {
                (220...420).contains($0.box.centre.x) && (140...340).contains($0.box.centre.y)
            }
            found += isThere ? 1 : 0
        }
        #expect(Double(found) / Double(pictures.count) >= 0.96, "\(found) of \(pictures.count)")
    }

    /// Looking around a known face gives the same crop as finding it in the whole picture: half a crop pixel at most in 19 of 20.
    @Test(.enabled(if: photographs != nil, "skipped: ../shared/faces-real is not there"))
    func cropsOfTrackedFaces_areThoseOfFullScans() throws {
        let pictures = try pictures(in: try #require(Self.photographs))
        var distances: [Float] = []
        for picture in pictures.prefix(60) {
            var run = try Run()
            guard let scanned = run.show(picture).first, let tracked = run.show(picture).first else { continue }
            // The template's face is 75 pixels wide.
            let scale = 75 / scanned.box.width
            var squares: Float = 0
            for index in 0..<FacePoints.count {
                let (a, b) = (scanned.landmarks[index], tracked.landmarks[index])
                squares += ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)) / Float(FacePoints.count)
            }
            distances.append(squares.squareRoot() * scale)
        }
        distances.sort()
        try #require(distances.count >= 40)
        #expect(distances[distances.count / 2] < 0.25)
        #expect(distances[distances.count * 19 / 20] < 0.5)
    }
}
