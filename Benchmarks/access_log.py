"""What the access log costs: called by scripts/bench log, which has built the daemon.

usage: access_log.py --root CHECKOUT --with DIR --without DIR [--rounds N] [--seconds N] [--connections N] [--only WHAT]…

Two builds of the appointment daemon, one of them from before the log, each on one loop with stores of its own that wait for the disk, take
the same requests in turn. Prints microseconds of CPU a request, of the daemon (cpu 0) and of its PostgreSQL with all its processes, the
median of the rounds and how far the two were apart. What seals goes on in its own time and is part of the daemon that has a log.
"""
import argparse
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

TICK = os.sysconf("SC_CLK_TCK")
BENCH = os.path.dirname(os.path.abspath(__file__))
SECRET = "benchmark-6f2d1c9b8e7a4f50a3b1c2d3"
WHAT = ("book", "my, cached, of a patient", "my, of a doctor", "one, read by its doctor")
# The first doctor of the seed has 800 appointments of 20 patients.
DOCTOR = "00000000-0000-4000-9000-000000000000"


def checkout(folder):
    return folder.split("/.build/")[0]


class Side:
    """One build with its stores."""

    def __init__(self, options, name, folder, directory, directory_port):
        self.root, self.name, self.stores, self.lag = options.root, name, os.path.join(directory, name), 0
        self.store("start", "--free-ports", "--quiet", "postgres", "redis", "kafka")
        environment = {"PATH": os.environ["PATH"]}
        with open(os.path.join(self.stores, "appointment.env")) as lines:
            environment |= dict(line.rstrip("\n").split("=", 1) for line in lines if "=" in line)
        environment |= {
            "HOST": "127.0.0.1", "PORT": "0", "LOOPS": "1", "JWT_SECRET": SECRET, "INTERNAL_SECRET": "benchmark-0a1b2c3d4e5f607182930415",
            "AUDIT_KEY": secrets.token_hex(32), "REQUEST_LIMIT": "0", "DOCTOR_CACHE_FRESH": "1h", "DOCTOR_CACHE_STALE": "1h",
            "AUTH_SERVICE_URL": f"http://127.0.0.1:{directory_port}", "MIGRATIONS_DIR": checkout(folder) + "/sql/appointment",
            "OPENAPI_FILE": checkout(folder) + "/api/appointment.yaml"}
        self.log = os.path.join(directory, f"{name}.log")
        with open(self.log, "wb") as log:
            command = ["taskset", "-c", "0", os.path.join(folder, "appointment")]
            self.daemon = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.port = self.listening()
        self.wait_ready()
        subprocess.run(
            [os.path.join(self.root, "scripts/stores"), "psql", self.stores, "appointment_db", "-q"], input=seed(), text=True, check=True,
            stdout=subprocess.DEVNULL)

    def store(self, *arguments):
        subprocess.run([os.path.join(self.root, "scripts/stores"), arguments[0], self.stores, *arguments[1:]], check=True)

    def listening(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with open(self.log) as log:
                found = re.search(r'"message":"listening","port":(\d+)', log.read())
            if found:
                return int(found[1])
            time.sleep(0.05)
        raise SystemExit(f"{self.name} does not listen: see {self.log}")

    def wait_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz").close()
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"{self.name} is not ready: see {self.log}")

    def postmaster(self):
        with open(os.path.join(self.stores, "postgres/data/postmaster.pid")) as file:
            return int(file.readline())

    def cpu(self):
        """Seconds that the daemon and PostgreSQL have used, with those of its processes that have ended."""
        postmaster, others = self.postmaster(), 0
        for process in filter(str.isdigit, os.listdir("/proc")):
            times = cpu_times(process)
            if times and times[0] == postmaster:
                others += times[1]
        return cpu_times(self.daemon.pid)[1], (cpu_times(postmaster)[1] + cpu_times(postmaster)[2] + others)

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait()
        self.store("remove")


class Lag(threading.Thread):
    """How long the oldest entry has waited to be sealed, at most, while something is measured."""

    def __init__(self, side):
        super().__init__(daemon=True)
        self.url, self.longest, self.over = f"http://127.0.0.1:{side.port}/metrics", 0, threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.5):
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                found = re.search(r"^audit_seal_lag_seconds (\d+)", answer.read().decode(), re.MULTILINE)
            self.longest = max(self.longest, int(found[1]) if found else 0)

    def end(self):
        self.over.set()
        self.join()


def cpu_times(process):
    """Parent, own seconds, seconds of children that have ended; None: it has ended itself."""
    try:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    own, children = (sum(map(int, fields[at:at + 2])) / TICK for at in (11, 13))
    return int(fields[1]), own, children


