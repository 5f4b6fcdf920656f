import Glibc

/// How many cores this process may use: those it may run on, limited by the processor time that its control groups have.
///
/// A container, a systemd unit with CPUQuota= and a Kubernetes pod with a limit see all cores of the machine. With a thread for each
/// they would spend their time in the first part of each period and stand still for the rest.
package enum ProcessorShare {
    package static let cores = cores(of: sysconf(Int32(_SC_NPROCESSORS_ONLN)), text: read)

    /// `online`: the cores of the machine. `text`: reads a file, nil when it cannot be read. Part of a core counts as a whole one.
    static func cores(of online: Int, text: (_ path: String) -> String?) -> Int {
        let limits = groups(text("/proc/self/cgroup") ?? "").compactMap { limit(of: $0, text) }.map { Int($0.rounded(.up)) }
        let allowed = allowed(text("/proc/self/status") ?? "") ?? online
        return max(1, min(online, allowed, limits.min() ?? online))
    }

    /// Those that the scheduler may put us on (`taskset`, cpusets): `Cpus_allowed_list:`, a tab, `0-3,8`. Some of them may not
    /// exist.
    private static func allowed(_ status: String) -> Int? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") }) else { return nil }
        let parts = line.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2 else { return nil }
        return parts[1].split(separator: ",").reduce(0) { count, range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return count + (ends.count == 2 ? ends[1] - ends[0] + 1 : 1)
        }
    }

    /// A group's folder, in one of the two forms that Linux has.
    private struct Group {
        let root: String
        let path: Substring
        let limit: (_ folder: String, _ text: (String) -> String?) -> Double?
    }

    /// Lines of `/proc/self/cgroup`: `0::/path` of version 2, `3:cpu,cpuacct:/path` of version 1 (cgroups(7)).
    private static func groups(_ lines: String) -> [Group] {
        lines.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            if parts[0] == "0" && parts[1].isEmpty { return Group(root: "/sys/fs/cgroup", path: parts[2], limit: limitOfVersion2) }
            guard parts[1].split(separator: ",").contains("cpu") else { return nil }
            return Group(root: "/sys/fs/cgroup/cpu", path: parts[2], limit: limitOfVersion1)
        }
    }

    /// The lowest limit of a group and those around it. In a container its own folder may stand at the root, whatever its path
    /// says.
    private static func limit(of group: Group, _ text: (String) -> String?) -> Double? {
        var folders = [group.root]
        for name in group.path.split(separator: "/") { folders.append(folders[folders.count - 1] + "/" + name) }
        return folders.compactMap { group.limit($0, text) }.min()
    }

    /// `cpu.max` holds the microseconds that a period has for the group, or `max`, and the period's length.
    private static func limitOfVersion2(_ folder: String, _ text: (String) -> String?) -> Double? {
        guard let parts = text(folder + "/cpu.max")?.split(whereSeparator: \.isWhitespace), parts.count == 2 else { return nil }
        return share(parts[0], parts[1])
    }

    private static func limitOfVersion1(_ folder: String, _ text: (String) -> String?) -> Double? {
        guard let quota = text(folder + "/cpu.cfs_quota_us"), let period = text(folder + "/cpu.cfs_period_us") else { return nil }
        return share(quota.filter { !$0.isWhitespace }[...], period.filter { !$0.isWhitespace }[...])
    }

    /// Nil without a limit: `max`, or -1.
    private static func share(_ quota: Substring, _ period: Substring) -> Double? {
        guard let quota = Double(quota), let period = Double(period), quota > 0, period > 0 else { return nil }
        return quota / period
    }

    private static func read(_ path: String) -> String? {
        (try? SettingsFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
    }
}
