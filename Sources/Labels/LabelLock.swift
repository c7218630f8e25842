import Glibc

/// Keeps a rater's files of a person for one process, so that two windows under one name do not write over each other.
/// Gone with the process.
public final class LabelLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``LabelError/busy(path:)`` when another process, or another lock of this one, has it.
    public init(_ folder: LabelFolder, person: LabelName, rater: LabelName) throws(LabelError) {
        try folder.makeFolders(for: person)
        let path = "\(folder.folder(of: person))/.\(rater).lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .busy(path: "\(folder.folder(of: person))/\(rater)")
        }
    }

    deinit { close(descriptor) }
}
