"""Wrong settings of every kind, given to the daemons' own programs: all are named at once, and before anything is touched."""
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, binaries  # noqa: E402

# By the type that --help tells; every type must be here. Nothing is wrong with a text or a password.
WRONG = (
    (r"integer, (\d+) to (\d+)", lambda low, high: ["x", "1.5", str(int(low) - 1), str(int(high) + 1), "9" * 25]),
    (r"duration, .*", lambda: ["soon", "-1s", "1x", "99999d"]),
    (r"durations of whole minutes.*", lambda: ["soon", "90s", "-1m", "1h,1x"]),
    (r"true or false", lambda: ["maybe", "2"]),
    (r"IP address", lambda: ["localhost", "1.2.3", "1.2.3.4.5", ":::"]),
    (r"list of IP addresses and blocks", lambda: ["x", "10.0.0.0/33", "10.0.0.0/-1", "1.2.3.4,y"]),
    (r"host, or list of host:port", lambda: [",", "a:0", "a:65536", "a b", "a,"]),
    (r"list of host:port", lambda: [":", "a:x", "a:0", "a:1,:"]),
    (r"http origin", lambda: ["x", "ftp://a", "https://a", "http://a/path"]),
    (r"list of http\(s\) origins", lambda: ["x", "ftp://a", "http://a/path", "http://a,x"]),
    (r"http\(s\) URL", lambda: ["x", "ftp://a", "http://"]),
    (r"smtp or smtps URL", lambda: ["x", "http://a", "smtp://"]),
    (r"JSON list of providers", lambda: ["x", "{}", "[1]", '[{"id":"google","clientSecret":"hidden"}]']),
    (r"IANA time zone", lambda: ["Mars/Olympus", "../etc/passwd", "10"]),
    (r"path", lambda: ["/no/such/file", "/", "/dev/null"]),
    (r"secret, 32 bytes or more", lambda: ["short", "x" * 31, "x" * 64]),
    (r"secret, 64 hexadecimal digits", lambda: ["short", "x" * 64, "ab" * 31]),
    (r"(?:text|secret)", lambda: []),
    (r"(?:[A-Za-z0-9_-]+, )+[A-Za-z0-9_-]+", lambda: ["none-of-these"]),
)
# What is right one by one and wrong together, by service: the settings, and those that must be named.
TOGETHER = {
    "auth": [
        ({"DB_SSLMODE": "disable", "DB_SSL_CERT": "{certificate}", "REDIS_CERT": "{certificate}", "REDIS_SENTINELS": "a"},
         ["DB_SSL_CERT", "REDIS_CERT", "REDIS_SENTINEL_MASTER"]),
        ({"DB_SSL_CERT": "{certificate}", "REDIS_TLS": "true", "REDIS_KEY": "{key}", "REDIS_SENTINEL_PASSWORD": "p", "JWT_REFRESH_SECRET": "{secret}",
          "MIGRATIONS_DIR": "/no/such", "OPENAPI_FILE": "/no/such.yaml"},
         ["DB_SSL_KEY", "REDIS_CERT", "REDIS_SENTINEL_PASSWORD", "JWT_REFRESH_SECRET", "MIGRATIONS_DIR", "OPENAPI_FILE"]),
    ],
    "appointment": [
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "INTERNAL_SECRET": "{secret}", "TZDIR": "/etc"},
         ["KAFKA_SASL_MECHANISM", "INTERNAL_SECRET", "TZDIR"]),
        ({"KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SSL_CA": "{certificate}", "REDIS_TLS": "true", "REDIS_CERT": "{certificate}", "REDIS_KEY": "{other}"},
         ["KAFKA_SASL_MECHANISM", "KAFKA_SSL_CA", "REDIS_KEY"]),
    ],
    "notification": [
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "KAFKA_SASL_MECHANISM": "OAUTHBEARER", "SMTP_URL": "smtp://a", "OPENAPI_FILE": "/no/such.yaml"},
         ["KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD", "KAFKA_OAUTH_TOKEN_URL", "EMAIL_FROM", "INTERNAL_SECRET", "OPENAPI_FILE"]),
        # One that is wrong by itself hides none of the others.
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "KAFKA_SASL_MECHANISM": "OAUTHBEARER", "KAFKA_OAUTH_TOKEN_URL": "x"},
         ["KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD", "KAFKA_OAUTH_TOKEN_URL"]),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CERTIFICATE": "{certificate}", "INTERNAL_SECRET": "{secret}", "MIGRATIONS_DIR": "/no/such"},
         ["KAFKA_SSL_KEY", "INTERNAL_SECRET", "MIGRATIONS_DIR"]),
    ],
}


