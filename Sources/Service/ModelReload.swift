import Feed
import Inference
import StreamTypes
import Synchronization

/// Reads another model on a thread of its own, while the stream goes on with the old one.
final class ModelReload {
    let name: String
    let request: ControlRequest
    private let slot = Slot()
    private let thread: WorkerThread

    private final class Slot: Sendable {
        private let content = Mutex<Result<Model, Failure>?>(nil)

        var result: Result<Model, Failure>? { content.withLock { $0 } }

        func fill(_ result: Result<Model, Failure>) { content.withLock { $0 = result } }
    }

    struct Failure: Error {
        var sentence: String
    }

    /// - Parameter name: a file of the model folder, without its ending.
    init(_ name: String, for request: ControlRequest) {
        self.name = name
        self.request = request
        let slot = slot
        thread = WorkerThread { slot.fill(ModelReload.load(name)) }
    }

    /// Nil while the file is being read.
    var result: Result<Model, Failure>? { slot.result }

    private static func load(_ name: String) -> Result<Model, Failure> {
        do {
            return .success(try ModelFile.load(path: ModelFolder.model(named: name)))
        } catch {
            return .failure(Failure(sentence: "\(error)"))
        }
    }
}
