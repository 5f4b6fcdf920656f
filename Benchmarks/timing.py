"""What the time of auth's answers tells of an address: called by scripts/bench timing, which starts the stores.

usage: timing.py --auth BINARY --root CHECKOUT --environment FILE [--tries N]

Each way in that takes an address is asked about one that has an account and one that has none, in turn, so that whatever else the machine
does is the same for both. Prints the medians and how far they are apart; ends with 1 when that is more than 5 %.
"""
import argparse
import json
import statistics
import sys
import time

from auth import PASSWORD, Daemon

BAR = 0.05


def registration(email):
    return {"email": email, "password": PASSWORD, "firstName": "Ann", "lastName": "Lee", "role": "PATIENT"}


class Ways:
    """Each sends one request about `email` and answers its status."""

    def __init__(self, daemon):
        self.daemon, self.connection = daemon, daemon.connection()

    def post(self, path, body, cookie=None):
        headers = {"Content-Type": "application/json", **({"Cookie": cookie} if cookie else {})}
        self.connection.request("POST", path, json.dumps(body), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, (answer.headers.get("Set-Cookie") or "").split(";")[0]

    def sign_in(self, email, _):
        return self.post("/api/auth/login", {"email": email, "password": "wrong horse"})[0]

    def recovery(self, email, _):
        return self.post("/api/auth/password-reset", {"email": email})[0]

    def code(self, email, _):
        return self.post("/api/auth/device-code", {"email": email})[0]

    def code_tried(self, email, cookie):
        return self.post("/api/auth/device-code/confirm", {"code": "0000 000"}, cookie)[0]

    def registration(self, email, _):
        return self.post("/api/auth/register", registration(email))[0]


# The way, the statuses for an address that is known and for one that is not.
WAYS = {"sign_in": (401, 401), "recovery": (202, 202), "code": (202, 202), "code_tried": (401, 401), "registration": (409, 201)}


def medians(daemon, way, statuses, tries, known):
    """In milliseconds. The known address is another one each time, too: nothing stays warm for it alone."""
    ways, times = Ways(daemon), ([], [])
    for number in range(tries):
        emails = (known[number], f"nobody{number}-{way}-{time.time_ns()}@example.com")
        # Which comes first changes, so that none is always the one after a pause.
        for side in (0, 1) if number % 2 else (1, 0):
            cookie = ways.post("/api/auth/device-code", {"email": emails[side]})[1] if way == "code_tried" else None
            begun = time.perf_counter()
            status = getattr(ways, way)(emails[side], cookie)
            times[side].append((time.perf_counter() - begun) * 1e3)
            if status != statuses[side]:
                raise SystemExit(f"{way}: {status}")
    return [statistics.median(each) for each in times]


def main():
    parser = argparse.ArgumentParser()
    for name in ("auth", "root", "environment"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--tries", type=int, default=200)
    options = parser.parse_args()
    with open(options.environment) as file:
        environment = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    # Mail waits: sending it is nothing that anybody waits for.
    daemon = Daemon(options, environment, MAIL_LIMIT=0, SMTP_URL="smtp://127.0.0.1:1", EMAIL_FROM="clinic@clinic.example")
    is_apart = False
    try:
        known = [f"known{number}-{time.time_ns()}@example.com" for number in range(options.tries)]
        for email in known:
            daemon.register(email)
        print("| way | known | unknown | apart |")
        print("|---|---|---|---|")
        for way, statuses in WAYS.items():
            here, there = medians(daemon, way, statuses, options.tries, known)
            apart = abs(here / there - 1)
            is_apart |= apart > BAR
            print(f"| {way.replace('_', ' ')} | {here:.2f} ms | {there:.2f} ms | {apart * 100:.1f} % |", flush=True)
    finally:
        daemon.end()
    sys.exit(1 if is_apart else 0)


if __name__ == "__main__":
    main()
