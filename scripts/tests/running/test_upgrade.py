"""Upgrades of databases that have data: each service's first schema is filled, today's daemons migrate it, and everything is there."""
import asyncio
import crypt
import hashlib
import os
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, Cluster, binaries  # noqa: E402
from client import request  # noqa: E402

PASSWORD = "Password123!"
PATIENT, DOCTOR, APPOINTMENT, NOTIFICATION = (f"01980000-0000-7000-8000-00000000000{n}" for n in range(4))
RECORD = """
    CREATE TABLE schema_migrations (
        version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
    INSERT INTO schema_migrations (version, name, checksum) VALUES (1, '{name}', '{checksum}');"""
DATA = {
    "auth": """
        INSERT INTO users (id, email, password, first_name, last_name, role) VALUES
            ('{patient}', 'old-patient@upgrade.example', '{hash}', 'Olga', 'Old', 'PATIENT'),
            ('{doctor}', 'old-doctor@upgrade.example', '{hash}', 'Dora', 'Old', 'DOCTOR');
        INSERT INTO sessions (id, user_id, expires_at) VALUES (gen_random_uuid(), '{patient}', now() + interval '1 day');""",
    "appointment": """
        INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at, doctor_free_at)
        SELECT '{appointment}', '{patient}', '{doctor}', 'Olga Old', 'Dora Old', day, '10:00', 'UTC', at, at + interval '30 min', at + interval '30 min'
        FROM (SELECT current_date + 20 AS day, ((current_date + 20) + time '10:00') AT TIME ZONE 'UTC' AS at) AS t;
        INSERT INTO appointment_history (appointment_id, version, to_status, actor_id, actor_role)
        VALUES ('{appointment}', 1, 'PENDING', '{patient}', 'PATIENT');
        INSERT INTO outbox (event_id, type, key, payload)
        SELECT gen_random_uuid(), 'appointment.created', a.id::text, appointment_event('appointment.created', a, a.patient_id, 'PATIENT')
        FROM appointments a;""",
    "notification": """
        INSERT INTO inboxes (user_id, last_seq, unread) VALUES ('{patient}', 1, 1);
        INSERT INTO notifications (id, user_id, seq, event_id, type, title, message, metadata)
        VALUES ('{notification}', '{patient}', 1, gen_random_uuid(), 'appointment.created', 'Old', 'Old news', '{{"appointmentId": "{appointment}"}}');
        INSERT INTO inbox_changes (user_id, seq, kind, notification_id) VALUES ('{patient}', 1, 'arrived', '{notification}');""",
}


class Upgrade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"upgrade-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster = Cluster(binaries(), cls.directory, replicas=1, settings={"BCRYPT_ROUNDS": "4"})
        asyncio.run(cls.fill())

    @classmethod
    def tearDownClass(cls):
        asyncio.run(cls.cluster.stop(keep=False))

    @classmethod
    async def fill(cls):
        """The first migration of each service by hand, with the record that the daemons keep of it, and data of its time."""
        await cls.cluster.stores("start", "--free-ports", "--no-fsync", "--quiet")
        names = {"patient": PATIENT, "doctor": DOCTOR, "appointment": APPOINTMENT, "notification": NOTIFICATION}
        names["hash"] = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
        for service in SERVICES:
            folder = os.path.join(ROOT, "sql", service)
            first = min(os.listdir(folder))
            with open(os.path.join(folder, first)) as file:
                schema = file.read()
            cls.sql(service, f"SET ROLE {service};\n{schema}\n" + RECORD.format(
                name=first, checksum=hashlib.sha256(schema.encode()).hexdigest()) + DATA[service].format(**names))
        await cls.cluster.start()

    @classmethod
    def sql(cls, service, text):
        done = subprocess.run(
            [os.path.join(ROOT, "scripts/stores"), "psql", cls.directory, f"{service}_db", "-Atq", "-v", "ON_ERROR_STOP=1", "-c", text],
            capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def ask(self, service, method, path, token=None, body=None):
        port = self.cluster.of(service)[0].port
        return asyncio.run(request(port, method, path, token, body, timeout=20))

    def sign_in(self, who):
        answer = self.ask("auth", "POST", "/api/auth/login", body={"email": f"old-{who}@upgrade.example", "password": PASSWORD})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["accessToken"]

    def test_what_a_column_may_not_hold_is_refused(self):
        for service, change, constraint in (
            ("appointment", "UPDATE appointments SET status = 'GONE'", "appointment_status_known"),
            ("appointment", "UPDATE appointments SET reason = repeat('x', 2001)", "free_text_bounded"),
            ("appointment", "UPDATE appointments SET time = '10:00:01'", "wall_time_whole_minute"),
            ("appointment", "UPDATE appointment_history SET actor_role = 'NOBODY'", "actor_role_known"),
            ("notification", "UPDATE notifications SET status = 'LOST'", "notification_status_known"),
            ("notification", "UPDATE inbox_changes SET kind = 'lost'", "inbox_change_kind_known"),
        ):
            with self.assertRaisesRegex(AssertionError, constraint):
                self.sql(service, change)

    def test_every_migration_was_applied(self):
        for service in SERVICES:
            applied = self.sql(service, "SELECT count(*) FROM schema_migrations")
            self.assertEqual(int(applied), len(os.listdir(os.path.join(ROOT, "sql", service))))

    def test_old_accounts_sign_in_and_find_their_appointments_and_notifications(self):
        patient, doctor = self.sign_in("patient"), self.sign_in("doctor")
        for token in (patient, doctor):
            mine = self.ask("appointment", "GET", "/api/appointments/my", token).json["appointments"]
            self.assertEqual([appointment["id"] for appointment in mine], [APPOINTMENT])
        approved = self.ask("appointment", "PATCH", f"/api/appointments/{APPOINTMENT}/approve", doctor)
        self.assertEqual((approved.status, approved.json["version"]), (200, 2), approved.body)
        inbox = self.ask("notification", "GET", "/api/notifications/my", patient).json["notifications"]
        self.assertIn(NOTIFICATION, [notification["id"] for notification in inbox])

    def test_an_event_that_waited_through_the_upgrade_is_delivered(self):
        doctor = self.sign_in("doctor")
        for _ in range(300):
            inbox = self.ask("notification", "GET", "/api/notifications/my", doctor).json["notifications"]
            if inbox:
                break
            asyncio.run(asyncio.sleep(0.1))
        self.assertEqual([notification["metadata"]["appointmentId"] for notification in inbox], [APPOINTMENT])
        self.assertEqual(self.sql("appointment", "SELECT count(*) FROM outbox"), "0")

    def test_a_daemon_refuses_a_database_newer_than_itself(self):
        for service in SERVICES:
            self.sql(service, "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, '9999_future.sql', '')")
            try:
                replica = self.cluster.of(service)[0]
                done = subprocess.run([replica.binary], env=replica.environment | {"PORT": "0"}, capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 1)
                self.assertIn("the database cannot be used", done.stderr)
            finally:
                self.sql(service, "DELETE FROM schema_migrations WHERE version = 9999")


if __name__ == "__main__":
    unittest.main()
