import Glibc

/// One open video node: its calls, with interrupted ones repeated.
package final class VideoDevice {
    package let path: String
    package let calls: any VideoDeviceCalls
    private var descriptor: CInt?

    package init(path: String, calls: any VideoDeviceCalls) throws(DeviceFault) {
        self.path = path
        self.calls = calls
        descriptor = try Self.uninterrupted(.open, path) { () throws(SystemError) in try calls.open(path) }
    }

    deinit { close() }

    package func close() {
        guard let descriptor else { return }
        calls.close(descriptor)
        self.descriptor = nil
    }

    /// One `ioctl`; `argument` goes in and comes back.
    package func perform<Argument>(_ call: VideoCall, _ argument: inout Argument) throws(DeviceFault) {
        let descriptor = try openDescriptor(call)
        try withUnsafeMutablePointer(to: &argument) { (pointer) throws(DeviceFault) in
            try Self.uninterrupted(call, path) { () throws(SystemError) in
                try calls.ioctl(descriptor, call, UnsafeMutableRawPointer(pointer))
            }
        }
    }

    package func poll(timeout: Duration) throws(DeviceFault) -> PollEvents {
        let descriptor = try openDescriptor(.poll)
        do {
            return try calls.poll(descriptor, timeout: timeout)
        } catch {
            // The caller knows its deadline and comes back.
            if error.code == EINTR { return [] }
            throw DeviceFault(device: path, cause: .call(.poll, error))
        }
    }

    package func map(length: Int, offset: Int) throws(DeviceFault) -> UnsafeMutableRawPointer {
        let descriptor = try openDescriptor(.map)
        return try Self.uninterrupted(.map, path) { () throws(SystemError) in
            try calls.map(descriptor, length: length, offset: offset)
        }
    }

    package func contradiction(_ text: String) -> DeviceFault {
        DeviceFault(device: path, cause: .contradiction(text))
    }

    private func openDescriptor(_ call: VideoCall) throws(DeviceFault) -> CInt {
        guard let descriptor else { throw DeviceFault(device: path, cause: .call(call, SystemError(EBADF))) }
        return descriptor
    }

    private static func uninterrupted<Value>(
        _ call: VideoCall, _ path: String, _ body: () throws(SystemError) -> Value
    ) throws(DeviceFault) -> Value {
        while true {
            do {
                return try body()
            } catch {
                if error.code == EINTR { continue }
                throw DeviceFault(device: path, cause: .call(call, error))
            }
        }
    }
}
