import ArgumentParser
import Service

extension ExitCode {
    /// The configuration, a model, a device or a file cannot be used: starting again will not help (`EX_CONFIG`).
    static let badConfiguration = ExitCode(78)
    /// A session was repaired, and something of it is gone.
    static let somethingLost = ExitCode(3)
}

/// Runs `body`; an error of a stage becomes one sentence on standard error and exit status 78.
func reportingErrors(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as ExitCode {
        throw error
    } catch let error as any CustomStringConvertible & Error {
        Log.error(error.description)
        throw ExitCode.badConfiguration
    }
}
