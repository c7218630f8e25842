import Foundation

@testable import Inference

/// The network as docs/model-file.md defines it, over a whole clip at once, in double precision and as slowly as can be.
///
/// Maps are [time][channel][row][column]. `isStrided` computes the network of the paper, which gives fewer outputs than
/// there are crops; otherwise every tick has its output, except for the look-ahead at the end.
struct ReferenceNetwork {
    typealias Map = [[[Double]]]

    let configuration: NetworkConfiguration
    let model: TestModel
    let isStrided: Bool

    init(_ model: TestModel, network: Int = 0, isStrided: Bool = false) {
        self.model = model
        configuration = model.networks[network]
        self.isStrided = isStrided
    }

    /// [time][output]
    func outputs(_ crops: [[UInt8]]) -> [[Double]] {
        var clip = windows(crops)
        var dilation = isStrided ? 1 : configuration.windowTicks
        for layer in 0..<4 {
            let isRecurrent = layer == 3 && configuration.kind == .convlstm
            let name = isRecurrent ? "convlstm.input" : "conv\(layer + 1)"
            clip = convolve(clip, name, dilation)
            clip =
                isRecurrent
                ? recur(clip, dilation) : clip.map { $0.map { $0.map { $0.map { max($0, 0) } } } }
            clip = pool(clip, configuration.pooling[layer], dilation)
            if !isStrided { dilation *= configuration.pooling[layer].time }
        }
        return clip.map { innerProducts($0.flatMap { $0.flatMap { $0 } }) }
    }

    private func windows(_ crops: [[UInt8]]) -> [Map] {
        let w = configuration.windowTicks
        let (mean, scale) = (Double(model.normalisation.mean), Double(model.normalisation.scale))
        let ends = isStrided ? Array(stride(from: w - 1, to: crops.count, by: w)) : Array(crops.indices)
        return ends.map { end in
            let parts = crops[max(0, end - w + 1)...end]
            let rows = (0..<configuration.cropHeight).map { y in
                (0..<configuration.cropWidth).map { x in
                    parts.reduce(0) { $0 + (Double($1[y * configuration.cropWidth + x]) / 255 - mean) / scale }
                        / Double(parts.count)
                }
            }
            return [rows]
        }
    }

    private func tensor(_ name: String) -> [Double] {
        guard let tensor = model.tensors[configuration.prefix + name] else { preconditionFailure("no \(name)") }
        return tensor.values.map(Double.init)
    }

    private func convolve(_ clip: [Map], _ name: String, _ dilation: Int) -> [Map] {
        let weight = tensor(name + ".weight")
        let bias = tensor(name + ".bias")
        let isCausal = configuration.padding == .causal
        let last = isStrided || isCausal ? clip.count : max(0, clip.count - dilation)
        return (0..<last).map { t in
            (0..<bias.count).map { output in
                var sum = clip[0][0].map { $0.map { _ in bias[output] } }
                for tap in 0..<3 {
                    let time = t + (tap - (isCausal ? 2 : 1)) * dilation
                    guard clip.indices.contains(time) else { continue }
                    for input in clip[0].indices {
                        let kernel = ((output * clip[0].count + input) * 3 + tap) * 9
                        addConvolution(of: clip[time][input], Array(weight[kernel..<kernel + 9]), to: &sum)
                    }
                }
                return sum
            }
        }
    }

    private func addConvolution(of plane: [[Double]], _ kernel: [Double], to sum: inout [[Double]]) {
        let (height, width) = (plane.count, plane[0].count)
        for y in 0..<height {
            for x in 0..<width {
                for k in 0..<9 {
                    let (row, column) = (y + k / 3 - 1, x + k % 3 - 1)
                    guard (0..<height).contains(row) && (0..<width).contains(column) else { continue }
                    sum[y][x] += plane[row][column] * kernel[k]
                }
            }
        }
    }

    private func recur(_ gates: [Map], _ dilation: Int) -> [Map] {
        let weight = tensor("convlstm.hidden.weight")
        let channels = configuration.channels[3]
        var hidden: [Map] = []
        var cells: [Map] = []
        for (t, gate) in gates.enumerated() {
            var sums = gate
            if t >= dilation {
                for output in 0..<4 * channels {
                    for input in 0..<channels {
                        let kernel = (output * channels + input) * 9
                        addConvolution(
                            of: hidden[t - dilation][input], Array(weight[kernel..<kernel + 9]), to: &sums[output])
                    }
                }
            }
            var cell = Array(gate[..<channels])
            var output = cell
            for c in 0..<channels {
                for y in gate[0].indices {
                    for x in gate[0][0].indices {
                        let before = t >= dilation ? cells[t - dilation][c][y][x] : 0
                        let (i, f) = (sigmoid(sums[c][y][x]), sigmoid(sums[channels + c][y][x]))
                        let (g, o) = (tanh(sums[2 * channels + c][y][x]), sigmoid(sums[3 * channels + c][y][x]))
                        cell[c][y][x] = f * before + i * g
                        output[c][y][x] = o * tanh(cell[c][y][x])
                    }
                }
            }
            cells.append(cell)
            hidden.append(output)
        }
        return hidden
    }

    private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    private func pool(_ clip: [Map], _ kernel: NetworkConfiguration.Pooling, _ dilation: Int) -> [Map] {
        let times: [[Int]]
        if isStrided {
            times = (0..<clip.count / kernel.time).map { step in (0..<kernel.time).map { step * kernel.time + $0 } }
        } else {
            times = clip.indices.map { t in kernel.time == 1 || t < dilation ? [t] : [t - dilation, t] }
        }
        return times.map { times in
            clip[0].indices.map { c in
                (0..<clip[0][0].count / kernel.height).map { y in
                    (0..<clip[0][0][0].count / kernel.width).map { x in
                        var best = -Double.infinity
                        for t in times {
                            for row in y * kernel.height..<(y + 1) * kernel.height {
                                for column in x * kernel.width..<(x + 1) * kernel.width {
                                    best = max(best, clip[t][c][row][column])
                                }
                            }
                        }
                        return best
                    }
                }
            }
        }
    }

    private func innerProducts(_ input: [Double]) -> [Double] {
        let hidden = product("fc1", input).map { max($0, 0) }
        return product("fc2", hidden)
    }

    private func product(_ name: String, _ input: [Double]) -> [Double] {
        let weight = tensor(name + ".weight")
        return tensor(name + ".bias").enumerated().map { unit, bias in
            zip(weight[unit * input.count..<(unit + 1) * input.count], input).reduce(bias) { $0 + $1.0 * $1.1 }
        }
    }
}
