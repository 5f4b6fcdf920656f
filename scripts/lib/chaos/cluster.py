"""The system under attack: private stores by scripts/stores and two processes of each daemon, all on the loopback."""
import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess

from client import Lost, request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SERVICES = ("auth", "appointment", "notification")
STORES = ("postgres", "redis", "kafka")
REPLICAS = 2  # of each daemon, unless told otherwise
# Everybody comes from one address here.
NO_LIMITS = dict.fromkeys(
    ("LOGIN_LIMIT_ADDRESS", "LOGIN_LIMIT_ACCOUNT", "LOGIN_LIMIT_ACCOUNT_DAY", "LOGIN_LIMIT_DEVICE", "REGISTER_LIMIT", "REFRESH_LIMIT", "PASSWORD_LIMIT",
     "REQUEST_LIMIT"), "0")


class Replica:
    def __init__(self, service, number, port, environment, binary, log):
        self.service, self.name, self.port, self.environment = service, f"{service}-{number}", port, environment
        self.binary, self.log, self.process = binary, log, None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def signal(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def must_run(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} has ended by itself with {self.process.returncode}: see {self.log}")

    async def ended(self):
        while self.process.poll() is None:
            await asyncio.sleep(0.02)
        return self.process.returncode

    async def ready(self):
        try:
            return (await request(self.port, "GET", "/readyz", timeout=2)).status == 200
        except Lost:
            return False


class Cluster:
    """`migrations`: the folder that has one of each service's."""

    def __init__(self, binaries, directory, replicas=REPLICAS, migrations=os.path.join(ROOT, "sql"), settings=None):
        self.binaries, self.directory, self.count, self.migrations, self.settings = binaries, directory, replicas, migrations, settings or {}
        self.replicas = {}

    async def stores(self, *arguments):
        process = await asyncio.create_subprocess_exec(
            os.path.join(ROOT, "scripts/stores"), arguments[0], self.directory, *arguments[1:],
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"scripts/stores {' '.join(arguments)}: {output.decode()}")

    async def start(self):
        await self.stores("start", "--free-ports", "--no-fsync", "--quiet")
        secret = {name: secrets.token_hex(32) for name in ("JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET", "AUDIT_KEY")}
        ports = free_ports(len(SERVICES) * self.count)
        for service in SERVICES:
            for number in range(1, self.count + 1):
                port = ports.pop()
                environment = self._environment(service, number, port) | secret
                binary = os.path.join(self.binaries, service)
                log = os.path.join(self.directory, f"{service}-{number}.log")
                replica = Replica(service, number, port, environment, binary, log)
                self.replicas[replica.name] = replica
                replica.start()
        await self.all_ready(60)

    def _environment(self, service, number, port):
        environment = {"PATH": os.environ["PATH"]}
        with open(os.path.join(self.directory, f"{service}.env")) as lines:
            environment |= dict(line.rstrip("\n").split("=", 1) for line in lines if "=" in line)
        environment |= {
            "HOST": "127.0.0.1", "PORT": str(port), "LOOPS": "2", "BCRYPT_ROUNDS": "4", "KAFKA_CLIENT_ID": f"{service}-{number}",
            "MIGRATIONS_DIR": os.path.join(self.migrations, service), "OPENAPI_FILE": os.path.join(ROOT, "api", f"{service}.yaml"),
            "FRONTEND_URL": "http://localhost:3010", "SHUTDOWN_TIMEOUT": "5s"}
        environment |= NO_LIMITS
        if service != "auth":
            environment["AUTH_SERVICE_URL"] = f"http://127.0.0.1:{self.replicas[f'auth-{number}'].port}"
        return environment | self.settings

    def sql(self, service, text):
        """What psql prints, as the superuser on the service's database: a line a row, `|` between columns."""
        command = [os.path.join(ROOT, "scripts/stores"), "psql", self.directory, f"{service}_db", "-Atq", "-v", "ON_ERROR_STOP=1", "-c", text]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"psql: {done.stderr}")
        return done.stdout.strip()

    async def run(self, service, *arguments):
        """What a command of the daemon's program prints, and its exit status."""
        replica = self.of(service)[0]
        process = await asyncio.create_subprocess_exec(
            replica.binary, *arguments, env=replica.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        output, _ = await process.communicate()
        return output.decode(), process.returncode

    def of(self, service):
        return [replica for replica in self.replicas.values() if replica.service == service]

    async def all_ready(self, seconds):
        deadline = asyncio.get_running_loop().time() + seconds
        while not all([await replica.ready() for replica in self.replicas.values()]):
            if asyncio.get_running_loop().time() > deadline:
                raise RuntimeError("the daemons are not ready: see " + self.directory)
            await asyncio.sleep(0.1)

    async def stop(self, keep):
        for replica in self.replicas.values():
            replica.signal(signal.SIGCONT)
            replica.signal(signal.SIGKILL)
        for replica in self.replicas.values():
            await replica.ended()
        if keep:
            await self.stores("stop")
        else:
            await self.stores("remove")
            shutil.rmtree(self.directory, ignore_errors=True)


def binaries(chosen=None):
    """The folder that has the three daemons: the one named, else the release or debug build, whichever is newer."""
    folders = [chosen] if chosen else [os.path.join(ROOT, ".build", kind) for kind in ("release", "debug")]
    complete = [folder for folder in folders if all(os.access(os.path.join(folder, service), os.X_OK) for service in SERVICES)]
    if not complete:
        raise RuntimeError("the daemons are not built: scripts/up builds them, or name their folder with --bin")
    return max(complete, key=lambda folder: min(os.path.getmtime(os.path.join(folder, service)) for service in SERVICES))


def free_ports(count):
    """Outside the range of outgoing connections, so that a killed daemon finds its port again."""
    ports, candidate = [], 20000 + secrets.randbelow(11000)
    while len(ports) < count:
        candidate = 20000 + (candidate - 19999) % 12000
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", candidate)):
                ports.append(candidate)
    return ports
