import Faces
import StreamTypes
import Testing

@Suite struct FaceQualityTests {
    /// The reasons for a picture that is shown often enough not to be new.
    private func reasons(_ image: GrayImage) throws -> Reasons {
        var run = try Run()
        for _ in 0..<4 { run.show(image) }
        return try #require(run.tracker.faces.first).reasons
    }

    private func enlarged(_ name: String, scale: Float = 2, level: (UInt8) -> UInt8 = { $0 }) throws -> GrayImage {
        let canvas = Canvas(width: Int(320 * scale), height: Int(180 * scale))
        canvas.draw(try Fixtures.picture(name), x: 0, y: 0, scale: scale)
        for index in canvas.image.bytes.indices { canvas.image.bytes[index] = level(canvas.image.bytes[index]) }
        return canvas.image
    }

    @Test(arguments: ["woman-calm", "woman-smiling", "woman-laughing", "woman-tilted", "man-calm", "man-smiling"])
    func goodView_hasNoReasons(name: String) throws {
        #expect(try reasons(Fixtures.picture(name)) == [])
    }

    @Test func firstTwoTicks_areJustAcquired() throws {
        var run = try Run()
        let man = try Fixtures.picture("man-calm")
        for expected in [Reasons.justAcquired, .justAcquired, []] {
            #expect(run.show(man).first?.reasons == expected)
        }
    }

    @Test func darkPicture_isDark() throws {
        #expect(try reasons(enlarged("man-calm") { $0 / 5 }).contains(.dark))
    }

    @Test func brightPicture_isBright() throws {
        #expect(try reasons(enlarged("man-calm") { 195 + $0 / 5 }).contains(.bright))
    }

    @Test func clippedPicture_isBright() throws {
        #expect(try reasons(enlarged("man-calm") { UInt8(min(255, Int($0) * 2)) }).contains(.bright))
    }

    @Test func smallFace_isSmallAndFound() throws {
        #expect(try reasons(enlarged("man-calm", scale: 0.48)).contains(.small))
    }

    @Test func blurredFace_isBlurred() throws {
        let sharp = try enlarged("man-calm")
        #expect(try !reasons(sharp).contains(.blur))
        #expect(try reasons(blurred(blurred(sharp, radius: 4), radius: 4)).contains(.blur))
    }

    @Test func faceCutByTheBorder_isAtTheEdge() throws {
        let man = try Fixtures.picture("man-calm")
        let canvas = Canvas()
        canvas.draw(man, x: -125, y: 100)
        var run = try Run()
        for _ in 0..<3 { run.show(canvas.image) }
        let face = try #require(run.tracker.faces.first)
        #expect(face.box.x < 0)
        #expect(face.reasons.contains(.edge))
    }

    /// A gray mask over nose and mouth.
    @Test func maskedFace_isOccluded() throws {
        let man = try enlarged("man-calm")
        #expect(try !reasons(man).contains(.occluded))
        var run = try Run()
        let box = try #require(run.show(man).first).box
        for y in Int(box.y + box.height * 0.7)..<Int(box.y + box.height * 1.1) {
            for x in Int(box.x)..<Int(box.x + box.width) {
                man.bytes[y * man.width + x] = UInt8(120 + (x + y) % 7)
            }
        }
        var seen: [Reasons] = []
        for _ in 0..<3 { seen += run.show(man).map(\.reasons) }
        #expect(seen.count == 3 && seen.allSatisfy { $0.contains(.occluded) })
    }

    @Test func tiltedHead_hasItsRoll() throws {
        var run = try Run()
        let upright = try #require(run.show(try Fixtures.picture("woman-smiling")).first)
        #expect(abs(upright.rollDegrees) < 12)
        run.tracker.reset()
        let tilted = try #require(run.show(try Fixtures.picture("woman-tilted")).first)
        #expect((-35 ... -10).contains(tilted.rollDegrees))
    }

    /// Means of squares, across and down.
    private func blurred(_ image: GrayImage, radius: Int) -> GrayImage {
        let across = GrayImage(width: image.width, height: image.height)
        let both = GrayImage(width: image.width, height: image.height)
        for y in 0..<image.height {
            for x in 0..<image.width {
                let columns = max(0, x - radius)...min(image.width - 1, x + radius)
                let sum = columns.reduce(0) { $0 + Int(image.pixels[y * image.width + $1]) }
                across.pixels[y * image.width + x] = UInt8(sum / columns.count)
            }
        }
        for y in 0..<image.height {
            for x in 0..<image.width {
                let rows = max(0, y - radius)...min(image.height - 1, y + radius)
                let sum = rows.reduce(0) { $0 + Int(across.pixels[$1 * image.width + x]) }
                both.pixels[y * image.width + x] = UInt8(sum / rows.count)
            }
        }
        return both
    }
}
