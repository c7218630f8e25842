import Faces
import StreamTypes
import Testing

/// A woman and a man in one picture, put together from the fixtures.
@Suite struct SeveralFacesTests {
    let woman: GrayImage
    let man: GrayImage
    /// The centres of the faces in their pictures.
    static let womanFace = Point(x: 210, y: 113)
    static let manFace = Point(x: 147, y: 98)

    init() throws {
        woman = try Fixtures.picture("woman-calm")
        man = try Fixtures.picture("man-calm")
    }

    /// Draws the head and shoulders so that the middle of the face is at `centre`.
    private func drawWoman(_ canvas: Canvas, at centre: Point, scale: Float = 1) {
        canvas.draw(
            woman, x: centre.x - (Self.womanFace.x - 120) * scale, y: centre.y - Self.womanFace.y * scale, scale: scale,
            part: 120..<300)
    }

    private func drawMan(_ canvas: Canvas, at centre: Point, scale: Float = 1) {
        canvas.draw(
            man, x: centre.x - (Self.manFace.x - 70) * scale, y: centre.y - Self.manFace.y * scale, scale: scale,
            part: 70..<230)
    }

    private func face(near centre: Point, in faces: [Face]) -> Face? {
        faces.first { abs($0.box.centre.x - centre.x) < 40 && abs($0.box.centre.y - centre.y) < 40 }
    }

    @Test func twoPeople_haveIdsOfTheirOwn() throws {
        let canvas = Canvas()
        drawWoman(canvas, at: Point(x: 160, y: 240))
        drawMan(canvas, at: Point(x: 480, y: 240))
        var run = try Run(maximumFaces: 2)
        run.show(canvas.image)
        let ids = Set(run.tracker.faces.map(\.track))
        #expect(ids.count == 2)
        for _ in 0..<24 {
            let faces = run.show(canvas.image)
            #expect(faces.count == 2 && Set(faces.map(\.track)) == ids)
            #expect(faces.filter(\.isPrimary).count == 1)
            #expect(run.tracker.crops.map(\.track) == faces.map(\.track))
        }
    }

    @Test func secondPersonWhoComes_isFoundByTheNextRescan() throws {
        let alone = Canvas()
        drawWoman(alone, at: Point(x: 160, y: 240))
        let both = Canvas()
        drawWoman(both, at: Point(x: 160, y: 240))
        drawMan(both, at: Point(x: 480, y: 240))
        var run = try Run(maximumFaces: 2)
        for _ in 0..<5 { run.show(alone.image) }
        let came = run.tick
        while run.tracker.faces.count < 2 && run.tick < came + 20 { run.show(both.image) }
        #expect(run.tick - came <= FaceTracker.rescanTicks + 1)
    }

    /// The woman walks to the right in front of the man, who walks to the left and is hidden on the way.
    @Test(arguments: [8, 16, 24])
    func peopleWhoCross_neverExchangeIds(step: Float) throws {
        var run = try Run(maximumFaces: 2)
        var (womansID, mansIDs): (TrackID?, Set<TrackID>) = (nil, [])
        var sawBothAtTheEnd = false
        let largerMan = Canvas.resized(man, by: 1.2)
        for tick in 0..<Int(400 / step) {
            let canvas = Canvas()
            let womansPlace = Point(x: 120 + Float(tick) * step, y: 240)
            let mansPlace = Point(x: 520 - Float(tick) * step, y: 240)
            canvas.draw(
                largerMan, x: mansPlace.x - 1.2 * (Self.manFace.x - 70), y: mansPlace.y - 1.2 * Self.manFace.y,
                part: 84..<276)
            drawWoman(canvas, at: womansPlace)
            run.show(canvas.image)
            let apart = abs(womansPlace.x - mansPlace.x) > 130
            guard apart else { continue }
            if let found = face(near: womansPlace, in: run.tracker.faces) {
                #expect(womansID == nil || found.track == womansID)
                womansID = found.track
                #expect(!mansIDs.contains(found.track))
            }
            if let found = face(near: mansPlace, in: run.tracker.faces) {
                mansIDs.insert(found.track)
                #expect(found.track != womansID)
                sawBothAtTheEnd = run.tracker.faces.count == 2
            }
        }
        #expect(womansID != nil && !mansIDs.isEmpty)
        #expect(sawBothAtTheEnd)
    }

