/// What tells one camera from another when it comes back under another node.
struct CameraIdentity: Hashable, Sendable {
    let card: String
    let driver: String
    let serial: String?
}
