import CKernels

/// How a layer's maps are cut for F(m × m, 3 × 3); every convolution that adds to the same sums shares one.
struct WinogradTiling: Sendable, Hashable {
    let height: Int
    let width: Int
    /// m: outputs of a tile along one side.
    let tile: Int
    let tilesDown: Int
    let tilesAcross: Int
    let blocks: Int
    let blockTiles: Int

    /// A block's sums should stay in the second-level cache, and its weights be read as seldom as possible.
    private static let maximumBlockTiles = 50
    /// What reading a transformed weight costs, in multiplications, which wider vectors make cheaper: F(4 × 4) has more weights
    /// and fewer multiplications.
    private static let costOfWeight = BLASCore.instructionSet == "avx512" ? 16 : 8

    init(_ geometry: LayerGeometry) {
        height = geometry.height
        width = geometry.width
        func cost(_ tile: Int) -> Int {
            let tiles = Self.divideUp(geometry.height, tile) * Self.divideUp(geometry.width, tile)
            return (tile + 2) * (tile + 2) * (tiles + Self.costOfWeight)
        }
        tile = cost(4) < cost(2) ? 4 : 2
        tilesDown = Self.divideUp(geometry.height, tile)
        tilesAcross = Self.divideUp(geometry.width, tile)
        blocks = Self.divideUp(tilesDown * tilesAcross, Self.maximumBlockTiles)
        blockTiles = Self.divideUp(tilesDown * tilesAcross, blocks)
    }

    private static func divideUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

    var positions: Int { (tile + 2) * (tile + 2) }

    /// Of one transformed time step: blocks × positions × blockTiles × channels.
    func sliceFloats(channels: Int) -> Int { blocks * blockSumFloats(outputs: LayerGeometry.padded(channels)) }

    /// Of one block's sums: positions × blockTiles × outputs.
    func blockSumFloats(outputs: Int) -> Int { positions * blockTiles * outputs }

    /// From one row of a bordered map to the next.
    var borderedRowPixels: Int { tilesAcross * tile + 2 }

    /// Of a bordered map, zeros beyond `height` and `width` included.
    func borderedFloats(channels: Int) -> Int {
        (tilesDown * tile + 2) * borderedRowPixels * LayerGeometry.padded(channels)
    }

    /// From a bordered map's corner to its first pixel.
    func borderFloats(channels: Int) -> Int { (borderedRowPixels + 1) * LayerGeometry.padded(channels) }

    var forKernels: ck_tiling {
        ck_tiling(
            tile: Int32(tile), tiles_down: Int32(tilesDown), tiles_across: Int32(tilesAcross),
            block_tiles: Int32(blockTiles))
    }
}
