"""The auth daemon killed in the middle of changes: what was acknowledged stays; what mail tells of is mailed once, or not done and not mailed;
an invitation is accepted with its account or neither is there."""
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
            # Of the ceremonies in Tests/Auth/WebAuthn.
            "FRONTEND_URL": "http://localhost:3010", "SMTP_URL": f"smtp://127.0.0.1:{port}", "EMAIL_FROM": "clinic@clinic.example"}

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

    def killed_while(self, moment, method, path, body, **headers):
        """Sends the request and kills the daemon so many seconds later, or when `moment` returns; the status, if it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
        moment() if callable(moment) else time.sleep(moment)
        self.daemon.send_signal(signal.SIGKILL)
        try:
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = None
        connection.close()
        self.daemon.communicate()
        if callable(moment):
            moment.go_on()
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
        command, environment = self.psql()
        return subprocess.run([*command, "-c", statement], env=environment, capture_output=True, text=True, check=True).stdout.strip()

    def psql(self):
        where = [argument for name, option in (("DB_HOST", "-h"), ("DB_PORT", "-p"), ("DB_USER", "-U"), ("DB_NAME", "-d")) for argument in (option, self.environment[name])]
        return ["psql", "-tAq", "-v", "ON_ERROR_STOP=1", *where], {**os.environ, "PGPASSWORD": self.environment["DB_PASSWORD"]}

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

    def test_an_invitation_is_accepted_with_its_account_or_not_at_all(self):
        random.seed(6)
        with open(os.path.join(ROOT, "Tests/Auth/WebAuthn/vectors.json")) as file:
            made = next(each for each in json.load(file)["registrations"] if each["name"] == "es256")
        self.sql("INSERT INTO first_run_links (digest, created_at, expires_at) VALUES (sha256('first'), now(), now() + interval '1 hour')")
        status, admin, _ = self.call("POST", "/api/auth/first-run", {"token": "first", "email": "root@killed.example", "password": OLD, "firstName": "R", "lastName": "T"})
        self.assertEqual(status, 201, admin)
        bearer = {"Authorization": f"Bearer {admin['accessToken']}"}
        moments = [lambda: Held(self, "SELECT FROM invitations WHERE accepted_at IS NULL FOR UPDATE"),
                   lambda: Held(self, "SELECT pg_advisory_xact_lock(hashtextextended('user_change_position', 0))"),
                   *(lambda pause=pause: pause for pause in (0, 0.002, 0.005, 0.01, 0.02, 0.05))]
        outcomes = set()
        for number, (moment, by_passkey) in enumerate((moment, by_passkey) for by_passkey in (False, True) for moment in moments):
            email = f"house{number}@killed.example"
            status, invitation, _ = self.call("POST", "/api/auth/invitations", {"email": email, "role": "DOCTOR", "firstName": "G", "lastName": "H", "delivery": "LINK"}, **bearer)
            self.assertEqual(status, 201, invitation)
            token = invitation["link"].split("#invite=")[1]
            body, cookie = {"token": token, "firstName": "G", "lastName": "H"}, {}
            if by_passkey:
                # The device's one passkey is of this account alone, and its challenge the one that was signed.
                self.sql("DELETE FROM passkeys; DELETE FROM invitation_challenges")
                status, _, cookies = self.call("POST", "/api/auth/invitations/passkey/options", {"token": token})
                self.assertEqual(status, 200)
                self.sql(f"UPDATE invitation_challenges SET challenge = '\\x{bytes(range(32)).hex()}'")
                body.update(passkeyName="P", clientDataJSON=made["clientData"], attestationObject=made["attestationObject"])
                cookie["Cookie"] = f"invitation={cookies['invitation']}"
            else:
                body["password"] = NEW
            status = self.killed_while(moment(), "POST", "/api/auth/invitations/" + ("passkey" if by_passkey else "accept"), body, **cookie)
            self.assertIn(status, (201, None))
            # All that an accepted invitation leaves, or nothing of it.
            there = self.sql(f"""
                SELECT account.id IS NOT NULL, invitation.accepted_by IS NOT NULL AND invitation.accepted_by = account.id, invitation.accepted_at IS NOT NULL,
                    EXISTS (SELECT FROM sessions WHERE user_id = account.id),
                    coalesce(CASE WHEN {by_passkey} THEN account.second_factor AND account.password IS NULL ELSE account.password IS NOT NULL END, false),
                    (SELECT count(*) FROM passkeys WHERE user_id = account.id) = {int(by_passkey)} AND account.id IS NOT NULL,
                    (SELECT count(*) FROM recovery_codes WHERE user_id = account.id) = {10 * by_passkey} AND account.id IS NOT NULL
                FROM invitations invitation LEFT JOIN users account ON account.email = invitation.email WHERE invitation.email = '{email}'""").split("|")
            self.assertEqual(len(set(there)), 1, f"round {number}: {there}")
            is_accepted = there[0] == "t"
            if status == 201:
                self.assertTrue(is_accepted, "what was acknowledged is gone")
            shown, problem, _ = self.call("POST", "/api/auth/invitations/show", {"token": token})
            self.assertEqual((shown, problem.get("code")), (410, "invitation_used") if is_accepted else (200, None))
            if not by_passkey:
                self.assertEqual(self.signs_in(email, NEW), is_accepted)
            if not is_accepted:
                status, _, _ = self.call("POST", "/api/auth/invitations/accept", {"token": token, "firstName": "G", "lastName": "H", "password": NEW})
                self.assertEqual(status, 201, "a link that nobody has used does not work any more")
            outcomes.add(is_accepted)
        self.assertEqual(outcomes, {True, False}, "the moments are all on one side")


class Held:
    """The moment at which the daemon's request waits for what `statement` locks."""

    def __init__(self, test, statement):
        self.test = test
        command, environment = test.psql()
        self.psql = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.psql.stdin.write(f"BEGIN; {statement}; SELECT 'held';\n")
        self.psql.stdin.flush()
        while self.psql.stdout.readline().strip() != "held":
            test.assertIsNone(self.psql.poll())

    def __call__(self):
        self.test.until(lambda: self.test.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") != "0", "nothing waits for the lock")

    def go_on(self):
        """Lets it go, and waits until what has waited has ended, without the daemon."""
        self.psql.communicate("ROLLBACK;\n")
        self.test.until(lambda: self.test.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") == "0",
                        "the killed daemon's connections are still there")


if __name__ == "__main__":
    unittest.main()
