"""A rolling restart behind the edge as docs/running.md tells it, two replicas of each daemon one right after the other, under 200
requests a second, readings and bookings: no request is lost."""
import asyncio
import collections
import os
import random
import signal
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, Cluster, binaries  # noqa: E402
from edge import Edge  # noqa: E402
from users import people  # noqa: E402
from client import Lost, request  # noqa: E402

RATE = 200
PATHS = ("/api/auth/profile", "/api/appointments/my", "/api/notifications/my", "/api/notifications/unread-count")


class Load:
    """So many requests a second, whether the last are answered or not."""

    def __init__(self, port, patients):
        self.port, self.patients, self.answers, self.draw = port, patients, collections.Counter(), random.Random(1)

    async def run(self, ended):
        loop, tasks = asyncio.get_running_loop(), []
        begun = loop.time()
        while not ended.is_set():
            await asyncio.sleep(max(0, begun + len(tasks) / RATE - loop.time()))
            tasks.append(asyncio.create_task(self._one(len(tasks))))
        await asyncio.gather(*tasks)

    async def _one(self, number):
        person = self.patients[number % len(self.patients)]
        try:
            if number % 5 == 0:
                body = {"doctorId": self.draw.choice(person.doctors).id, "reason": "rolling"} | person.slot()
                answer = await request(self.port, "POST", "/api/appointments", person.token, body, timeout=20)
            else:
                answer = await request(self.port, "GET", PATHS[number % len(PATHS)], person.token, timeout=20)
            self.answers[answer.status if answer.status < 500 else f"{answer.status} {answer.body[:80]}"] += 1
        except Lost as lost:
            self.answers[str(lost)] += 1


class RollingRestart(unittest.TestCase):
    def test_no_request_is_lost(self):
        answers, restarts = asyncio.run(self.whole())
        self.assertEqual(restarts, len(SERVICES) * 2)
        # 201 booked or 409 somebody was there first; 429 would be the limiter's.
        self.assertEqual({status for status in answers if status not in (200, 201, 409)}, set(), answers)
        # Four of five are readings, and a restart takes as long as its grace.
        self.assertGreater(answers[200], RATE * restarts)
        self.assertGreater(answers[201], RATE * restarts / 10)

    async def whole(self):
        directory = os.path.join(ROOT, ".local", f"rolling-{os.getpid()}")
        os.makedirs(directory)
        cluster, edge = Cluster(binaries(), directory, settings={"LOOPS": "1"}), None
        try:
            await cluster.start()
            staff, patients = people(cluster, 1, 4, 30)
            for person in staff + patients:
                await person.register()
            edge = Edge(cluster)
            await edge.answers()
            await self.meet_the_doctors(cluster, staff, patients[0])
            load = Load(edge.port, patients)
            ended, restarts = asyncio.Event(), 0
            running = asyncio.create_task(load.run(ended))
            for service in SERVICES:
                for replica in cluster.of(service):
                    await self.restart(replica)
                    restarts += 1
            ended.set()
            await running
            return load.answers, restarts
        finally:
            if edge:
                edge.stop()
            await cluster.stop(keep=False)

    async def meet_the_doctors(self, cluster, staff, patient):
        """Each appointment process has one auth process to ask here; with one name for several, as in containers, it finds another.
        A doctor seen lately can be booked while auth is away."""
        for replica in cluster.of("appointment"):
            for doctor in staff:
                body = {"doctorId": doctor.id} | patient.slot()
                await request(replica.port, "POST", "/api/appointments", patient.token, body, timeout=20)

    async def restart(self, replica):
        replica.signal(signal.SIGTERM)
        self.assertEqual(await replica.ended(), 0)
        replica.start()
        while not await replica.ready():
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
