"""A data protection officer follows docs/trust.md: keeps checkpoints, has them dated, checks the log and an entry, with what the page says."""
import asyncio
import contextlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from client import request  # noqa: E402
from cluster import Cluster, binaries  # noqa: E402
from users import people  # noqa: E402

PATIENCE = 60
CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = {0}/serial
crypto_device = builtin
signer_cert = {0}/tsa.pem
certs = {0}/ca.pem
signer_key = {0}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
"""


# More than a file of settings may hold.
BUNDLE = 100 << 10


class Authority:
    """A time stamp authority: openssl behind HTTP. `broken` says how it fails."""

    def __init__(self, directory):
        self.directory, self.asked, self.broken = directory, 0, None
        run = lambda *command: subprocess.run(command, cwd=directory, check=True, capture_output=True)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        run("openssl", "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Authority")
        run("openssl", "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps")
        self.write("tsa.ext", "extendedKeyUsage = critical, timeStamping\n")
        run("openssl", "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "tsa.ext",
            "-out", "tsa.pem")
        run("openssl", "req", "-x509", *key, "-keyout", "other.key", "-out", "other.pem", "-days", "30", "-subj", "/CN=Other")
        # As systems keep all authorities they believe, in one file; ours stands last, or not at all.
        with open(os.path.join(directory, "other.pem")) as other, open(os.path.join(directory, "ca.pem")) as own:
            crowd, own = other.read(), own.read()
        crowd *= BUNDLE // len(crowd) + 1
        self.write("bundle.pem", crowd + own)
        self.write("crowd.pem", crowd)
        self.write("tsa.cnf", CONFIGURATION.format(directory))
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                status, body = authority.reply(self.rfile.read(int(self.headers["Content-Length"])), self.headers["Content-Type"])
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # whoever asked has had enough of waiting
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/stamp"

    def write(self, name, text):
        with open(os.path.join(self.directory, name), "w") as file:
            file.write(text)

    def reply(self, query, kind):
        self.asked += 1
        if self.broken == "away":
            return 503, b""
        if self.broken == "nonsense":
            return 200, b"nonsense"
        if self.broken == "another":
            made = subprocess.run(["openssl", "ts", "-query", "-data", "tsa.cnf", "-sha256", "-cert"], cwd=self.directory, check=True, capture_output=True)
            query = made.stdout
        if kind != "application/timestamp-query":
            return 400, b""
        with open(os.path.join(self.directory, "query"), "wb") as file:
            file.write(query)
        made = subprocess.run(
            ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query"], cwd=self.directory, check=True, capture_output=True)
        return 200, made.stdout

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Trust(unittest.TestCase):
    def test_the_page_is_followed_from_the_key_to_the_proof(self):
        directory = os.path.join(ROOT, ".local", f"trust-{os.getpid()}")
        for name in ("stores", "tsa", "kept", "desk"):
            os.makedirs(os.path.join(directory, name))
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        self.authority = Authority(os.path.join(directory, "tsa"))
        self.addCleanup(self.authority.stop)
        self.kept, self.desk = os.path.join(directory, "kept"), os.path.join(directory, "desk")
        asyncio.run(self.whole(os.path.join(directory, "stores")))

    async def whole(self, directory):
        self.authority.broken = "away"
        cluster = Cluster(binaries(), directory, replicas=1, settings={
            "AUDIT_CHECKPOINT_DIR": self.kept, "AUDIT_CHECKPOINT_INTERVAL": "200ms", "AUDIT_SEAL_INTERVAL": "100ms",
            "AUDIT_TSA_URL": self.authority.url, "AUDIT_TSA_INTERVAL": "1s"})
        try:
            await cluster.start()
            await self.visit(cluster)
            await self.dated(cluster)
            await self.checked(cluster)
            await self.anchored(cluster)
            await self.confined(cluster)
        finally:
            await cluster.stop(keep=False)

    async def visit(self, cluster):
        (doctor,), (patient,) = people(cluster, 1, 1, 1)
        for person in (doctor, patient):
            await person.register()
        booked = await patient.change("created", "POST", "/api/appointments", {"doctorId": doctor.id, "reason": "checkup"} | patient.slot())
        await doctor.change("approved", "PATCH", f"/api/appointments/{booked['id']}/approve")
        self.patient, self.doctor = patient, doctor

    async def dated(self, cluster):
        """An authority that fails is no harm, and is asked again."""
        for broken in ("away", "nonsense", "another"):
            self.authority.broken, before = broken, self.authority.asked
            await self.until(lambda: self.authority.asked > before + 1)
        self.assertEqual(self.files("tst"), [])
        # It counts once it has read what the authority has sent.
        end, failures = time.monotonic() + PATIENCE, 0
        while failures < 3 and time.monotonic() < end:
            answer = await request(cluster.of("appointment")[0].port, "GET", "/metrics")
            failures = int(re.search(r"(?m)^audit_timestamp_failures_total (\d+)", answer.body.decode())[1])
            await asyncio.sleep(0.1)
        self.assertGreaterEqual(failures, 3)
        self.authority.broken = None
        await self.until(lambda: self.files("tst"))

    async def anchored(self, cluster):
        """Whoever reads the topic has what the files have; of an appointment's log and of a notification's."""
        broker = cluster.of("appointment")[0].environment["KAFKA_BROKERS"]
        for service in ("appointment", "notification"):
            folder = self.kept if service == "appointment" else os.path.join(self.kept, service)
            origin = f"localhost/audit/{service}"

            def records():
                done = subprocess.run(
                    ["kcat", "-C", "-b", broker, "-t", "audit-checkpoints", "-o", "beginning", "-e", "-q", "-f", "%k\t%S\t%s\x01"],
                    capture_output=True, text=True, timeout=30)
                found = [each.split("\t", 2) for each in done.stdout.split("\x01") if each]
                return {int(note.split("\n")[1]): note for key, _, note in found if key == origin}
            newest = self.files("txt", folder)[-1]
            await self.until(lambda: max(records(), default=0) >= newest)
            for size, note in records().items():
                with open(os.path.join(folder, f"{size}.txt"), encoding="utf-8") as file:
                    self.assertEqual(note, file.read())

    async def confined(self, cluster):
        """What the page takes away is not there any more, with no trigger either, and the daemon does not miss it."""
        attempts = [f"{verb} {table}" for table in ("access_log", "access_subjects", "audit_leaves", "audit_tiles", "audit_checkpoints")
                    for verb in ("DELETE FROM", "TRUNCATE")] + ["UPDATE access_log SET times = 2", "UPDATE audit_checkpoints SET note = ''"]
        part = cluster.sql("appointment", "SELECT max(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'access_log'::regclass")
        attempts.append(f"DELETE FROM {part}")
        # In transactions that are taken back.
        as_daemon = "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL ROLE appointment; {}; ROLLBACK"
        for attempt in attempts:
            cluster.sql("appointment", as_daemon.format(attempt))
        cluster.sql("appointment", re.search(r"(?ms)^```sql\n(.*?)^```", self.page())[1])
        for attempt in attempts:
            with self.assertRaisesRegex(RuntimeError, "permission denied", msg=attempt):
                cluster.sql("appointment", as_daemon.format(attempt))
        cluster.sql("appointment", as_daemon.format("UPDATE access_log SET salt = NULL, private = NULL"))
        size = self.files("tst")[-1]
        await self.until(lambda: self.files("tst")[-1] > size)
        output, status = await cluster.run("appointment", "verify-audit")
        self.assertEqual(status, 0, output)

    async def checked(self, cluster):
        replica = cluster.of("appointment")[0]
        size = self.files("tst")[-1]
        # As the page says: a file of an earlier month, one of today, and the id of an entry of one's own page.
        for name, kept in ("2026-11.txt", self.files("txt")[0]), ("2026-12.txt", size):
            shutil.copy(os.path.join(self.kept, f"{kept}.txt"), os.path.join(self.desk, name))
        self.assertLess(self.files("txt")[0], size)
        shutil.copy(os.path.join(self.kept, f"{size}.tst"), os.path.join(self.desk, "2026-12.tst"))
        shutil.copy(os.path.join(self.authority.directory, "ca.pem"), os.path.join(self.desk, "tsa-ca.pem"))
        os.symlink(os.path.join(ROOT, "scripts"), os.path.join(self.desk, "scripts"))
        entry = cluster.sql("appointment", f"SELECT entry_id FROM audit_leaves WHERE index < {size} ORDER BY index DESC LIMIT 1")
        blocks = re.findall(r"(?ms)^```text\n(.*?)^```", self.page())
        self.assertGreaterEqual(len(blocks), 4)
        key = None
        for block in blocks:
            text = block.replace("0198a3c4-8f00-7abc-8def-0123456789a0", entry).replace("https://clinic.example", f"http://127.0.0.1:{replica.port}")
            environment = replica.environment | {
                "PATH": f"{os.path.dirname(replica.binary)}:{os.environ['PATH']}", "KEY": key or "", "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
            if "AUDIT_KEY_FILE" in text:
                # A key of the page's own; the daemon has one already.
                environment.pop("AUDIT_KEY")
            done = subprocess.run(["bash", "-euc", text], cwd=self.desk, env=environment, capture_output=True, text=True)
            # A log that is in order is not begun anew.
            self.assertEqual(done.returncode, 2 if "audit-restart" in text else 0, f"{text}{done.stdout}{done.stderr}")
            if "audit-key" in text and key is None:
                self.assertRegex(done.stdout, r"^localhost/audit/appointment\+[0-9a-f]{8}\+\S+\n$")
                key, status = await cluster.run("appointment", "audit-key")
                key = key.strip()
                self.assertEqual(status, 0)
            if "--timestamps" in text:
                self.assertRegex(done.stdout, r"^sound: .* [1-9]\d* dated by an authority")
            if "--proof" in text:
                self.assertEqual(json.loads(done.stdout.split("\n")[2])["id"], entry)
        for authorities, status, words in (("tsa/bundle.pem", 0, "dated by an authority"), ("tsa/crowd.pem", 1, "time stamp wrong"),
                                           ("tsa/other.pem", 1, "time stamp wrong"), ("tsa/missing.pem", 2, "missing.pem cannot be read"),
                                           ("tsa/ca.key", 2, "ca.key holds no certificates")):
            output, ended = await cluster.run("appointment", "verify-audit", "--timestamps", os.path.join(self.desk, "..", authorities))
            self.assertEqual(ended, status, output)
            self.assertIn(words, output)

    def page(self):
        with open(os.path.join(ROOT, "docs/trust.md"), encoding="utf-8") as file:
            return file.read()

    def files(self, kind, folder=None):
        return sorted(int(name.split(".")[0]) for name in os.listdir(folder or self.kept) if name.endswith("." + kind))

    async def until(self, holds):
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not holds():
            self.assertLess(asyncio.get_running_loop().time(), deadline, "it takes too long")
            # Something must change for there to be a new checkpoint to date.
            await self.patient.ask("appointment", "GET", "/api/appointments/my")
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    unittest.main()
