import Feed
import Inference
import StreamTypes

/// SIGHUP: what can change without a missed tick changes from the next undecided tick on; the rest is named.
extension Pipeline {
    func serveConfiguration(_ notifier: ServiceNotifier?) {
        guard let configuration, let tick = grid.next else { return }
        if configuration.beginIfRequested() { notifier?.reloading(at: clock.now()) }
        guard let (changes, result) = configuration.next() else { return }
        switch result {
        case .success(let reading): apply(reading, changes, at: tick)
        case .failure(let failure): Log.error("the configuration stays as it was: \(failure.sentence)")
        }
        notifier?.ready("streaming")
    }

    private func apply(_ reading: ConfigurationReload.Reading, _ changes: [ConfigurationKey], at tick: Int64) {
        let applied = changes.filter(\.isReloadable).map(\.name)
        if applied.contains("smoothing") { streams.smooth(over: reading.options.smoothing) }
        let waiting = changes.filter { !$0.isReloadable }.map(\.name)
        let isOtherModel = reading.model.identifier != publisher.identity.model
        if isOtherModel { change(to: reading, at: tick) }
        let names = applied.filter { $0 != "model" } + (isOtherModel ? ["model"] : [])
        Log.note("configuration read again: \(names.isEmpty ? "nothing" : names.joined(separator: ", ")) changed")
        if !waiting.isEmpty {
            Log.warning("\(waiting.joined(separator: ", ")) of the configuration changed: restart the program for that")
        }
    }

    private func change(to reading: ConfigurationReload.Reading, at tick: Int64) {
        let path = reading.options.modelPath ?? ModelFolder.bundledModel
        let name = String(path.split(separator: "/").last ?? "").replacing(".safetensors", with: "")
        if use(reading.model, name: name, at: tick) { return }
        Log.error("model \(path): its crop template is another one; restart the program to use it")
    }
}
