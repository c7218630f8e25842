import Glibc

/// A running affect-dashboard. It ends when this process does, however that happens: its standard input ends then.
final class DashboardProcess {
    private let input: Int32
    private let process: pid_t

    /// Starts the program that lies beside this one.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Throws: ``DashboardProblem``.
    init(_ arguments: [String]) throws(DashboardProblem) {
        let path = try Self.path()
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .notStarted(path, code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        let words = [path] + arguments + ["--until-closed"]
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, &pointers, environ)
        guard code == 0 else {
            close(ends[1])
            throw .notStarted(path, code: code)
        }
        (input, process) = (ends[1], child)
    }

    deinit {
        close(input)
        waitpid(process, nil, 0)
    }

    /// Becomes that program.
    static func become(_ arguments: [String]) throws(DashboardProblem) -> Never {
        let path = try path()
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw .notStarted(path, code: errno)
    }

    private static func path() throws(DashboardProblem) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
        let path = String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) + "/affect-dashboard"
        guard access(path, X_OK) == 0 else { throw .notThere(path) }
        return path
    }
}
