import Capture
import StreamTypes
import TestKit

/// A camera that gives what a test says, when it says so, on a manual clock.
final class ScriptedSource: FrameSource {
    enum Step {
        /// A picture captured at this millisecond, delivered `delay` milliseconds later.
        case frame(at: Int64, delay: Int64 = 0, damaged: Bool = false)
        case offline(at: Int64)
        case online(at: Int64)

        var delivery: MonotonicTime {
            switch self {
            case .frame(let at, let delay, _): .zero + .milliseconds(at + delay)
            case .offline(let at), .online(let at): .zero + .milliseconds(at)
            }
        }
    }

    let kind = SourceKind.live
    private let clock: ManualClock
    private var steps: [Step]
    private let picture: GrayImage
    private var number: Int64 = 0
    private var isDamaged = false

    init(_ steps: [Step], clock: ManualClock, picture: GrayImage) {
        self.steps = steps.reversed()
        self.clock = clock
        self.picture = picture
    }

    func next(until deadline: MonotonicTime) -> FrameEvent {
        guard let step = steps.last else { return .ended }
        if step.delivery > deadline {
            clock.sleep(until: deadline)
            return .idle
        }
        clock.sleep(until: step.delivery)
        steps.removeLast()
        switch step {
        case .offline: return .offline(reason: "the camera was pulled out")
        case .online: return .online(description: "a scripted camera")
        case .frame(let at, _, let damaged):
            isDamaged = damaged
            defer { number += 1 }
            return .frame(Frame(number: number, captureTime: .zero + .milliseconds(at)))
        }
    }

    func decode(into image: GrayImage) -> Bool {
        image.resize(width: picture.width, height: picture.height)
        _ = image.bytes.update(fromContentsOf: UnsafeMutableBufferPointer(rebasing: picture.bytes[...]))
        return !isDamaged
    }
}