class Program:
    def __init__(self, service):
        self.service, self.path = service, os.path.join(binaries(), service)
        told = subprocess.run([self.path, "--help"], capture_output=True, text=True, check=True).stdout
        self.types = {name: kind.strip() for name, kind in re.findall(r"(?m)^([A-Z][A-Z0-9_]+) +(.*?) +(?:default .*|optional|required)$", told)}
        self.right = {name: secrets.token_hex(32) for name in ("JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET")
                      if name in self.types and name != "INTERNAL_SECRET" or service != "notification" and name in self.types}

    def start(self, settings, *arguments):
        return subprocess.run([self.path, *arguments], env=self.right | settings, cwd=ROOT, capture_output=True, text=True, timeout=30)

    def named(self, settings):
        """The settings that the check names, with the rest of each line."""
        done = self.start(settings, "--check-config")
        if done.returncode not in (0, 1) or (done.returncode == 0) != ("is usable" in done.stdout):
            raise AssertionError(f"{done.returncode}: {done.stdout}{done.stderr}")
        return dict(re.findall(r"(?m)^  - ([A-Z][A-Z0-9_]+)(.*)$", done.stderr))


def wrong(kind):
    for pattern, values in WRONG:
        found = re.fullmatch(pattern, kind)
        if found:
            return values(*found.groups())
    raise AssertionError(f"nobody knows what is wrong for a setting of the type “{kind}”")


class Settings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programs = {service: Program(service) for service in SERVICES}
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        subprocess.run([os.path.join(ROOT, "scripts/lib/engines/certificates.sh"), cls.folder, "client"], check=True, capture_output=True)

    def test_the_right_ones_are_usable(self):
        for program in self.programs.values():
            self.assertGreater(len(program.types), 40)
            self.assertEqual(program.named({}), {})

    def test_all_wrong_ones_are_named_at_once(self):
        for program in self.programs.values():
            values = {name: wrong(kind) for name, kind in program.types.items()}
            for number in range(max(map(len, values.values()))):
                given = {name: some[number % len(some)] for name, some in values.items() if some}
                # A path is wrong in its place alone: those of certificates only where they are used.
                given |= {"DB_SSLMODE": "none-of-these", "REDIS_TLS": "maybe"}
                named = program.named(given)
                expected = {name for name in given if program.types[name] != "path"}
                self.assertEqual(expected - set(named), set(), f"{program.service}: {given}")
                for name in expected:
                    if program.types[name].startswith("secret"):
                        self.assertNotIn(given[name], named[name], "a secret was printed")

    def test_files_that_cannot_be_are_named_at_once(self):
        uses = {"DB_SSLMODE": "require", "REDIS_TLS": "true", "KAFKA_SECURITY_PROTOCOL": "SSL"}
        for program in self.programs.values():
            paths = [name for name, kind in program.types.items() if kind == "path"]
            self.assertGreaterEqual(len(paths), 6)
            for value in wrong("path"):
                named = program.named({name: use for name, use in uses.items() if name in program.types} | dict.fromkeys(paths, value))
                self.assertEqual(set(paths) - set(named), set(), value)

    def test_secrets_in_files_that_cannot_be_are_named_at_once(self):
        empty = os.path.join(self.folder, "empty")
        open(empty, "w").close()
        for program in self.programs.values():
            names = [name for name, kind in program.types.items() if kind.startswith(("secret", "smtp", "JSON"))]
            for value in ("/no/such/file", self.folder, empty):
                # One of its own beside the file is another mistake.
                given = dict.fromkeys(program.right, "") | {f"{name}_FILE": value for name in names}
                self.assertEqual({f"{name}_FILE" for name in names} - set(program.named(given)), set(), value)
            both = {name: secrets.token_hex(32) for name in names} | {f"{name}_FILE": empty for name in names}
            self.assertEqual(set(names) - set(program.named(both)), set())

    def test_what_is_wrong_together_is_named_at_once(self):
        for service, cases in TOGETHER.items():
            program = self.programs[service]
            for settings, expected in cases:
                about = {"certificate": f"{self.folder}/client.crt", "key": f"{self.folder}/client.key", "other": f"{self.folder}/server.key",
                         "secret": program.right["JWT_SECRET"]}
                named = program.named({name: value.format(**about) for name, value in settings.items()})
                told = " ".join(f"{name}{rest}" for name, rest in named.items())
                for name in expected:
                    self.assertIn(name, told, f"{service}: {settings}")
                # None hides behind another.
                self.assertGreaterEqual(len(named), len(expected) - 1)

    def test_a_start_with_a_wrong_setting_touches_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as store, socket.create_server(("127.0.0.1", 0)) as taken:
            store.settimeout(0.2)
            port = store.getsockname()[1]
            stores = {"DB_HOST": f"127.0.0.1:{port}", "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(port), "KAFKA_BROKERS": f"127.0.0.1:{port}"}
            for program in self.programs.values():
                known = {name: value for name, value in stores.items() if name in program.types}
                done = program.start(known | {"PORT": str(taken.getsockname()[1]), "LOG_LEVEL": "loud"})
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("- LOG_LEVEL must be", done.stderr)
                with self.assertRaises(TimeoutError):
                    store.accept()


if __name__ == "__main__":
    unittest.main()
