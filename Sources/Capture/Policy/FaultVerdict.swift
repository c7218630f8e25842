import Glibc
import StreamTypes

/// What a fault of a camera means: how soon to look for it again, and the sentence that says so.
package struct FaultVerdict: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// No camera there (any more): look each second.
        case absent
        /// It is there, but cannot be used as things are: look every five seconds.
        case unavailable
        /// Transfer errors and stalls, which opening it again often cures: at once, then more and more rarely.
        case transient
        /// A stream that has to be set up anew although nothing failed: at once.
        case renewal
        /// Waiting does not help: what was asked for is wrong.
        case wrong
    }

    package var kind: Kind
    /// What it means, as one or two sentences.
    package var meaning: String

    package init(_ kind: Kind, _ meaning: String) {
        self.kind = kind
        self.meaning = meaning
    }

    /// - Parameters:
    ///   - format: the stream that was asked for, for the sentence.
    ///   - holder: looks for the program that uses a busy camera.
    package init(_ cause: DeviceFault.Cause, format: String?, holder: () -> String? = { nil }) {
        switch cause {
        case .call(let call, let error):
            self = Self.verdict(call, error.code, format ?? "the stream")
            if error.code == EBUSY, kind == .unavailable, let holder = holder() {
                meaning = "\(holder) uses the camera. Close that program."
            }
        case .hungUp: self = .init(.transient, "The driver reports trouble without saying which.")
        case .contradiction: self = .init(.transient, "This is a fault of the driver; its buffers are not trusted.")
        case .stalled(_, damaged: 0): self = .init(.transient, "The camera is connected but sends no pictures.")
        case .stalled:
            self = .init(.transient, "The camera sends damaged pictures only; try another cable or USB port.")
        case .frozen: self = .init(.renewal, "The camera is connected but its picture stands still.")
        case .sourceChanged: self = .init(.transient, "The stream is set up again for the new signal.")
        case .suspended: self = .init(.renewal, "The camera is set up again after the sleep.")
        }
    }

    private static func verdict(_ call: VideoCall, _ code: CInt, _ format: String) -> FaultVerdict {
        if let verdict = gone(call, code) { return verdict }
        if let verdict = refused(call, code) { return verdict }
        if let verdict = exhausted(call, code, format) { return verdict }
        return transferFailed(code, format)
    }

    private static func gone(_ call: VideoCall, _ code: CInt) -> FaultVerdict? {
        switch (call, code) {
        case (.open, ENOENT): .init(.absent, "No camera is connected there.")
        case (.open, ENODEV), (.open, ENXIO): .init(.absent, "The camera that belonged to this name is gone.")
        case (_, ENODEV), (_, ENXIO), (_, ESHUTDOWN), (_, EBADF): .init(.absent, "The camera was unplugged.")
        case (.queueBuffer, ENOTTY), (.dequeueBuffer, ENOTTY):
            .init(.absent, "Another device took the place of the camera.")
        default: nil
        }
    }

    private static func refused(_ call: VideoCall, _ code: CInt) -> FaultVerdict? {
        switch (call, code) {
        case (.open, EACCES):
            .init(.wrong, "This user may not use cameras. Run `sudo usermod -aG video $USER` and log in again.")
        case (.open, EPERM):
            .init(
                .wrong,
                "The system forbids this program cameras. In a systemd unit, allow them with "
                    + "`DeviceAllow=char-video4linux rw`; in a container, pass the device in.")
        case (.open, ENOTDIR), (.open, EISDIR), (.open, ELOOP), (.open, ENAMETOOLONG), (.open, EROFS):
            .init(.wrong, "Name a video device such as /dev/video0; `affect devices` lists them.")
        case (.queryCapabilities, ENOTTY), (.queryCapabilities, EINVAL):
            .init(.wrong, "This is no video device; `affect devices` lists them.")
        case (.requestBuffers, EINVAL), (.requestBuffers, ENOTTY):
            .init(.wrong, "This device cannot stream into memory; `affect devices` lists those that can.")
        case (_, EACCES), (_, EPERM): .init(.unavailable, "The driver refuses this to this user.")
        default: nil
        }
    }

    private static func exhausted(_ call: VideoCall, _ code: CInt, _ format: String) -> FaultVerdict? {
        switch (call, code) {
        case (.dequeueBuffer, EBUSY), (.queueBuffer, EBUSY), (.poll, EBUSY): nil
        case (_, EBUSY):
            .init(.unavailable, "Another program uses the camera. Close it (`fuser -v /dev/video*` names it).")
        case (.streamOn, ENOSPC), (.setFormat, ENOSPC), (.setParameters, ENOSPC):
            .init(
                .unavailable,
                "The USB bus has no bandwidth for \(format). Choose MJPG or a smaller picture, or another USB port.")
        case (.streamOn, ENOLINK), (.streamOn, ENODATA):
            .init(.unavailable, "The device has no signal. Check its input cable.")
        case (.streamOn, EPIPE):
            .init(.unavailable, "The media pipeline of this device is not set up. Set it up with `media-ctl`.")
        case (_, ENOMEM): .init(.unavailable, "The system has too little memory for the camera's buffers.")
        case (_, EMFILE): .init(.unavailable, "This program has too many files open. Raise `ulimit -n`.")
        case (_, ENFILE): .init(.unavailable, "The system has too many files open.")
        case (_, ENOSPC): .init(.unavailable, "The driver has no room for \(format).")
        default: nil
        }
    }

    private static func transferFailed(_ code: CInt, _ format: String) -> FaultVerdict {
        switch code {
        case EIO: .init(.transient, "The transfer from the camera failed: a bad cable, hub or contact, or lost signal.")
        case EPIPE, EPROTO, EILSEQ, EREMOTEIO, EOVERFLOW, ECONNRESET:
            .init(.transient, "The USB transfer failed: try another cable or port.")
        case ETIMEDOUT: .init(.transient, "The camera does not answer: pull it out and put it in again if it stays so.")
        case EINVAL: .init(.transient, "The driver refuses \(format) in its present state.")
        case ENOTTY: .init(.transient, "The driver does not know this request.")
        case EAGAIN: .init(.transient, "The driver has nothing although it said so.")
        case EFAULT: .init(.transient, "The driver could not reach the memory of this program.")
        default: .init(.transient, "This error is not one that the kernel's documentation names here.")
        }
    }
}
