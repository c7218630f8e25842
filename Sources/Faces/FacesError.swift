/// Why faces cannot be found at all. A picture never causes an error: at worst no face is found in it.
public enum FacesError: Error, Equatable, CustomStringConvertible {
    /// `reason` is the system's message with its errno name.
    case unreadable(file: String, reason: String)
    /// `expected` names the kind of file, `reason` is what dlib or the check of its contents says.
    case unusable(file: String, expected: String, reason: String)
    /// A crop template that no crop can be made of.
    case template(reason: String)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "Cannot read the face model \(file): \(reason); install the files of models/faces or name their folder."
        case .unusable(let file, let expected, let reason):
            "\(file) is not \(expected): \(reason); take the file that models/faces/README.md names, and check its sha256."
        case .template(let reason):
            "The crop template cannot be used: \(reason); correct `crop` in the model file."
        }
    }
}
