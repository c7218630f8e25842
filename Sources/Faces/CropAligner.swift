import CDlib
public import StreamTypes

/// Cuts aligned faces out of pictures: the least-squares similarity of the five points to a template, bilinear.
///
/// Beyond the picture its border is repeated: that has neither an edge nor a gray level which the face itself does not
/// have. Where a crop pixel covers two or more picture pixels in width, the picture is averaged first over squares of as
/// many whole pixels, so that large faces do not alias. The arithmetic is in whole numbers: the same points give the same
/// bytes on every processor. One thread uses it; nothing is allocated after the start.
public final class CropAligner {
    public let template: CropTemplate
    private let scratch: UnsafeMutablePointer<UInt8>
    private let scratchCapacity: Int

    /// - Throws: ``FacesError/template(reason:)`` when the sides are not in 16...1024 or the points are not finite or one.
    public init(template: CropTemplate) throws(FacesError) {
        guard (16...1024).contains(template.width), (16...1024).contains(template.height) else {
            throw .template(reason: "a crop of \(template.width) × \(template.height) pixels is not in 16...1024")
        }
        guard Similarity(from: template.points, to: template.points) != nil else {
            throw .template(reason: "its points are not finite, or all the same")
        }
        self.template = template
        // The crop's diagonal at less than two averaged pixels each, and a border.
        let side = 3 * (template.width + template.height)
        scratchCapacity = side * side
        scratch = .allocate(capacity: scratchCapacity)
        scratch.initialize(repeating: 0, count: scratchCapacity)
    }

    deinit { scratch.deallocate() }

    /// Writes the crop of the face with these `landmarks`, `height × width` bytes, to `output`.
    ///
    /// - Returns: what was cut, or nil (and zeros) when the points are one or out of reach.
    public func cut(_ landmarks: FacePoints, from image: GrayImage, into output: UnsafeMutablePointer<UInt8>) -> Cut? {
        let area = template.width * template.height
        guard let toPicture = Similarity(from: template.points, to: landmarks), image.width > 0, image.height > 0 else {
            output.update(repeating: 0, count: area)
            return nil
        }
        var (view, transform) = (image.view, toPicture)
        let scale = toPicture.scale
        if scale >= 2, scale < 128 {
            (view, transform) = shrink(image, toPicture, by: Int(scale))
        }
        let similarity = cdlib_similarity(a: transform.a, b: transform.b, tx: transform.tx, ty: transform.ty)
        let outside = cdlib_warp(view, similarity, output, Int32(template.width), Int32(template.height))
        guard outside >= 0 else { return nil }
        return Cut(picturePixelsPerCropPixel: scale, outside: Float(outside) / Float(area))
    }

    /// The part of the picture that the crop needs, averaged over squares of `factor` pixels, and the transform into it.
    private func shrink(_ image: GrayImage, _ transform: Similarity, by factor: Int) -> (cdlib_image, Similarity) {
        let corners = (
            transform(Point(x: 0, y: 0)), transform(Point(x: Float(template.width - 1), y: 0)),
            transform(Point(x: 0, y: Float(template.height - 1))),
            transform(Point(x: Float(template.width - 1), y: Float(template.height - 1)))
        )
        let (first, second, third, fourth) = corners
        let margin = Float(2 * factor)
        let columns = Self.span(
            min(first.x, second.x, third.x, fourth.x) - margin, max(first.x, second.x, third.x, fourth.x) + margin,
            side: image.width, factor: factor)
        let rows = Self.span(
            min(first.y, second.y, third.y, fourth.y) - margin, max(first.y, second.y, third.y, fourth.y) + margin,
            side: image.height, factor: factor)
        guard let columns, let rows, columns.count * rows.count <= scratchCapacity else {
            return (image.view, transform)
        }
        let view = cdlib_image(
            pixels: scratch, width: Int32(columns.count), height: Int32(rows.count), stride: Int32(columns.count))
        cdlib_shrink(
            image.view, Int32(columns.start), Int32(rows.start), Int32(factor), scratch, view.width, view.height)
        // A square's mean stands at its centre.
        let size = Float(factor)
        var smaller = transform
        smaller.a /= size
        smaller.b /= size
        smaller.tx = (transform.tx - Float(columns.start) + 0.5) / size - 0.5
        smaller.ty = (transform.ty - Float(rows.start) + 0.5) / size - 0.5
        return (view, smaller)
    }

    /// Where squares of `factor` pixels begin that cover `low...high`, and how many of them are within the picture.
    private static func span(_ low: Float, _ high: Float, side: Int, factor: Int) -> (start: Int, count: Int)? {
        guard low.isFinite, high.isFinite, side >= factor else { return nil }
        let start = min(max(0, Int(low.clamped(to: 0...Float(side)))), side - factor)
        let end = max(start + factor, Int(high.clamped(to: 0...Float(side))))
        return (start, (end - start) / factor)
    }

    /// How a crop relates to its picture.
    public struct Cut: Hashable, Sendable {
        /// Below 1 the face was enlarged.
        public var picturePixelsPerCropPixel: Float
        /// The part of the crop, 0 to 1, that lies beyond the picture.
        public var outside: Float
    }
}

extension Float {
    func clamped(to range: ClosedRange<Float>) -> Float {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
