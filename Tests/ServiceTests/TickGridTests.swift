import Service
import StreamTypes
import Testing

@Suite struct TickGridTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime { .zero + .milliseconds(milliseconds) }

    /// The ticks that take a frame, and those that go without, for frames captured at these milliseconds.
    private func decide(_ frames: [Int64]) -> (taken: [Int64: Int64], empty: [Int64]) {
        var grid = TickGrid()
        var taken: [Int64: Int64] = [:]
        var empty: [Int64] = []
        for frame in frames {
            guard case .take(let tick, let missing) = grid.place(time(frame)) else { continue }
            empty += missing
            taken[tick] = frame
            grid.take(tick)
        }
        return (taken, empty)
    }

    @Test(arguments: [15.0, 16, 24, 25, 30, 60, 12.5]) func ratesAboveTen_giveEveryTickItsFirstFrame(rate: Double) {
        let frames = (0..<Int(rate * 20)).map { Int64(Double($0) * 1000 / rate) }
        let (taken, empty) = decide(frames)
        #expect(empty.isEmpty)
        #expect(taken.count >= 199)
        for (tick, frame) in taken {
            #expect(frame == frames.first { $0 >= tick * 100 })
        }
    }

    @Test func fiveFramesASecond_leaveEverySecondTickEmpty() {
        let (taken, empty) = decide(stride(from: 20, to: 2000, by: 200).map { Int64($0) })
        #expect(taken.keys.sorted() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
        #expect(empty == [1, 3, 5, 7, 9, 11, 13, 15, 17])
    }

    @Test func wanderingRate_neverTakesAFrameTwiceNorGoesBack() {
        var at: Int64 = 7
        let frames = (0..<500).map { index -> Int64 in
            at += [33, 41, 16, 95, 120, 33][index % 6]
            return at
        }
        let (taken, empty) = decide(frames)
        #expect(Set(taken.values).count == taken.count)
        #expect(Set(taken.keys).isDisjoint(with: empty))
        #expect(taken.count + empty.count == Int(frames.last! / 100 - frames[0] / 100 + 1))
    }

    @Test func damagedFrame_leavesItsTickToTheNextFrame() {
        var grid = TickGrid()
        grid.take(4)
        #expect(grid.place(time(510)) == .take(tick: 5, empty: 5..<5))
        #expect(grid.place(time(543)) == .take(tick: 5, empty: 5..<5))
        grid.take(5)
        #expect(grid.place(time(576)) == .notNeeded)
    }

    @Test func jump_doesNotMakeUpForTheGap() {
        var grid = TickGrid()
        grid.take(1)
        #expect(grid.place(time(3_600_000)) == .take(tick: 36_000, empty: 36_000..<36_000))
    }

    @Test func silentSource_expiresTicksOnceTheirGraceIsOver() {
        var grid = TickGrid()
        #expect(grid.expired(at: time(10_000)).isEmpty)
        grid.begin(at: time(1_050))
        #expect(grid.nextExpiry == time(1_160))
        #expect(grid.expired(at: time(1_159)).isEmpty)
        #expect(grid.expired(at: time(1_160)) == 10..<11)
        #expect(grid.expired(at: time(1_160)).isEmpty)
        #expect(grid.expired(at: time(1_460)) == 11..<14)
        #expect(grid.place(time(1_399)) == .notNeeded)
    }

    @Test func timesBeforeZero_areRoundedDown() {
        #expect(TickGrid.tick(at: time(-1)) == -1)
        #expect(TickGrid.tick(at: time(-100)) == -1)
        #expect(TickGrid.tick(at: time(-101)) == -2)
        #expect(TickGrid.start(of: -2) == time(-200))
    }
}
