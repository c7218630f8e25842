public import StreamTypes

/// What is the same in every message of one run of the program.
public struct RunIdentity: Hashable, Sendable {
    /// A UUID made at start.
    public var run: String
    public var source: SourceKind
    /// Boot id of the host: monotonic times compare only under the same one.
    public var host: String
    /// Camera name in topics, letters and digits only, of the same width in every camera of a hub.
    public var camera: String
    /// First 12 hex digits of the model file's sha256.
    public var model: String
    /// Milliseconds averaged before the network, and look-ahead of its padding, by output.
    public var outputs: [OutputTiming]

    public init(
        run: String, source: SourceKind, host: String, camera: String, model: String, outputs: [OutputTiming]
    ) {
        self.run = run
        self.source = source
        self.host = host
        self.camera = camera
        self.model = model
        self.outputs = outputs
    }

    /// What an output's value of one tick covers.
    public struct OutputTiming: Hashable, Sendable {
        public var name: Dimension
        public var windowMilliseconds: Int
        public var delayMilliseconds: Int

        public init(name: Dimension, windowMilliseconds: Int, delayMilliseconds: Int) {
            self.name = name
            self.windowMilliseconds = windowMilliseconds
            self.delayMilliseconds = delayMilliseconds
        }
    }

    public enum Dimension: String, Hashable, Sendable {
        case arousal, valence

        var key: StaticString {
            switch self {
            case .arousal: "arousal"
            case .valence: "valence"
            }
        }
    }
}
