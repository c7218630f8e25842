/// A camera that was in use, and where it was.
struct LostCamera {
    let identity: CameraIdentity
    let path: String
}
