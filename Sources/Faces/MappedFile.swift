import Glibc

/// A whole file, mapped for reading for as long as `body` runs.
func withMappedFile<Result>(
    _ path: String, _ body: (UnsafeRawBufferPointer) throws(FacesError) -> Result
) throws(FacesError) -> Result {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemMessage(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemMessage(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a regular file") }
    guard status.st_size > 0 else { throw .unreadable(file: path, reason: "it is empty") }
    let size = Int(status.st_size)
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
        throw .unreadable(file: path, reason: systemMessage(errno))
    }
    defer { munmap(address, size) }
    return try body(UnsafeRawBufferPointer(start: address, count: size))
}

private func systemMessage(_ code: CInt) -> String {
    let names = [
        ENOENT: "ENOENT", EACCES: "EACCES", ENOTDIR: "ENOTDIR", ELOOP: "ELOOP", EMFILE: "EMFILE", ENFILE: "ENFILE",
        ENOMEM: "ENOMEM", EIO: "EIO", ENAMETOOLONG: "ENAMETOOLONG",
    ]
    return String(cString: strerror(code)) + " (\(names[code] ?? "errno \(code)"))"
}
