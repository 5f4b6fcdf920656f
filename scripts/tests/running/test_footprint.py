"""What a daemon needs: the time to start with its stores up, memory at rest, the size of its program.

Run by hand it prints the table of Benchmarks/RESULTS.md; FOOTPRINT_BIN names the daemons' folder. Times are printed, not judged: they are the machine's."""
import asyncio
import os
import signal
import statistics
import sys
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries  # noqa: E402

STARTS = int(os.environ.get("FOOTPRINT_STARTS", "3"))
IDLE_LIMIT = 30 << 20


class Footprint(unittest.TestCase):
    def test_daemons_start_from_a_migrated_database_and_rest_small(self):
        asyncio.run(self.whole())

    async def whole(self):
        directory = os.path.join(ROOT, ".local", f"footprint-{os.getpid()}")
        os.makedirs(directory)
        cluster = Cluster(binaries(os.environ.get("FOOTPRINT_BIN")), directory, replicas=1)
        try:
            await cluster.start()
            for replica in cluster.replicas.values():
                times, processor = zip(*[await self.start(replica) for _ in range(STARTS)])
                await asyncio.sleep(3)
                memory = self.resident(replica)
                size = os.path.getsize(replica.binary)
                print(f"| {replica.service} | {statistics.median(times) * 1e3:.0f} | {statistics.median(processor) * 1e3:.0f} | {memory / 2**20:.1f} | {size / 2**20:.1f} |", file=sys.stderr)
                self.assertLess(memory, IDLE_LIMIT if "release" in os.path.realpath(replica.binary) else 2 * IDLE_LIMIT, replica.name)
        finally:
            await cluster.stop(keep=False)

    async def start(self, replica):
        """Seconds from the start of the process to the first /readyz that says yes, and of processor time up to then."""
        replica.signal(signal.SIGTERM)
        self.assertEqual(await replica.ended(), 0)
        begun = time.monotonic()
        replica.start()
        while not await replica.ready():
            replica.must_run()
            await asyncio.sleep(0.002)
        seconds = time.monotonic() - begun
        with open(f"/proc/{replica.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return seconds, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self, replica):
        with open(f"/proc/{replica.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


if __name__ == "__main__":
    print("| daemon | start ms | of it processor | idle MiB | program MiB |", file=sys.stderr)
    unittest.main()
