public import Foundation

/// Files of the repository that tests read.
public enum ShippedClip {
    public static let wolfgangLanger = Repository.file("tools/clips/wolfgang-langer.mkv")
    public static let singleFace = Repository.file("tools/clips/single-face.mkv")
}
