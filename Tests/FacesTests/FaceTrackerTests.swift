import Faces
import StreamTypes
import Testing

@Suite struct FaceTrackerTests {
    @Test func standingFace_keepsIdAndPlace() throws {
        let canvas = Canvas()
        canvas.draw(try Fixtures.picture("woman-smiling"), x: 100, y: 100)
        var run = try Run()
        let first = try #require(run.show(canvas.image).first)
        for _ in 0..<25 {
            let face = try #require(run.show(canvas.image).first)
            #expect(face.track == first.track)
            #expect(face.isPrimary)
            #expect(abs(face.box.centre.x - first.box.centre.x) < 2 && abs(face.box.centre.y - first.box.centre.y) < 2)
            #expect(face.confidence > 0.9)
            #expect(run.tracker.lost.isEmpty && run.tracker.held.isEmpty)
        }
    }

    @Test func faceThatComes_isFoundWithinThreeTicks() throws {
        let empty = Canvas(gray: 120).image
        let canvas = Canvas()
        canvas.draw(try Fixtures.picture("man-calm"), x: 250, y: 150)
        for offset in 0..<3 {
            var run = try Run()
            for _ in 0...offset { #expect(run.show(empty).isEmpty) }
            let came = run.tick
            while run.tracker.faces.isEmpty && run.tick < came + 10 { run.show(canvas.image) }
            #expect(run.tick - came <= FaceTracker.searchTicks)
        }
    }

    @Test func faceThatLeaves_isHeldOnceThenLostOnce() throws {
        var run = try Run()
        let face = try #require(run.show(try Fixtures.picture("man-calm")).first)
        let sky = try Fixtures.picture("sky")
        #expect(run.show(sky).isEmpty)
        #expect(run.tracker.held == [face.track])
        #expect(run.tracker.lost.isEmpty)
        run.show(sky)
        #expect(run.tracker.held.isEmpty)
        #expect(run.tracker.lost == [face.track])
        for _ in 0..<30 {
            run.show(sky)
            #expect(run.tracker.lost.isEmpty && run.tracker.faces.isEmpty)
        }
    }

    @Test func faceBackAfterOneSecond_keepsItsId() throws {
        var run = try Run()
        let (man, sky) = (try Fixtures.picture("man-calm"), try Fixtures.picture("sky"))
        let before = try #require(run.show(man).first)
        for _ in 0..<12 { run.show(sky) }
        #expect(run.show(try Fixtures.picture("man-smiling")).first?.track == before.track)
    }

    @Test func faceBackAfterThreeSeconds_getsAFreshId() throws {
        var run = try Run()
        let (man, sky) = (try Fixtures.picture("man-calm"), try Fixtures.picture("sky"))
        let before = try #require(run.show(man).first)
        for _ in 0..<30 { run.show(sky) }
        for _ in 0..<3 { run.show(man) }
        let after = try #require(run.tracker.faces.first)
        #expect(after.track > before.track)
    }

    @Test func movingFace_isFollowed() throws {
        let woman = try Fixtures.picture("woman-smiling")
        var run = try Run()
        var id: TrackID?
        for step in 0..<30 {
            let canvas = Canvas()
            canvas.draw(woman, x: Float(step) * 9, y: 60 + Float(step) * 3)
            let face = try #require(run.show(canvas.image).first, "step \(step)")
            #expect(id == nil || face.track == id)
            id = face.track
            #expect(abs(face.box.centre.x - (225 + Float(step) * 9)) < 12)
        }
    }

    @Test func growingFace_isFollowed() throws {
        let man = try Fixtures.picture("man-calm")
        var run = try Run()
        var id: TrackID?
        for step in 0..<20 {
            let canvas = Canvas()
            canvas.draw(man, x: 100 - Float(step) * 5, y: 100 - Float(step) * 4, scale: 1 + Float(step) * 0.06)
            let face = try #require(run.show(canvas.image).first, "step \(step)")
            #expect(id == nil || face.track == id)
            id = face.track
        }
        #expect(try #require(run.tracker.faces.first).box.width > 170)
    }

    @Test func samePicturesAtTheSameTicks_giveTheSameResults() throws {
        let pictures = try ["man-calm", "sky", "sky", "sky", "man-smiling", "woman-calm", "woman-smiling", "sky"].map {
            try Fixtures.picture($0)
        }
        var (first, second) = (try Run(maximumFaces: 2), try Run(maximumFaces: 2))
        for step in 0..<40 {
            let picture = pictures[step / 2 % pictures.count]
            #expect(first.show(picture) == second.show(picture))
            #expect(first.tracker.lost == second.tracker.lost)
            for (one, other) in zip(first.tracker.crops, second.tracker.crops) {
                #expect((0..<112 * 112).allSatisfy { one.pixels[$0] == other.pixels[$0] })
            }
        }
    }

    @Test func picturesOfChangingSize_areLookedAtWithoutFault() throws {
        var run = try Run(maximumFaces: 2)
        let man = try Fixtures.picture("man-calm")
        var state: UInt64 = 7
        for (width, height) in [(0, 0), (320, 180), (1, 900), (90, 70), (640, 480), (33, 33), (900, 1), (1280, 720)] {
            let canvas = Canvas(width: width, height: height)
            for index in canvas.image.bytes.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                canvas.image.bytes[index] = UInt8(truncatingIfNeeded: state >> 40)
            }
            canvas.draw(man, x: 0, y: 0)
            for _ in 0..<4 {
                for face in run.show(canvas.image) {
                    #expect(face.box.width.isFinite && face.box.x.isFinite && (0...1).contains(face.confidence))
                }
            }
            #expect(run.tracker.faces.isEmpty == (width < 320 || height < 180))
        }
    }

    @Test func cropOfAFace_belongsToItsTick() throws {
        var run = try Run()
        let face = try #require(run.show(try Fixtures.picture("man-calm")).first)
        let crop = try #require(run.tracker.crop(of: face))
        #expect(crop.tick == 0 && crop.frame.number == 0 && crop.track == face.track)
        #expect(crop.width == 112 && crop.height == 112)
        let copy = [UInt8](UnsafeBufferPointer(start: crop.pixels, count: 112 * 112))
        for _ in 0..<3 { run.show(try Fixtures.picture("sky")) }
        #expect(copy.elementsEqual(UnsafeBufferPointer(start: crop.pixels, count: 112 * 112)))
        #expect(run.tracker.crop(of: face) == nil)
    }

    @Test func reset_forgetsFacesButNotIds() throws {
        var run = try Run()
        let man = try Fixtures.picture("man-calm")
        let before = try #require(run.show(man).first)
        run.tracker.reset()
        #expect(run.tracker.faces.isEmpty && run.tracker.crops.isEmpty)
        let after = try #require(run.show(man).first)
        #expect(after.track > before.track)
        #expect(run.tracker.lost.isEmpty)
    }
}

extension Face.Box {
    var centre: Point { Point(x: x + width / 2, y: y + height / 2) }
}
