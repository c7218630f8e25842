import Foundation

/// How often a test repeats itself: few times in `tools/test`, many in `tools/soak`, which sets the variable.
public enum SoakCount {
    public static func number(_ variable: String, otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? otherwise
    }
}
