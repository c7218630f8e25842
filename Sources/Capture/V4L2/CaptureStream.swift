import CV4L2
import Glibc
import StreamTypes

/// A camera that streams into memory shared with the driver.
///
/// A buffer belongs either to the driver or to the program, which holds one at most. Every buffer taken with ``dequeue()`` goes back once
/// with ``giveBack()``, on every path; when that fails the stream is over and ``close()`` releases everything.
final class CaptureStream {
    let device: VideoDevice
    let format: StreamFormat
    private var buffers: [UnsafeMutableRawBufferPointer] = []
    private var held: (index: Int, byteCount: Int)?
    private var isStreaming = false

    /// Enough that a frame which waits for its tick does not make the driver lose the next ones.
    private static let wantedBuffers: UInt32 = 4

    init(device: VideoDevice, format: StreamFormat) throws(DeviceFault) {
        self.device = device
        self.format = format
        do {
            try subscribeToSourceChanges()
            let count = try requestBuffers()
            for index in 0..<count { try mapBuffer(index) }
            for index in 0..<count { try queue(index) }
            var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            try device.perform(.streamOn, &type)
            isStreaming = true
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// Stops the stream, unmaps the buffers and closes the device; errors do not matter any more. Safe to call twice.
    func close() {
        held = nil
        if isStreaming {
            var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            try? device.perform(.streamOff, &type)
            isStreaming = false
        }
        for buffer in buffers {
            guard let address = buffer.baseAddress else { continue }
            device.calls.unmap(address, length: buffer.count)
        }
        buffers = []
        device.close()
    }

    /// Takes the oldest frame; nil when there is none yet.
    ///
    /// - Precondition: no frame is held.
    func dequeue() throws(DeviceFault) -> CapturedBuffer? {
        precondition(held == nil)
        var buffer = Self.emptyBuffer(0)
        do {
            try device.perform(.dequeueBuffer, &buffer)
        } catch {
            if case .call(_, SystemError(EAGAIN)) = error.cause { return nil }
            throw error
        }
        let index = Int(buffer.index)
        guard buffers.indices.contains(index) else {
            throw device.contradiction("it hands over buffer \(index) of \(buffers.count)")
        }
        guard Int(buffer.bytesused) <= buffers[index].count else {
            throw device.contradiction("\(buffer.bytesused) bytes in a buffer of \(buffers[index].count)")
        }
        held = (index, Int(buffer.bytesused))
        return CapturedBuffer(
            sequence: buffer.sequence, stamp: Self.stamp(buffer),
            isFlagged: buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0)
    }

    /// Returns the frame held, if any, to the driver.
    func giveBack() throws(DeviceFault) {
        guard let index = held?.index else { return }
        held = nil
        try queue(index)
    }

    /// The data of the frame held; empty without one.
    var payload: UnsafeRawBufferPointer {
        guard let held else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: buffers[held.index][..<held.byteCount])
    }

    /// Takes all events that wait.
    ///
    /// - Returns: whether one of them says that the source changed.
    func dequeueEvents() throws(DeviceFault) -> Bool {
        var hasChanged = false
        for _ in 0..<64 {
            var event = v4l2_event()
            do {
                try device.perform(.dequeueEvent, &event)
            } catch {
                if case .call(_, let system) = error.cause, [ENOENT, EAGAIN, EINVAL, ENOTTY].contains(system.code) {
                    return hasChanged
                }
                throw error
            }
            if event.type == UInt32(V4L2_EVENT_SOURCE_CHANGE) { hasChanged = true }
            if event.pending == 0 { return hasChanged }
        }
        return hasChanged
    }

    private func subscribeToSourceChanges() throws(DeviceFault) {
        var subscription = v4l2_event_subscription()
        subscription.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
        do {
            try device.perform(.subscribeEvent, &subscription)
        } catch {
            // Most cameras have no such event.
            guard case .call(_, let system) = error.cause, [EINVAL, ENOTTY].contains(system.code) else { throw error }
        }
    }

    private func requestBuffers() throws(DeviceFault) -> Int {
        var request = v4l2_requestbuffers()
        request.count = Self.wantedBuffers
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try device.perform(.requestBuffers, &request)
        guard (1...64).contains(request.count) else { throw device.contradiction("it gives \(request.count) buffers") }
        return Int(request.count)
    }

    private func mapBuffer(_ index: Int) throws(DeviceFault) {
        var buffer = Self.emptyBuffer(index)
        try device.perform(.queryBuffer, &buffer)
        let length = Int(buffer.length)
        guard length >= 1 else { throw device.contradiction("its buffer \(index) is empty") }
        let address = try device.map(length: length, offset: Int(buffer.m.offset))
        buffers.append(UnsafeMutableRawBufferPointer(start: address, count: length))
    }

    private func queue(_ index: Int) throws(DeviceFault) {
        var buffer = Self.emptyBuffer(index)
        try device.perform(.queueBuffer, &buffer)
    }

    private static func emptyBuffer(_ index: Int) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.index = UInt32(index)
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }

    private static func stamp(_ buffer: v4l2_buffer) -> MonotonicTime? {
        let clock = buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK)
        guard clock == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) else { return nil }
        let (seconds, microseconds) = (Int64(buffer.timestamp.tv_sec), Int64(buffer.timestamp.tv_usec))
        // Beyond 200 years: no time since a boot, and too large for nanoseconds. It counts as one from the future.
        guard (0..<6_000_000_000).contains(seconds), (0..<1_000_000).contains(microseconds) else {
            return MonotonicTime(nanoseconds: .max)
        }
        return MonotonicTime(nanoseconds: seconds * 1_000_000_000 + microseconds * 1_000)
    }
}
