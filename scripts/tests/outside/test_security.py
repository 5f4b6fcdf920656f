"""What an attacker tries first (after OWASP's lists), against edge and daemons together."""
import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import sys
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import Cluster, binaries  # noqa: E402
from edge import Edge  # noqa: E402
from users import people  # noqa: E402
from client import request  # noqa: E402

INJECTIONS = (
    "' OR '1'='1' --", '"; DROP TABLE users; --', "1); DELETE FROM appointments; --", "$$; SELECT pg_sleep(10); $$", "\\'; COPY users TO '/tmp/x'; --",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "${jndi:ldap://x/a}", "{{7*7}}", "$(id)", "`id`; id | id",
    "../../../../etc/passwd", "%2e%2e%2f%00", "a\r\nSet-Cookie: injected=1\r\n\r\n", "\u0000", "\u202eevil", "\U0001f600" * 50, "%s%n%x", "A" * 5_000,
    "null", "[]", "{\"$gt\":\"\"}", "-1", "99999999999999999999", "NaN",
)
SECRET_WORDS = ("Password123!", "chaos.example", "palpitations")


def raw(port, data, timeout=5.0):
    """Everything that comes back until the connection is closed or silent for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.settimeout(timeout)
        answer = b""
        try:
            connection.sendall(data)
            while chunk := connection.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
        return answer


def statuses(answer):
    return [int(status) for status in re.findall(rb"(?m)^HTTP/1\.[01] (\d{3}) ", answer)]


class Security(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"security-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster, cls.edge = Cluster(binaries(), cls.directory, replicas=1), None
        try:
            asyncio.run(cls.begin())
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    async def begin(cls):
        await cls.cluster.start()
        (cls.doctor,), (cls.patient, cls.other) = people(cls.cluster, 1, 1, 2)
        for person in (cls.doctor, cls.patient, cls.other):
            await person.register()
        cls.edge = Edge(cls.cluster)
        await cls.edge.answers()

    @classmethod
    def tearDownClass(cls):
        if cls.edge:
            cls.edge.stop()
        asyncio.run(cls.cluster.stop(keep=False))

    def ask(self, method, path, token=None, body=None, fields=None, port=None):
        return asyncio.run(request(port or self.edge.port, method, path, token, body, fields, timeout=20))

    def port(self, service):
        return self.cluster.of(service)[0].port

    def booking(self, **changes):
        return {"doctorId": self.doctor.id, "reason": "palpitations"} | self.patient.slot() | changes

    # Injection

    def test_strings_that_attack_are_texts_in_every_field_of_every_form(self):
        account = {"email": "x@chaos.example", "password": "Password123!", "firstName": "A", "lastName": "B", "role": "PATIENT",
                   "phone": "1", "specialization": "s"}
        forms = (("POST", "/api/auth/register", None, account), ("POST", "/api/auth/login", None, {"email": "x@y.z", "password": "p"}),
                 ("PATCH", "/api/auth/profile", self.patient.token, {"firstName": "A", "lastName": "B", "phone": "1"}),
                 ("POST", "/api/appointments", self.patient.token, self.booking()))
        for method, path, token, form in forms:
            for field in form:
                for text in INJECTIONS:
                    body = form | {field: text}
                    if path == "/api/auth/register" and field != "email":
                        body["email"] = f"{time.monotonic_ns()}@chaos.example"
                    answer = self.ask(method, path, token, body)
                    self.assertLess(answer.status, 500, (path, field, text, answer.body[:200]))
                    self.assertNotIn("injected=1", str(answer.fields.get("set-cookie")))
                    self.assertIn("json", answer.fields["content-type"])

    def test_a_text_is_given_back_as_it_was_written(self):
        for text in INJECTIONS:
            if "\u0000" in text or len(text) > 2_000:
                continue
            booked = self.ask("POST", "/api/appointments", self.other.token, self.booking(reason=text))
            if booked.status == 201:
                self.assertEqual(booked.json["reason"].strip(), text.strip())
        self.assertEqual(self.ask("GET", "/api/appointments/my", self.other.token).status, 200)

    def test_strings_that_attack_in_paths_queries_and_headers(self):
        from urllib.parse import quote

        for text in INJECTIONS:
            encoded = quote(text.encode("utf-8", "surrogatepass"), safe="")[:4_000]
            for path in (f"/api/appointments/{encoded}/approve", f"/api/notifications/{encoded}/read"):
                answer = self.ask("PATCH", path, self.doctor.token)
                self.assertTrue(400 <= answer.status < 500, (path, answer.status))
            for query in ("limit", "cursor", "status", "from", encoded):
                for list_path in ("/api/appointments/my", "/api/notifications/my"):
                    answer = self.ask("GET", f"{list_path}?{query}={encoded}", self.patient.token)
                    self.assertLess(answer.status, 500, (query, text))
            plain = "".join(character for character in text if " " <= character <= "~")
            for field in ("Authorization", "Cookie", "traceparent", "If-None-Match", "X-Forwarded-For", "Origin", "Accept", "Idempotency-Key"):
                self.assertLess(self.ask("GET", "/api/auth/profile", fields={field: plain}).status, 500, (field, text))

    # Identity

    def test_tokens_that_were_made_or_changed_by_somebody_else_are_refused(self):
        head, claims, signature = self.patient.token.split(".")

        def encode(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        def decode(text):
            return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

        admin = encode(json.dumps(decode(claims) | {"role": "ADMIN"}).encode())
        none = encode(json.dumps(decode(head) | {"alg": "none"}).encode())
        foreign = encode(hmac.new(b"secret" * 8, f"{head}.{admin}".encode(), hashlib.sha256).digest())
        forged = (f"{head}.{admin}.{signature}", f"{none}.{claims}.", f"{none}.{admin}.{signature}", f"{head}.{admin}.{foreign}",
                  f"{head}.{claims}.", f"{head}.{claims}", "", ".", "..", self.patient.token[:-1], self.patient.token + "A")
        for token in forged:
            for path in ("/api/auth/profile", "/api/appointments/my", "/api/notifications/my"):
                self.assertEqual(self.ask("GET", path, fields={"Authorization": f"Bearer {token}"}).status, 401, token)
                self.assertEqual(self.ask("GET", path, fields={"Cookie": f"accessToken={token}"}).status, 401, token)

    def test_what_is_not_yours_is_not_there(self):
        booked = self.ask("POST", "/api/appointments", self.patient.token, self.booking())
        self.assertEqual(booked.status, 201, booked.body)
        self.assertEqual(self.ask("PATCH", f"/api/appointments/{booked.json['id']}/approve", self.other.token).status, 403)
        mine = self.ask("GET", "/api/appointments/my", self.other.token)
        self.assertNotIn(booked.json["id"], mine.body.decode())

    def test_a_page_of_another_site_can_do_nothing_with_the_cookie(self):
        cookie = {"Cookie": f"accessToken={self.patient.token}"}
        for fields in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            answer = self.ask("POST", "/api/appointments", body=self.booking(), fields=cookie | fields)
            self.assertEqual(answer.status, 403, fields)
            self.assertNotIn("access-control-allow-origin", answer.fields)
        form = {"Content-Type": "text/plain"}
        self.assertEqual(self.ask("POST", "/api/auth/login", fields=cookie | form | {"Content-Length": "0"}).status, 415)

    # The edge

    def test_inner_routes_do_not_pass_the_edge(self):
        for path in ("/internal/users/1", "/metrics", "/livez", "/readyz", "/api/auth/../../internal/users/1", "/api/auth/%2e%2e/%2e%2e/metrics",
                     "//metrics", "/api/auth/..%2f..%2fmetrics"):
            answer = self.ask("GET", path)
            self.assertIn(answer.status, (400, 403, 404), path)

    def test_headers_that_protect_the_pages(self):
        fields = self.ask("GET", "/").fields
        self.assertEqual(fields["x-content-type-options"], "nosniff")
        for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"):
            self.assertIn(rule, fields["content-security-policy"])
        self.assertNotIn("unsafe", fields["content-security-policy"])
        self.assertEqual(fields["server"], "nginx")
        for path in ("/api/auth/profile", "/api/appointments/my", "/api/notifications/my"):
            answer = self.ask("GET", path, self.patient.token)
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.fields["cache-control"], "no-store", path)
            self.assertIn("nosniff", answer.fields.get("x-content-type-options", ""), path)

    def test_a_trace_begins_at_the_edge_unless_the_caller_has_begun_one(self):
        self.assertRegex(self.ask("GET", "/api/auth/profile").fields["x-request-id"], r"^[0-9a-f]{32}$")
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        answer = self.ask("GET", "/api/auth/profile", fields={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        self.assertEqual((answer.fields["x-request-id"], answer.json["trace_id"]), (trace, trace))

    def test_a_request_within_a_request_is_never_heard(self):
        hidden = b"GET /api/auth/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        chunked = b"0\r\n\r\n" + hidden
        length = b"Content-Length: %d\r\n"
        tricks = (
            length % len(chunked) + b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\n" + length % 4,
            length % 0 + length % len(chunked), length % len(chunked) + length % 0, b"Content-Length: +%d\r\n" % len(chunked),
            b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding: chunked, identity\r\n",
            b"Transfer-Encoding:\x0bchunked\r\n", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            b"X: y\r\n Transfer-Encoding: chunked\r\n" + length % len(chunked), b"Transfer-Encoding\n: chunked\r\n" + length % len(chunked),
            b"X: y\nTransfer-Encoding: chunked\r\n" + length % len(chunked), b"Content-Length: 0, %d\r\n" % len(chunked),
        )
        for port in (self.edge.port, self.port("auth")):
            for trick in tricks:
                before = self.heard()
                raw(port, b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + trick + b"\r\n" + chunked, 0.5)
                # A body that is whole ends before what follows; that is then a request of its own, answered to its sender alone, and
                # it never stands before another client's: the edge opens a connection for each request it passes on.
                self.assertLessEqual(self.heard() - before, 1, trick)
        victim = self.ask("GET", "/api/auth/profile", self.patient.token)
        self.assertEqual(victim.json["id"], self.patient.id)

    def heard(self):
        """Requests for unknown paths that auth has answered."""
        text = self.ask("GET", "/metrics", port=self.port("auth")).body.decode()
        found = re.findall(r'http_server_request_duration_seconds_count\{[^}]*status="404"\} (\d+)', text)
        return sum(map(int, found))

    # Too much of everything

    def test_what_is_too_large_is_refused_and_the_next_request_is_answered(self):
        head = b"GET /api/auth/profile HTTP/1.1\r\nHost: x\r\n"
        large = (
            (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (400, 414, 431)),
            (head + b"X: " + b"a" * 40_000 + b"\r\n\r\n", (400, 431)),
            (head + b"".join(b"X-%d: y\r\n" % n for n in range(2_000)) + b"\r\n", (400, 431)),
            (head + b"Cookie: " + b"a=b; " * 8_000 + b"\r\n\r\n", (400, 431)),
            (b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n", (413,)),
            (b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
             + b"fffffffffffffffff\r\n", (400, 413)),
        )
        for port in (self.edge.port, self.port("auth"), self.port("appointment"), self.port("notification")):
            for data, wanted in large:
                found = statuses(raw(port, data, 3))
                self.assertTrue(found and found[0] in wanted, (found, data[:80]))
        for body in ("[" * 100_000, '{"a":' * 50_000, '{"email":"' + "a" * 900_000 + '"}', "1" * 1_000_000, '"' + "\\u0000" * 100_000 + '"'):
            data = body.encode()
            answer = raw(self.edge.port, b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(data) + data, 5)
            self.assertIn(statuses(answer)[0], (400, 413, 422), body[:20])
        self.assertEqual(self.ask("GET", "/api/auth/profile", self.patient.token).status, 200)

    # Afterwards

    def test_z_logs_hold_no_personal_data(self):
        for name in os.listdir(self.directory):
            if name.endswith(".log"):
                with open(os.path.join(self.directory, name), errors="replace") as file:
                    text = file.read()
                for word in (*SECRET_WORDS, self.patient.token, "<script>"):
                    self.assertFalse(word in text, f"{word} is in {name}")


if __name__ == "__main__":
    unittest.main()
