import Faces
import StreamTypes
import Testing

@Suite struct FaceDetectorTests {
    let detector: FaceDetector

    init() throws { detector = try FaceDetector(files: Fixtures.models) }

    @Test(arguments: ["woman-calm", "woman-covered", "woman-smiling", "woman-laughing", "woman-tilted", "woman-edge"])
    func pictureWithOneFace_isFoundOnce(name: String) throws {
        detector.scan(try Fixtures.picture(name), threshold: 0)
        let found = try #require(detector.detections.first)
        #expect(detector.detections.count == 1)
        #expect((95...145).contains(found.box.width))
        #expect((150...250).contains(found.box.x + found.box.width / 2))
    }

    @Test func pictureWithoutFace_hasNone() throws {
        detector.scan(try Fixtures.picture("sky"), threshold: 0)
        #expect(detector.detections.isEmpty)
    }

    @Test(arguments: [1, 2.5, 4])
    func searchAroundFace_findsItAtEverySize(scale: Float) throws {
        let canvas = Canvas(width: Int(320 * scale), height: Int(180 * scale))
        canvas.draw(try Fixtures.picture("man-calm"), x: 0, y: 0, scale: scale)
        let expected = Face.Box(x: 104 * scale, y: 56 * scale, width: 86 * scale, height: 86 * scale)
        detector.search(around: expected, of: canvas.image, threshold: 0)
        let found = try #require(detector.detections.first)
        #expect(abs(found.box.x - expected.x) < 12 * scale && abs(found.box.y - expected.y) < 12 * scale)
        #expect(abs(found.box.width / expected.width - 1) < 0.2)
    }

    @Test func searchAwayFromFace_findsNone() throws {
        let canvas = Canvas()
        canvas.draw(try Fixtures.picture("man-calm"), x: 300, y: 250)
        detector.search(
            around: Face.Box(x: 40, y: 40, width: 90, height: 90), of: canvas.image, threshold: 0)
        #expect(detector.detections.isEmpty)
    }

    @Test(arguments: ["woman-covered", "woman-tilted", "man-smiling", "sky"])
    func buildForEveryProcessor_findsTheSame(name: String) throws {
        let baseline = try FaceDetector(files: Fixtures.models, baseline: true)
        #expect(baseline.instructions == "baseline")
        let picture = try Fixtures.picture(name)
        detector.scan(picture, threshold: -0.3)
        baseline.scan(picture, threshold: -0.3)
        #expect(baseline.detections.count == detector.detections.count)
        for (one, other) in zip(baseline.detections, detector.detections) {
            #expect(one.box == other.box && one.filter == other.filter)
            #expect(abs(one.score - other.score) < 0.001)
        }
    }

    @Test func smallPicture_isEnlargedUntilItsFaceIsFound() throws {
        let canvas = Canvas(width: 160, height: 90)
        canvas.draw(try Fixtures.picture("man-calm"), x: 0, y: 0, scale: 0.5)
        detector.scan(canvas.image, threshold: 0)
        let found = try #require(detector.detections.first)
        #expect((35...55).contains(found.box.width))
    }

    @Test func scanScale_keepsTheCostOfEveryPictureAlike() {
        #expect(FaceDetector.scanScale(width: 640, height: 480) == 1)
        #expect(FaceDetector.scanScale(width: 0, height: 480) == 1)
        #expect(FaceDetector.scanScale(width: 160, height: 120) == 2)
        for (width, height) in [(1280, 720), (1920, 1080), (640, 360), (424, 240), (16_384, 16_384)] {
            let scale = FaceDetector.scanScale(width: width, height: height)
            let pixels = Float(width * height) * scale * scale
            #expect((0.8...1.33).contains(pixels / Float(FaceDetector.scannedPixels)), "\(width) × \(height)")
        }
    }

    @Test(arguments: [(0, 0), (1, 1), (7, 300), (300, 7), (9, 9), (81, 81)])
    func tinyPicture_isSearchedWithoutFault(width: Int, height: Int) {
        let image = Canvas(width: width, height: height).image
        detector.scan(image, threshold: -1)
        detector.search(around: Face.Box(x: 0, y: 0, width: 80, height: 80), of: image, threshold: 0)
        #expect(detector.detections.isEmpty)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 0, -10, 1e30])
    func impossibleBox_isSearchedWithoutFault(value: Float) throws {
        let image = try Fixtures.picture("man-calm")
        for box in [
            Face.Box(x: value, y: 0, width: 80, height: 80), Face.Box(x: 0, y: value, width: 80, height: 80),
            Face.Box(x: 0, y: 0, width: value, height: 80), Face.Box(x: 0, y: 0, width: 80, height: value),
        ] {
            detector.search(around: box, of: image, threshold: 0)
            #expect(detector.detections.count <= 1)
        }
    }
}
