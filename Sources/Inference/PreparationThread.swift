import StreamTypes

/// Does ``AffectNetwork/prepare(_:)-swift.method`` on a thread of its own, layer by layer, in the order in which the next step
/// needs them, so that reading the next crop and its first layers go on beside it.
///
/// A unit is one layer of one network, of all faces. The sums that a unit computes belong to the thread from
/// ``begin(_:)`` until ``wait(for:)`` of that unit returns; nothing else may touch them in between.
final class PreparationThread {
    private let work: Work
    private let thread: WorkerThread

    init(_ runners: [NetworkRunner]) {
        let work = Work(runners)
        self.work = work
        thread = WorkerThread { work.run() }
    }

    deinit {
        work.stop()
        thread.join()
    }

    /// The unit of a layer.
    static func unit(network: Int, layer: Int) -> Int {
        network * NetworkRunner.preparedLayers.count + layer - NetworkRunner.preparedLayers.lowerBound
    }

    /// Begins with all units of `states`.
    ///
    /// - Precondition: nothing is under way; see ``waitForAll()``.
    func begin(_ states: [NetworkState]) { work.begin(states) }

    /// Returns once the unit is done; at once when nothing was begun.
    func wait(for unit: Int) { work.wait(units: unit + 1) }

    func waitForAll() { work.wait(units: work.units) }

    private final class Work: @unchecked Sendable {
        let units: Int
        private let runners: [NetworkRunner]
        private let monitor = Monitor()
        private var states: [NetworkState] = []
        /// Units done since ``begin(_:)``.
        private var done: Int
        private var isStopped = false

        init(_ runners: [NetworkRunner]) {
            self.runners = runners
            units = runners.count * NetworkRunner.preparedLayers.count
            done = units
            states.reserveCapacity(NetworkRunner.facesTogether)
        }

        func begin(_ next: [NetworkState]) {
            monitor.lock()
            precondition(done == units, "the preparation before is still under way")
            states.append(contentsOf: next)
            done = 0
            monitor.broadcast()
            monitor.unlock()
        }

        func wait(units count: Int) {
            monitor.lock()
            while done < count { monitor.wait() }
            monitor.unlock()
        }

        func stop() {
            monitor.lock()
            isStopped = true
            monitor.broadcast()
            monitor.unlock()
        }

        func run() {
            monitor.lock()
            defer { monitor.unlock() }
            while true {
                while done == units, !isStopped { monitor.wait() }
                if isStopped { return }
                let (network, layer) = done.quotientAndRemainder(dividingBy: NetworkRunner.preparedLayers.count)
                monitor.unlock()
                runners[network].prepare(
                    states, network: network, layer: layer + NetworkRunner.preparedLayers.lowerBound)
                monitor.lock()
                done += 1
                if done == units { states.removeAll(keepingCapacity: true) }
                monitor.broadcast()
            }
        }
    }
}
