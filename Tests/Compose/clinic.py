"""The system as a newcomer gets it: a copy of this checkout, and `scripts/up --compose` in it."""
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from engine import HOME, ROOT, OUTSIDE

EDGE_PORT = 3477
PASSWORD = "correct horse battery"


class Outside:
    """Another machine, which containers reach only by a network with a way out; see outside.py."""

    def __init__(self):
        self.seen = set()
        self.process = subprocess.Popen(
            ["unshare", "--net", sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "outside.py"), OUTSIDE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        network = f"/proc/{self.process.pid}/ns/net"
        until(lambda: os.readlink(network) != os.readlink("/proc/self/ns/net"), 10, "a namespace")
        gateway = OUTSIDE.rpartition(".")[0] + ".1"
        inside = ["nsenter", f"--net={network}", "ip"]
        for command in (["ip", "link", "add", "to-outside", "type", "veth", "peer", "name", "cable", "netns", str(self.process.pid)],
                        ["ip", "address", "add", f"{gateway}/24", "dev", "to-outside"], ["ip", "link", "set", "to-outside", "up"],
                        [*inside, "address", "add", f"{OUTSIDE}/24", "dev", "cable"], [*inside, "link", "set", "cable", "up"],
                        [*inside, "route", "add", "default", "via", gateway]):
            subprocess.run(command, check=True)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("outside.py does not start")
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.seen.add(line.strip())

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Clinic:
    def __init__(self, engine):
        self.engine = engine
        self.root = tempfile.mkdtemp(prefix="clone-", dir=HOME)
        self.environment = dict(engine.environment, EDGE_PORT=str(EDGE_PORT), OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{OUTSIDE}:4318")
        for name in ("FRONTEND_URL", "EDGE_HOST", "JWT_SECRET", "LOG_LEVEL"):
            self.environment.pop(name, None)
        self.copy()

    def copy(self):
        """What a clone has, as a clone under umask 077 has it."""
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, check=True).stdout.decode().split("\0")
        for path in filter(None, listed):
            source, target = os.path.join(ROOT, path), os.path.join(self.root, path)
            if os.path.isfile(source):
                os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
                shutil.copyfile(source, target)
                os.chmod(target, 0o700 if os.access(source, os.X_OK) and os.stat(source).st_mode & 0o100 else 0o600)
        for folder, _, _ in os.walk(self.root):
            os.chmod(folder, 0o700)

    def up(self, check=True):
        done = subprocess.run([os.path.join(self.root, "scripts/up"), "--compose"], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(f"scripts/up --compose: {done.stdout[-1500:]}{done.stderr[-3000:]}\n{self.logs()}")
        return done

    def logs(self):
        return self.compose("logs", "--no-color", "--tail", "12", check=False).stdout[-6000:]

    def compose(self, *arguments, check=True, environment=None, input=None):
        done = subprocess.run(["docker", "compose", *arguments], cwd=self.root, env=dict(self.environment, **(environment or {})),
                              input=input, stdin=None if input is not None else subprocess.DEVNULL, capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(f"docker compose {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done

    def containers(self, service):
        return self.compose("ps", "-aq", service).stdout.split()

    def inspect(self, service):
        return [json.loads(self.engine.run("inspect", identifier).stdout)[0] for identifier in self.containers(service)]

    def close(self):
        self.compose("down", "--volumes", "--timeout", "5", check=False)
        shutil.rmtree(self.root, ignore_errors=True)


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def json(self):
        return json.loads(self.body)


def call(method, path, body=None, token=None, headers=None, port=EDGE_PORT, timeout=20):
    """One request to the edge on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        fields = dict(headers or {})
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        connection.request(method, path, body, fields)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def register(name, role, **more):
    about = {"email": f"{name}-{time.time_ns()}@example.org", "password": PASSWORD, "firstName": name, "lastName": "Test", "role": role}
    answer = call("POST", "/api/auth/register", dict(about, **more))
    if answer.status != 201:
        raise RuntimeError(f"register: {answer.status} {answer.body!r}")
    return dict(answer.json, email=about["email"])


def until(condition, seconds, what):
    """The condition's first true value; fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)
