import CDlib
import StreamTypes

/// What keeps one view of a face from being a good one.
struct CropQuality: Equatable {
    var reasons: Reasons
    var rollDegrees: Float

    /// - Parameters:
    ///   - appearance: of the crop.
    ///   - occlusion: above 0 something covers a part of the face.
    ///   - box: of the face, in pixels of a picture of `width × height`.
    init(
        appearance: cdlib_appearance, occlusion: Float, cut: CropAligner.Cut, landmarks: FacePoints, box: Face.Box,
        width: Int, height: Int
    ) {
        reasons = []
        if appearance.mean < Self.darkBelow || appearance.black > Self.clippedPart { reasons.insert(.dark) }
        if appearance.mean > Self.brightAbove || appearance.white > Self.clippedPart { reasons.insert(.bright) }
        if appearance.blur > Self.blurAbove { reasons.insert(.blur) }
        if occlusion > 0 { reasons.insert(.occluded) }
        if cut.picturePixelsPerCropPixel < Self.smallBelow { reasons.insert(.small) }
        if Self.partOutside(box, width: width, height: height) > Self.edgeAbove { reasons.insert(.edge) }
        let pose = EyeLine(landmarks)
        rollDegrees = pose.rollDegrees
        if abs(pose.noseOffset) > Self.profileAbove { reasons.insert(.profile) }
    }

    // Measured on 1051 photographs of faces: the mean gray level of 99.8 % lies in 53...181, at most 16 % of the pixels of
    // 99.8 % are black and 8 % white, and the blur of 99.9 % is below 0.82. A Gaussian blur with a deviation of 1.4 crop
    // pixels takes half of them above that, one of 1.8 pixels 95 %.
    static let darkBelow: Float = 40
    static let brightAbove: Float = 200
    static let clippedPart: Float = 0.25
    static let blurAbove: Float = 0.82
    /// A face of 45 pixels.
    static let smallBelow: Float = 0.6
    static let edgeAbove: Float = 0.1
    /// A head turned by about 35 degrees.
    static let profileAbove: Float = 0.45

    private static func partOutside(_ box: Face.Box, width: Int, height: Int) -> Float {
        let inside =
            max(0, min(box.x + box.width, Float(width)) - max(box.x, 0))
            * max(0, min(box.y + box.height, Float(height)) - max(box.y, 0))
        return 1 - inside / (box.width * box.height)
    }
}
