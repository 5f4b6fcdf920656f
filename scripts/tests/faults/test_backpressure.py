"""More load than the machine can take: what cannot be done is refused at once, what was taken is done, memory stays bounded, and a few
seconds after it everything is as fast as before.

Run by hand it prints the figures for Benchmarks/RESULTS.md; BACKPRESSURE_SECONDS makes it longer."""
import asyncio
import collections
import os
import statistics
import sys
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries  # noqa: E402
from users import people  # noqa: E402
from client import Lost, request  # noqa: E402

SECONDS = float(os.environ.get("BACKPRESSURE_SECONDS", "3"))
OVERLOAD = 3
MEMORY_ROOM = 192 << 20  # bytes that a daemon may grow by: thousands of connections at once, and still within its container
CONNECTION_ROOM = 12 << 10  # bytes of one, when a fast machine opens more of them than fit into that
RECOVERY = 5.0


def p99(times):
    return statistics.quantiles(times, n=100)[98]


class Answers:
    def __init__(self):
        self.statuses, self.times, self.bare = collections.Counter(), collections.defaultdict(list), 0

    async def take(self, asking):
        begun = time.monotonic()
        try:
            answer = await asking
        except Lost as lost:
            return self.statuses.update([str(lost)])
        self.statuses[answer.status] += 1
        self.times[answer.status].append(time.monotonic() - begun)
        self.bare += answer.status in (429, 503) and "retry-after" not in answer.fields


class Backpressure(unittest.TestCase):
    def test_overload_is_refused_quickly_and_passes(self):
        asyncio.run(self.whole())

    async def whole(self):
        directory = os.path.join(ROOT, ".local", f"backpressure-{os.getpid()}")
        os.makedirs(directory)
        # Passwords at their real cost: they are what a machine can do least of.
        cluster = Cluster(binaries(), directory, replicas=1, settings={"BCRYPT_ROUNDS": "10", "PASSWORD_QUEUE_LIMIT": "32"})
        try:
            await cluster.start()
            _, (patient,) = people(cluster, 1, 0, 1)
            await patient.register()
            await self.passwords(cluster, patient)
            await self.readings(cluster, patient)
        finally:
            await cluster.stop(keep=False)

    async def passwords(self, cluster, patient):
        (auth,) = cluster.of("auth")

        def sign_in():
            body = {"email": f"{time.monotonic_ns()}@nobody.example", "password": "Password123!"}
            return request(auth.port, "POST", "/api/auth/login", body=body, timeout=60)

        # Nobody has these accounts: an attempt costs the same as a right one.
        capacity = await self.capacity(sign_in, 4)
        await self.overload("sign-ins", auth, patient, sign_in, capacity, taken=(401,))

    async def readings(self, cluster, patient):
        (appointment,) = cluster.of("appointment")

        def read():
            return request(appointment.port, "GET", "/api/appointments/my", patient.token, timeout=60)

        capacity = await self.capacity(read, 16)
        await self.overload("lists", appointment, patient, read, capacity, taken=(200,))

    async def capacity(self, ask, clients):
        """Answers a second that so many clients get who ask again and again."""
        done, end = 0, time.monotonic() + 2

        async def client():
            nonlocal done
            while time.monotonic() < end:
                await ask()
                done += 1

        await asyncio.gather(*(client() for _ in range(clients)))
        return done / 2

    async def overload(self, name, daemon, patient, ask, capacity, taken):
        path = "/api/auth/profile" if daemon.service == "auth" else "/api/appointments/my"
        light = lambda: request(daemon.port, "GET", path, patient.token, timeout=60)  # noqa: E731
        before, memory = await self.light(light), self.resident(daemon)
        answers, tasks, rate = Answers(), [], capacity * OVERLOAD
        begun, count = time.monotonic(), int(rate * SECONDS)
        for number in range(count):
            await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
            tasks.append(asyncio.create_task(answers.take(ask())))
        peak = self.resident(daemon)
        await asyncio.gather(*tasks)
        await asyncio.sleep(RECOVERY)
        after = await self.light(light)
        refused = answers.times[429] + answers.times[503]
        print(f"| {name} | {capacity:.0f} | {rate:.0f} | {sum(answers.statuses[status] for status in taken)} | {len(refused)} "
              f"| {p99(refused) * 1e3 if len(refused) > 1 else 0:.0f} | {before * 1e3:.1f} | {after * 1e3:.1f} | {(peak - memory) / 2**20:.0f} |", file=sys.stderr)
        self.assertLessEqual(set(answers.statuses), {*taken, 429, 503}, answers.statuses)
        self.assertEqual(answers.statuses.total(), count)
        self.assertGreater(sum(answers.statuses[status] for status in taken), 0)
        self.assertEqual(answers.bare, 0, "every refusal says when to try again")
        if refused:
            # Quick beside what waits its turn: no refusal is queued.
            self.assertLess(statistics.median(refused), 1.0)
        room = max(MEMORY_ROOM, CONNECTION_ROOM * count)
        self.assertLess(peak - memory, room)
        self.assertLess(self.resident(daemon) - memory, room)
        self.assertLess(after, max(10 * before, 0.1), "slow after the load has gone")

    async def light(self, ask):
        times = []
        for _ in range(100):
            begun = time.monotonic()
            await ask()
            times.append(time.monotonic() - begun)
        return p99(times)

    def resident(self, replica):
        with open(f"/proc/{replica.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


if __name__ == "__main__":
    print("| what | capacity/s | offered/s | done | refused | refused p99 ms | p99 before ms | p99 after ms | MiB more |", file=sys.stderr)
    unittest.main()
