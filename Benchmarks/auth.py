"""What the auth daemon costs: called by scripts/bench auth, which starts the stores and builds.

usage: auth.py --auth BINARY --crypt BINARY --root CHECKOUT --environment FILE [--rounds N] [--seconds N] [--tries N]

Two daemons on one database and one Redis, so that what one must hear from the other is measured too. Everything is on the two
cores of one machine, so ratios within a run are what counts:

  profile      CPU time of the daemon for one GET /api/auth/profile, against GET /livez, in turn
  logins       logins per second with 16 in flight, against a bare crypt loop of the same priority, in turn
  beside       p99 of GET /api/auth/profile with 8 logins in flight all the time, against the p99 of an idle daemon and the p99
               while another process hashes on all cores, which is what the kernel's scheduler leaves to be had, in turn
  equal time   medians of refused logins, known and unknown email in turn
  revocation   from the answer to a logout until another process refuses the token
"""

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import threading
import time

PASSWORD = "correct horse battery"


class Daemon:
    def __init__(self, options, environment, **more):
        settings = {**os.environ, **environment, **{name: str(value) for name, value in more.items()}}
        settings.update(
            HOST="127.0.0.1", PORT="0", MIGRATIONS_DIR=f"{options.root}/sql/auth", OPENAPI_FILE=f"{options.root}/api/auth.yaml",
            JWT_SECRET="bench 1 5b0f2a9c6d3e8174a1c2b3d4", JWT_REFRESH_SECRET="bench 2 91c7de20b4f35a68e0d1c2b3",
            INTERNAL_SECRET="bench 3 c3a8b6f1907d2e54f6b7a8c9", LOG_LEVEL="critical")
        # Else the limits would be measured.
        for name in ("LOGIN_LIMIT_ADDRESS", "LOGIN_LIMIT_ACCOUNT", "LOGIN_LIMIT_ACCOUNT_DAY", "REGISTER_LIMIT", "REQUEST_LIMIT"):
            settings[name] = "0"
        self.process = subprocess.Popen([options.auth], env=settings, stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["port"]
        wait_until(lambda: self.call("GET", "/readyz")[0] == 200)

    def call(self, method, path, body=None, token=None, connection=None):
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        own.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = own.getresponse()
        content = answer.read()
        if own is not connection:
            own.close()
        return answer.status, content

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def register(self, email):
        body = {"email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "Lee", "role": "PATIENT"}
        status, content = self.call("POST", "/api/auth/register", body)
        if status != 201:
            raise SystemExit(f"registration: {status} {content!r}")
        return json.loads(content)["accessToken"]

    def log_in(self, email, password=PASSWORD, connection=None):
        return self.call("POST", "/api/auth/login", {"email": email, "password": password}, connection=connection)[0]

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.terminate()
        self.process.wait(30)


def wait_until(condition, limit=60):
    deadline = time.monotonic() + limit
    while True:
        try:
            if condition():
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise SystemExit("nothing happened")
        time.sleep(0.001)


def cost(daemon, path, token, seconds):
    """Microseconds of CPU for a request, over 16 keep-alive connections of wrk; requests per second."""
    url = f"http://127.0.0.1:{daemon.port}{path}"
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Authorization: Bearer {token}", url]
    before = daemon.cpu_seconds()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = daemon.cpu_seconds() - before
    if "Non-2xx" in said:
        raise SystemExit(said)
    count = int(next(line for line in said.splitlines() if " requests in " in line).split()[0])
    return spent / count * 1e6, count / seconds


class Logins:
    """So many logins in flight until stopped."""

    def __init__(self, daemon, email, flying):
        self.done = 0
        self.refused = 0
        self.stopped = False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(daemon, email)) for _ in range(flying)]
        for thread in self.threads:
            thread.start()

    def work(self, daemon, email):
        connection = daemon.connection()
        while not self.stopped:
            status = daemon.log_in(email, connection=connection)
            with self.lock:
                self.done += status == 200
                self.refused += status != 200

    def stop(self):
        self.stopped = True
        for thread in self.threads:
            thread.join()
        if self.refused:
            raise SystemExit(f"{self.refused} logins were refused")


def logins_per_second(daemon, email, seconds):
    logins = Logins(daemon, email, 16)
    time.sleep(1)
    start, begun = logins.done, time.monotonic()
    time.sleep(seconds)
    rate = (logins.done - start) / (time.monotonic() - begun)
    logins.stop()
    return rate


