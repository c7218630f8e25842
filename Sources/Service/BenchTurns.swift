import Inference

/// The network measured turn by turn, for `affect bench --turns`.
public final class BenchTurns {
    private let turns: BenchmarkTurns

    public init(modelPath: String?) throws {
        turns = BenchmarkTurns(try ModelFile.load(path: ModelFolder.model(modelPath)))
    }

    /// Milliseconds of every tick of a turn.
    public struct Turn: Encodable {
        public var blasCore = BLASCore.name
        public var instructionSet = BLASCore.instructionSet
        public var wall: [Double]
        public var processor: [Double]
        public var preparationProcessor: [Double]

        enum CodingKeys: String, CodingKey {
            case blasCore = "blas_core"
            case instructionSet = "instruction_set"
            case wall = "wall_ms"
            case processor = "processor_ms"
            case preparationProcessor = "preparation_processor_ms"
        }
    }

    /// - Parameter request: `step N` or `prepared N`, N ticks.
    /// - Returns: nil for another request.
    public func answer(_ request: String) -> Turn? {
        let words = request.split(separator: " ")
        guard words.count == 2, words[0] == "step" || words[0] == "prepared", let ticks = Int(words[1]),
            (1...100_000).contains(ticks)
        else { return nil }
        let (steps, preparations) = turns.run(ticks: ticks, prepares: words[0] == "prepared")
        return Turn(
            wall: steps.wall, processor: steps.processor, preparationProcessor: preparations.processor)
    }
}
