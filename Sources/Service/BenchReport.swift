import Inference

/// What `affect bench` measures of the network, as text and as JSON.
public struct BenchReport: Encodable {
    public var blasCore: String
    public var instructionSet: String
    public var model: String
    public var network: Network
    public var pipeline: PipelineMeasurement?

    enum CodingKeys: String, CodingKey {
        case network, model, pipeline
        case blasCore = "blas_core"
        case instructionSet = "instruction_set"
    }

    public struct Network: Encodable {
        public var ticks: Int
        public var tickP50: Double
        public var tickP99: Double
        /// From crop to estimate when the preparation was done before.
        public var preparedP50: Double
        public var preparedP99: Double
        public var preparationP50: Double
        public var megaFLOPs: Double
        public var layers: [Layer]

        enum CodingKeys: String, CodingKey {
            case ticks, layers
            case tickP50 = "tick_ms_p50"
            case tickP99 = "tick_ms_p99"
            case preparedP50 = "prepared_tick_ms_p50"
            case preparedP99 = "prepared_tick_ms_p99"
            case preparationP50 = "preparation_ms_p50"
            case megaFLOPs = "mflop"
        }
    }

    public struct Layer: Encodable {
        public var name: String
        public var p50: Double
        public var p99: Double
        public var megaFLOPs: Double

        /// Billions of operations a second, by the direct computation's count.
        public var gigaFLOPsPerSecond: Double { megaFLOPs / p50 }

        enum CodingKeys: String, CodingKey {
            case name
            case p50 = "ms_p50"
            case p99 = "ms_p99"
            case megaFLOPs = "mflop"
        }
    }

    /// Measures the network of a model file on this machine, one thread.
    public init(modelPath: String?, ticks: Int) throws {
        let model = try ModelFile.load(path: ModelFolder.model(modelPath))
        let report = NetworkBenchmark.run(model: model, ticks: ticks)
        blasCore = report.blasCore
        instructionSet = report.instructionSet
        self.model = model.identifier
        network = Network(
            ticks: report.ticks, tickP50: report.tick.p50, tickP99: report.tick.p99,
            preparedP50: report.preparedTick.p50, preparedP99: report.preparedTick.p99,
            preparationP50: report.preparation.p50, megaFLOPs: report.megaFLOPs,
            layers: report.stages.map {
                Layer(name: $0.name, p50: $0.times.p50, p99: $0.times.p99, megaFLOPs: $0.megaFLOPs)
            })
    }
}
