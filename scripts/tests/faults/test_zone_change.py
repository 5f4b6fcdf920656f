"""The rules of a time zone change while visits to come are booked in it, and the daemons that move them are killed at it."""
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries  # noqa: E402
from users import people  # noqa: E402
from client import request  # noqa: E402

# Paraguay gave up changing its clocks in October 2024: winter there is an hour earlier than data of before say.
RULES = "R y 2010 max - O Su>=1 0 1 -\nR y 2013 max - Mar Su>=22 0 0 -\n"
COMMON = "Z Etc/UTC 0 - UTC\nL Etc/UTC UTC\nZ Europe/London 0 - GMT\nZ Europe/Berlin 1 - CET\n"
OLD = "# version 2024a\n" + COMMON + RULES + "Z America/Asuncion -4 y %z\n"
NEW = "# version 2025b\n" + COMMON + RULES + "Z America/Asuncion -4 y %z 2024 O 15\n-3 - %z\n"
DOCTORS, DAYS, SLOTS = 15, 60, 16  # visits of this many doctors' winters
KILLS = 6


class ZoneChange(unittest.TestCase):
    def test_every_visit_keeps_its_wall_time_whoever_is_killed_meanwhile(self):
        directory = os.path.join(ROOT, ".local", f"zones-{os.getpid()}")
        os.makedirs(directory)
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        for name, source in (("old", OLD), ("new", NEW)):
            os.mkdir(os.path.join(directory, name))
            subprocess.run(["/usr/sbin/zic", "-d", os.path.join(directory, name), "-"], input=source, text=True, check=True)
            with open(os.path.join(directory, name, "tzdata.zi"), "w") as file:
                file.write(source)
        self.zones = directory
        asyncio.run(self.whole(os.path.join(directory, "stores")))

    async def whole(self, directory):
        os.mkdir(directory)
        cluster = Cluster(binaries(), directory, settings={"TZDIR": os.path.join(self.zones, "old")})
        try:
            await cluster.start()
            await self.change(cluster)
        finally:
            await cluster.stop(keep=False)

    async def change(self, cluster):
        (doctor,), (patient, rival) = people(cluster, 1, 1, 2)
        for person in (doctor, patient, rival):
            await person.register()
        port = cluster.of("appointment")[0].port
        schedule = {"timeZone": "America/Asuncion", "slotMinutes": 30, "hours": [], "horizonDays": 3650}
        answer = await request(port, "PUT", "/api/appointments/schedule", doctor.token, schedule, timeout=20)
        self.assertEqual(answer.status, 200, answer.body)
        wanted = {"doctorId": doctor.id, "appointmentDate": "2027-07-05", "appointmentTime": "10:00"}
        booked = await request(port, "POST", "/api/appointments", patient.token, wanted, timeout=20)
        self.assertEqual((booked.status, booked.json["startsAt"]), (201, "2027-07-05T14:00:00Z"), booked.body)
        cluster.sql("appointment", f"""
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at, doctor_free_at)
            SELECT gen_random_uuid(), gen_random_uuid(), doctor, 'P', 'D', s::date, s::time, 'America/Asuncion', i, i + interval '25 min', i + interval '25 min'
            FROM (SELECT gen_random_uuid() AS doctor FROM generate_series(1, {DOCTORS})) w,
                 generate_series(0, {DAYS - 1}) d, generate_series(0, {SLOTS - 1}) n,
                 LATERAL (SELECT '2027-05-01'::timestamp + d * interval '1 day' + time '08:00' + n * interval '30 min' AS s) v,
                 LATERAL (SELECT (s AT TIME ZONE 'UTC') + interval '4 hours' AS i) t""")
        visits = 1 + DOCTORS * DAYS * SLOTS
        sums = "SELECT date, status, sum(number) FROM (TABLE day_sums UNION ALL TABLE day_changes) t GROUP BY 1, 2 HAVING sum(number) <> 0 ORDER BY 1, 2"
        before = cluster.sql("appointment", sums)
        events = cluster.sql("appointment", "SELECT count(*) FROM appointment_history")

        # New data, as a package brings them: each replica is restarted, and killed at its work again and again.
        draw, kills = random.Random(7), 0
        for replica in cluster.of("appointment"):
            replica.environment["TZDIR"] = os.path.join(self.zones, "new")
            replica.signal(signal.SIGKILL)
            await replica.ended()
            replica.start()
        moved = "SELECT count(*) FROM appointments WHERE starts_at = (date + time) AT TIME ZONE 'UTC' + interval '3 hours'"
        deadline, seen = asyncio.get_running_loop().time() + 120, 0
        while seen < visits:
            self.assertLess(asyncio.get_running_loop().time(), deadline, f"{seen} of {visits} are moved")
            now = int(cluster.sql("appointment", moved))
            if now > seen and now < visits and kills < KILLS:
                kills += 1
                replica = draw.choice(cluster.of("appointment"))
                replica.signal(signal.SIGKILL)
                await replica.ended()
                replica.start()
            seen = now
            await asyncio.sleep(0.05)
        self.assertGreater(kills, 1, "it was over before anybody could be killed")
        await cluster.all_ready(60)

        self.assertEqual(cluster.sql("appointment", "SELECT count(*) FROM unmoved_appointments"), "0")
        once = "SELECT count(*), count(DISTINCT appointment_id) FROM appointment_history WHERE actor_role = 'SYSTEM'"
        self.assertEqual(cluster.sql("appointment", once), f"{visits}|{visits}")
        self.assertEqual(int(cluster.sql("appointment", "SELECT count(*) FROM appointment_history")), int(events) + visits)
        self.assertEqual(cluster.sql("appointment", sums), before, "the days are those of the wall")
        for replica in cluster.of("appointment"):
            read = await request(replica.port, "GET", f"/api/appointments/{booked.json['id']}", patient.token, timeout=20)
            self.assertEqual((read.json["startsAt"], read.json["appointmentTime"]), ("2027-07-05T13:00:00Z", "10:00"))
            again = await request(replica.port, "POST", "/api/appointments", rival.token, wanted, timeout=20)
            self.assertEqual((again.status, again.json["code"]), (409, "slot_taken"))
        # Nobody was told: on the wall nothing has changed.
        inbox = await patient.pages("notification", "/api/notifications/my", "notifications")
        self.assertEqual([each["type"] for each in inbox if "RESCHEDULED" in each["type"].upper()], [])


if __name__ == "__main__":
    unittest.main()
