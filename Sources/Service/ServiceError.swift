/// Why a run cannot start.
public enum ServiceError: Error, Equatable, CustomStringConvertible {
    case noModel(searched: [String])
    case noSuchModel(String, searched: [String])
    case noFaceModels(searched: [String])
    case badCameraName(String)
    case badFaceCount(Int)
    case otherCrops(model: String, session: String)
    case messagesOnly(session: String, option: String)
    case noPictures(session: String)
    case noPicture(file: String, reason: String)

    public var description: String {
        switch self {
        case .noModel(let searched):
            """
            no model: models/\(ModelFolder.bundledModel) is in none of \(searched.joined(separator: ", ")). \
            Name one with --model FILE, or the folder in AFFECT_MODELS.
            """
        case .noSuchModel(let name, let searched):
            "model \(name): there is no \(name).safetensors in \(searched.joined(separator: ", ")). Put it there first."
        case .noFaceModels(let searched):
            """
            no face detector: models/faces is in none of \(searched.joined(separator: ", ")). \
            Name the models folder in AFFECT_MODELS.
            """
        case .badCameraName(let name):
            "camera name \(name): must be 1 to 16 letters and digits, because it is part of topics. Example: cam0"
        case .badFaceCount(let count):
            "--faces \(count): must be 1 to 8."
        case .noPictures(let session):
            "session \(session): holds crops of faces and no pictures to preview. Leave --preview out, or record with --mode video."
        case .noPicture(let file, let reason):
            "\(file): no picture to look at: \(reason). Name a JPEG picture or a video that ffprobe can read."
        case .messagesOnly(let session, let option):
            """
            session \(session): holds messages only (mode features), and they are published again as they were; \
            that does not go together with \(option). Leave it out.
            """
        case .otherCrops(let model, let session):
            """
            model \(model): judges other crops than those of the session, which were cut for model \(session). \
            Replay with a model of the same crop convention, or a session of mode video.
            """
        }
    }
}
