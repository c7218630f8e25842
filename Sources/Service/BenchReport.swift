import Inference

/// What `affect bench` measures of the network, as text and as JSON.
public struct BenchReport: Encodable {
    public var blasCore: String
    public var instructionSet: String
    public var model: String
    public var network: Network
    public var paced: Paced?
    public var faces: [Faces]?
    public var pipeline: PipelineMeasurement?

    enum CodingKeys: String, CodingKey {
        case network, model, paced, faces, pipeline
        case blasCore = "blas_core"
        case instructionSet = "instruction_set"
    }

    public struct Network: Encodable {
        public var ticks: Int
        public var tick: Times
        /// From crop to estimate when the preparation was done before.
        public var prepared: Times
        public var preparation: Times
        public var megaFLOPs: Double
        public var productMegaFLOPs: Double
        public var peakGigaFLOPsPerSecond: Double
        public var layers: [Layer]

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(ticks, forKey: "ticks")
            try container.encode(tick, named: "tick_")
            try container.encode(prepared, named: "prepared_tick_")
            try container.encode(preparation, named: "preparation_")
            try container.encode(megaFLOPs, forKey: "mflop")
            try container.encode(productMegaFLOPs, forKey: "product_mflop")
            try container.encode(peakGigaFLOPsPerSecond, forKey: "peak_gflops")
            try container.encode(peakShare, forKey: "peak_share")
            try container.encode(layers, forKey: "layers")
        }

        /// Of what one thread can do, that which the matrix products of a tick do.
        public var peakShare: Double { productMegaFLOPs / tick.processorP50 / peakGigaFLOPsPerSecond }
    }

    public struct Layer: Encodable {
        public var name: String
        public var times: Times
        public var megaFLOPs: Double
        public var productMegaFLOPs: Double
        public var peakShare: Double

        /// Billions of operations a second of processor time, by the direct computation's count.
        public var gigaFLOPsPerSecond: Double { megaFLOPs / times.processorP50 }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: "name")
            try container.encode(times, named: "")
            try container.encode(megaFLOPs, forKey: "mflop")
            try container.encode(productMegaFLOPs, forKey: "product_mflop")
            try container.encode(peakShare, forKey: "peak_share")
        }
    }

    /// Any name.
    struct Key: CodingKey, ExpressibleByStringLiteral {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init(stringLiteral value: String) { stringValue = value }
        init?(intValue: Int) { nil }
    }

    /// Milliseconds.
    public struct Times: Encodable {
        public var p50: Double
        public var p99: Double
        public var processorP50: Double

        enum CodingKeys: String, CodingKey {
            case p50 = "ms_p50"
            case p99 = "ms_p99"
            case processorP50 = "processor_ms_p50"
        }

        init(_ times: NetworkBenchmark.Times) { (p50, p99, processorP50) = (times.p50, times.p99, times.processorP50) }
    }

    /// One tick each 100 ms, caches emptied before.
    public struct Paced: Encodable {
        public var ticks: Int
        public var tick: Times
        public var prepared: Times
        public var preparation: Times

        enum CodingKeys: String, CodingKey {
            case ticks, tick, preparation
            case prepared = "prepared_tick"
        }
    }

    /// A tick of several faces.
    public struct Faces: Encodable {
        public var count: Int
        public var step: Times
        /// One face after the other.
        public var separateSteps: Times
        public var preparation: Times
        public var preparedStep: Times

        enum CodingKeys: String, CodingKey {
            case count, step, preparation
            case separateSteps = "separate_steps"
            case preparedStep = "prepared_step"
        }
    }

    /// Measures the network of a model file on this machine, one thread.
    ///
    /// - Parameters:
    ///   - isPaced: also one tick each 100 ms with cold caches, `ticks` / 3 of them; and the faces begin with cold caches too.
    ///   - faceCount: measures ticks of 1, 2, … as many faces; 0 for none.
    public init(modelPath: String?, ticks: Int, isPaced: Bool, faceCount: Int) throws {
        let model = try ModelFile.load(path: ModelFolder.model(modelPath))
        let report = NetworkBenchmark.run(model: model, ticks: ticks)
        blasCore = report.blasCore
        instructionSet = report.instructionSet
        self.model = model.identifier
        let peak = report.peakGigaFLOPsPerSecond
        network = Network(
            ticks: report.ticks, tick: Times(report.tick.whole), prepared: Times(report.tick.prepared),
            preparation: Times(report.tick.preparation), megaFLOPs: report.megaFLOPs,
            productMegaFLOPs: report.productMegaFLOPs, peakGigaFLOPsPerSecond: peak,
            layers: report.stages.map {
                Layer(
                    name: $0.name, times: Times($0.times), megaFLOPs: $0.megaFLOPs,
                    productMegaFLOPs: $0.productMegaFLOPs,
                    peakShare: $0.productMegaFLOPs / $0.times.processorP50 / peak)
            })
        if isPaced {
            let count = max(1, ticks / 3)
            let times = NetworkBenchmark.paced(model: model, ticks: count)
            paced = Paced(
                ticks: count, tick: Times(times.whole), prepared: Times(times.prepared),
                preparation: Times(times.preparation))
        }
        if faceCount > 0 {
            faces = NetworkBenchmark.faces(
                model: model, count: faceCount, ticks: max(1, ticks / 5), isCold: isPaced
            )
            .map {
                Faces(
                    count: $0.count, step: Times($0.step), separateSteps: Times($0.separateSteps),
                    preparation: Times($0.preparation), preparedStep: Times($0.preparedStep))
            }
        }
    }
}

extension KeyedEncodingContainer<BenchReport.Key> {
    /// The times as keys of their own: `tick_ms_p50` and so on.
    fileprivate mutating func encode(_ times: BenchReport.Times, named prefix: String) throws {
        try encode(times.p50, forKey: Key(stringValue: prefix + "ms_p50"))
        try encode(times.p99, forKey: Key(stringValue: prefix + "ms_p99"))
        try encode(times.processorP50, forKey: Key(stringValue: prefix + "processor_ms_p50"))
    }
}
