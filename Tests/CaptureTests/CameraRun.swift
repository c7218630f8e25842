import Capture
import StreamTypes
import TestKit

/// A camera source on a scripted machine, run as the service runs it: in ticks of 100 ms.
final class CameraRun {
    let machine: ScriptedMachine
    let source: CameraSource
    private(set) var events: [FrameEvent] = []

    init(_ machine: ScriptedMachine, _ configuration: CameraConfiguration = CameraConfiguration(device: "/dev/video0"))
        throws
    {
        self.machine = machine
        source = try CameraSource(
            configuration: configuration, clock: machine.clock, calls: machine, directory: machine)
    }

    var health: CameraHealth { source.health }
    var clock: ManualClock { machine.clock }

    /// Lets the machine's time pass; the events are kept and also returned.
    @discardableResult
    func run(for duration: Duration) throws -> [FrameEvent] {
        let end = clock.now() + duration
        var found: [FrameEvent] = []
        while clock.now() < end {
            let event = try source.next(until: min(end, clock.now() + .milliseconds(100)))
            if event != .idle { found.append(event) }
        }
        events += found
        return found
    }

    /// Runs until an event other than a frame or idleness, at most a minute.
    func runUntilNews() throws -> FrameEvent? {
        let end = clock.now() + .seconds(60)
        while clock.now() < end {
            let event = try source.next(until: clock.now() + .milliseconds(100))
            events.append(event)
            switch event {
            case .offline, .online: return event
            case .frame, .idle, .ended, .withoutFrame: continue
            }
        }
        return nil
    }
}

extension [FrameEvent] {
    var frames: [Frame] {
        compactMap { event in
            if case .frame(let frame) = event { return frame }
            return nil
        }
    }

    var offlineReasons: [String] {
        compactMap { event in
            if case .offline(let reason) = event { return reason }
            return nil
        }
    }

    var onlineDescriptions: [String] {
        compactMap { event in
            if case .online(let description) = event { return description }
            return nil
        }
    }
}
