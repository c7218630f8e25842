import Foundation
import Testing

@testable import Dashboard

@Suite struct ViewerTests {
    private func data(_ text: String) -> Data { Data(text.utf8) }

    @Test func messages_comeInOrderAndOnlyTheNewestPicture() async {
        let viewer = Viewer()
        for number in 0..<3 {
            viewer.put(message: data("m\(number)"))
            viewer.put(picture: data("p\(number)"), camera: "preview.cam0.")
        }
        for number in 0..<3 { #expect(await viewer.next() == .message(data("m\(number)"))) }
        #expect(await viewer.next() == .picture(data("p2")))
    }

    @Test func viewerThatWaits_isWoken() async {
        let viewer = Viewer()
        async let first = viewer.next()
        viewer.put(message: data("m"))
        #expect(await first == .message(data("m")))
        async let second = viewer.next()
        viewer.end()
        #expect(await second == nil)
    }

    @Test func viewerThatDoesNotRead_isDroppedAndHoldsNothing() async {
        let viewer = Viewer()
        for _ in 0..<Viewer.maximumMessages { viewer.put(message: data("m")) }
        #expect(!viewer.isOver)
        viewer.put(message: data("one too many"))
        #expect(viewer.isOver)
        #expect(await viewer.next() == nil)
    }

    @Test func newViewer_isShownTheLastStatusAndPicture() async throws {
        let viewers = ViewerList()
        viewers.show(message: data("old"), topic: "status.cam0.")
        viewers.show(message: data("status"), topic: "status.cam0.")
        viewers.show(message: data("affect"), topic: "affect.cam0.t000001.")
        viewers.show(picture: data("picture"), camera: "preview.cam0.")
        let viewer = try #require(viewers.add())
        #expect(await viewer.next() == .message(data("status")))
        #expect(await viewer.next() == .picture(data("picture")))
    }

    @Test func viewersBeyondTheLimit_areRefusedUntilOneLeaves() throws {
        let viewers = ViewerList()
        let all = (0..<ViewerList.maximum).compactMap { _ in viewers.add() }
        #expect(all.count == ViewerList.maximum)
        #expect(viewers.add() == nil)
        viewers.remove(try #require(all.first))
        #expect(viewers.add() != nil)
    }
}
