"""Each daemon against its own contract, as it serves it: schemathesis sends what the contract allows and what it forbids, and no answer may
be a server error or one that the contract does not describe. CONTRACT_EXAMPLES (default 5) says how many of each kind per operation."""
import asyncio
import datetime
import glob
import os
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries  # noqa: E402
from client import request  # noqa: E402

(SCHEMATHESIS,) = glob.glob(os.path.join(ROOT, ".local/python/schemathesis-*[0-9]"))
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "5")
PASSWORD = "Password123!"
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance")
WHO = {"auth": ("ADMIN",), "appointment": ("PATIENT", "DOCTOR", "ADMIN"), "notification": ("PATIENT",)}
# What never ends by itself; the services' own suites hold its messages against the contracts.
ENDLESS = ("/ws", "/api/notifications/stream")


def email_of(service, role):
    return f"{service}-{role}@contract.example".lower()


class Contracts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"contracts-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster = Cluster(binaries(), cls.directory, replicas=1)
        try:
            asyncio.run(cls.cluster.start())
            cls.make_people()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def make_people(cls):
        """Those who come, each for one service alone, since an admin's requests change others; and an appointment between two of them."""
        auth, people = cls.auth(), {}
        for service, roles in WHO.items():
            for role in roles + ("DOCTOR",) * (service == "auth"):
                if role != "ADMIN":
                    body = {"email": email_of(service, role), "password": PASSWORD, "role": role, "firstName": "Ada", "lastName": "Lee"}
                    people[service, role] = asyncio.run(request(auth.port, "POST", "/api/auth/register", body=body)).json
        tomorrow = datetime.date.today() + datetime.timedelta(1)
        booking = {
            "doctorId": people["appointment", "DOCTOR"]["user"]["id"], "appointmentDate": tomorrow.isoformat(), "appointmentTime": "10:00"}
        booked = asyncio.run(request(
            cls.cluster.of("appointment")[0].port, "POST", "/api/appointments", people["appointment", "PATIENT"]["accessToken"], booking))
        cls.known = {"appointment": booked.json["id"], "auth": people["auth", "DOCTOR"]["user"]["id"], "notification": ""}

    @classmethod
    def make_admin(cls, email):
        """The only one: then no request of theirs, about whomever it happens to be, can take them away."""
        auth = cls.auth()
        subprocess.run(
            [auth.binary, "create-admin", "--email", email], env=auth.environment, input=PASSWORD + "\n", text=True, check=True, capture_output=True)
        token = asyncio.run(request(auth.port, "POST", "/api/auth/login", body={"email": email, "password": PASSWORD})).json["accessToken"]
        for user in asyncio.run(request(auth.port, "GET", "/api/auth/users?role=ADMIN&active=true", token)).json["users"]:
            if user["email"] != email:
                done = asyncio.run(request(auth.port, "PATCH", f"/api/auth/users/{user['id']}", token, {"active": False}))
                assert done.status == 200, done

    @classmethod
    def tearDownClass(cls):
        asyncio.run(cls.cluster.stop(keep=False))

    @classmethod
    def auth(cls):
        return cls.cluster.of("auth")[0]

    def examine(self, service, role):
        (replica,) = self.cluster.of(service)
        if role == "ADMIN":
            self.make_admin(email_of(service, role))
        options = [f"--exclude-path={path}" for path in ENDLESS if service == "notification"] + [f"--checks={','.join(CHECKS)}", f"--max-examples={EXAMPLES}"]
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "sign_in", "PYTHONPATH": f"{SCHEMATHESIS}:{ROOT}/scripts/lib/test/contracts", "KNOWN_ID": self.known[service],
            "AUTH_URL": f"http://127.0.0.1:{self.auth().port}", "EMAIL": email_of(service, role), "PASSWORD": PASSWORD}
        done = subprocess.run(
            [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
             f"http://127.0.0.1:{replica.port}/openapi.yaml", f"--url=http://127.0.0.1:{replica.port}", "--seed=1",
             "--phases=examples,coverage,fuzzing", "--generation-database=none", "--no-color", "--request-timeout=20", *options],
            cwd=self.directory, env=environment, capture_output=True, text=True)
        replica.must_run()
        self.assertEqual(done.returncode, 0, f"{service} as {role}:\n{done.stdout[-8000:]}{done.stderr[-2000:]}")


def case(service, role):
    return lambda self: self.examine(service, role)


for service, roles in WHO.items():
    for role in roles:
        setattr(Contracts, f"test_{service}_as_{role.lower()}", case(service, role))

if __name__ == "__main__":
    unittest.main()
