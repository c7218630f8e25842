import Faces
import Feed
import Inference
import StreamTypes

/// What clients of the control socket may do to the stream. Everything takes effect between two frames, from the next
/// undecided tick on.
extension Pipeline {
    /// The longest time a request waits for its turn, but for the tick at work.
    static let controlInterval = Duration.milliseconds(20)
    /// Requests carried out before frames have their turn again.
    private static let requestsATurn = 4

    func serveControl() {
        guard let control, let tick = grid.next else { return }
        for _ in 0..<Self.requestsATurn {
            guard let request = control.next() else { break }
            if let outcome = carryOut(request, at: tick) { control.answer(request, outcome, at: position(at: tick)) }
        }
        finishReload(control, at: tick)
        finishRecordings(control, at: tick)
        control.note(position(at: tick))
    }

    func position(at tick: Int64) -> StreamPosition {
        StreamPosition(state: isPaused ? .paused : .running, tick: tick, time: TickGrid.start(of: tick))
    }

    /// - Returns: nil when the answer has to wait.
    private func carryOut(_ request: ControlRequest, at tick: Int64) -> ControlOutcome? {
        switch request.command {
        case .status: return .status(publisher.json(status()))
        case .time: return .done
        case .annotate(let annotation): annotate(annotation, request, at: tick)
        case .pause: pause(at: tick)
        case .resume: resume(at: tick)
        case .reload(let name): return beginReload(name, request)
        case .recordStart(let recording): return beginRecording(recording, request)
        case .recordSplit: return splitRecording()
        case .recordStop: return endRecording(request, at: tick)
        case .calibrate: return .refused(.unsupported("There is no calibration over the control socket"))
        }
        return .done
    }

    // MARK: Pause

    func pause(at tick: Int64) {
        if isPaused { return }
        isPaused = true
        recording?.addPaused()
        loseFaces(at: tick, because: [])
        notify(.paused, at: tick)
    }

    func resume(at tick: Int64) {
        if !isPaused { return }
        isPaused = false
        recording?.addResumed()
        notify(.resumed, at: tick)
    }

    /// While paused no picture is looked at, and none recorded.
    func skip(_ frame: Frame) {
        guard !health.isStale(frame), case .take(let tick, let empty) = grid.place(frame.captureTime) else { return }
        for tick in empty.lowerBound...tick {
            recording?.addEmpty(tick, because: [])
            publishNobody(tick: tick, frame: nil, reasons: [], origin: nil)
        }
        grid.take(tick)
    }

    /// Says of each face once that it is lost, and begins anew.
    func loseFaces(at tick: Int64, because reason: Reasons) {
        streams.endAll { face in
            publish(
                tick: tick, frame: nil, track: face.track, isPrimary: false, state: .lost, reasons: reason, origin: nil)
        }
        faces.reset()
        health.trackedFaces = 0
    }

    // MARK: Annotations

    private func annotate(_ annotation: ControlCommand.Annotation, _ request: ControlRequest, at tick: Int64) {
        let time = annotation.time ?? (source.kind == .live ? request.receiveTime : TickGrid.start(of: tick))
        let now = clock.now()
        publisher.publish(
            AnnotationMessage(
                annotation: annotation, time: time, tick: TickGrid.tick(at: time), publishTime: now,
                utcNanoseconds: health.anchor.utc(at: now)))
    }

    // MARK: Another model

    private func beginReload(_ name: String, _ request: ControlRequest) -> ControlOutcome? {
        guard reload == nil else { return .refused(.busy) }
        reload = ModelReload(name, for: request)
        return nil
    }

    /// Puts a model that was read beside the stream to work; the faces keep their ids and begin with clean states.
    private func finishReload(_ control: any ControlInbox, at tick: Int64) {
        guard let reload, let result = reload.result else { return }
        self.reload = nil
        switch result {
        case .success(let model):
            guard use(model, name: reload.name, at: tick) else {
                let cause = "Its crop template is another one; start the program with it instead."
                return refuse(reload, cause, control, at: tick)
            }
            control.answer(reload.request, .model(model.identifier), at: position(at: tick))
        case .failure(let error): refuse(reload, error.sentence, control, at: tick)
        }
    }

    /// Puts `model` to work from `tick` on and says so; false when it judges other crops.
    func use(_ model: Model, name: String, at tick: Int64) -> Bool {
        guard model.template == streams.model.template else { return false }
        let previous = publisher.identity.model
        streams.use(model)
        publisher.identity.model = model.identifier
        publisher.identity.outputs = model.outputTimings
        recording?.addModel()
        notify(.modelChanged(name: name, previous: previous), at: tick)
        return true
    }

    private func refuse(_ reload: ModelReload, _ cause: String, _ control: any ControlInbox, at tick: Int64) {
        notify(.modelRefused(name: reload.name, cause: cause), at: tick)
        control.answer(reload.request, .refused(.badModel(cause)), at: position(at: tick))
    }

    func notify(_ event: NotifyMessage.Event, at tick: Int64) {
        let now = clock.now()
        publisher.publish(
            NotifyMessage(
                event: event, tick: tick, tickTime: TickGrid.start(of: tick), publishTime: now,
                utcNanoseconds: health.anchor.utc(at: now)))
    }
}
