#!/usr/bin/env python3
"""scripts/stores: what the fault injection of our tests relies on; about 10 seconds."""
import os
import shutil
import subprocess
import tempfile
import threading
import unittest

STORES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../stores")


class StoresTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Mode 700 and a space: a checkout below /root, where the postgres user cannot go, with a name somebody chose.
        cls.parent = tempfile.mkdtemp(prefix="clinic stores ")
        cls.addClassCleanup(shutil.rmtree, cls.parent)
        cls.directory = os.path.join(cls.parent, "run")
        cls.addClassCleanup(cls.stores, "remove")
        cls.stores("start", "--free-ports", "--no-fsync", "--redis-password", "a secret", "--quiet")

    @classmethod
    def run_stores(cls, command, *arguments):
        return subprocess.run([STORES, command, cls.directory, *arguments], capture_output=True, text=True, timeout=60)

    @classmethod
    def stores(cls, *arguments):
        done = cls.run_stores(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def setUp(self):
        self.addCleanup(self.stores, "start", "--quiet")

    def env(self, *service):
        return dict(line.split("=", 1) for line in self.stores("env", *service).splitlines())

    def states(self):
        return {line.split()[0]: line.split()[1] for line in self.stores("status").splitlines()}

    def psql(self, service, sql, timeout=10, **changes):
        env = {**self.env(service), **changes}
        return subprocess.run(
            ["psql", "-XAtq", "-h", env["DB_HOST"], "-p", env["DB_PORT"], "-U", env["DB_USER"], "-d", env["DB_NAME"], "-c", sql],
            env={**os.environ, "PGPASSWORD": env["DB_PASSWORD"]}, capture_output=True, text=True, timeout=timeout)

    def redis(self, *command, password=True, timeout=10):
        env = self.env()
        return subprocess.run(
            ["redis-cli", "-h", env["REDIS_HOST"], "-p", env["REDIS_PORT"], *command], capture_output=True, text=True,
            env={**os.environ, **({"REDISCLI_AUTH": env["REDIS_PASSWORD"]} if password else {})}, timeout=timeout).stdout.strip()

    def test_two_who_ask_are_told_different_ports(self):
        # Of 12,000 ports 400 would share some, were each only looked for a listener.
        library = os.path.join(os.path.dirname(STORES), "lib")
        ask = f'. "{library}/common.sh"; . "{library}/ports.sh"; for _ in {{1..100}}; do free_port; done'
        asking = [subprocess.Popen(["bash", "-c", ask], stdout=subprocess.PIPE, text=True) for _ in range(4)]
        ports = [port for one in asking for port in one.communicate(timeout=60)[0].split()]
        self.assertEqual(len(ports), 400)
        self.assertEqual(len(set(ports)), 400)

    def test_each_service_has_its_own_database_and_no_other(self):
        self.assertEqual(self.psql("auth", "SELECT current_user, current_database()").stdout.strip(), "auth|auth_db")
        self.assertIn("permission denied", self.psql("auth", "SELECT 1", DB_NAME="appointment_db").stderr)
        self.assertIn("authentication failed", self.psql("auth", "SELECT 1", DB_PASSWORD="wrong").stderr)
        self.assertEqual(self.psql("appointment", "CREATE EXTENSION IF NOT EXISTS btree_gist").returncode, 0)

    def test_secrets_are_readable_by_the_owner_only(self):
        for name in ("env", "auth.env", "appointment.env", "notification.env"):
            self.assertEqual(os.stat(os.path.join(self.directory, name)).st_mode & 0o777, 0o600)

    def test_redis_asks_for_its_password(self):
        self.assertEqual(self.redis("PING"), "PONG")
        self.assertIn("NOAUTH", self.redis("PING", password=False))

    def test_a_kill_loses_no_commit_and_ports_stay(self):
        before = self.env("auth")
        self.assertEqual(self.psql("auth", "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").returncode, 0)
        for store in ("postgres", "redis", "kafka"):
            self.stores("kill", store)
            self.assertEqual(self.states()[store], "stopped")
        self.stores("start", "--quiet")
        self.assertEqual(self.env("auth"), before)
        self.assertEqual(self.psql("auth", "SELECT n FROM kept").stdout.strip(), "7")
        self.assertEqual(set(self.states().values()), {"running"})

    def test_a_paused_store_answers_nobody_until_it_is_resumed(self):
        for store, ask in (("postgres", lambda t: self.psql("auth", "SELECT 1", timeout=t)), ("redis", lambda t: self.redis("PING", timeout=t))):
            with self.subTest(store=store):
                self.stores("pause", store)
                self.assertEqual(self.states()[store], "paused")
                with self.assertRaises(subprocess.TimeoutExpired):
                    ask(0.5)
                self.stores("resume", store)
                ask(10)
                self.assertEqual(self.states()[store], "running")

    def test_pausing_stops_a_session_that_is_open(self):
        env = self.env("auth")
        session = subprocess.Popen(
            ["psql", "-XAtq", "-h", env["DB_HOST"], "-p", env["DB_PORT"], "-U", "auth", "-d", "auth_db"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PGPASSWORD": env["DB_PASSWORD"]})
        self.addCleanup(lambda: (session.communicate(timeout=10)))
        session.stdin.write("SELECT 'one';\n")
        session.stdin.flush()
        self.assertEqual(session.stdout.readline(), "one\n")
        answers = []
        reader = threading.Thread(target=lambda: answers.append(session.stdout.readline()))
        self.stores("pause", "postgres")
        session.stdin.write("SELECT 'two';\n")
        session.stdin.flush()
        reader.start()
        reader.join(0.5)
        self.assertEqual(answers, [])
        self.stores("resume", "postgres")
        reader.join(10)
        self.assertEqual(answers, ["two\n"])

    def test_cut_and_mend(self):
        self.stores("cut", "kafka")
        self.assertEqual(self.states()["kafka"], "cut")
        self.stores("mend", "kafka")
        self.assertEqual(self.states()["kafka"], "running")

    def test_stop_ends_paused_stores_too(self):
        for store in ("postgres", "redis", "kafka"):
            self.stores("pause", store)
        self.stores("stop")
        self.assertEqual(set(self.states().values()), {"stopped"})

    def test_a_foreign_process_with_an_old_pid_is_left_alone(self):
        self.stores("stop", "redis")
        stranger = subprocess.Popen(["sleep", "60"])
        self.addCleanup(lambda: (stranger.kill(), stranger.wait()))
        with open(os.path.join(self.directory, "redis.pid"), "w") as file:
            file.write(f"{stranger.pid} 12345\n")
        self.stores("kill", "redis")
        self.stores("stop", "redis")
        self.assertIsNone(stranger.poll())

    def test_a_started_store_inherits_nothing_from_the_caller(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        subprocess.run([STORES, "restart", self.directory, "--quiet"], check=True, timeout=60, pass_fds=[writing])
        os.close(writing)
        os.set_blocking(reading, False)
        self.assertEqual(os.read(reading, 1), b"", "the end of the pipe is seen, nobody holds it open")

    def test_commands_at_the_same_time_wait_for_each_other(self):
        threads = [threading.Thread(target=self.stores, args=(c, "--quiet", "redis")) for c in ("restart", "start", "restart", "start")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.states()["redis"], "running")

    def test_wrong_calls_are_said(self):
        for arguments in (("start", "mysql"), ("cut", "redis"), ("kill",), ("pause",), ("fly",)):
            done = self.run_stores(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("--help", done.stderr)


class RemoveTests(unittest.TestCase):
    def test_remove_leaves_nothing(self):
        with tempfile.TemporaryDirectory() as parent:
            directory = os.path.join(parent, "run")
            subprocess.run([STORES, "start", directory, "--free-ports", "--no-fsync", "--quiet", "postgres"], check=True, timeout=60)
            data = os.path.realpath(os.path.join(directory, "postgres"))
            self.assertTrue(os.path.exists(data))
            subprocess.run([STORES, "remove", directory], check=True, timeout=60)
            self.assertFalse(os.path.exists(data))
            self.assertEqual(os.listdir(parent), [])


if __name__ == "__main__":
    unittest.main()
