import Matroska
import StreamTypes

/// The open files of a recording, used by the writer's thread.
///
/// Bytes are written before the row that names them, so every row of frames.csv stands for bytes that are there.
final class SessionFiles {
    private(set) var counts = SessionDescription.Counts()

    private let folder: SessionFolder
    private let frames: AppendFile
    private let feed: AppendFile
    private let crops: AppendFile?
    private var video: MatroskaWriter?
    private var videoSize: (width: Int32, height: Int32) = (0, 0)
    private var videoStart: Int64 = 0
    private var part = -1
    private var closedVideoBytes: Int64 = 0
    /// A video file's longest time, in nanoseconds.
    private let partNanoseconds: Int64

    init(_ folder: SessionFolder, mode: SessionMode, partDuration: Duration? = nil) throws(SessionError) {
        self.folder = folder
        partNanoseconds = partDuration?.wholeNanoseconds ?? .max
        frames = try AppendFile(creating: folder.file(SessionFolder.frames))
        frames.lock()
        feed = try AppendFile(creating: folder.file(SessionFolder.feed))
        crops = mode == .features ? nil : try AppendFile(creating: folder.file(SessionFolder.crops))
        try frames.append(SessionRow.header)
    }

    var byteCount: Int64 { frames.end + feed.end + (crops?.end ?? 0) + closedVideoBytes + (video?.end ?? 0) }

    /// No less than what closing the files adds.
    var indexByteCount: Int64 { video?.indexByteCount ?? 0 }

    func write(_ entry: SessionEntry, _ payload: [UInt8]) throws(SessionError) {
        var row = SessionRow(entry.event)
        row.frame = entry.frame
        row.time = entry.time.map { MonotonicTime(nanoseconds: $0) }
        row.tick = entry.tick
        row.track = entry.track.map { TrackID($0) }
        row.reasons = Reasons(rawValue: entry.reasons)
        switch entry.event {
        case .frame:
            counts.frames += 1
            if !payload.isEmpty { try writePicture(payload, entry, &row) }
        case .crop:
            counts.crops += 1
            try write(payload, to: crops, &row)
        case .message:
            counts.messages += 1
            try write(payload, to: feed, &row)
        case .dropped:
            row.byteCount = entry.tick.map { Int($0) }
            row.tick = nil
        case .empty, .offline, .online, .paused, .resumed, .model: break
        }
        var text = row.text
        var checksum = CRC32()
        text.withUTF8 { checksum.update(UnsafeRawBufferPointer($0)) }
        payload.withUnsafeBytes { checksum.update($0) }
        try frames.append(SessionRow.line(text, checksum: checksum.value))
    }

    private func write(_ payload: [UInt8], to file: AppendFile?, _ row: inout SessionRow) throws(SessionError) {
        guard let file else { return }
        row.offset = file.end
        row.byteCount = payload.count
        try file.append(payload)
    }

    private func writePicture(
        _ picture: [UInt8], _ entry: SessionEntry, _ row: inout SessionRow
    ) throws(SessionError) {
        let isPartOver = entry.beginsPart || (entry.time ?? 0) - videoStart >= partNanoseconds
        if video == nil || isPartOver || videoSize != (entry.width, entry.height) { try openVideo(entry) }
        guard let video else { return }
        row.part = part
        row.byteCount = picture.count
        do {
            row.offset = try video.append(picture, at: ((entry.time ?? 0) - videoStart) / 1_000_000)
        } catch { throw SessionError(error) }
    }

    /// Begins the next video file: it was asked for, the one before is full, or its pictures have another size.
    private func openVideo(_ entry: SessionEntry) throws(SessionError) {
        closeVideo()
        part += 1
        videoSize = (entry.width, entry.height)
        videoStart = entry.time ?? 0
        do {
            video = try MatroskaWriter(
                path: folder.file(SessionFolder.video(part: part)), width: Int(entry.width), height: Int(entry.height))
        } catch { throw SessionError(error) }
    }

    private func closeVideo() {
        guard let video else { return }
        try? video.close()
        closedVideoBytes += video.end
        self.video = nil
    }

    /// Waits until everything is on the disk, the rows last.
    func synchronise() throws(SessionError) {
        do { try video?.synchronise() } catch { throw SessionError(error) }
        try crops?.synchronise()
        try feed.synchronise()
        try frames.synchronise()
    }

    /// Ends every file as well as the disk lets it.
    func close() {
        closeVideo()
        try? synchronise()
    }

    /// Bytes of each file.
    var sizes: [String: Int64] {
        var sizes = [SessionFolder.frames: frames.end, SessionFolder.feed: feed.end]
        sizes[SessionFolder.crops] = crops?.end
        for part in folder.videoParts {
            let name = SessionFolder.video(part: part)
            sizes[name] = folder.size(of: name)
        }
        return sizes
    }
}

extension SessionError {
    init(_ error: MatroskaError) {
        switch error {
        case .unwritable(let path, let code): self = .unwritable(path: path, code: code)
        default: self = .notASession(path: "", reason: error.description)
        }
    }
}
