"""Daemons killed in the middle of a grant's opening, end and review, and of reading the access logs: what was acknowledged is there once with
its entry, sealed; nothing is there half."""
import asyncio
import os
import random
import signal
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from client import Lost, request  # noqa: E402
from cluster import Cluster, binaries  # noqa: E402
from records import LOGS, sealed  # noqa: E402
from promises import Report  # noqa: E402
from users import people, traceparent  # noqa: E402

ROUNDS = 8
GRANTS = "/api/appointments/break-glass"
PASSWORD = "correct horse 1"
PAUSES = (0, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06)
# Each of a grant's steps has an entry, and none has two: what the row says beside what the log says.
HALF = """
    SELECT g.id FROM break_glass g WHERE
        (SELECT count(*) FROM access_log e WHERE e.object_id = g.id AND e.event = 'break_glass.open' AND e.outcome = 0) <> 1
        OR (SELECT count(*) FROM access_log e WHERE e.object_id = g.id AND e.event = 'break_glass.end' AND e.outcome = 0) <> g.ended_early::int
        OR (SELECT count(*) FROM access_log e WHERE e.object_id = g.id AND e.event = 'break_glass.review' AND e.outcome = 0)
            <> (g.reviewed_at IS NOT NULL)::int
    UNION ALL SELECT e.object_id FROM access_log e
        WHERE e.event LIKE 'break_glass.%' AND e.object_type = 'Grant' AND e.outcome = 0 AND NOT EXISTS (SELECT FROM break_glass g WHERE g.id = e.object_id)"""


class GlassKilled(unittest.TestCase):
    def test_what_was_acknowledged_is_there_once_with_its_entry_and_nothing_half(self):
        asyncio.run(self.whole())

    async def whole(self):
        cluster = Cluster(binaries(), os.path.join(ROOT, ".local", f"glass-{os.getpid()}"), replicas=1, settings={"BREAK_GLASS_LIMIT": "0"})
        try:
            await cluster.start()
            await self.grants(cluster)
            await self.logs(cluster)
            report = Report()
            for service in LOGS:
                await sealed(report, cluster, service)
                output, status = await cluster.run(service, "verify-audit")
                self.assertEqual(status, 0, f"{service}: {output}")
            self.assertEqual(report.defects, [])
        finally:
            await cluster.stop(keep=False)

    async def sign_in(self, cluster, email):
        answer = await request(cluster.of("auth")[0].port, "POST", "/api/auth/login", body={"email": email, "password": PASSWORD})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["accessToken"]

    async def admins(self, cluster):
        auth = cluster.of("auth")[0]
        for name in ("asks", "reviews"):
            process = await asyncio.create_subprocess_exec(
                auth.binary, "create-admin", "--email", f"{name}@glass.example", env=auth.environment, stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
            output, _ = await process.communicate(f"{PASSWORD}\n".encode())
            self.assertEqual(process.returncode, 0, output)
        return "asks@glass.example", "reviews@glass.example"

    async def killed_while(self, cluster, service, token, method, path, body=None, fields=None):
        """The answer, if it came before the process was killed at a random instant; the process is up again."""
        (replica,) = cluster.of(service)
        asked = asyncio.create_task(request(replica.port, method, path, token, body, fields, timeout=20))
        await asyncio.sleep(random.choice(PAUSES))
        replica.signal(signal.SIGKILL)
        await replica.ended()
        try:
            answer = await asked
        except Lost:
            answer = None
        replica.start()
        await cluster.all_ready(60)
        return answer

    async def grants(self, cluster):
        random.seed(31)
        (doctor, cover), patients = people(cluster, 3, 2, ROUNDS)
        for person in (doctor, cover, *patients):
            await person.register()
        asks, reviews = await self.admins(cluster)
        outcomes = {"open": set(), "end": set(), "review": set()}
        for number, patient in enumerate(patients):
            patient.doctors = [doctor]
            while not patient.mine:
                await patient.book()
            token, other = await self.sign_in(cluster, asks), await self.sign_in(cluster, reviews)
            form = {"patientId": patient.id, "purpose": "BTG", "reason": "unconscious in the waiting room", "minutes": 30}
            answer = await self.killed_while(cluster, "appointment", token, "POST", GRANTS, form)
            self.judge(cluster, f"open {number}", answer, (201,))
            rows = cluster.sql("appointment", f"SELECT id FROM break_glass WHERE patient_id = '{patient.id}'").split()
            self.assertLessEqual(len(rows), 1)
            if answer:
                self.assertEqual(rows, [answer.json["id"]], "what was acknowledged is gone")
            outcomes["open"].add(bool(rows))
            if not rows:
                answer = await self.surely(cluster, token, GRANTS, form, 201)
                rows = [answer.json["id"]]
            for step, path, who, body in (("end", f"{GRANTS}/{rows[0]}/end", token, None),
                                          ("review", f"{GRANTS}/{rows[0]}/review", other, {"verdict": "JUSTIFIED"})):
                answer = await self.killed_while(cluster, "appointment", who, "POST", path, body)
                self.judge(cluster, f"{step} {number}", answer, (200,))
                column = {"end": "ended_early", "review": "reviewed_at IS NOT NULL"}[step]
                is_done = cluster.sql("appointment", f"SELECT {column} FROM break_glass WHERE id = '{rows[0]}'") == "t"
                if answer:
                    self.assertTrue(is_done, f"what was acknowledged is gone: {step}")
                outcomes[step].add(is_done)
                if not is_done:
                    await self.surely(cluster, who, path, body, 200)
        self.judge(cluster, "at the end", None, ())
        counts = cluster.sql("appointment", "SELECT count(*), count(*) FILTER (WHERE ended_early), count(reviewed_at) FROM break_glass")
        self.assertEqual(counts, "|".join([str(ROUNDS)] * 3))
        print(f"[{ {step: sorted(seen) for step, seen in outcomes.items()} }]", end=" ")
        self.assertIn({True, False}, outcomes.values(), "the moments are all on one side")

    def judge(self, cluster, what, answer, statuses):
        if answer:
            self.assertIn(answer.status, statuses, f"{what}: {answer.body}")
        self.assertEqual(cluster.sql("appointment", HALF), "", what)

    async def surely(self, cluster, token, path, body, status):
        answer = await request(cluster.of("appointment")[0].port, "POST", path, token, body, timeout=20)
        self.assertEqual(answer.status, status, answer.body)
        return answer

    async def logs(self, cluster):
        """A look at somebody else's log that was answered is in that log, once."""
        email = "asks@glass.example"
        patient = cluster.sql("auth", "SELECT id FROM users WHERE role = 'PATIENT' LIMIT 1")
        for service, prefix in (("appointment", "appointments"), ("auth", "auth"), ("notification", "notifications")):
            answered = {}
            for _ in range(ROUNDS):
                token, (trace, fields) = await self.sign_in(cluster, email), traceparent()
                path = f"/api/{prefix}/access-log?patientId={patient}&purpose=SYSADMIN"
                answer = await self.killed_while(cluster, service, token, "GET", path, fields=fields)
                if answer:
                    self.assertEqual(answer.status, 200, answer.body)
                answered[trace] = bool(answer)
            for trace, is_answered in answered.items():
                count = int(cluster.sql(service, f"SELECT count(*) FROM access_log WHERE event = 'audit.read' AND trace_id = '\\x{trace}'"))
                self.assertIn(count, (1,) if is_answered else (0, 1), f"{service}: a look that was answered {is_answered} is {count} times in the log")


if __name__ == "__main__":
    unittest.main()
