import Testing

@testable import Inference

@Suite struct NetworkBenchmarkTests {
    @Test func baseNetwork_hasTheDocumentedOperations() {
        let base = NetworkConfiguration.small(channels: [16, 32, 64, 64], hidden: 256, cropHeight: 112, cropWidth: 112)
        let mega = base.stageFLOPs.map { (Double($0) / 1e5).rounded() / 10 }
        #expect(mega == [10.8, 86.7, 86.7, 231.2, 1.6])
    }

    @Test func benchmark_reportsEveryStageOfEveryNetwork() throws {
        let model = try TestModel([
            .small(prefix: "a.", outputs: ["arousal"]),
            .small(prefix: "v.", kind: .conv3d, padding: .same, outputs: ["valence"]),
        ]).load()
        let report = NetworkBenchmark.run(model: model, ticks: 3)
        #expect(report.ticks == 3)
        #expect(
            report.stages.map(\.name) == [
                "a.conv1", "a.conv2", "a.conv3", "a.convlstm", "a.fc", "v.conv1", "v.conv2", "v.conv3", "v.conv4",
                "v.fc",
            ])
        let times = [report.tick, report.preparedTick, report.preparation] + report.stages.map(\.times)
        #expect(times.allSatisfy { $0.p50 > 0 && $0.p99 >= $0.p50 && $0.processorP50 > 0 })
        #expect(report.blasCore == BLASCore.name)
        #expect(report.megaFLOPs == report.stages.reduce(0) { $0 + $1.megaFLOPs })
    }
}
