"""docker-compose.yml on a real engine: `scripts/up --compose` from a fresh checkout, the tour, and what went wrong
once. The images are stand-ins (standins/README.md)."""
import concurrent.futures
import datetime
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest

import images
from clinic import EDGE_PORT, PASSWORD, Clinic, Outside, call, register, until
from engine import ROOT, Engine

DAEMONS = ("auth", "appointment", "notification")
STORES = ("auth-db", "appointment-db", "notification-db", "redis", "kafka")
# What a visitor runs: signs in wrongly so many times, each time to another account, and prints the statuses.
VISITOR = """
import http.client, json, sys, uuid
count, forwarded = int(sys.argv[1]), sys.argv[2:]
for _ in range(count):
    connection = http.client.HTTPConnection("edge", 3010, timeout=20)
    fields = {"Content-Type": "application/json"}
    if forwarded: fields["X-Forwarded-For"] = forwarded[0]
    connection.request("POST", "/api/auth/login", json.dumps({"email": f"{uuid.uuid4()}@example.org", "password": "wrong password"}), fields)
    print(connection.getresponse().status)
    connection.close()
"""


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outside = Outside()
        cls.addClassCleanup(cls.outside.close)
        cls.engine = Engine()
        cls.addClassCleanup(cls.engine.stop)
        cls.engine.start()
        images.make(cls.engine)
        # Somebody else's networks: what Docker would take next, and where ours was once (3).
        for number in (18, 30):
            cls.engine.run("network", "create", "--subnet", f"172.{number}.0.0/16", f"others-{number}", check=False)
        cls.clinic = Clinic(cls.engine)
        cls.addClassCleanup(cls.clinic.close)
        cls.told = cls.clinic.up().stdout
        cls.doctor = register("Dora", "DOCTOR", specialization="Cardiology")
        cls.patient = register("Paul", "PATIENT")
        tomorrow = datetime.date.today() + datetime.timedelta(days=1)
        cls.slots = ((tomorrow + datetime.timedelta(days=day), hour) for day in range(1, 60) for hour in range(9, 16))

    def book(self):
        day, hour = next(self.slots)
        body = {"doctorId": self.doctor["user"]["id"], "appointmentDate": day.isoformat(), "appointmentTime": f"{hour:02}:00",
                "reason": "Check-up"}
        return call("POST", "/api/appointments", body, token=self.patient["accessToken"])

    def visitor(self):
        """A container in the network of the edge's port, with an address of its own while the test runs. Returns what signs in from it."""
        name = self.engine.run("run", "--detach", "--network", "clinic_front", images.names()["kafka"], "sleep", "600").stdout.strip()
        self.addCleanup(self.engine.run, "rm", "-fv", name)

        def sign_in(count, *forwarded):
            done = self.engine.run("exec", name, "python3", "-c", VISITOR, str(count), *forwarded)
            return [int(status) for status in done.stdout.split()]
        return sign_in

    def test_01_the_tour_leads_through_the_edge(self):
        tour = re.search(r"a tour +bash (\S+)", self.told)[1]
        done = subprocess.run(["bash", "-e", tour], env=self.clinic.environment, capture_output=True, text=True, timeout=120)
        self.assertIn('"status": "APPROVED"', done.stdout, done.stderr)
        for reader, kind in (("doctor", "created"), ("patient", "approved")):
            self.assertRegex(done.stdout, rf'(?m)^\[{reader}\] .*"appointment\.{kind}"')

    def test_01_the_first_admin_is_made_as_the_page_says(self):
        page = images.read("docs/running.md")
        command = re.search(r"(?m)^docker compose (exec auth .*)$", page)[1].split()
        self.clinic.compose("exec", "-T", *command[1:], input=f"{PASSWORD}\n")
        answer = call("POST", "/api/auth/login", {"email": command[-1], "password": PASSWORD})
        self.assertEqual((answer.status, answer.json["user"]["role"]), (200, "ADMIN"))

    def test_02_each_visitor_is_counted_by_their_own_address(self):
        first, second, third = self.visitor(), self.visitor(), self.visitor()
        # Ten a minute, and one more for each six seconds that this takes.
        self.assertIn(429, first(25))
        self.assertEqual(set(second(2)), {401})
        # What a visitor says of their address does not count, unless they are a proxy that is trusted (10).
        self.assertEqual(set(third(2, "203.0.113.1")), {401})
        self.assertIn(429, first(5, "203.0.113.1"))

    def test_03_networks_of_others_are_no_obstacle(self):
        self.assertEqual(len(self.engine.run("network", "ls", "-q", "--filter", "name=others-").stdout.split()), 2)
        subnet = json.loads(self.engine.run("network", "inspect", "clinic_services").stdout)[0]["IPAM"]["Config"][0]["Subnet"]
        self.assertFalse(re.match(r"172\.(1[6-9]|2\d|3[01])\.|192\.168\.", subnet), f"{subnet} is one that Docker gives to others")

    def test_04_without_redis_bookings_go_on_and_the_end_is_clean(self):
        self.clinic.compose("stop", "redis")
        try:
            for _ in range(3):
                begun = time.monotonic()
                self.assertEqual(self.book().status, 201)
                self.assertLess(time.monotonic() - begun, 8)
            self.clinic.compose("stop", "appointment")
            self.assertEqual([about["State"]["ExitCode"] for about in self.clinic.inspect("appointment")], [0])
        finally:
            self.clinic.compose("up", "--detach", "--wait", "--no-recreate")
        until(lambda: self.book().status == 201, 10, "a booking through the daemon that is back")

    def test_06_new_replicas_are_used_and_none_is_banned_that_is_back(self):
        def used(seconds=3):
            """Addresses that answered within so many seconds."""
            count, deadline = 0, time.monotonic() + seconds
            while time.monotonic() < deadline:
                self.assertEqual(unread().status, 200)
                count += 1
                time.sleep(0.05)  # fewer than the limit of one address
            log = self.clinic.compose("logs", "--no-log-prefix", "edge").stdout
            return set(re.findall(r'/api/notifications/unread-count" 200 .*"(\S+):3003"', log)[-count:])

        def unread():
            return call("GET", "/api/notifications/unread-count", token=self.patient["accessToken"])

        self.clinic.compose("up", "--detach", "--wait", "--no-recreate", "--scale", "notification=2", "notification")
        try:
            self.assertEqual(len(used()), 2)
            second = self.clinic.containers("notification")[-1]
            self.engine.run("stop", second)
            # As many at a time as meet the moment at which the edge learns that an address is gone.
            with concurrent.futures.ThreadPoolExecutor(8) as visitors:
                statuses = list(visitors.map(lambda _: unread().status, range(160)))
            self.assertEqual(set(statuses), {200})
            self.engine.run("start", second)
            until(lambda: json.loads(self.engine.run("inspect", second).stdout)[0]["State"]["Health"]["Status"] == "healthy", 30, "healthy again")
            self.assertEqual(len(used()), 2)
        finally:
            self.clinic.compose("up", "--detach", "--wait", "--no-recreate", "--scale", "notification=1", "notification")

    def test_07_no_nameless_volume_is_made(self):
        self.clinic.compose("up", "--detach", "--wait", "--force-recreate", "--no-deps", "redis")
        names = self.engine.run("volume", "ls", "-q").stdout.split()
        self.assertEqual(sorted(names), sorted(f"clinic_{name}" for name in ("auth-db", "appointment-db", "notification-db", "kafka")))

    def test_08_sizes_are_those_of_the_container(self):
        for service in (*DAEMONS, *STORES, "edge"):
            (about,) = self.clinic.inspect(service)
            self.assertLessEqual(about["HostConfig"]["NanoCpus"], 1e9, service)
            self.assertEqual([(limit["Name"], limit["Soft"]) for limit in about["HostConfig"]["Ulimits"]], [("nofile", 16384)], service)
        workers = self.clinic.compose("top", "edge").stdout
        self.assertEqual(len(re.findall("nginx: worker process", workers)), 1, workers)
        self.assertIn("LOOPS=1", self.clinic.inspect("auth")[0]["Config"]["Env"])

    def test_09_another_port_is_an_origin_to_sign_in_from(self):
        for host in ("localhost", "127.0.0.1"):
            answer = call("POST", "/api/auth/register", {}, headers={"Origin": f"http://{host}:{EDGE_PORT}"})
            self.assertEqual(answer.status, 422, answer.body)
        self.assertEqual(call("POST", "/api/auth/register", {}, headers={"Origin": "http://elsewhere.example"}).status, 403)

    def test_10_a_trusted_proxy_says_who_the_visitor_is(self):
        subnet = json.loads(self.engine.run("network", "inspect", "clinic_front").stdout)[0]["IPAM"]["Config"][0]["Subnet"]
        self.clinic.compose("up", "--detach", "--wait", "--no-deps", "edge", environment={"EDGE_TRUSTED_PROXIES": f"192.0.2.1 {subnet}"})
        try:
            proxy = self.visitor()
            self.assertIn(429, proxy(25, "203.0.113.7"))
            self.assertEqual(set(proxy(2, "203.0.113.8")), {401})
        finally:
            self.clinic.compose("up", "--detach", "--wait", "--no-deps", "edge")

    def test_11_a_database_without_its_tables_owner_is_not_healthy(self):
        (about,) = self.clinic.inspect("auth-db")
        check = about["Config"]["Healthcheck"]["Test"][1]
        asked = lambda *environment: self.clinic.compose("exec", "-T", *environment, "auth-db", "sh", "-c", check, check=False).returncode
        self.assertEqual(asked(), 0)
        self.assertNotEqual(asked("-e", "OWNER=nobody"), 0)
        self.assertNotEqual(asked("-e", "OWNER_PASSWORD=wrong"), 0)

    def test_13_kafka_is_asked_by_its_protocol_and_keeps_no_log_of_its_own(self):
        (about,) = self.clinic.inspect("kafka")
        self.assertEqual(about["State"]["Health"]["Status"], "healthy")
        self.assertNotIn("/opt/kafka/bin", " ".join(about["Config"]["Healthcheck"]["Test"]))
        self.assertIn("/opt/kafka/logs", about["HostConfig"]["Tmpfs"])

    def test_14_logs_are_bounded(self):
        for service in (*DAEMONS, *STORES, "edge", "kafka-topics"):
            for about in self.clinic.inspect(service):
                self.assertEqual(about["HostConfig"]["LogConfig"]["Config"], {"max-file": "5", "max-size": "10m"}, service)

    def test_15_every_daemon_reaches_the_collector(self):
        for path in ("/api/auth/profile", "/api/appointments/my", "/api/notifications/unread-count"):
            self.assertEqual(call("GET", path, token=self.patient["accessToken"]).status, 200, path)
        for name in DAEMONS:
            until(lambda: name in self.outside.seen, 20, f"spans of {name}")

    def test_16_all_that_is_missing_is_named_at_once(self):
        with open(f"{self.clinic.root}/.env") as file:
            whole = file.read()
        try:
            with open(f"{self.clinic.root}/.env", "w") as file:
                file.write(re.sub(r"(?m)^(JWT_SECRET|REDIS_PASSWORD|AUTH_DB_ADMIN_PASSWORD)=.*", r"\1=", whole))
            done = self.clinic.up(check=False)
        finally:
            with open(f"{self.clinic.root}/.env", "w") as file:
                file.write(whole)
        self.assertEqual(done.returncode, 1)
        for name in ("JWT_SECRET", "REDIS_PASSWORD", "AUTH_DB_ADMIN_PASSWORD"):
            self.assertIn(name, done.stderr)
        self.assertEqual(len(done.stderr.strip().split("\n")), 1, done.stderr)

    def test_16_what_the_edge_answers_itself_is_a_problem(self):
        for method, path, body, status, code in (
                ("GET", "/api/nothing", None, 404, "not_found"), ("GET", "/internal/users", None, 404, "not_found"),
                ("POST", "/api/auth/login", b"x" * (2 << 20), 413, "body_too_large"), ("DELETE", "/", None, 403, "forbidden"),
                ("GET", "/api/appointments?" + "x" * 20000, None, 414, "target_too_long"), ("GET", "/api/nothing%", None, 400, "malformed_request")):
            answer = call(method, path, body)
            self.assertEqual((answer.status, answer.fields["Content-Type"]), (status, "application/problem+json"), path[:40])
            self.assertEqual((answer.json["status"], answer.json["code"], answer.json["type"]), (status, code, f"/problems/{code}"))
        self.clinic.compose("pause", "auth")
        try:
            until(lambda: call("GET", "/api/nothing").status == 404, 5, "the edge goes on")
        finally:
            self.clinic.compose("unpause", "auth")
        self.clinic.compose("stop", "auth")
        try:
            answer = call("GET", "/api/auth/profile")
            self.assertIn(answer.status, (502, 504))
            self.assertEqual((answer.json["code"], answer.fields["Retry-After"])[1], "1")
        finally:
            self.clinic.compose("up", "--detach", "--wait", "--no-recreate")
        until(lambda: call("GET", "/api/auth/profile").status == 401, 3, "auth is used again")

    def test_16_the_port_is_this_machines_alone(self):
        (about,) = self.clinic.inspect("edge")
        self.assertEqual([port["HostIp"] for port in about["HostConfig"]["PortBindings"]["3010/tcp"]], ["127.0.0.1"])

    def test_16_each_database_has_a_superuser_password_of_its_own(self):
        found = {line for name in STORES[:3] for line in self.clinic.inspect(name)[0]["Config"]["Env"] if line.startswith("POSTGRES_PASSWORD=")}
        self.assertEqual(len(found), 3)

    def test_17_the_override_for_engines_of_others(self):
        override, tls = f"{self.clinic.root}/docker-compose.override.yml", f"{self.clinic.root}/tls"
        os.mkdir(tls, 0o755)
        subprocess.run([f"{ROOT}/scripts/lib/engines/certificates.sh", tls, "clinic", "auth-db", "redis1.example", "sentinel1.example"],
                       check=True, capture_output=True)
        with open(f"{tls}/kafka-password", "w") as file:
            file.write("of kafka\n")
        for name in os.listdir(tls):
            os.chmod(f"{tls}/{name}", 0o600)
            os.chown(f"{tls}/{name}", 10001, 10001)
        shutil.copy(f"{ROOT}/ops/engines/docker-compose.override.yml", override)
        try:
            for service in DAEMONS:
                with self.subTest(as_it_stands=service):
                    told = self.clinic.compose("run", "--rm", "--no-deps", "-T", service, "--check-config", check=False)
                    self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
            self.redis_of_others(tls)
            self.encrypt("auth-db", tls)
            with open(override) as file:
                text = file.read()
            with open(override, "w") as file:
                file.write(text.replace("pg1.example,pg2.example", "pg1.example,auth-db"))
            self.clinic.compose("up", "--detach", "--wait", "--no-deps", "auth")
            until(lambda: call("GET", "/api/auth/profile", token=self.patient["accessToken"]).status == 200, 10, "auth with engines of others")
            sessions = "SELECT DISTINCT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'auth' AND application_name <> 'psql'"
            told = self.clinic.compose("exec", "-T", "auth-db", "psql", "-U", "postgres", "-Atqc", sessions).stdout
            self.assertEqual(told.split(), ["t|/CN=clinic"])
            ready = self.clinic.compose("exec", "-T", "edge", "curl", "-s", "http://auth:3001/readyz").stdout
            self.assertIn('"redis":"ok"', ready.replace(" ", ""))
        finally:
            os.remove(override)
            self.clinic.compose("up", "--detach", "--wait", "--no-deps", "auth")

    def redis_of_others(self, tls):
        """A Redis, and a Sentinel that calls it clinic; both speak TLS alone, and ask for certificates."""
        own = "--tls-cert-file /tls/server.crt --tls-key-file /tls/server.key --tls-ca-cert-file /tls/ca.crt --port 0"
        with open(f"{self.clinic.root}/.env") as file:
            password = re.search(r"(?m)^REDIS_PASSWORD=(.+)$", file.read())[1]
        sentinel = (f"sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\nsentinel monitor clinic redis1.example 6379 1\n"
                    f"sentinel auth-pass clinic {password}\n")
        for name, script in (("redis1.example", f"exec redis-server --tls-port 6379 --dir /tmp --save '' --requirepass {password} {own}"),
                             ("sentinel1.example", f"printf '{sentinel}' >/tmp/s.conf; exec redis-server /tmp/s.conf --sentinel --tls-port 26379 --tls-replication yes {own}")):
            made = self.engine.run("run", "--detach", "--network", "clinic_stores", "--network-alias", name, "--user", "10001", "--volume", f"{tls}:/tls:ro",
                                   "--entrypoint", "sh", images.names()["redis"], "-ec", script).stdout.strip()
            self.addCleanup(self.engine.run, "rm", "-fv", made)

    def encrypt(self, database, tls):
        for name in ("server.crt", "server.key", "ca.crt"):
            with open(f"{tls}/{name}") as file:
                self.clinic.compose("exec", "-T", "-u", "postgres", database, "sh", "-c", f"umask 077; cat >$PGDATA/{name}", input=file.read())
        for statement in ("ALTER SYSTEM SET ssl_ca_file = 'ca.crt'", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"):
            self.clinic.compose("exec", "-T", database, "psql", "-U", "postgres", "-qc", statement)

    def as_printed(self, command):
        """On a terminal of its own, as somebody at a keyboard runs it."""
        done = subprocess.run(["script", "--quiet", "--return", "--command", command, "/dev/null"], cwd=self.clinic.root, env=self.clinic.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def begun(self, command):
        """What it says first, of one that goes on until it is ended."""
        running = subprocess.Popen(["script", "--quiet", "--flush", "--command", command, "/dev/null"], cwd=self.clinic.root, env=self.clinic.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            return running.stdout.readline()
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait()
            running.stdout.close()

    def test_18_the_commands_of_the_page_work_as_they_are_printed(self):
        page = images.read("docs/running.md").split("## Without containers")[0]
        commands = [command.replace("\n", " ") for command in re.findall(r"`(docker [^`]+)`", page)]
        with open(f"{self.clinic.root}/.env") as file:
            password = re.search(r"(?m)^AUTH_DB_PASSWORD=(.+)$", file.read())[1]
        at_the_end = {"docker compose down", "docker compose down --volumes"}
        self.assertLessEqual(at_the_end, set(commands))
        for command in commands:
            if command in at_the_end:
                continue
            with self.subTest(command):
                # With the value of the secret.
                told = self.as_printed(command.replace("…", password)) if "--follow" not in command else self.begun(command)
                self.assertTrue(told.strip(), "it says nothing")
        self.assertEqual(len(self.clinic.containers("appointment")), 2)

    def test_98_everything_ends_by_itself_while_a_socket_is_open(self):
        live = socket.create_connection(("127.0.0.1", EDGE_PORT))
        live.sendall((f"GET /api/notifications/stream HTTP/1.1\r\nHost: localhost:{EDGE_PORT}\r\nAuthorization: Bearer {self.patient['accessToken']}"
                      "\r\nAccept: text/event-stream\r\n\r\n").encode())
        self.assertIn(b"200", live.recv(64))
        try:
            self.clinic.compose("stop")
        finally:
            live.close()
        for service in (*DAEMONS, *STORES, "edge"):
            for about in self.clinic.inspect(service):
                self.assertEqual((about["State"]["ExitCode"], about["State"]["OOMKilled"]), (0, False), service)


    def test_99_data_stay_until_their_volumes_go(self):
        self.as_printed("docker compose down")
        self.clinic.up()
        answer = call("POST", "/api/auth/login", {"email": self.patient["email"], "password": PASSWORD})
        self.assertEqual(answer.status, 200)
        self.as_printed("docker compose down --volumes")
        self.assertEqual(self.engine.run("volume", "ls", "-q").stdout, "")

if __name__ == "__main__":
    unittest.main()
