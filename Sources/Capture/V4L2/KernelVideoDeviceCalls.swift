import CV4L2
import Glibc
import StreamTypes

/// The calls of ``VideoDeviceCalls`` as the kernel answers them.
package final class KernelVideoDeviceCalls: VideoDeviceCalls {
    package init() {}

    package func open(_ path: String) throws(SystemError) -> CInt {
        let descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError(errno) }
        return descriptor
    }

    package func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

    package func ioctl(
        _ descriptor: CInt, _ call: VideoCall, _ argument: UnsafeMutableRawPointer
    ) throws(SystemError) {
        guard let request = call.request else { throw SystemError(ENOTTY) }
        let code = cv4l2_ioctl(descriptor, request, argument)
        guard code == 0 else { throw SystemError(code) }
    }

    package func poll(_ descriptor: CInt, timeout: Duration) throws(SystemError) -> PollEvents {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN | POLLPRI), revents: 0)
        let milliseconds = (max(timeout.wholeNanoseconds, 0) + 999_999) / 1_000_000
        guard Glibc.poll(&request, 1, CInt(min(milliseconds, 60_000))) >= 0 else { throw SystemError(errno) }
        let found = CInt(request.revents)
        var events: PollEvents = []
        if found & POLLIN != 0 { events.insert(.readable) }
        if found & POLLPRI != 0 { events.insert(.priority) }
        if found & (POLLERR | POLLHUP | POLLNVAL) != 0 { events.insert(.failed) }
        return events
    }

    package func map(_ descriptor: CInt, length: Int, offset: Int) throws(SystemError) -> UnsafeMutableRawPointer {
        let address = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, offset)
        guard let address, address != MAP_FAILED else { throw SystemError(errno) }
        return address
    }

    package func unmap(_ address: UnsafeMutableRawPointer, length: Int) { munmap(address, length) }

    package func timeSuspended() -> Duration {
        var (awake, all) = (timespec(), timespec())
        clock_gettime(CLOCK_MONOTONIC, &awake)
        clock_gettime(CLOCK_BOOTTIME, &all)
        return .seconds(all.tv_sec - awake.tv_sec) + .nanoseconds(all.tv_nsec - awake.tv_nsec)
    }
}
