import Testing

@testable import ServiceRuntime

@Suite("Cores that a process may use") struct ProcessorShareTests {
    private func cores(of online: Int = 8, _ files: [String: String]) -> Int {
        ProcessorShare.cores(of: online) { files[$0] }
    }

    @Test("without limits those of the machine") func none() {
        #expect(cores([:]) == 8)
        #expect(cores(of: -1, [:]) == 1)
    }

    @Test(
        "those that it may run on, of those that are there",
        arguments: [("0-127", 8), ("0", 1), ("0-1,4", 3), ("2,4,6-7", 4), ("", 8)])
    func affinity(list: String, wanted: Int) {
        let status = "Name:\tauth\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nThreads:\t1\n"
        #expect(cores(["/proc/self/status": status]) == wanted)
    }

    @Test(
        "version 2: time for so many cores, rounded up, and never more than it may run on",
        arguments: [
            ("max 100000", 8), ("100000 100000", 1), ("150000 100000", 2), ("10000 100000", 1), ("400000 200000", 2),
            ("9900000 100000", 8), ("", 8), ("none", 8), ("0 100000", 8), ("100000 0", 8),
        ])
    func version2(limit: String, wanted: Int) {
        #expect(cores(["/proc/self/cgroup": "0::/clinic.slice\n", "/sys/fs/cgroup/clinic.slice/cpu.max": limit + "\n"]) == wanted)
    }

    @Test("the narrowest of the groups around it counts") func around() {
        let files = [
            "/proc/self/cgroup": "0::/a/b/c\n",
            "/sys/fs/cgroup/cpu.max": "600000 100000", "/sys/fs/cgroup/a/cpu.max": "300000 100000",
            "/sys/fs/cgroup/a/b/cpu.max": "max 100000", "/sys/fs/cgroup/a/b/c/cpu.max": "500000 100000",
        ]
        #expect(cores(files) == 3)
    }

    @Test("in a container its own group may stand at the root") func container() {
        #expect(cores(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "200000 100000"]) == 2)
        let seen = ["/proc/self/cgroup": "4:cpu,cpuacct:/docker/0123\n0::/\n"]
        let own = ["/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"]
        #expect(cores(seen.merging(own) { $1 }) == 2)
    }

    @Test("version 1, where -1 is no limit", arguments: [("-1", 8), ("100000", 1), ("250000", 3)])
    func version1(quota: String, wanted: Int) {
        let files = [
            "/proc/self/cgroup": "9:memory:/m\n2:cpuacct,cpu:/clinic\n1:cpuset:/s\n",
            "/sys/fs/cgroup/cpu/clinic/cpu.cfs_quota_us": quota + "\n", "/sys/fs/cgroup/cpu/clinic/cpu.cfs_period_us": "100000\n",
        ]
        #expect(cores(files) == wanted)
    }

    @Test("here it is at least one") func here() { #expect(ProcessorShare.cores >= 1) }
}
