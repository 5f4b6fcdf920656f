#!/usr/bin/env python3
"""scripts/up with real stores and played daemons: what it starts, says and ends. Works on a copy of the scripts, so that
a running `up` of this checkout is left alone; about 20 seconds."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.request

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
SERVICES = ("auth", "appointment", "notification")

# Answers /readyz and registrations, and tells its environment.
DAEMON = """#!/usr/bin/python3
import http.server, json, os, sys
name = os.path.basename(sys.argv[0])
if "create-admin" in sys.argv:
    sys.exit("auth: admin@demo.example has an account; --promote makes it an admin's")
if "verify-email" in sys.argv:
    sys.exit(0)
if os.environ.get("BREAK") == name:
    sys.exit("cannot start: as the test wanted")
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status); self.end_headers(); self.wfile.write(json.dumps(body).encode())
    def do_GET(self):
        self.answer(200, dict(os.environ) if self.path == "/environment" else {})
    def do_POST(self):
        self.answer(409, {})
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class UpTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = os.path.realpath(tempfile.mkdtemp(prefix="clinic up "))
        cls.addClassCleanup(shutil.rmtree, cls.root)
        os.chmod(cls.root, 0o755)
        for folder in ("scripts", "edge", "web"):
            shutil.copytree(os.path.join(ROOT, folder), os.path.join(cls.root, folder))
        shutil.copy(os.path.join(ROOT, "Package.swift"), cls.root)
        os.mkdir(os.path.join(cls.root, ".local"))
        for installed in ("broker", "python"):
            os.symlink(os.path.join(ROOT, ".local", installed), os.path.join(cls.root, ".local", installed))
        os.makedirs(os.path.join(cls.root, ".build", "release"))
        for service in SERVICES:
            path = os.path.join(cls.root, ".build", "release", service)
            with open(path, "w") as file:
                file.write(DAEMON)
            os.chmod(path, 0o755)
        cls.run_dir = os.path.join(cls.root, ".local", "up")
        cls.addClassCleanup(cls.up, "--clean")

    def setUp(self):
        self.ports = dict(zip(SERVICES, free_ports(3)))
        self.environment = {f"{s.upper()}_PORT": str(p) for s, p in self.ports.items()}

    @classmethod
    def up(cls, *options, environment={}):
        return subprocess.run(
            [os.path.join(cls.root, "scripts", "up"), *options], env={**os.environ, **environment}, cwd="/",
            capture_output=True, text=True, timeout=90)

    def start(self, *options, **more):
        done = self.up("--no-build", "--detach", *options, environment={**self.environment, **more})
        self.addCleanup(self.up, "--stop")
        return done

    def attached(self):
        """An `up` in a session of its own, everything running."""
        process = subprocess.Popen(
            [os.path.join(self.root, "scripts", "up"), "--no-build"], env={**os.environ, **self.environment}, cwd="/",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.addCleanup(self.up, "--stop")
        self.addCleanup(process.stdout.close)
        for line in process.stdout:
            if "Ctrl-C stops everything" in line:
                return process
        self.fail(f"up has ended with {process.wait()}")

    def pid(self, name):
        with open(os.path.join(self.run_dir, f"{name}.pid")) as file:
            return int(file.read().split()[0])

    def alive(self, pid):
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except FileNotFoundError:
            return False

    def environment_of(self, service):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[service]}/environment", timeout=5) as answer:
            return json.load(answer)

    def test_each_daemon_gets_its_environment(self):
        done = self.start()
        self.assertEqual(done.returncode, 0, done.stderr)
        seen = {service: self.environment_of(service) for service in SERVICES}
        for service, variables in seen.items():
            self.assertEqual(variables["DB_NAME"], f"{service}_db")
            self.assertEqual(variables["DB_USER"], service)
            self.assertEqual(variables["MIGRATIONS_DIR"], os.path.join(self.root, "sql", service))
            self.assertEqual(variables["AUTH_SERVICE_URL"], f"http://127.0.0.1:{self.ports['auth']}")
            self.assertEqual(variables["KAFKA_CLIENT_ID"], f"{service}-service")
            self.assertEqual(variables["HOST"], "127.0.0.1", "demo accounts are for this machine alone")
            for secret in ("JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET"):
                self.assertGreaterEqual(len(variables[secret]), 64)
                self.assertEqual(variables[secret], seen["auth"][secret])
        self.assertEqual(len({seen["auth"][s] for s in ("JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET")}), 3)
        self.assertEqual(len({v["DB_PASSWORD"] for v in seen.values()}), 3)
        self.assertEqual(os.stat(os.path.join(self.run_dir, "secrets.env")).st_mode & 0o777, 0o600)
        self.assertIn(f"http://127.0.0.1:{self.ports['appointment']}", done.stdout)
        first = seen["auth"]["JWT_SECRET"]
        self.up("--stop")
        self.start()
        self.assertEqual(self.environment_of("auth")["JWT_SECRET"], first, "a restart keeps the secrets")

    def test_ctrl_c_ends_everything_and_nothing_else(self):
        bystander = subprocess.Popen(["sleep", "60"])
        self.addCleanup(lambda: (bystander.kill(), bystander.wait()))
        process = self.attached()
        again = self.up("--no-build", environment=self.environment)
        self.assertEqual((again.returncode, "already running" in again.stderr), (1, True))
        pids = [self.pid(n) for n in (*SERVICES, "postgres", "redis", "kafka", "noida")]
        self.assertTrue(all(map(self.alive, pids)))
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        process.stdout.read()
        self.assertEqual(process.wait(30), 0)
        self.assertFalse(any(map(self.alive, pids)))
        self.assertIsNone(bystander.poll())

    def test_a_daemon_that_dies_shows_its_log_and_nothing_is_left(self):
        done = self.start(BREAK="appointment")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot start: as the test wanted", done.stderr)
        self.assertIn("appointment has ended while starting", done.stderr)
        self.assertEqual([n for n in os.listdir(self.run_dir) if n.endswith(".pid") and self.alive(self.pid(n[:-4]))], [])

    def test_a_taken_port_that_was_asked_for_is_refused_and_its_holder_said(self):
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port = holder.getsockname()[1]
            done = self.start(APPOINTMENT_PORT=str(port))
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"port {port} (APPOINTMENT_PORT) is held by", done.stderr)
        self.assertIn(f"(pid {os.getpid()})", done.stderr)

    def test_existing_stores_are_used_and_none_started(self):
        done = self.start(DB_HOST="db.example", DB_PASSWORD="p", AUTH_DB_NAME="other", REDIS_HOST="r.example",
                          KAFKA_BROKERS="k.example:9092", LOOPS="3")
        self.assertEqual(done.returncode, 0, done.stderr)
        auth, appointment = self.environment_of("auth"), self.environment_of("appointment")
        self.assertEqual((auth["DB_HOST"], auth["DB_PORT"], auth["DB_NAME"]), ("db.example", "5432", "other"))
        self.assertEqual((appointment["DB_NAME"], appointment["DB_PASSWORD"]), ("appointment_db", "p"))
        self.assertEqual((auth["REDIS_HOST"], auth["KAFKA_BROKERS"]), ("r.example", "k.example:9092"))
        self.assertEqual((auth["LOOPS"], appointment["LOOPS"]), ("3", "3"))
        running = [n for n in os.listdir(self.run_dir) if n.endswith(".pid") and self.alive(self.pid(n[:-4]))]
        self.assertEqual(sorted(running), sorted(f"{s}.pid" for s in (*SERVICES, "edge", "edge.nginx", "mailserver")))

    def test_the_edge_speaks_tls_and_http_2(self):
        with open(os.path.join(ROOT, "docs/running.md")) as file:
            (command,) = [line for line in file if line.startswith("openssl req")]
        subprocess.run(command, shell=True, check=True, cwd=self.root, capture_output=True)
        (port,) = free_ports(1)
        done = self.start(EDGE_PORT=str(port), EDGE_TLS_CERT=f"{self.root}/cert.pem", EDGE_TLS_KEY=f"{self.root}/key.pem")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", f"{self.root}/cert.pem", "-D", "-", "-o", "/dev/null", f"https://localhost:{port}/"],
            capture_output=True, text=True, timeout=30)
        self.assertRegex(answer.stdout, r"(?im)^HTTP/2 200(.|\n)*^strict-transport-security: max-age=31536000; includeSubDomains", answer.stderr)

    def test_a_second_start_leaves_the_first_alone(self):
        self.assertEqual(self.start().returncode, 0)
        old = self.pid("auth")
        done = self.start()
        self.assertEqual((done.returncode, "already running in the background" in done.stderr), (1, True))
        self.assertTrue(self.alive(old))

    def test_what_a_killed_start_left_is_taken_over(self):
        process = self.attached()
        old = self.pid("auth")
        process.kill()
        process.wait()
        os.kill(self.pid("postgres"), signal.SIGKILL)
        done = self.start()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"ending auth (pid {old})", done.stdout)
        self.assertFalse(self.alive(old))
        self.assertEqual(self.up("--stop").returncode, 0)
        self.assertFalse(any(self.alive(self.pid(n)) for n in SERVICES if os.path.exists(f"{self.run_dir}/{n}.pid")))


if __name__ == "__main__":
    unittest.main()
