/// One thing that was looked at on this machine, and what to do when it is not as it should be.
public struct Finding: Hashable, Sendable, Encodable {
    public enum State: String, Sendable, Encodable {
        case ok
        /// The stream runs, but not as well as it could.
        case warning
        /// The stream does not run.
        case failure
    }

    public var name: String
    public var state: State
    /// What was found.
    public var text: String
    /// What to do; nil where nothing is to be done.
    public var remedy: String?

    public init(name: String, state: State, text: String, remedy: String? = nil) {
        self.name = name
        self.state = state
        self.text = text
        self.remedy = remedy
    }

    public static func ok(_ name: String, _ text: String) -> Self { Self(name: name, state: .ok, text: text) }

    static func warning(_ name: String, _ text: String, _ remedy: String) -> Self {
        Self(name: name, state: .warning, text: text, remedy: remedy)
    }

    static func failure(_ name: String, _ text: String, _ remedy: String) -> Self {
        Self(name: name, state: .failure, text: text, remedy: remedy)
    }

    /// An error's sentence says already what to do.
    public static func failure(_ name: String, _ error: any Error) -> Self {
        Self(name: name, state: .failure, text: "\(error)")
    }
}