def crypt_loop(options, cores, seconds):
    """Hashes on every core with the weight of the daemon's password threads; prints how many a second."""
    command = ["nice", "-n", "10", options.crypt, str(options.bcrypt_rounds), str(cores), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextlib.contextmanager
def logins_beside(daemon, email, flying, options):
    """So many logins in flight, sent by a process of their own: they and the requests that are timed would share an interpreter's lock."""
    script = f"{options.root}/Benchmarks/login.lua"
    url = f"http://127.0.0.1:{daemon.port}/api/auth/login"
    logins = subprocess.Popen(
        ["wrk", "-t1", f"-c{flying}", f"-d{options.seconds + 2}s", "--timeout", "10s", "-s", script, url, "--", email, PASSWORD],
        stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    try:
        yield
    finally:
        said = logins.communicate()[0]
    if "Non-2xx" in said or " 0 requests in" in said:
        raise SystemExit(said)


def p99(daemon, token, seconds):
    """Milliseconds; one request at a time, a hundred a second, as a page would ask."""
    connection, times, end = daemon.connection(), [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        status, _ = daemon.call("GET", "/api/auth/profile", token=token, connection=connection)
        times.append((time.perf_counter() - begun) * 1e3)
        if status != 200:
            raise SystemExit(f"profile: {status}")
        time.sleep(0.01)
    times.sort()
    return times[int(len(times) * 0.99)], statistics.median(times)


def equal_time(daemon, email, tries):
    connection, known, unknown = daemon.connection(), [], []
    for number in range(tries):
        for times, who in ((known, email), (unknown, f"nobody{number}@example.com")):
            begun = time.perf_counter()
            status = daemon.log_in(who, "wrong horse", connection)
            times.append((time.perf_counter() - begun) * 1e3)
            if status != 401:
                raise SystemExit(f"login: {status}")
    return statistics.median(known), statistics.median(unknown)


def revocation(here, there, tries):
    """Milliseconds, sorted."""
    times = []
    for number in range(tries):
        token = here.register(f"r{number}-{time.time_ns()}@example.com")
        connection = there.connection()
        assert there.call("GET", "/api/auth/profile", token=token, connection=connection)[0] == 200
        assert here.call("POST", "/api/auth/logout", token=token)[0] == 204
        begun = time.perf_counter()
        while there.call("GET", "/api/auth/profile", token=token, connection=connection)[0] != 401:
            pass
        times.append((time.perf_counter() - begun) * 1e3)
    return sorted(times)


def main():
    parser = argparse.ArgumentParser()
    for name in ("auth", "crypt", "root", "environment"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--bcrypt-rounds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--tries", type=int, default=200)
    options = parser.parse_args()
    with open(options.environment) as file:
        environment = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    daemons = [Daemon(options, environment, BCRYPT_ROUNDS=options.bcrypt_rounds) for _ in range(2)]
    try:
        measure(options, *daemons)
    finally:
        for daemon in daemons:
            daemon.end()


def measure(options, daemon, other):
    email = f"ann-{time.time_ns()}@example.com"
    token = daemon.register(email)
    cores = os.cpu_count()

    rows = [
        cost(daemon, "/api/auth/profile", token, options.seconds) + cost(daemon, "/livez", token, options.seconds)
        for _ in range(options.rounds)]
    spent, rate, floor, _ = (statistics.median(column) for column in zip(*rows))
    print(f"profile      {spent:.1f} us of CPU a request, {rate:.0f} requests/s; GET /livez {floor:.1f} us: {spent / floor:.2f} times")

    ratios = []
    for _ in range(options.rounds):
        with crypt_loop(options, cores, options.seconds) as loop:
            bare = float(loop.communicate()[0])
        ratios.append((logins_per_second(daemon, email, options.seconds) / bare, bare))
    share, bare = (statistics.median(column) for column in zip(*ratios))
    print(f"logins       {share * bare:.1f}/s of {bare:.1f}/s in a bare crypt loop: {share * 100:.0f} %")

    ratios = []
    for _ in range(options.rounds):
        idle, idle_median = p99(daemon, token, options.seconds)
        with logins_beside(daemon, email, 8, options):
            loaded, loaded_median = p99(daemon, token, options.seconds)
        with crypt_loop(options, cores, options.seconds + 1):
            bare, _ = p99(daemon, token, options.seconds)
        ratios.append((loaded / idle, idle, loaded, bare, idle_median, loaded_median))
    ratio, idle, loaded, bare, idle_median, loaded_median = (statistics.median(column) for column in zip(*ratios))
    print(f"beside       p99 {loaded:.2f} ms with 8 logins in flight, {idle:.2f} ms idle: {ratio:.2f} times"
          f" (medians {loaded_median:.2f} and {idle_median:.2f} ms); {bare:.2f} ms beside a bare crypt loop of another process")

    known, unknown = equal_time(daemon, email, options.tries)
    print(f"equal time   medians {known:.2f} ms known, {unknown:.2f} ms unknown: {abs(known / unknown - 1) * 100:.1f} % apart")

    times = revocation(daemon, other, 50)
    print(f"revocation   in another process after {statistics.median(times):.1f} ms, {times[-1]:.1f} ms at most of {len(times)}")


if __name__ == "__main__":
    main()