def seed():
    """40,000 appointments, as scripts/bench appointment has them."""
    with open(os.path.join(os.path.dirname(BENCH), "scripts/lib/bench/appointment.sh")) as file:
        return file.read().split("<<'SQL'\n")[1].split("\nSQL\n")[0]


def token(*arguments):
    return subprocess.run([sys.executable, os.path.join(BENCH, "tokens.py"), *arguments], capture_output=True, text=True, check=True).stdout


def measure(side, what, options, tokens, seconds=None):
    """`seconds`: a first round, in which doctors are looked up and caches filled, and which may be refused."""
    base = f"http://127.0.0.1:{side.port}"
    bearer = lambda text: ["-H", f"Authorization: Bearer {text.strip()}"]
    arguments = {
        "book": ["-s", os.path.join(BENCH, "book.lua"), base + "/api/appointments"],
        "my, cached, of a patient": [*bearer(tokens["patient"]), base + "/api/appointments/my"],
        "my, of a doctor": [*bearer(tokens["doctor"]), base + "/api/appointments/my"],
        "one, read by its doctor": [*bearer(tokens["doctor"]), base + "/api/appointments/" + tokens["appointment"][side.name]],
    }[what]
    before, lag = side.cpu(), Lag(side)
    wrk = ["taskset", "-c", "1", "wrk", "-t1", f"-c{options.connections}", f"-d{seconds or options.seconds}", "--latency"]
    done = subprocess.run(
        [*wrk, *arguments], capture_output=True, text=True, check=True, env=os.environ | {"CLINIC_TOKENS": tokens["file"]}).stdout
    lag.end()
    requests = int(re.search(r"(\d+) requests in", done)[1])
    if "Non-2xx" in done and not seconds:
        raise SystemExit(f"{side.name}, {what}: {done}; see {side.log}")
    daemon, postgres = ((after - start) / requests * 1e6 for after, start in zip(side.cpu(), before))
    side.lag = max(side.lag, lag.longest)
    p50 = re.search(r"50%\s+([\d.]+)(us|ms|s)", done)
    return daemon, postgres, float(p50[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[p50[2]], requests / options.seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--with", dest="having", required=True)
    parser.add_argument("--without", required=True)
    parser.add_argument("--only", choices=WHAT, action="append")
    for name, default in (("rounds", 5), ("seconds", 5), ("connections", 64)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="access-log.")
    people = subprocess.Popen([sys.executable, os.path.join(BENCH, "directory.py"), "4474"], stderr=subprocess.DEVNULL)
    sides = []
    try:
        for name, folder in (("without", options.without), ("with", options.having)):
            sides.append(Side(options, name, os.path.abspath(folder), directory, 4474))
        tokens = {"file": os.path.join(directory, "tokens"), "appointment": {}}
        with open(tokens["file"], "w") as file:
            file.write(token("1000"))
        tokens["patient"], tokens["doctor"] = token("1"), token("--doctor", DOCTOR)
        for side in sides:
            found = subprocess.run(
                [os.path.join(options.root, "scripts/stores"), "psql", side.stores, "appointment_db", "-Atqc",
                 f"SELECT id FROM appointments WHERE doctor_id = '{DOCTOR}' LIMIT 1"], capture_output=True, text=True, check=True)
            tokens["appointment"][side.name] = found.stdout.strip()
        print("| what | log | daemon us | PostgreSQL us | p50 ms | req/s | sealed after at most s | daemon more | PostgreSQL more |\n|---|---|---|---|---|---|---|---|---|")
        for what in options.only or WHAT:
            for side in sides:
                measure(side, what, options, tokens, seconds=2)
                side.lag = 0
            rounds = [[measure(side, what, options, tokens) for side in (sides if n % 2 else sides[::-1])][::1 if n % 2 else -1]
                      for n in range(options.rounds)]
            row(what, rounds, sides[1].lag)
    finally:
        for side in sides:
            side.stop()
        people.terminate()
        people.wait()


def row(what, rounds, lag):
    medians = [[statistics.median(each[side][figure] for each in rounds) for figure in range(4)] for side in (0, 1)]
    more = []
    for figure in (0, 1):
        apart = [each[1][figure] - each[0][figure] for each in rounds]
        share = statistics.median(each[1][figure] / each[0][figure] - 1 if each[0][figure] else 0 for each in rounds)
        more.append(f"{statistics.median(apart):+.1f} us ({share:+.0%})")
    for side, name in ((0, "without"), (1, "with")):
        daemon, postgres, p50, rate = medians[side]
        shown = f"{more[0]} | {more[1]}" if side else "|"
        print(f"| {what} | {name} | {daemon:.1f} | {postgres:.1f} | {p50:.2f} | {rate:.0f} | {lag if side else ''} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
