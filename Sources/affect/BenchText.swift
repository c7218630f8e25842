import Service

/// A report of `affect bench` as a table.
struct BenchText {
    private let report: BenchReport

    init(_ report: BenchReport) { self.report = report }

    var text: String {
        var lines = network
        if let paced = report.paced {
            lines += ["", "one tick each 100 ms, caches emptied before, \(paced.ticks) ticks", Self.header]
            lines.append(row("a whole tick", times(paced.tick)))
            lines.append(row("crop to estimate", times(paced.prepared)))
            lines.append(row("prepared before", times(paced.preparation)))
        }
        if let faces = report.faces { lines += [""] + table(of: faces) }
        if let pipeline = report.pipeline { lines += [""] + table(of: pipeline) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let header = row("", ["p50 ms", "p99 ms", "CPU ms"])

    private var network: [String] {
        let network = report.network
        var lines = [
            "OpenBLAS core \(report.blasCore), \(report.instructionSet), one thread, model \(report.model), \(network.ticks) ticks",
            "peak of the instruction set: \(two(network.peakGigaFLOPsPerSecond)) GFLOP/s of processor time, measured between the ticks",
            row("", ["p50 ms", "p99 ms", "CPU ms", "MFLOP", "GFLOP/s", "of peak"]),
        ]
        for layer in network.layers {
            lines.append(
                row(
                    layer.name,
                    times(layer.times) + [
                        two(layer.megaFLOPs), two(layer.gigaFLOPsPerSecond), percent(layer.peakShare),
                    ]))
        }
        lines.append(
            row(
                "a whole tick",
                times(network.tick) + [
                    two(network.megaFLOPs), two(network.megaFLOPs / network.tick.processorP50),
                    percent(network.peakShare),
                ]))
        lines.append(row("crop to estimate", times(network.prepared)))
        lines.append(row("prepared before", times(network.preparation)))
        lines.append("MFLOP: of the direct computation; of peak: what the kernels really multiply and add, per CPU ms")
        return lines
    }

    private func table(of faces: [BenchReport.Faces]) -> [String] {
        var lines = [
            report.paced == nil ? "several faces, hot caches" : "several faces, caches emptied before",
            row("", ["p50 ms", "CPU ms", "x one", "singly", "x one", "prepare", "after it", "x one"]),
        ]
        guard let one = faces.first else { return lines }
        func total(_ faces: BenchReport.Faces) -> Double {
            faces.preparation.processorP50 + faces.preparedStep.processorP50
        }
        for tick in faces {
            lines.append(
                row(
                    "\(tick.count) \(tick.count == 1 ? "face" : "faces")",
                    [
                        two(tick.step.p50), two(tick.step.processorP50),
                        two(tick.step.processorP50 / one.step.processorP50), two(tick.separateSteps.processorP50),
                        two(tick.separateSteps.processorP50 / one.separateSteps.processorP50),
                        two(tick.preparation.processorP50), two(tick.preparedStep.processorP50),
                        two(total(tick) / total(one)),
                    ]))
        }
        return lines
    }

    private func table(of pipeline: PipelineMeasurement) -> [String] {
        var lines = [
            "whole stream, \(two(pipeline.seconds)) s: \(two(pipeline.coreShare * 100)) % of a core, "
                + "\(two(pipeline.residentMegabytes)) MB resident at most, \(pipeline.ticks) ticks, \(pipeline.ticksMissing) missing",
            row("", ["p50 ms", "p99 ms"]),
        ]
        for stage in StageTimes.Stage.allCases {
            guard let times = pipeline.stages[stage.rawValue] else { continue }
            lines.append(row(stage.rawValue, [two(times.milliseconds(50)), two(times.milliseconds(99))]))
        }
        lines.append(
            row("capture to publish", [two(pipeline.latency.milliseconds(50)), two(pipeline.latency.milliseconds(99))]))
        return lines
    }

    private func times(_ times: BenchReport.Times) -> [String] {
        [two(times.p50), two(times.p99), two(times.processorP50)]
    }

    private func row(_ name: String, _ columns: [String]) -> String { Self.row(name, columns) }

    private static func row(_ name: String, _ columns: [String]) -> String {
        padded(name, 20, left: false) + columns.map { padded($0, 10, left: true) }.joined()
    }

    private static func padded(_ text: String, _ width: Int, left: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }

    private func percent(_ share: Double) -> String {
        guard share.isFinite else { return "-" }
        return "\(Int((share * 100).rounded())) %"
    }

    private func two(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
