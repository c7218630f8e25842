/// One stream to ask a camera for.
struct FormatChoice: Equatable {
    let pixelFormat: PixelFormat
    let width: Int
    let height: Int
    let framesPerSecond: Double

    /// Everything on offer that can be read, best first.
    ///
    /// A rate near the one asked for matters most, as ten good frames a second need it; then the size; then the format, where Motion JPEG
    /// needs the least of the USB bus and is recorded as it is.
    static func ranked(_ offers: [FormatOffer], for wanted: CameraConfiguration) -> [FormatChoice] {
        let only = wanted.format.flatMap(PixelFormat.init(name:))
        let choices = offers.flatMap { offer -> [FormatChoice] in
            guard let format = PixelFormat(rawValue: offer.fourCC), only == nil || only == format else { return [] }
            guard !offer.sizes.isEmpty else {
                return [
                    FormatChoice(
                        pixelFormat: format, width: wanted.width, height: wanted.height,
                        framesPerSecond: wanted.framesPerSecond)
                ]
            }
            return offer.sizes.map { size in
                let (width, height) = size.nearest(width: wanted.width, height: wanted.height)
                return FormatChoice(
                    pixelFormat: format, width: width, height: height,
                    framesPerSecond: nearestRate(size.framesPerSecond, to: wanted.framesPerSecond))
            }
        }
        let ranks = choices.map { Rank($0, wanted) }
        return zip(choices, ranks).sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// The slowest rate that is enough, else the fastest; the one wanted when none is listed.
    private static func nearestRate(_ rates: [Double], to wanted: Double) -> Double {
        rates.filter { $0 >= wanted * 0.999 }.min() ?? rates.max() ?? wanted
    }

    private struct Rank: Comparable {
        let isSlow: Bool
        let sizeDistance: Double
        let format: Int
        let rateShortfall: Double

        init(_ choice: FormatChoice, _ wanted: CameraConfiguration) {
            rateShortfall = max(0, 1 - choice.framesPerSecond / max(wanted.framesPerSecond, 1))
            isSlow = rateShortfall > 0.34
            let width = Double(choice.width) / Double(max(wanted.width, 1))
            let height = Double(choice.height) / Double(max(wanted.height, 1))
            sizeDistance = max(width, 1 / width) * max(height, 1 / height)
            format = PixelFormat.allCases.firstIndex(of: choice.pixelFormat) ?? 0
        }

        static func < (a: Rank, b: Rank) -> Bool {
            (a.isSlow ? 1 : 0, a.sizeDistance, a.format, a.rateShortfall)
                < (b.isSlow ? 1 : 0, b.sizeDistance, b.format, b.rateShortfall)
        }
    }
}
