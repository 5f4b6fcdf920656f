"""The auth daemon killed in the middle of changes that mail tells of: what was acknowledged stays, what was changed is mailed once, what was
not is not mailed."""
import http.client
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import binaries  # noqa: E402

ROUNDS = 12
OLD, NEW = "correct horse 1", "another horse 2"
UNLIMITED = ("LOGIN_LIMIT_ADDRESS", "LOGIN_LIMIT_ACCOUNT", "LOGIN_LIMIT_ACCOUNT_DAY", "REGISTER_LIMIT", "PASSWORD_LIMIT", "MAIL_LIMIT")
PATIENCE = 60


class Killed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="killed-", dir=os.path.join(ROOT, ".local"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        stores = os.path.join(cls.folder, "stores")
        cls.addClassCleanup(subprocess.run, [os.path.join(ROOT, "scripts/stores"), "remove", stores], stdout=subprocess.DEVNULL)
        subprocess.run([os.path.join(ROOT, "scripts/stores"), "start", stores, "--free-ports", "--quiet", "postgres", "redis"], check=True)
        cls.box = os.path.join(cls.folder, "mails")
        server = subprocess.Popen([sys.executable, os.path.join(ROOT, "scripts/mailserver"), cls.box], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(server.communicate)
        cls.addClassCleanup(server.kill)
        port = server.stdout.readline().strip()
        with open(os.path.join(stores, "auth.env")) as file:
            settings = dict(line.strip().split("=", 1) for line in file if "=" in line)
        cls.environment = {
            **os.environ, **settings, **{name: "0" for name in UNLIMITED}, "HOST": "127.0.0.1", "PORT": "0", "BCRYPT_ROUNDS": "4",
            "MIGRATIONS_DIR": os.path.join(ROOT, "sql/auth"), "OPENAPI_FILE": os.path.join(ROOT, "api/auth.yaml"), "LOG_LEVEL": "critical",
            **{name: secrets.token_hex(32) for name in ("JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET")},
            "SMTP_URL": f"smtp://127.0.0.1:{port}", "EMAIL_FROM": "clinic@clinic.example"}

    def setUp(self):
        self.start()
        self.addCleanup(lambda: self.daemon.kill() or self.daemon.communicate())

    def start(self):
        self.daemon = subprocess.Popen([os.path.join(binaries(), "auth")], env=self.environment, stdout=subprocess.PIPE)
        said = {}
        while said.get("message") != "listening":
            line = self.daemon.stdout.readline()
            self.assertTrue(line, f"the daemon has ended: {said}")
            said = json.loads(line)
        self.port = said["port"]
        self.until(lambda: self.call("GET", "/readyz")[0] == 200, "the daemon is not ready")

    def call(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        cookies = dict(each.split(";")[0].split("=", 1) for each in answer.headers.get_all("Set-Cookie") or [])
        return answer.status, json.loads(content) if content.startswith(b"{") else None, cookies

    def until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = condition()
                if found:
                    return found
            except OSError:
                pass
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def mails(self, email, subject):
        if not os.path.exists(self.box):
            return []
        with open(self.box) as file:
            mails = [json.loads(line) for line in file if line.endswith("\n")]
        return [mail for mail in mails if email in mail["to"] and mail["headers"]["Subject"] == subject]

    def signs_in(self, email, password):
        return self.call("POST", "/api/auth/login", {"email": email, "password": password})[0] == 200

    def killed_while(self, pause, method, path, body, **headers):
        """Sends the request and kills the daemon `pause` seconds later; the status, if it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
        time.sleep(pause)
        self.daemon.send_signal(signal.SIGKILL)
        try:
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = None
        connection.close()
        self.daemon.communicate()
        self.start()
        return status

    def settled(self, last):
        """Mails leave one after the other: once this one has, those before have, too."""
        self.call("POST", "/api/auth/register", {"email": last, "password": OLD, "firstName": "L", "lastName": "L", "role": "PATIENT"})
        self.until(lambda: self.mails(last, "Confirm your email address"), "mail does not leave any more")
        # One that the killed process had begun comes when its lease is over, as if that were now.
        self.sql("UPDATE emails SET due_at = now()")
        self.until(lambda: self.sql("SELECT count(*) FROM emails") == "0", "the queue does not empty")

    def sql(self, statement):
        environment = {**os.environ, "PGPASSWORD": self.environment["DB_PASSWORD"]}
        where = [argument for name, option in (("DB_HOST", "-h"), ("DB_PORT", "-p"), ("DB_USER", "-U"), ("DB_NAME", "-d")) for argument in (option, self.environment[name])]
        done = subprocess.run(["psql", "-tA", *where, "-c", statement], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def test_a_new_password_and_its_mail_are_there_together_or_not_at_all(self):
        random.seed(20)
        outcomes = set()
        for number in range(ROUNDS):
            email = f"ann{number}@killed.example"
            status, answer, _ = self.call("POST", "/api/auth/register", {"email": email, "password": OLD, "firstName": "A", "lastName": "L", "role": "PATIENT"})
            self.assertEqual(status, 201)
            _, _, cookies = self.call("POST", "/api/auth/password-reset", {"email": email})
            mail = self.until(lambda: self.mails(email, "Set a new password"), "no link comes")[0]
            token = mail["parts"][0]["text"].split("#recover=")[1].split()[0]
            status = self.killed_while(
                random.choice((0, 0.002, 0.005, 0.01, 0.02, 0.05)), "POST", "/api/auth/password-reset/confirm", {"token": token, "newPassword": NEW},
                Cookie=f"recovery={cookies['recovery']}")
            self.assertIn(status, (204, None))
            is_changed = self.signs_in(email, NEW)
            self.assertEqual(self.signs_in(email, OLD), not is_changed)
            if status == 204:
                self.assertTrue(is_changed, "what was acknowledged is gone")
            if is_changed:
                token = f"Bearer {answer['accessToken']}"
                self.until(lambda: self.call("GET", "/api/auth/profile", Authorization=token)[0] == 401, "the sessions go on")
            self.settled(f"last{number}@killed.example")
            told = {each["headers"]["Message-ID"] for each in self.mails(email, "You have a new password")}
            self.assertEqual(len(told), is_changed, f"round {number}: {status}, changed: {is_changed}")
            outcomes.add(is_changed)
        print(f"[changed: {sorted(outcomes)}]", end=" ")


if __name__ == "__main__":
    unittest.main()
