/// How a layer is computed.
enum LayerRole: Sendable, Hashable {
    /// A 3D convolution of the one-channel input.
    case first
    case convolution
    /// A ConvLSTM.
    case recurrent
}
