import Foundation
import Sessions
import StreamTypes
import TestKit

/// A recorded session of pictures 100 ms apart, whose bytes are known.
enum SampleSession {
    /// - Returns: the session's path, `anna_01` in `folder`.
    static func make(in folder: TemporaryDirectory, pictures: Int, mode: SessionMode = .video) throws -> String {
        let path = folder.file("anna_01").path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        var video = Data()
        var rows = "event,frame,part,t_capture_ns,tick,track,offset,bytes,reasons,crc32\n"
        var feed = ""
        for number in 0..<pictures {
            let picture = Data("picture \(number)".utf8)
            let place =
                mode == .video
                ? "0,\(time(number)),\(firstTick + number),,\(video.count),\(picture.count)"
                : ",\(time(number)),\(firstTick + number),,,"
            rows += "frame,\(number),\(place),,00000000\n"
            video += picture
            let track = number < pictures / 2 ? 1 : 2
            let message = """
                {"topic":"affect.cam0.t00000\(track).","tick":\(firstTick + number),"track":"t00000\(track)","primary":true,\
                "valence":\(Double(number) / 100),"arousal":null}
                """
            rows += "message,,,,,,\(feed.utf8.count),\(message.utf8.count),,00000000\n"
            feed += message + "\n"
        }
        try video.write(to: URL(filePath: "\(path)/video.mkv"))
        try Data(rows.utf8).write(to: URL(filePath: "\(path)/frames.csv"))
        try Data(feed.utf8).write(to: URL(filePath: "\(path)/feed.jsonl"))
        try Data(description(mode).utf8).write(to: URL(filePath: "\(path)/session.json"))
        return path
    }

    static let firstTick = 10_000

    static func time(_ number: Int) -> Int64 { 1_000_000_000_000 + Int64(number) * 100_000_000 }

    private static func description(_ mode: SessionMode) -> String {
        """
        {"format":1,"software":"0.1.0","run":"r","host":"h","source":"live","camera":{"name":"cam0"},"mode":"\(mode.rawValue)",
         "state":"closed","model":{"identifier":"000000000000","crop":{"width":112,"height":112,"points":[]}},"faces":1,
         "blas_core":"Zen","started":"2026-11-24T08:00:00Z","anchors":[]}
        """
    }
}
