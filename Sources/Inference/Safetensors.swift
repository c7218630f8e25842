import CKernels
import FoundationEssentials
import Glibc

/// The parts of a safetensors file, checked so far that every tensor can be read.
///
/// The format: eight bytes with the length of the header, little endian; the header, a JSON object; the data, which the
/// tensors' offsets cover without gaps or overlap. See <https://github.com/huggingface/safetensors>.
/// A file is read whole, after its size has been checked; nothing in it is trusted.
struct Safetensors {
    /// Every byte of a file.
    static let maximumBytes = 64 << 20
    static let maximumHeaderBytes = 1 << 20
    static let maximumTensors = 1024
    static let maximumDepth = 16

    struct Tensor {
        var type: String
        var shape: [Int]
        /// Within the data.
        var bytes: Range<Int>

        var description: String { type + " " + Self.describe(shape: shape) }

        static func describe(shape: [Int]) -> String {
            shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " × ")
        }
    }

    let path: String
    let tensors: [String: Tensor]
    let metadata: [String: String]
    /// Hexadecimal SHA-256 of the file.
    let digest: String
    private let contents: [UInt8]
    private let dataStart: Int

    init(path: String) throws(ModelError) {
        self.path = path
        contents = try Self.read(path: path)
        guard contents.count >= 8 else {
            throw .malformed(path: path, detail: "it has \(contents.count) bytes, and the shortest has 10")
        }
        let length = contents[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(contents.count - 8, Self.maximumHeaderBytes)) else {
            throw .malformed(
                path: path,
                detail: "its header should have \(length) bytes, but \(contents.count - 8) follow and "
                    + "\(Self.maximumHeaderBytes) are accepted")
        }
        dataStart = 8 + Int(length)
        let header = try Self.decode(Array(contents[8..<dataStart]), path: path)
        let dataBytes = contents.count - dataStart
        guard header.tensors.count <= Self.maximumTensors else {
            throw .malformed(
                path: path, detail: "it has \(header.tensors.count) tensors, and \(Self.maximumTensors) are accepted")
        }
        var tensors: [String: Tensor] = [:]
        for (name, entry) in header.tensors.sorted(by: { $0.key < $1.key }) {
            tensors[name] = try Self.check(entry, name: name, dataBytes: dataBytes, path: path)
        }
        try Self.checkCoverage(of: tensors, dataBytes: dataBytes, path: path)
        self.tensors = tensors
        metadata = header.metadata
        digest = Self.sha256(contents)
    }

    /// Calls `body` with the values of a tensor, which may lie at any address.
    ///
    /// - Throws: where the tensor is missing, has another shape or type, or holds a value that is not finite.
    func withValues<Result>(
        of name: String, shape: [Int], _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(ModelError) -> Result {
        let expected = "F32 " + Tensor.describe(shape: shape)
        guard let tensor = tensors[name] else { throw .missingTensor(path: path, name: name, expected: expected) }
        guard tensor.type == "F32" && tensor.shape == shape else {
            throw .tensor(path: path, name: name, expected: expected, found: tensor.description)
        }
        let range = tensor.bytes.lowerBound + dataStart..<tensor.bytes.upperBound + dataStart
        let count = range.count / MemoryLayout<Float>.size
        let bad = contents.withUnsafeBytes { ck_first_not_finite($0.baseAddress! + range.lowerBound, count) }
        guard bad == count else { throw .notFinite(path: path, name: name, index: bad) }
        return contents.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private static func read(path: String) throws(ModelError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        let size = Int(status.st_size)
        guard size <= maximumBytes else { throw .tooLarge(path: path, bytes: size, limit: maximumBytes) }
        var failure: Int32 = 0
        let contents = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress! + count, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else { throw .unreadable(path: path, errno: failure) }
        return contents
    }

    private static func decode(_ bytes: [UInt8], path: String) throws(ModelError) -> SafetensorsHeader {
        guard JSONDepth.isWithin(maximumDepth, bytes) else {
            throw .malformed(path: path, detail: "its header is nested deeper than \(maximumDepth) levels")
        }
        do {
            return try JSONDecoder().decode(SafetensorsHeader.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformed(path: path, detail: "its header cannot be read at \(error.location)")
        } catch {
            throw .malformed(path: path, detail: "its header cannot be read")
        }
    }

    private static func check(
        _ entry: SafetensorsHeader.Entry, name: String, dataBytes: Int, path: String
    ) throws(ModelError) -> Tensor {
        func refuse(_ detail: String) -> ModelError { .malformed(path: path, detail: "tensor \(name) \(detail)") }
        guard entry.shape.count <= 8 && entry.shape.allSatisfy({ $0 >= 1 }) else {
            throw refuse("has the shape \(entry.shape)")
        }
        guard entry.offsets.count == 2, 0 <= entry.offsets[0], entry.offsets[0] <= entry.offsets[1],
            entry.offsets[1] <= dataBytes
        else { throw refuse("lies at \(entry.offsets), and the file has \(dataBytes) bytes of data") }
        let tensor = Tensor(type: entry.type, shape: entry.shape, bytes: entry.offsets[0]..<entry.offsets[1])
        guard entry.type == "F32" else { throw refuse("has the type \(entry.type), and only F32 is accepted") }
        var size = MemoryLayout<Float>.size
        for side in entry.shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: side)
            guard !overflow else { throw refuse("has the shape \(entry.shape), which is too large") }
            size = product
        }
        guard size == tensor.bytes.count else {
            throw refuse("has \(tensor.bytes.count) bytes, and \(tensor.description) needs \(size)")
        }
        return tensor
    }

    private static func checkCoverage(
        of tensors: [String: Tensor], dataBytes: Int, path: String
    ) throws(ModelError) {
        var end = 0
        for (name, tensor) in tensors.sorted(by: { $0.value.bytes.lowerBound < $1.value.bytes.lowerBound }) {
            guard tensor.bytes.lowerBound == end else {
                throw .malformed(
                    path: path,
                    detail:
                        "tensor \(name) begins at byte \(tensor.bytes.lowerBound) of the data, and the one before it "
                        + "ends at \(end)")
            }
            end = tensor.bytes.upperBound
        }
        guard end == dataBytes else {
            throw .malformed(path: path, detail: "its tensors end at byte \(end) of the data, which has \(dataBytes)")
        }
    }

    private static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        bytes.withUnsafeBytes { ck_sha256($0.baseAddress!, $0.count, &digest) }
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
