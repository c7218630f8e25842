import ArgumentParser
import Capture

/// `real`, `max` or a factor.
struct SpeedArgument: ExpressibleByArgument {
    var value: PlaybackSpeed

    init(_ value: PlaybackSpeed) { self.value = value }

    init?(argument: String) {
        switch argument {
        case "real": value = .real
        case "max": value = .maximum
        default:
            guard let factor = Double(argument), (0.01...1000).contains(factor) else { return nil }
            value = .factor(factor)
        }
    }

    var defaultValueDescription: String { "real" }
}
