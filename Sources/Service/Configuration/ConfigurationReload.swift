import Inference
import StreamTypes
import Synchronization

/// Reads the configuration, and the model with it, again beside the running stream when ``ReloadSignal`` asks for it.
public final class ConfigurationReload {
    /// What a reading gave; a configuration that cannot be used gives a sentence.
    typealias Result = Swift.Result<Reading, Failure>

    struct Reading: Sendable {
        var configuration: Configuration
        var options: RunOptions
        var model: Model
    }

    struct Failure: Error {
        var sentence: String
    }

    private(set) var configuration: Configuration
    private let read: @Sendable () throws -> (Configuration, RunOptions)
    private let slot = Slot()
    private var thread: WorkerThread?

    private final class Slot: Sendable {
        private let content = Mutex<Result?>(nil)

        func take() -> Result? {
            content.withLock { content in
                defer { content = nil }
                return content
            }
        }

        var isFilled: Bool { content.withLock { $0 != nil } }

        func fill(_ result: Result) { content.withLock { $0 = result } }
    }

    /// - Parameters:
    ///   - configuration: the one in force.
    ///   - read: reads it anew; called on a thread of its own.
    public init(
        _ configuration: Configuration, read: @escaping @Sendable () throws -> (Configuration, RunOptions)
    ) {
        self.configuration = configuration
        self.read = read
    }

    /// Begins a reading when one is asked for and none is at work.
    ///
    /// - Returns: true when it began one.
    func beginIfRequested() -> Bool {
        guard thread == nil, ReloadSignal.take() else { return false }
        let (slot, read) = (slot, read)
        thread = WorkerThread { slot.fill(ConfigurationReload.result(of: read)) }
        return true
    }

    /// A reading has begun and is not at its end.
    var isAtWork: Bool { thread != nil && !slot.isFilled }

    /// The end of a reading, once; the new configuration is then the one in force.
    func next() -> (changes: [ConfigurationKey], result: Result)? {
        guard thread != nil, let result = slot.take() else { return nil }
        thread?.join()
        thread = nil
        guard case .success(let reading) = result else { return ([], result) }
        let changes = reading.configuration.changes(from: configuration)
        configuration = reading.configuration
        return (changes, result)
    }

    private static func result(of read: () throws -> (Configuration, RunOptions)) -> Result {
        do {
            let (configuration, options) = try read()
            let model = try ModelFile.load(path: ModelFolder.model(options.modelPath))
            return .success(Reading(configuration: configuration, options: options, model: model))
        } catch {
            return .failure(Failure(sentence: "\(error)"))
        }
    }
}
