import Faces
import Foundation
import StreamTypes
import TestKit
import Testing

@Suite struct FaceModelFilesTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func missingFile_isNamedWithTheSystemsReason() {
        let files = FaceModelFiles(directory: directory.url.path)
        #expect(throws: FacesError.unreadable(file: files.detector, reason: "No such file or directory (ENOENT)")) {
            try FaceDetector(files: files)
        }
    }

    @Test func folder_isRefused() {
        let files = FaceModelFiles(detector: directory.url.path, landmarks: directory.url.path, occlusion: "")
        #expect(throws: FacesError.unreadable(file: files.landmarks, reason: "it is not a regular file")) {
            try LandmarkPredictor(files: files)
        }
    }

    @Test func emptyFile_isRefused() throws {
        let files = FaceModelFiles(
            detector: directory.file("a").path, landmarks: directory.file("b").path, occlusion: "")
        try Data().write(to: directory.file("a"))
        #expect(throws: FacesError.unreadable(file: files.detector, reason: "it is empty")) {
            try FaceDetector(files: files)
        }
    }

    /// Every length of a cut file and every kind of damage must be an error or a working detector, never a crash.
    @Test(arguments: [1, 4, 100, 1000, 10_000, 100_000, 155_004])
    func truncatedDetector_isRefused(length: Int) throws {
        let whole = try Data(contentsOf: URL(filePath: Fixtures.models.detector))
        try whole.prefix(length).write(to: directory.file("a"))
        let files = FaceModelFiles(detector: directory.file("a").path, landmarks: "", occlusion: "")
        #expect {
            try FaceDetector(files: files)
        } throws: { error in
            guard case .unusable(files.detector, "dlib's frontal face detector", let reason)? = error as? FacesError
            else { return false }
            return !reason.isEmpty
        }
    }

    @Test(arguments: [1, 100, 10_000, 1_000_000, 9_000_000])
    func truncatedLandmarks_areRefused(length: Int) throws {
        let whole = try Data(contentsOf: URL(filePath: Fixtures.models.landmarks))
        try whole.prefix(length).write(to: directory.file("a"))
        let files = FaceModelFiles(detector: "", landmarks: directory.file("a").path, occlusion: "")
        #expect(throws: FacesError.self) { try LandmarkPredictor(files: files) }
    }

    /// Whatever is damaged, reading ends with an error or with a detector that can be used.
    @Test func damagedDetector_isRefusedOrWorks() throws {
        let whole = try Data(contentsOf: URL(filePath: Fixtures.models.detector))
        let picture = try Fixtures.picture("man-calm")
        var state: UInt64 = 1
        var refused = 0
        for _ in 0..<60 {
            var damaged = whole
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[Int(state >> 33) % (state & 64 == 0 ? 80 : whole.count)] ^= UInt8(
                    truncatingIfNeeded: state >> 24)
            }
            try damaged.write(to: directory.file("a"))
            do throws(FacesError) {
                let detector = try FaceDetector(
                    files: FaceModelFiles(detector: directory.file("a").path, landmarks: "", occlusion: ""))
                detector.search(
                    around: Face.Box(x: 104, y: 56, width: 86, height: 86), of: picture, threshold: 0)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test func detectorGivenAsLandmarks_isRefused() {
        let files = FaceModelFiles(
            detector: Fixtures.models.landmarks, landmarks: Fixtures.models.detector, occlusion: "")
        #expect(throws: FacesError.self) { try LandmarkPredictor(files: files) }
        #expect(throws: FacesError.self) { try FaceDetector(files: files) }
    }

    @Test func messages_sayWhatWhyAndWhatToDo() {
        let unusable = FacesError.unusable(file: "x.dat", expected: "a model", reason: "it is short")
        #expect(
            unusable.description
                == "x.dat is not a model: it is short; take the file that models/faces/README.md names, and check its sha256."
        )
    }
}
