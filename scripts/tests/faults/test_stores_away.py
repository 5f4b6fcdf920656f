"""PostgreSQL in the ways it goes away that no refused connection tells of: a network that swallows what is sent, no connection left to
be had."""
import asyncio
import os
import signal
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries, free_ports  # noqa: E402
from users import people  # noqa: E402
from client import Lost, request  # noqa: E402

# Copies octets both ways between whoever connects and the port behind; stopped by a signal it is a network without an answer.
WIRE = """
import asyncio, sys
async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()
async def serve(reader, writer):
    try:
        behind = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
    except OSError:
        return writer.close()
    await asyncio.gather(copy(reader, behind[1]), copy(behind[0], writer))
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
# A lease is taken over after 5 s (docs/running.md); a loaded machine may take longer for the rest.
TAKEOVER = 12
LATE = 2.5  # a quick 503


class WiredCluster(Cluster):
    """Every replica of the appointment service reaches PostgreSQL by a wire of its own."""

    def __init__(self, directory):
        super().__init__(binaries(), directory)
        self.wires = []

    def _environment(self, service, number, port):
        environment = super()._environment(service, number, port)
        if service == "appointment":
            (front,) = free_ports(1)
            wire = subprocess.Popen([sys.executable, "-c", WIRE, str(front), environment["DB_PORT"]], stdout=subprocess.PIPE, text=True)
            self.wires.append(wire)
            assert wire.stdout.readline() == "ready\n"
            environment["DB_PORT"] = str(front)
        return environment

    async def stop(self, keep):
        for wire in self.wires:
            wire.kill()
            wire.communicate()
        await super().stop(keep)


class StoresAway(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"away-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster = WiredCluster(cls.directory)
        try:
            asyncio.run(cls.begin())
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    async def begin(cls):
        await cls.cluster.start()
        (cls.doctor,), (cls.patient,) = people(cls.cluster, 1, 1, 1)
        for person in (cls.doctor, cls.patient):
            await person.register()

    @classmethod
    def tearDownClass(cls):
        asyncio.run(cls.cluster.stop(keep=False))

    async def book(self, replica):
        """Through this replica; a time that is free."""
        while True:
            body = {"doctorId": self.doctor.id, "reason": "away"} | self.patient.slot()
            answer = await request(replica.port, "POST", "/api/appointments", self.patient.token, body, timeout=20)
            if answer.status != 409:
                return answer

    async def told(self, appointment, seconds):
        """How long until the doctor has the notification of it."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while loop.time() - begun < seconds:
            inbox = await self.doctor.surely("notification", "GET", "/api/notifications/my?limit=20")
            if any((each.get("metadata") or {}).get("appointmentId") == appointment for each in inbox["notifications"]):
                return loop.time() - begun
            await asyncio.sleep(0.1)
        self.fail(f"the doctor was told nothing in {seconds} s")

    def test_events_leave_while_either_replicas_connection_is_dark(self):
        asyncio.run(self.dark())

    async def dark(self):
        replicas = self.cluster.of("appointment")
        await self.told((await self.book(replicas[0])).json["id"], 30)
        # One of the two leads the outbox: each is cut off once.
        for cut, (dark, other) in enumerate((replicas, replicas[::-1])):
            self.cluster.wires[replicas.index(dark)].send_signal(signal.SIGSTOP)
            booked = await self.book(other)
            self.assertEqual(booked.status, 201, booked.body)
            self.assertLess(await self.told(booked.json["id"], 60), TAKEOVER, dark.name)
            await self.until(lambda: self.refuses(dark), 10, f"{dark.name} goes on saying that it is ready")
            self.cluster.wires[replicas.index(dark)].send_signal(signal.SIGCONT)
            await self.until(lambda: self.books(dark), 10, f"{dark.name} does not come back")
            await self.until(dark.ready, 10, f"{dark.name} does not say so")
        inbox = await self.doctor.pages("notification", "/api/notifications/my", "notifications")
        told = [each["metadata"]["appointmentId"] for each in inbox if (each.get("metadata") or {}).get("appointmentId")]
        self.assertEqual(len(told), len(set(told)), "each is told once")

    def test_no_connection_to_be_had_is_a_quick_503_and_ends_by_itself(self):
        asyncio.run(self.refused())

    async def refused(self):
        replicas = self.cluster.of("appointment")
        self.cluster.sql("appointment", "ALTER ROLE appointment CONNECTION LIMIT 0; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'appointment'")
        loop = asyncio.get_running_loop()
        try:
            for replica in replicas:
                await self.until(lambda: self.refuses(replica), 10, f"{replica.name} goes on saying that it is ready")
                begun = loop.time()
                answer = await self.book(replica)
                self.assertEqual((answer.status, answer.json["code"]), (503, "store_unavailable"))
                self.assertGreaterEqual(int(answer.fields["retry-after"]), 1)
                self.assertLess(loop.time() - begun, LATE)
                replica.must_run()
        finally:
            self.cluster.sql("appointment", "ALTER ROLE appointment CONNECTION LIMIT -1")
        for replica in replicas:
            # Each loop of it tries again in its own time.
            await self.until(lambda: self.books(replica), 10, f"{replica.name} does not come back")
            await self.until(replica.ready, 10, f"{replica.name} does not say so")

    async def books(self, replica):
        """And whoever is concerned is told."""
        booked = await self.book(replica)
        if booked.status == 201:
            await self.told(booked.json["id"], 30)
        return booked.status == 201

    async def refuses(self, replica):
        try:
            return (await request(replica.port, "GET", "/readyz", timeout=5)).status == 503
        except Lost:
            return False

    async def until(self, condition, seconds, what):
        deadline = asyncio.get_running_loop().time() + seconds
        while not await condition():
            self.assertLess(asyncio.get_running_loop().time(), deadline, what)
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    unittest.main()
