import Labels
import Sessions
import StreamTypes

/// A session as the player needs it.
struct SessionDetail: Encodable, Sendable {
    var name: String
    /// Its folder, as the program was told.
    var path: String
    var mode: String
    var isBusy: Bool
    /// Capture time of the first picture in nanoseconds, as decimals.
    var t0_ns: String
    /// Capture time of each picture in nanoseconds after the first one.
    var offsets: [Int64]
    /// Size of gray pictures; nil for JPEG.
    var grayWidth: Int?
    var grayHeight: Int?
    var people: [String]

    init(name: String, index: SessionIndex) throws(LabelError) {
        self.name = name
        path = index.path
        let description = index.description
        mode = description.mode.rawValue
        isBusy = SessionIndex.isBusy(index.path)
        let start = index.pictures.first?.time.nanoseconds ?? 0
        t0_ns = String(start)
        offsets = index.pictures.map { $0.time.nanoseconds - start }
        if description.mode == .crops {
            grayWidth = description.model.crop.width
            grayHeight = description.model.crop.height
        }
        let named = Set(try People(session: index.path).names + LabelFolder(session: index.path).people())
        people = named.isEmpty ? [LabelName.person.text] : named.sorted().map(\.text)
    }
}
