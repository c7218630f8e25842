/// How the second part of every message is written.
public enum MessageEncoding: String, CaseIterable, Sendable {
    case json, msgpack
}
