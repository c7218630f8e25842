import Inference
import StreamTypes

/// What clients asked for while a session was recorded, asked for again at the same tick.
extension Pipeline {
    func carryOutRecorded() {
        guard let replay = source as? ReplaySource, let command = replay.takeCommand() else { return }
        let tick = grid.next ?? 0
        switch command {
        case .pause: pause(at: tick)
        case .resume: resume(at: tick)
        case .use(let model):
            if replay.followsModelChanges { use(model, at: tick) }
        case .beginAnew:
            resume(at: tick)
            if let firstModel { _ = use(firstModel.model, name: firstModel.name, at: tick) }
            firstModel = nil
        }
    }

    /// Reads a model that the recording changed to and puts it to work. A replay waits for it, as no camera does.
    private func use(_ recorded: RecordedModel, at tick: Int64) {
        do {
            let model = try ModelFile.load(path: ModelFolder.model(named: recorded.name))
            let before = streams.model
            guard model.identifier == recorded.identifier, use(model, name: recorded.name, at: tick) else {
                return Log.note(
                    "the recording changed to the model \(recorded.identifier), but \(recorded.name) is another one now: "
                        + "the replay goes on with the model before, and its estimates are others from here on")
            }
            if firstModel == nil { firstModel = (before, ModelFolder.bundledName) }
        } catch {
            Log.note("\(error) The replay goes on with the model before; its estimates are others from here on.")
        }
    }
}
