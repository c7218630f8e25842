import FoundationEssentials
import Sessions

/// Pictures of a session, several in one answer.
enum PicturePages {
    /// Of one answer.
    static let maximumPictures = 120
    static let maximumBytes = 32 << 20

    /// The picture numbers in a query such as `12,13,14` or `12-44`; nil for anything else, and for too many.
    static func numbers(_ text: some StringProtocol) -> [Int]? {
        let range = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if range.count == 2, let first = range[0], let last = range[1], first >= 0, last >= first,
            last - first < maximumPictures
        {
            return Array(first...last)
        }
        let list = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = list.compactMap(\.self)
        guard !numbers.isEmpty, numbers.count == list.count, numbers.count <= maximumPictures,
            numbers.allSatisfy({ $0 >= 0 })
        else { return nil }
        return numbers
    }

    /// For each number its length in 4 bytes, most significant first, and its bytes; length 0 for a picture that cannot be read.
    /// Ends early, between two pictures, when it would be too long.
    static func bytes(_ numbers: [Int], of index: SessionIndex) -> Data {
        var data = Data()
        for number in numbers {
            let picture = number < index.pictures.count ? index.bytes(at: index.pictures[number].place) ?? [] : []
            if data.count + picture.count > maximumBytes, !data.isEmpty { break }
            withUnsafeBytes(of: UInt32(picture.count).bigEndian) { data.append(contentsOf: $0) }
            data.append(contentsOf: picture)
        }
        return data
    }
}
