"""Engines of somebody's own, as docs/running.md tells: `scripts/up` with each, the tour through it, and servers that die under load."""
import asyncio
import os
import random
import re
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/engines"))
from clinic import Clinic  # noqa: E402
from engines import Certificates, KafkaGate, Redis, RedisFamily, Standby, encrypt  # noqa: E402

from client import request  # noqa: E402
from promises import check  # noqa: E402
from users import Person, act_until, people  # noqa: E402

# How long the daemons may take to go on by themselves once there is a server again.
RECOVERY = 10


class Case(unittest.TestCase):
    def passes_the_tour(self, clinic):
        told = clinic.tour()
        self.assertIn('"status": "APPROVED"', told)
        for reader in ("doctor", "patient"):
            # Or the socket was there a moment later than the booking, which its first message counts.
            self.assertRegex(told, rf'(?m)^\[{reader}\] .*("appointment\.created"|"hello".*"position":1,)')
        self.assertRegex(told, r'(?m)^\[patient\] .*"appointment\.approved"')


class Encrypted(Case):
    """All three at once; none of them can be spoken to in clear."""

    @classmethod
    def setUpClass(cls):
        cls.clinic = Clinic("encrypted")
        cls.addClassCleanup(cls.clinic.stop)
        stores = cls.clinic.stores
        stores.start()
        certificates = Certificates(os.path.join(cls.clinic.directory, "tls"))
        database = encrypt(stores, certificates)
        cls.redis = Redis(cls.clinic.directory, certificates)
        cls.addClassCleanup(cls.redis.kill)
        gate = KafkaGate(stores, certificates)
        cls.addClassCleanup(gate.kill)
        cls.clinic.up(stores.settings() | database | cls.redis.settings() | gate.settings())

    def test_the_tour_with_postgres_redis_and_kafka_over_tls_and_client_certificates(self):
        self.passes_the_tour(self.clinic)
        # Each daemon came by its certificate, to the Redis that speaks nothing else as well.
        sessions = "SELECT DISTINCT usename, ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename <> 'postgres' ORDER BY 1"
        self.assertEqual(self.clinic.stores.psql(sessions).split(), [f"{name}|t|/CN=clinic" for name in ("appointment", "auth", "notification")])
        self.assertGreaterEqual(len(self.redis.ask("CLIENT", "LIST")), 1 + 3)


class Load:
    """Doctors and patients who act at random, each with a live socket."""

    def __init__(self, clinic):
        self.clinic = clinic
        self.staff, self.patients = people(clinic, 1, 2, 5)

    @property
    def everyone(self):
        return self.staff + self.patients

    async def start(self):
        for person in self.everyone:
            await person.register()
        self.sockets = [asyncio.create_task(person.live()) for person in self.everyone]
        self.ended = asyncio.Event()
        self.tasks = [asyncio.create_task(act_until(self.ended, person)) for person in self.everyone]

    def acknowledged(self):
        return sum(len(person.acknowledged) for person in self.everyone)

    async def more(self, count, seconds):
        """Returns when so many more changes were acknowledged."""
        wanted = self.acknowledged() + count
        await until(lambda: self.acknowledged() >= wanted, seconds, f"{count} more changes")

    async def finish(self):
        """In words, what was lost, doubled, or told too late or in another order."""
        self.ended.set()
        await asyncio.gather(*self.tasks)
        report = await check(self.staff, self.patients)
        for person in self.patients:
            kept = {found["id"] for found in await person.pages("appointment", "/api/appointments/my", "appointments")}
            report.defects += [f"booking {identifier} was confirmed and is gone" for identifier, _, kind in person.acknowledged
                               if kind == "created" and identifier not in kept]
        for socket in self.sockets:
            socket.cancel()
        await asyncio.gather(*self.sockets, return_exceptions=True)
        return report.defects


async def until(condition, seconds, what):
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.02)


class TakingOver(Case):
    def test_a_promoted_standby_is_used_within_seconds_and_nothing_acknowledged_is_lost(self):
        clinic = Clinic("standby", replicas=2)
        self.addCleanup(clinic.stop)
        clinic.stores.start()
        standby = Standby(clinic.stores, synchronous=True)
        self.addCleanup(standby, "stop")
        clinic.up(clinic.stores.settings() | standby.settings())

        async def whole():
            load = Load(clinic)
            await load.start()
            await load.more(60, 60)
            await self.admins_see_everything(clinic, load)
            clinic.stores("kill", "postgres")
            await asyncio.to_thread(standby, "promote")
            begun = asyncio.get_running_loop().time()
            await clinic.all_well(RECOVERY)
            await load.more(1, RECOVERY - (asyncio.get_running_loop().time() - begun))
            await load.more(60, 60)
            return await load.finish()

        self.assertEqual(asyncio.run(whole()), [])
        self.passes_the_tour(clinic)

    async def admins_see_everything(self, clinic, load):
        """Their lists come from the standby, and hold whatever was confirmed to anybody before."""
        admin = Person("ADMIN", clinic, random.Random(1))
        body = {"email": "admin@demo.example", "password": "clinic-demo-1"}
        admin.token = (await admin.ask("auth", "POST", "/api/auth/login", body)).json["accessToken"]
        for _ in range(10):
            confirmed = {identifier for person in load.everyone for identifier, _, kind in person.acknowledged if kind == "created"}
            shown = {found["id"] for found in await admin.pages("appointment", "/api/appointments", "appointments")}
            self.assertLessEqual(confirmed, shown)
        figures = [(await request(replica.port, "GET", "/metrics")).body.decode() for replica in clinic.of("appointment")]
        given = [int(count) for text in figures for count in re.findall(r'(?m)^db_standby_reads_total\{outcome="standby"\} (\d+)', text)]
        self.assertGreater(sum(given), 0)

    def test_a_new_master_of_redis_is_found_through_sentinels_over_tls_and_no_push_is_lost(self):
        clinic = Clinic("sentinel", replicas=2)
        self.addCleanup(clinic.stop)
        clinic.stores.start()
        family = RedisFamily(clinic.directory, Certificates(os.path.join(clinic.directory, "tls")))
        self.addCleanup(family.kill)
        asyncio.run(until(family.is_complete, 30, "a replica that the Sentinel knows"))
        clinic.up(clinic.stores.settings() | family.settings())
        self.passes_the_tour(clinic)

        async def whole():
            load = Load(clinic)
            await load.start()
            await load.more(60, 60)
            family.master.kill()
            await load.more(30, 60)
            await until(family.has_changed, 30, "another master")
            await clinic.all_well(RECOVERY)
            await load.more(60, 60)
            return await load.finish(), [person.log for person in load.everyone]

        defects, logs = asyncio.run(whole())
        self.assertEqual(defects, [])
        self.assertTrue(all(log.pushes for log in logs))
        self.assertEqual(sum(log.reloads for log in logs), 0, "a socket missed something that could not be told again")
        self.passes_the_tour(clinic)


if __name__ == "__main__":
    unittest.main()
