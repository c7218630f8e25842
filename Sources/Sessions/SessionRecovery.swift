import Glibc
import Matroska
import StreamTypes

/// Makes a session whole after a kill, a power cut or damage: keeps every row whose bytes are there, and cuts what follows.
public enum SessionRecovery {
    /// Checks every byte that frames.csv names, repairs what has to be, and says what was lost. A session that is whole is left alone.
    ///
    /// - Throws: ``SessionError`` when it is no session, is being recorded, or cannot be written.
    public static func recover(_ path: String) throws(SessionError) -> RecoveryReport {
        guard SessionReader.isSession(path) else {
            throw .notASession(path: path, reason: "there is no \(SessionFolder.description) in it")
        }
        let lock = try SessionLock(SessionFolder(path: path))
        defer { withExtendedLifetime(lock) {} }
        let hadHeader = try repairHeader(SessionFolder(path: path).file(SessionFolder.frames))
        let reader = try SessionReader(path: path)
        var kept = Kept()
        while let row = try reader.next() { kept.add(row) }
        let (folder, before) = (reader.folder, reader.description)
        let wasClosed = before.state != .recording
        let sizes = Dictionary(uniqueKeysWithValues: names(in: folder).map { ($0, folder.size(of: $0) ?? 0) })
        var report = RecoveryReport(
            lost: !wasClosed || !hadHeader, wasClosed: wasClosed,
            damage: reader.damage ?? (hadHeader ? nil : "the first line of frames.csv was damaged and is written anew"),
            bytesCut: [:], rowsCut: 0, messagesCut: 0,
            counts: kept.counts, lastCaptureNanoseconds: kept.lastCapture)
        if wasClosed, hadHeader, reader.damage == nil, before.files == sizes { return report }

        var video: [(name: String, end: Int64)] = []
        for (name, size) in sizes {
            let isVideo = name.hasPrefix("video")
            // The index that a closed video file has behind its last frame is made anew, not lost.
            let end = reader.ends[name] ?? 0
            if isVideo { video.append((name, end)) }
            let index = isVideo ? try indexBytes(folder.file(name), frames: end) : 0
            if size - end > index { report.bytesCut[name] = size - end - index }
        }
        report.lost = report.lost || !report.bytesCut.isEmpty || reader.damage != nil || isShorter(sizes, before.files)
        report.rowsCut = try lines(of: folder.file(SessionFolder.frames), from: reader.ends[SessionFolder.frames] ?? 0)
        report.messagesCut = try lines(of: folder.file(SessionFolder.feed), from: reader.ends[SessionFolder.feed] ?? 0)
        for name in [SessionFolder.frames, SessionFolder.feed, SessionFolder.crops] where sizes[name] != nil {
            try truncate(folder.file(name), to: reader.ends[name] ?? 0)
        }
        for (name, end) in video { try close(folder.file(name), at: end) }
        unlink(folder.file(SessionFolder.reserve))
        try describe(report, folder, before)
        return report
    }

    /// Writes the first line of frames.csv where it is not what it should be; the rows behind it keep their places.
    private static func repairHeader(_ path: String) throws(SessionError) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        defer { Glibc.close(descriptor) }
        let header = Array(SessionRow.header.utf8)
        var found = [UInt8](repeating: 0, count: header.count)
        if pread(descriptor, &found, found.count, 0) == header.count, found == header { return true }
        if pwrite(descriptor, header, header.count, 0) != header.count { throw .unwritable(path: path, code: errno) }
        return false
    }

    /// What the whole rows hold.
    private struct Kept {
        var counts = SessionDescription.Counts()
        var lastCapture: Int64?

        mutating func add(_ row: SessionRow) {
            switch row.event {
            case .frame:
                counts.frames += 1
                lastCapture = row.time?.nanoseconds
            case .crop: counts.crops += 1
            case .message: counts.messages += 1
            case .dropped: counts.dropped += Int64(row.byteCount ?? 0)
            case .empty, .offline, .online, .paused, .resumed, .model: break
            }
        }
    }

    private static func describe(
        _ report: RecoveryReport, _ folder: SessionFolder, _ before: SessionDescription
    ) throws(SessionError) {
        var description = before
        description.state = .recovered
        description.ended = before.ended ?? SessionDescription.now()
        description.counts = report.counts
        description.files = Dictionary(uniqueKeysWithValues: names(in: folder).map { ($0, folder.size(of: $0) ?? 0) })
        description.recovery = report
        try description.write(to: folder)
    }

    private static func names(in folder: SessionFolder) -> [String] {
        [SessionFolder.frames, SessionFolder.feed, SessionFolder.crops].filter { folder.size(of: $0) != nil }
            + folder.videoParts.map { SessionFolder.video(part: $0) }
    }

    /// Whether a file has lost bytes since it was closed.
    private static func isShorter(_ sizes: [String: Int64], _ files: [String: Int64]?) -> Bool {
        guard let files else { return false }
        return files.contains { sizes[$0.key] ?? 0 < $0.value }
    }

    /// Bytes of a whole index behind the last frame; 0 when there is none.
    private static func indexBytes(_ path: String, frames end: Int64) throws(SessionError) -> Int64 {
        guard end > 0 else { return 0 }
        do { return try MatroskaWriter.indexBytes(path, from: end) } catch { throw SessionError(error) }
    }

    private static func lines(of path: String, from offset: Int64) throws(SessionError) -> Int64 {
        guard let file = fopen(path, "rbe") else { throw .unreadable(path: path, code: errno) }
        defer { fclose(file) }
        fseek(file, Int(offset), SEEK_SET)
        var count: Int64 = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let read = fread(&chunk, 1, chunk.count, file)
            if read == 0 { return count }
            count += Int64(chunk[..<read].count { $0 == UInt8(ascii: "\n") })
        }
    }

    private static func truncate(_ path: String, to end: Int64) throws(SessionError) {
        if Glibc.truncate(path, off_t(end)) != 0 { throw .unwritable(path: path, code: errno) }
    }

    /// Cuts a video file after its last whole frame and makes its index; a file without a frame is removed.
    private static func close(_ path: String, at end: Int64) throws(SessionError) {
        guard end > 0 else {
            unlink(path)
            return
        }
        do { try MatroskaWriter(reopening: path, end: end).close() } catch { throw SessionError(error) }
    }
}
