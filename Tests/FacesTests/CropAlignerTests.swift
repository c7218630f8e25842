import Faces
import StreamTypes
import Testing

@Suite struct CropAlignerTests {
    let aligner: CropAligner
    let crop = GrayImage(width: 112, height: 112)

    init() throws { aligner = try CropAligner(template: Fixtures.template) }

    /// The template's points, turned, scaled and moved.
    private func points(turn degrees: Float, scale: Float, x: Float, y: Float) -> FacePoints {
        let (a, b) = (scale * Self.cosine(degrees), scale * Self.sine(degrees))
        let moved = (0..<5).map { index -> Point in
            let point = Fixtures.template.points[index]
            return Point(x: a * point.x - b * point.y + x, y: b * point.x + a * point.y + y)
        }
        return FacePoints(moved[0], moved[1], moved[2], moved[3], moved[4])
    }

    private static func cosine(_ degrees: Float) -> Float { [0: 1, 90: 0, 180: -1][degrees] ?? 0.8 }
    private static func sine(_ degrees: Float) -> Float { [0: 0, 90: 1, 180: 0][degrees] ?? 0.6 }

    @Test func pointsOfTheTemplate_copyThePicture() throws {
        let picture = try Fixtures.picture("man-calm")
        let cut = try #require(aligner.cut(points(turn: 0, scale: 1, x: 90, y: 40), from: picture, into: crop.pixels))
        #expect(cut.outside == 0)
        for y in 0..<112 {
            for x in 0..<112 where x % 7 == 0 {
                let (found, expected) = (crop.pixels[y * 112 + x], picture.pixels[(y + 40) * picture.stride + x + 90])
                #expect(abs(Int(found) - Int(expected)) <= 1)
            }
        }
    }

    @Test func quarterTurn_turnsThePicture() throws {
        let picture = try Fixtures.picture("man-calm")
        _ = try #require(aligner.cut(points(turn: 90, scale: 1, x: 210, y: 40), from: picture, into: crop.pixels))
        for y in stride(from: 0, to: 112, by: 5) {
            for x in stride(from: 0, to: 112, by: 5) {
                let (found, expected) = (crop.pixels[y * 112 + x], picture.pixels[(x + 40) * picture.stride + 210 - y])
                #expect(abs(Int(found) - Int(expected)) <= 1)
            }
        }
    }

    /// A ramp stays a ramp: whatever the scale, the pixel in the crop has the gray level of the place it came from.
    @Test(arguments: [0.4, 0.9, 1.7, 2, 2.5, 3.9, 8])
    func everyScale_samplesTheRightPlaces(scale: Float) throws {
        let ramp = GrayImage(width: 1200, height: 1200)
        for y in 0..<1200 { for x in 0..<1200 { ramp.pixels[y * 1200 + x] = UInt8((x + y) / 10) } }
        let cut = try #require(
            aligner.cut(points(turn: 37, scale: scale, x: 500, y: 10), from: ramp, into: crop.pixels))
        #expect(abs(cut.picturePixelsPerCropPixel - scale) < 0.001)
        for y in stride(from: 0, to: 112, by: 9) {
            for x in stride(from: 0, to: 112, by: 9) {
                let u = scale * (0.8 * Float(x) - 0.6 * Float(y)) + 500
                let v = scale * (0.6 * Float(x) + 0.8 * Float(y)) + 10
                guard (10...1190).contains(u), (10...1190).contains(v) else { continue }
                #expect(abs(Float(crop.pixels[y * 112 + x]) - (u + v - 9) / 10) < 1.3, "\(x), \(y)")
            }
        }
    }

    @Test func beyondThePicture_itsBorderIsRepeated() throws {
        let picture = GrayImage(width: 60, height: 60)
        for y in 0..<60 { for x in 0..<60 { picture.pixels[y * 60 + x] = x < 30 ? 10 : 200 } }
        let cut = try #require(aligner.cut(points(turn: 0, scale: 1, x: -26, y: -26), from: picture, into: crop.pixels))
        #expect(abs(cut.outside - (1 - 60 * 60 / (112 * 112))) < 0.02)
        #expect(crop.pixels[0] == 10)
        #expect(crop.pixels[111] == 200)
        #expect(crop.pixels[111 * 112] == 10)
        #expect(crop.bytes.allSatisfy { $0 == 10 || $0 == 200 })
    }

    @Test func largeFace_isAveragedInsteadOfAliased() throws {
        let stripes = GrayImage(width: 1000, height: 1000)
        for y in 0..<1000 { for x in 0..<1000 { stripes.pixels[y * 1000 + x] = x % 2 == 0 ? 0 : 255 } }
        _ = try #require(aligner.cut(points(turn: 0, scale: 4, x: 100, y: 100), from: stripes, into: crop.pixels))
        #expect(crop.bytes.allSatisfy { abs(Int($0) - 128) <= 2 })
    }

    @Test(arguments: [Float.nan, .infinity, 1e20, 0])
    func impossiblePoints_giveZerosAndNoCut(value: Float) throws {
        let picture = try Fixtures.picture("man-calm")
        crop.bytes.update(repeating: 7)
        let point = Point(x: value, y: value)
        let points =
            value == 0
            ? FacePoints(point, point, point, point, point)
            : FacePoints(point, Point(x: 10, y: 10), Point(x: 0, y: 0), Point(x: 5, y: 5), Point(x: 3, y: 9))
        let cut = aligner.cut(points, from: picture, into: crop.pixels)
        if value == 0 {
            // All points in one place: a picture without extent, but a finite one.
            #expect(cut.map { $0.picturePixelsPerCropPixel < 0.001 } ?? true)
            return
        }
        #expect(cut == nil)
        #expect(crop.bytes.allSatisfy { $0 == 0 })
    }

    @Test func faceOutsideThePicture_isAllBorder() throws {
        let picture = try Fixtures.picture("man-calm")
        for scale in [Float(1), 5] {
            let cut = try #require(
                aligner.cut(points(turn: 0, scale: scale, x: 9000, y: 9000), from: picture, into: crop.pixels))
            #expect(cut.outside == 1)
            #expect(Set(crop.bytes).count == 1)
        }
    }

    @Test func unusableTemplate_isRefused() {
        var template = Fixtures.template
        template.width = 0
        #expect(throws: FacesError.template(reason: "a crop of 0 × 112 pixels is not in 16...1024")) {
            try CropAligner(template: template)
        }
        let point = Point(x: 3, y: 3)
        template = CropTemplate(width: 112, height: 112, points: FacePoints(point, point, point, point, point))
        #expect(throws: FacesError.template(reason: "its points are not finite, or all the same")) {
            try CropAligner(template: template)
        }
    }
}