    @Test func strangerInTheSamePlace_getsAnIdOfHisOwn() throws {
        var run = try Run()
        let (first, empty, second) = (Canvas(), Canvas(), Canvas())
        drawWoman(first, at: Point(x: 320, y: 240))
        drawMan(second, at: Point(x: 320, y: 240), scale: 1.4)
        let before = try #require(run.show(first.image).first)
        for _ in 0..<5 { run.show(empty.image) }
        for _ in 0..<3 { run.show(second.image) }
        let after = try #require(run.tracker.faces.first)
        #expect(after.track != before.track)
    }

    @Test func largerFace_becomesPrimaryAfterASecond() throws {
        var run = try Run(maximumFaces: 2)
        let (before, after) = (Canvas(), Canvas())
        drawWoman(before, at: Point(x: 150, y: 240))
        drawMan(before, at: Point(x: 470, y: 240))
        drawWoman(after, at: Point(x: 150, y: 240))
        drawMan(after, at: Point(x: 470, y: 240), scale: 2)
        let woman = try #require(run.show(before.image).first)
        #expect(woman.isPrimary && woman.box.centre.x < 320)
        // The man leans forward, so that his face stays the same one.
        for scale in stride(from: Float(1), to: 2, by: 0.1) {
            let canvas = Canvas()
            drawWoman(canvas, at: Point(x: 150, y: 240))
            drawMan(canvas, at: Point(x: 470, y: 240), scale: scale)
            run.show(canvas.image)
        }
        let start = run.tick
        while run.tracker.faces.first?.track == woman.track && run.tick < start + 20 { run.show(after.image) }
        #expect((6...11).contains(run.tick - start))
        #expect(try #require(run.tracker.faces.first).isPrimary)
    }

    @Test func primaryFaceThatLeaves_isFollowedByTheOther() throws {
        var run = try Run(maximumFaces: 2)
        let (both, alone) = (Canvas(), Canvas())
        drawWoman(both, at: Point(x: 150, y: 240))
        drawMan(both, at: Point(x: 470, y: 240))
        drawMan(alone, at: Point(x: 470, y: 240))
        let woman = try #require(run.show(both.image).first)
        run.show(alone.image)
        #expect(run.tracker.held == [woman.track])
        #expect(run.tracker.faces.filter(\.isPrimary).isEmpty)
        run.show(alone.image)
        #expect(run.tracker.lost == [woman.track])
        #expect(run.tracker.faces.count == 1 && run.tracker.faces[0].isPrimary)
    }

    @Test func oneFaceWanted_isThePrimaryOne() throws {
        var run = try Run(maximumFaces: 1)
        let canvas = Canvas()
        drawWoman(canvas, at: Point(x: 150, y: 240))
        drawMan(canvas, at: Point(x: 470, y: 240))
        for _ in 0..<15 {
            let faces = run.show(canvas.image)
            #expect(faces.count == 1 && faces[0].isPrimary && faces[0].box.centre.x < 320)
            #expect(run.tracker.lost.isEmpty)
        }
    }

    /// Full scans that do not see it give up a face that the detector hardly likes, and leave a clear one alone.
    @Test func scansWithoutTheFace_giveUpADoubtfulOne() throws {
        let empty = Canvas().image
        let (clear, doubtful) = (Canvas(), Canvas(gray: 60))
        drawMan(clear, at: Point(x: 320, y: 240))
        let covered = try Fixtures.picture("woman-covered")
        doubtful.draw(covered, x: 150, y: 120)
        for y in 232..<237 { for x in 315..<410 { doubtful.image.pixels[y * 640 + x] = 90 } }
        for (picture, isGivenUp) in [(clear.image, false), (doubtful.image, true)] {
            let tracker = try FaceTracker(files: Fixtures.models, template: Fixtures.template, maximumFaces: 1)
            var lost: [TrackID] = []
            var seen = false
            for tick in Int64(0)..<28 {
                let frame = Frame(number: tick, captureTime: .zero)
                seen = !tracker.update(image: picture, frame: frame, tick: tick).isEmpty || seen
                lost += tracker.lost
                tracker.rescanIfDue(image: empty, tick: tick)
            }
            #expect(seen)
            #expect(lost.isEmpty != isGivenUp)
        }
    }
}
