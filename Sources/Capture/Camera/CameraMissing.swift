/// No camera that fits is connected.
struct CameraMissing: Error {
    /// A whole sentence, with what happens next.
    let reason: String
}
