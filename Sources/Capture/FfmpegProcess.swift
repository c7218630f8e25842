import Glibc

/// A running `ffmpeg` that writes raw gray pictures to one pipe and a line for each to another.
final class FfmpegProcess {
    private static let maximumBacklogBytes = 1 << 30

    private var process: pid_t = 0
    private let pictures: Int32
    private let lines: Int32
    private let complaints: Int32
    private var text: [UInt8] = []
    /// Pictures that came before their lines: ffmpeg writes the two pipes in an order of its own.
    private var backlog: [UInt8] = []
    private var pushedBack: String?
    private var complaintText: [UInt8] = []

    init(path: String) throws(FileSourceError) {
        var pipes: [(read: Int32, write: Int32)] = []
        for _ in 0..<3 {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                for pipe in pipes { close(pipe.read); close(pipe.write) }
                throw .unreadable(path: path, reason: "no pipe for ffmpeg: \(String(cString: strerror(errno)))")
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pipes.append((ends[0], ends[1]))
        }
        (pictures, lines, complaints) = (pipes[0].read, pipes[1].read, pipes[2].read)
        defer { for pipe in pipes { close(pipe.write) } }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The three ends are moved out of the way first: one of them may itself be descriptor 1, 2 or 3.
        for (index, pipe) in pipes.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, pipe.write, 60 + Int32(index))
        }
        posix_spawn_file_actions_adddup2(&actions, 60, 1)
        posix_spawn_file_actions_adddup2(&actions, 61, 3)
        posix_spawn_file_actions_adddup2(&actions, 62, 2)
        for index in 0..<3 { posix_spawn_file_actions_addclose(&actions, 60 + Int32(index)) }

        let arguments = [
            "ffmpeg", "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-copyts", "-i", "file:\(path)",
            "-filter_complex", "[0:v:0]format=gray,split[a][b]",
            "-map", "[a]", "-fps_mode", "passthrough", "-flush_packets", "1", "-f", "rawvideo", "pipe:1",
            "-map", "[b]", "-fps_mode", "passthrough", "-enc_time_base:v", "-1", "-c:v", "wrapped_avframe",
            "-flush_packets", "1", "-f", "framecrc", "pipe:3",
        ]
        var cArguments: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        cArguments.append(nil)
        defer { for argument in cArguments { free(argument) } }
        let result = posix_spawnp(&process, "ffmpeg", &actions, nil, cArguments, environ)
        guard result == 0 else {
            process = 0
            if result == ENOENT { throw .noFfmpeg(path: path) }
            throw .unreadable(path: path, reason: "ffmpeg did not start: \(String(cString: strerror(result)))")
        }
        _ = fcntl(complaints, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(pictures)
        close(lines)
        if process > 0 { kill(process, SIGTERM) }
        _ = wait()
        close(complaints)
    }

    /// The next line about a picture, or nil at the end.
    func readLine() -> String? {
        if let line = pushedBack {
            pushedBack = nil
            return line
        }
        while true {
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: text[..<end], as: UTF8.self)
                text.removeFirst(end + 1)
                return line
            }
            if !readMore() { return nil }
        }
    }

    /// Waits for either pipe and takes what it has; false once no line can come any more.
    private func readMore() -> Bool {
        var polled = [
            pollfd(fd: lines, events: Int16(POLLIN), revents: 0),
            pollfd(fd: backlog.count < Self.maximumBacklogBytes ? pictures : -1, events: Int16(POLLIN), revents: 0),
        ]
        guard retrying({ Int(poll(&polled, 2, -1)) }) > 0 else { return false }
        if polled[0].revents != 0 { return append(from: lines, to: &text) }
        if polled[1].revents != 0, !append(from: pictures, to: &backlog) { return append(from: lines, to: &text) }
        return true
    }

    private func append(from descriptor: Int32, to bytes: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = retrying { read(descriptor, &chunk, chunk.count) }
        if count <= 0 { return false }
        bytes.append(contentsOf: chunk[..<count])
        return true
    }

    func unread(_ line: String) { pushedBack = line }

    /// Fills `picture`; false when ffmpeg ended before.
    func readPicture(into picture: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        var filled = min(picture.count, backlog.count)
        backlog.withUnsafeBufferPointer {
            if filled > 0 { picture.baseAddress!.update(from: $0.baseAddress!, count: filled) }
        }
        backlog.removeFirst(filled)
        while filled < picture.count {
            let count = retrying { read(pictures, picture.baseAddress! + filled, picture.count - filled) }
            if count <= 0 { return false }
            filled += count
        }
        return true
    }

    /// Waits for ffmpeg to end; true when it ended well.
    func wait() -> Bool {
        guard process > 0 else { return true }
        drainComplaints()
        var status: Int32 = 0
        _ = retrying { Int(waitpid(process, &status, 0)) }
        process = 0
        drainComplaints()
        return status == 0
    }

    /// The first line ffmpeg wrote to its standard error.
    var complaint: String? {
        drainComplaints()
        let line = complaintText.prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    private func drainComplaints() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = retrying { read(complaints, &chunk, chunk.count) }
            if count <= 0 { return }
            complaintText.append(contentsOf: chunk[..<count])
        }
    }

    private func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
