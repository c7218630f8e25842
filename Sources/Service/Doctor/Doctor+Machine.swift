import Glibc
import Sessions
import StreamTypes

extension Doctor {
    func clockSource() -> Finding {
        let path = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        guard let source = line(of: path) else { return .ok("clock", "the kernel does not tell its clock source here") }
        if ["hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"].contains(source) {
            return .warning(
                "clock", "the kernel's clock is \(source), which is slow to read or coarse",
                "Look in `dmesg` why tsc was given up; a virtual machine may need another clock of its host.")
        }
        return .ok("clock", "the kernel's clock is \(source)")
    }

    /// Estimates do not depend on it; `utc` in messages does.
    func wallClock() -> Finding {
        let traces = [
            "/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/chronyd.pid", "/run/ntpd.pid",
            "/var/run/openntpd.pid",
        ]
        if let trace = traces.first(where: { access(root + $0, F_OK) == 0 }) {
            return .ok("utc", "the wall clock is kept right (\(trace))")
        }
        return .warning(
            "utc", "no program is seen that keeps the wall clock right: `utc` of messages is as wrong as the clock",
            "sudo apt-get install systemd-timesyncd, or another NTP client.")
    }

    func disk() -> Finding {
        let folder = options.recording.map { parent(of: $0.path) } ?? "."
        let needed = options.recording?.limits.minimumFreeBytes ?? 512 << 20
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else {
            return .failure("disk", "\(folder): \(String(cString: strerror(errno)))", "Name a folder that is there.")
        }
        let free = Int64(disk.f_bavail) * Int64(disk.f_frsize)
        let text = "\(Self.tenths(Double(free) / 1e9)) GB free for recordings in \(folder)"
        if access(folder, W_OK) != 0 {
            return .warning("disk", "\(folder) cannot be written to", "Record elsewhere: --record FOLDER.")
        }
        if free < needed {
            return .warning(
                "disk", text, "A recording would stop at once (--keep-free): make room or record elsewhere.")
        }
        return .ok("disk", text)
    }

    private func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    func limits() -> Finding {
        var files = rlimit()
        var memory = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
        return limits(openFiles: UInt64(files.rlim_cur), addressSpace: UInt64(memory.rlim_cur), quota: quota())
    }

    /// Real-time priority is not needed: a tick waits for its frame in the kernel and is done long before the next.
    func limits(openFiles: UInt64, addressSpace: UInt64, quota: Double?) -> Finding {
        if openFiles < 256 {
            return .warning(
                "limits", "only \(openFiles) files may be open", "ulimit -n 1024, or LimitNOFILE= in the unit.")
        }
        if addressSpace < 1 << 30 {
            return .warning("limits", "only \(addressSpace >> 20) MiB of addresses", "ulimit -v unlimited.")
        }
        if let quota, quota < 0.5 {
            return .warning(
                "limits", "a quota of \(Self.tenths(quota * 100)) % of a processor", "Raise CPUQuota= of the unit.")
        }
        return .ok("limits", "\(openFiles) open files, no quota that matters; real-time priority is not needed")
    }

    /// Processors that the control group may use; nil without a quota.
    func quota() -> Double? {
        let group = line(of: "/proc/self/cgroup").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        guard let path = group?.last, let words = line(of: "/sys/fs/cgroup\(path)/cpu.max")?.split(separator: " "),
            words.count == 2, let share = Double(words[0]), let period = Double(words[1]), period > 0
        else { return nil }
        return share / period
    }

    /// How late the system wakes a thread that sleeps.
    func wakeUps() -> Finding {
        let clock = SystemMonotonicClock()
        var latest = Duration.zero
        for _ in 0..<40 {
            let due = clock.now() + .milliseconds(5)
            clock.sleep(until: due)
            latest = max(latest, clock.now() - due)
        }
        let text = "woken at most \(Self.tenths(latest.milliseconds)) ms late in 0.2 s"
        if latest > .milliseconds(30) {
            return .warning("wake-ups", text, "The machine is busy: stop other programs, or set Nice=-5 in the unit.")
        }
        return .ok("wake-ups", text)
    }
}
