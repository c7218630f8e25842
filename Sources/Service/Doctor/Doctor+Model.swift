import Inference

extension Doctor {
    func model() -> Finding {
        do {
            let path = try ModelFolder.model(options.modelPath)
            return .ok("model", "\(path), \(try ModelFile.load(path: path).identifier)")
        } catch {
            return .failure("model", error)
        }
    }

    func faceModels() -> Finding {
        do { return .ok("faces", try ModelFolder.faceModels()) } catch { return .failure("faces", error) }
    }

    func openBLAS() -> Finding {
        openBLAS(core: BLASCore.name, instructionSet: BLASCore.instructionSet, note: BLASCore.note)
    }

    /// OpenBLAS that does not know a processor falls back to kernels of half its speed.
    func openBLAS(core: String, instructionSet: String, note: String?) -> Finding {
        let wide = ["SkylakeX", "Cooperlake", "SapphireRapids"]
        let facts = ["kernels \(core) of OpenBLAS, own ones \(instructionSet)", note].compactMap(\.self)
        let text = facts.joined(separator: "; ")
        if instructionSet == "avx512", !wide.contains(core) {
            return .warning(
                "openblas", "\(text): this processor has AVX-512", "Set AFFECT_BLAS_CORE=SkylakeX in the environment.")
        }
        return .ok("openblas", text)
    }

    /// A tick of one face has to be done long before the next one.
    func speed() -> Finding {
        guard let bench = try? BenchReport(modelPath: options.modelPath, ticks: 20, isPaced: false, faceCount: 0) else {
            return .failure("speed", "not measured: no model", "See above.")
        }
        let milliseconds = bench.network.tick.p50 * Double(options.maximumFaces)
        let text = "\(Self.tenths(milliseconds)) ms of each 100 ms for the network"
        if milliseconds > 60 {
            return .warning(
                "speed", text, "Follow fewer faces (--faces), take a smaller model, or stop other programs.")
        }
        return .ok("speed", text)
    }
}
