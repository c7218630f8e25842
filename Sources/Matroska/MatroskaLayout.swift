/// The head of the files that ``MatroskaWriter`` writes: of the same length in every file, so that what is known only at
/// the end (cues, duration) goes into places kept for it.
enum MatroskaLayout {
    /// Positions within the segment count from here: behind its id and its eight bytes of size.
    static let segmentStart = Int64(ebmlHeader.count + 4 + 8)
    static let seekHead = segmentStart
    static let seekHeadBytes = 35
    /// The duration is the first element of the segment's information.
    static let duration = seekHead + Int64(seekHeadBytes) + 8
    static let durationBytes = 11

    static let ebmlHeader: [UInt8] = {
        var writer = ElementWriter()
        writer.element(ElementID.ebml) {
            $0.unsigned(ElementID.ebmlVersion, 1)
            $0.unsigned(ElementID.ebmlReadVersion, 1)
            $0.unsigned(ElementID.ebmlMaximumIDLength, 4)
            $0.unsigned(ElementID.ebmlMaximumSizeLength, 8)
            $0.text(ElementID.documentType, "matroska")
            $0.unsigned(ElementID.documentTypeVersion, 4)
            $0.unsigned(ElementID.documentTypeReadVersion, 2)
        }
        return writer.bytes
    }()

    static func head(width: Int, height: Int) -> [UInt8] {
        var writer = ElementWriter()
        writer.raw(ebmlHeader)
        writer.id(ElementID.segment)
        writer.raw(ElementWriter.unknownSize)
        writer.void(count: seekHeadBytes)
        writer.element(ElementID.info) {
            $0.void(count: durationBytes)
            $0.unsigned(ElementID.timestampScale, 1_000_000)
            $0.text(ElementID.muxingApplication, "AffectStream")
            $0.text(ElementID.writingApplication, "AffectStream")
        }
        writer.element(ElementID.tracks) {
            $0.element(ElementID.trackEntry) {
                $0.unsigned(ElementID.trackNumber, 1)
                $0.unsigned(ElementID.trackUID, 1)
                $0.unsigned(ElementID.trackType, 1)
                $0.unsigned(ElementID.lacing, 0)
                $0.text(ElementID.codec, "V_MJPEG")
                $0.element(ElementID.video) {
                    $0.unsigned(ElementID.pixelWidth, UInt64(width))
                    $0.unsigned(ElementID.pixelHeight, UInt64(height))
                }
            }
        }
        return writer.bytes
    }

    /// Says where the cues are, `position` counted from the start of the segment.
    static func seekHead(cues position: Int64) -> [UInt8] {
        var writer = ElementWriter()
        writer.element(ElementID.seekHead) {
            $0.element(ElementID.seek) {
                $0.id(ElementID.seekID)
                $0.size(4)
                $0.id(ElementID.cues)
                $0.id(ElementID.seekPosition)
                $0.raw([0x88])
                $0.bigEndian(UInt64(position), bytes: 8)
            }
        }
        return writer.bytes
    }
}
