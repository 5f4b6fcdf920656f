"""The three daemons and the edge by `scripts/up`, with stores that exist."""
import asyncio
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../chaos"))
from cluster import NO_LIMITS, ROOT, SERVICES, binaries, free_ports  # noqa: E402
from client import Lost, request  # noqa: E402
from engines import Stores  # noqa: E402


class Replica:
    def __init__(self, name, port):
        self.name, self.port = name, port

    async def well(self):
        """Ready, with everything that it asks for."""
        try:
            return set((await request(self.port, "GET", "/readyz", timeout=2)).json["checks"].values()) == {"ok"}
        except (Lost, KeyError):
            return False


class Clinic:
    def __init__(self, name, replicas=1):
        self.directory = os.path.join(ROOT, ".local", f"engines-{os.getpid()}-{name}")
        os.makedirs(self.directory)
        self.count, self.replicas, self.environment = replicas, {}, None
        self.stores = Stores(os.path.join(self.directory, "stores"))

    def up(self, settings):
        names = [*(f"{service.upper()}_PORT" for service in SERVICES), "EDGE_PORT"]
        ports = dict(zip(names, map(str, free_ports(len(names)))))
        self.environment = os.environ | NO_LIMITS | {
            "UP_DIR": os.path.join(self.directory, "up"), "BIN": binaries(), "LOOPS": "1", "BCRYPT_ROUNDS": "4"} | ports | settings
        done = self._up("--no-build", "--detach", "--replicas", str(self.count))
        if done.returncode:
            raise RuntimeError(f"scripts/up: {done.stdout[-1500:]}{done.stderr[-3000:]}")
        for service in SERVICES:
            for number in range(1, self.count + 1):
                name = service if number == 1 else f"{service}-{number}"
                self.replicas.setdefault(service, []).append(Replica(name, self._port(name)))

    def _up(self, *options):
        return subprocess.run([os.path.join(ROOT, "scripts/up"), *options], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)

    def _port(self, name):
        with open(os.path.join(self.directory, "up", f"{name}.pid")) as file:
            pid = file.read().split()[0]
        with open(f"/proc/{pid}/environ") as file:
            return int(dict(line.split("=", 1) for line in file.read().split("\0") if line)["PORT"])

    def of(self, service):
        return self.replicas[service]

    def tour(self):
        """What the tour prints; fails when a command of it does."""
        done = subprocess.run(["bash", "-e", os.path.join(self.directory, "up/tour.sh")], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise RuntimeError(f"the tour: {done.stdout}{done.stderr}")
        return done.stdout

    async def all_well(self, seconds):
        deadline = asyncio.get_running_loop().time() + seconds
        while ill := [replica.name for service in SERVICES for replica in self.of(service) if not await replica.well()]:
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not well within {seconds} s: {', '.join(ill)}")
            await asyncio.sleep(0.05)

    def stop(self):
        if self.environment:
            self._up("--stop")
        if os.path.isdir(self.stores.directory):
            self.stores("remove")
        shutil.rmtree(self.directory, ignore_errors=True)
