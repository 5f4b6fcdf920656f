import Glibc

/// What every Prometheus client reports of its process, and which release it is.
extension MetricsRegistry {
    /// Registers `build_info`, `process_start_time_seconds`, `process_cpu_seconds_total`,
    /// `process_resident_memory_bytes` and `process_open_fds`. Call it once at start: that is the start time.
    package func observeProcess(service: String, clock: WallClock = .system) {
        let started = Double(clock.now()) / 1_000
        observe("build_info", help: "Which release runs.", labels: ["service": service, "version": BuildInfo.version]) { 1 }
        observe("process_start_time_seconds", help: "Start of the process, in seconds since 1970.") { started }
        observeTotal("process_cpu_seconds_total", help: "Processor time used, user and system.") { ProcessFacts.cpuSeconds }
        observe("process_resident_memory_bytes", help: "Resident memory.") { ProcessFacts.residentBytes }
        observe("process_open_fds", help: "Open file descriptors.") { ProcessFacts.openDescriptors }
    }
}

/// Read from the kernel at each rendering; NaN where it is not available.
private enum ProcessFacts {
    static var cpuSeconds: Double {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .nan }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The second number of `/proc/self/statm`, in pages.
    static var residentBytes: Double {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .nan }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(descriptor, &buffer, buffer.count)
        let numbers = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
        guard numbers.count > 1, let pages = Double(numbers[1]) else { return .nan }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The entries of `/proc/self/fd` without `.`, `..` and the one that lists them.
    static var openDescriptors: Double {
        guard let folder = unsafe opendir("/proc/self/fd") else { return .nan }
        defer { unsafe closedir(folder) }
        var entries = 0
        while unsafe readdir(folder) != nil { entries += 1 }
        return Double(entries - 3)
    }
}
