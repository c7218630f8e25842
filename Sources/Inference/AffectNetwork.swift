import CBLAS
import Glibc
public import StreamTypes

/// The networks of a model, ready to run: each step takes one crop of a face and its state and gives an estimate.
///
/// Holds the memory that a step works in, so one thread uses it at a time; several may share a ``Model`` and its weights.
/// A step computes one time step of each layer and allocates nothing.
public final class AffectNetwork {
    public let model: Model
    let runners: [NetworkRunner]
    private let preparation: PreparationThread?
    private let warmUpTicks: Int
    private let arousal: OutputIndex?
    private let valence: OutputIndex?
    private let arousalDeviation: OutputIndex?
    private let valenceDeviation: OutputIndex?

    private struct OutputIndex {
        var network: Int
        var output: Int
    }

    /// - Parameter preparesAside: ``prepare(_:)-swift.method`` of several states goes on on a thread of its own, and a step
    ///   waits for what it needs of it. Whoever resets, saves, restores or lets go of a state calls ``settle()`` before.
    public init(_ model: Model, preparesAside: Bool = false) {
        openblas_set_num_threads(1)
        self.model = model
        runners = model.weights.map { NetworkRunner($0) }
        preparation = preparesAside ? PreparationThread(runners) : nil
        for (network, runner) in runners.enumerated() {
            runner.waitForLayer = preparation.map { preparation in
                { [unowned preparation] in
                    preparation.wait(for: PreparationThread.unit(network: network, layer: $0))
                }
            }
        }
        warmUpTicks = model.warmUpTicks
        func find(_ name: String) -> OutputIndex? {
            for (network, configuration) in model.configurations.enumerated() {
                if let output = configuration.outputs.firstIndex(of: name) {
                    return OutputIndex(network: network, output: output)
                }
            }
            return nil
        }
        arousal = find("arousal")
        valence = find("valence")
        arousalDeviation = find("arousal_log_sd")
        valenceDeviation = find("valence_log_sd")
    }

    /// The state of a face that was not seen yet.
    public func makeState() -> NetworkState { NetworkState(model) }

    /// Takes in the face's crop of the next tick.
    ///
    /// - Precondition: the crop has the size of the model's template; the state was made for this model.
    public func step(_ crop: FaceCrop, _ state: NetworkState) -> StepOutcome {
        precondition(
            crop.width == model.template.width && crop.height == model.template.height,
            "a crop of \(crop.width) × \(crop.height) for a model of \(model.template.width) × \(model.template.height)"
        )
        return step(crop.pixels, state)
    }

    /// Takes in the face's crop of the next tick, H × W bytes without gaps.
    public func step(_ pixels: UnsafePointer<UInt8>, _ state: NetworkState) -> StepOutcome {
        let isWarmingUp = state.ticks < warmUpTicks
        state.countStep()
        for index in runners.indices where !runners[index].step(pixels, state.streams[index]) {
            settle()
            state.reset()
            return .notFinite
        }
        return outcome(state, isWarmingUp: isWarmingUp)
    }

    /// Takes in the crops of several faces, one for each state, and reads the weights of the larger layers once for all of them.
    ///
    /// - Parameters:
    ///   - states: all different.
    ///   - receive: gets each face's number and outcome, the same to the bit as one by one, when all are known.
    /// - Precondition: as many crops as states.
    public func step(
        _ crops: [UnsafePointer<UInt8>], _ states: [NetworkState],
        _ receive: (_ number: Int, _ outcome: StepOutcome) -> Void
    ) {
        precondition(crops.count == states.count, "\(crops.count) crops for \(states.count) faces")
        settle()
        for index in runners.indices { runners[index].step(crops, states, network: index) }
        for number in states.indices {
            let state = states[number]
            let isWarmingUp = state.ticks < warmUpTicks
            state.countStep()
            guard state.hasFiniteOutputs else {
                state.reset()
                receive(number, .notFinite)
                continue
            }
            receive(number, outcome(state, isWarmingUp: isWarmingUp))
        }
    }

    private func outcome(_ state: NetworkState, isWarmingUp: Bool) -> StepOutcome {
        let (arousalDeviation, valenceDeviation) = (
            value(arousalDeviation, state).map(exp), value(valenceDeviation, state).map(exp)
        )
        guard (arousalDeviation ?? 0).isFinite && (valenceDeviation ?? 0).isFinite else {
            settle()
            state.reset()
            return .notFinite
        }
        let estimate = Estimate(
            arousal: value(arousal, state).map(Self.clamp), valence: value(valence, state).map(Self.clamp),
            arousalDeviation: arousalDeviation, valenceDeviation: valenceDeviation, isWarmingUp: isWarmingUp)
        return .estimate(estimate)
    }

    /// Computes what the state's next step takes from earlier ones, two thirds of it: to be called once the last estimate is
    /// out. Optional; changes the time of the next step and no bit of its result.
    public func prepare(_ state: NetworkState) {
        settle()
        for index in runners.indices { runners[index].prepare(state.streams[index]) }
    }

    /// Prepares several states, all different, and reads the weights of the larger layers once for all of them.
    public func prepare(_ states: [NetworkState]) {
        guard let preparation else {
            for index in runners.indices { runners[index].prepare(states, network: index) }
            return
        }
        preparation.waitForAll()
        preparation.begin(states)
    }

    public var preparesAside: Bool { preparation != nil }

    /// Returns once no preparation is under way.
    public func settle() { preparation?.waitForAll() }

    /// The outputs of the state's last step as the networks gave them, neither clamped nor exponentiated, in the order of
    /// ``Model/outputNames``; not a number where there is none yet.
    public func rawOutputs(_ state: NetworkState) -> [Float] { state.streams.flatMap { Array($0.outputs) } }

    private func value(_ index: OutputIndex?, _ state: NetworkState) -> Float? {
        guard let index else { return nil }
        let value = state.streams[index.network].outputs[index.output]
        return value.isNaN ? nil : value
    }

    private static func clamp(_ value: Float) -> Float { min(max(value, -1), 1) }
}
