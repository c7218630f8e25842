import Faces
import StreamTypes
import Testing

@Suite struct FaceExaminerTests {
    @Test func pictureOfAFace_isSeenAsTheStreamSeesIt() throws {
        let picture = try Fixtures.picture("man-calm")
        let examiner = try FaceExaminer(files: Fixtures.models, template: Fixtures.template)
        let view = try #require(examiner.faces(in: picture, leastScore: 0).first)
        var run = try Run()
        let face = try #require(run.show(picture).first)
        #expect(view.box == face.box && view.landmarks == face.landmarks && view.confidence == face.confidence)
        #expect(view.reasons == [])
    }

    @Test func pictureWithoutFace_hasOnlyDoubtfulOnes() throws {
        let examiner = try FaceExaminer(files: Fixtures.models, template: Fixtures.template)
        let sky = try Fixtures.picture("sky")
        #expect(examiner.faces(in: sky, leastScore: 0).isEmpty)
        let doubtful = examiner.faces(in: sky, leastScore: -1)
        #expect(doubtful.allSatisfy { $0.score < 0 && $0.confidence < 0.5 })
        #expect(doubtful.map(\.score) == doubtful.map(\.score).sorted(by: >))
    }
}
