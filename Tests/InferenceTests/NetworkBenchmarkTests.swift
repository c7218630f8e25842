import CKernels
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
        let times = [report.tick.whole, report.tick.prepared, report.tick.preparation] + report.stages.map(\.times)
        #expect(times.allSatisfy { $0.p50 > 0 && $0.p99 >= $0.p50 && $0.processorP50 > 0 })
        #expect(report.blasCore == BLASCore.name)
        #expect(report.peakGigaFLOPsPerSecond > 0)
        #expect(report.megaFLOPs == report.stages.reduce(0) { $0 + $1.megaFLOPs })
    }

    @Test func baseNetwork_multipliesLessThanDirectly() {
        let base = NetworkConfiguration.small(channels: [16, 32, 64, 64], hidden: 256, cropHeight: 112, cropWidth: 112)
        let mega = base.stageProductFLOPs.map { (Double($0) / 1e5).rounded() / 10 }
        // F(4 × 4) multiplies 36 times for 16 outputs where 144 are needed directly, F(2 × 2) 16 times for 4 in place of 36.
        let cell = BLASCore.instructionSet == "avx512" ? 102.8 : 75.5
        #expect(mega == [10.8, 21.7, 21.7, cell, 1.6])
    }

    @Test func severalFaces_areMeasuredOneByOneToTheCount() throws {
        let model = try TestModel([.small()]).load()
        for isCold in [false, true] {
            let faces = NetworkBenchmark.faces(model: model, count: 3, ticks: 2, isCold: isCold)
            #expect(faces.map(\.count) == [1, 2, 3])
            #expect(faces.allSatisfy { $0.step.p50 > 0 && $0.preparation.p50 > 0 && $0.preparedStep.p50 > 0 })
        }
    }

    @Test func turns_giveATimeForEachTick() throws {
        let turns = BenchmarkTurns(try TestModel([.small()]).load())
        let whole = turns.run(ticks: 4, prepares: false)
        #expect(whole.steps.wall.count == 4 && whole.steps.processor.count == 4 && whole.preparations.wall.isEmpty)
        let prepared = turns.run(ticks: 2, prepares: true)
        #expect(prepared.steps.wall.count == 2 && prepared.preparations.processor.count == 2)
    }

    @Test func peakKernel_doesWhatItCounts() {
        var result: Float = 0
        let operations = ck_multiply_add(3, 1, 2, &result)
        // Every value starts at its vector's number and gains 2 in each iteration.
        let values = Int(operations) / (2 * 3)
        let vectors = values / Int(CK_LANES)
        #expect(values % Int(CK_LANES) == 0 && vectors > 0)
        #expect(Int(result) == Int(CK_LANES) * (vectors * (vectors - 1) / 2 + 6 * vectors))
    }
}
