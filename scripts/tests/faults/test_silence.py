"""What people write stands in no log, whatever goes wrong: marks are planted in every text that can be given, through the API and in the
tables, everything that can fail in the databases is made to, and the marks are looked for in the server's log and the daemons'."""
import asyncio
import os
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, Cluster, binaries  # noqa: E402
from users import people  # noqa: E402
from client import request  # noqa: E402

MARK = "Xyzzyplugh"  # letters alone, so that every field takes it
PSQL = "/usr/lib/postgresql/15/bin/psql"

# A statement for everything in the schema that can refuse a row: each column that must have a value, each text beyond any bound, each key
# twice, each reference to nothing. In SQL that makes SQL; $MARK is what is looked for.
VIOLATIONS = """
SELECT format('UPDATE %1$s SET %2$I = NULL', c.oid::regclass, a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
UNION ALL
SELECT format('UPDATE %1$s SET %2$I = repeat(''$MARK '', 20000)', c.oid::regclass, a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  AND (t.typcategory = 'S' OR t.typbasetype IN (SELECT oid FROM pg_type WHERE typcategory = 'S'))
UNION ALL
SELECT format('INSERT INTO %1$s SELECT * FROM %1$s', c.oid::regclass)
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT format('UPDATE %1$s SET %2$I = gen_random_uuid()', c.conrelid::regclass, a.attname)
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND a.atttypid = 'uuid'::regtype
UNION ALL
SELECT format('DELETE FROM %s', confrelid::regclass) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""


class Silence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"silence-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster = Cluster(binaries(), cls.directory, replicas=1, settings={"LOG_LEVEL": "debug", "EMAIL_INCLUDE_REASON": "true"})
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
        cls.statuses = [answer.status async for answer in cls.acts()]
        await cls.told()

    @classmethod
    def tearDownClass(cls):
        asyncio.run(cls.cluster.stop(keep=False))

    @classmethod
    async def acts(cls):
        """Marks in every text, of what is taken and of what is refused."""
        def ask(service, method, path, body=None, person=None, fields=None):
            port = cls.cluster.of(service)[0].port
            return request(port, method, path, person and person.token, body, fields, timeout=20)

        account = {"email": f"{MARK}@example.org", "password": f"{MARK}123!", "role": "PATIENT", "firstName": MARK, "lastName": MARK}
        for body in (account, account, account | {"firstName": MARK * 100}, account | {"email": MARK}, account | {"role": MARK}):
            yield await ask("auth", "POST", "/api/auth/register", body)
        for email in (account["email"], f"other{MARK}@example.org"):
            yield await ask("auth", "POST", "/api/auth/login", {"email": email, "password": f"not {MARK}"})
        yield await ask("auth", "PATCH", "/api/auth/profile", {"specialization": MARK, "lastName": MARK}, cls.doctor)
        yield await ask("auth", "GET", f"/api/auth/doctors?q={MARK}", person=cls.patient)

        patient, doctor = cls.patient, cls.doctor
        slots = [patient.slot() for _ in range(5)]
        made = []
        for slot in (*slots, slots[0]):
            body = {"doctorId": doctor.id, "reason": f"{MARK} complaint"} | slot
            for fields in ({"Idempotency-Key": f"{MARK}{len(made)}"}, {"Idempotency-Key": f"{MARK}{len(made)}"}):
                answer = await ask("appointment", "POST", "/api/appointments", body, patient, fields)
                yield answer
            made.append(answer.json.get("id"))
        for change, body in (
                ("reject", {"reason": f"{MARK} no"}), ("cancel", {"reason": f"{MARK} ill"}), ("approve", None),
                ("notes", {"notes": f"{MARK} well"}), ("complete", {"notes": f"{MARK} twice"})):
            visit = made[{"reject": 0, "cancel": 1}.get(change, 2)]
            for who in (patient, doctor):
                yield await ask("appointment", "PATCH", f"/api/appointments/{visit}/{change}", body, who)
        for body in (
                {"from": "2031-01-01T00:00:00Z", "to": "2031-01-02T00:00:00Z", "reason": MARK},
                {"from": MARK, "to": "2031-01-02T00:00:00Z", "reason": MARK}, {"reason": MARK * 1000}):
            yield await ask("appointment", "POST", "/api/appointments/time-off", body, doctor)
        for method, path in (
                ("GET", f"/api/appointments/{MARK}"), ("GET", f"/api/appointments/my?cursor={MARK}"),
                ("GET", f"/api/notifications/my?cursor={MARK}"), ("PATCH", f"/api/notifications/{MARK}/read")):
            yield await ask("appointment" if "appointments" in path else "notification", method, path, person=patient)
        yield await ask("notification", "PUT", "/api/notifications/preferences", {MARK: {"email": MARK}}, patient)

    @classmethod
    async def told(cls):
        """Until the doctor has read of the last of it, and so the marks are in the inboxes."""
        deadline = asyncio.get_running_loop().time() + 60
        while True:
            inbox = await cls.doctor.surely("notification", "GET", "/api/notifications/my?limit=100")
            if any(MARK in each["message"] for each in inbox["notifications"]):
                return
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError("the doctor was told nothing")
            await asyncio.sleep(0.1)

    def as_owner(self, service, statements):
        """Each in a transaction that is taken back, as the daemon's own role; how many were refused."""
        environment = self.cluster.of(service)[0].environment
        script = "".join(f"BEGIN;\n{statement};\nROLLBACK;\n" for statement in statements)
        done = subprocess.run(
            [PSQL, "-X", "-q", "-h", environment["DB_HOST"], "-p", environment["DB_PORT"], "-U", environment["DB_USER"], environment["DB_NAME"]],
            env={"PATH": os.environ["PATH"], "PGPASSWORD": environment["DB_PASSWORD"]}, input=script, capture_output=True, text=True)
        return done.stderr

    def read(self, name):
        with open(os.path.join(self.directory, name)) as file:
            return file.read()

    def test_the_marks_are_where_they_were_planted(self):
        self.assertIn(201, self.statuses)
        self.assertLessEqual({400, 401, 404, 409, 422}, set(self.statuses))
        self.assertTrue(all(status < 500 for status in self.statuses), self.statuses)
        for service, tables in (("auth", ("users",)), ("appointment", ("appointments", "idempotency_keys")), ("notification", ("notifications",))):
            for table in tables:
                self.assertGreater(int(self.cluster.sql(service, f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{MARK}%'")), 0, table)

    def test_the_servers_log_names_nobody(self):
        for service in SERVICES:
            statements = self.cluster.sql(service, VIOLATIONS.replace("$MARK", MARK)).splitlines()
            errors = self.as_owner(service, statements)
            # Told to who asked, so that there was something to tell. Of long texts, as those of notifications, only the beginning.
            if service != "notification":
                self.assertIn(MARK, errors, service)
            for kind in ("null value in column", "Failing row contains", "duplicate key value"):
                self.assertIn(kind, errors, service)
        log = self.read("log/postgres.log")
        for line in ("database system is ready", "ERROR:  null value in column", "ERROR:  duplicate key value"):
            self.assertIn(line, log)
        for secret in (MARK, MARK.lower(), self.patient.id, self.doctor.id, "Failing row", "STATEMENT:", "DETAIL:"):
            self.assertNotIn(secret, log)

    def test_no_setting_of_the_server_or_a_session_brings_it_back(self):
        for service in SERVICES:
            self.assertIn("permission denied to set parameter", self.as_owner(service, ["SET log_error_verbosity = verbose"]))
            shown = self.cluster.sql(service, "; ".join(f"SHOW {name}" for name in (
                "log_error_verbosity", "log_min_error_statement", "log_statement", "log_min_duration_statement", "log_parameter_max_length",
                "log_parameter_max_length_on_error")))
            self.assertEqual(shown.split(), ["terse", "panic", "none", "-1", "0", "0"])

    def test_the_daemons_logs_name_nobody(self):
        for service in SERVICES:
            log = self.read(f"{service}-1.log")
            self.assertIn('"level":"debug"', log)
            for secret in (MARK, MARK.lower()):
                self.assertNotIn(secret, log, service)


if __name__ == "__main__":
    unittest.main()
