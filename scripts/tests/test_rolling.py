"""A rolling restart behind the edge, two replicas of each daemon, under 200 requests a second: no request is lost."""
import asyncio
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, Cluster, binaries, free_ports  # noqa: E402
from users import people  # noqa: E402
from wire import Lost, request  # noqa: E402

RATE, SECONDS = 200, float(os.environ.get("ROLLING_SECONDS", "12"))
PATHS = ("/api/auth/profile", "/api/appointments/my", "/api/notifications/my", "/api/notifications/unread-count")
EDGE = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log info;
events {{ worker_connections 4096; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {upstreams}
    server {{
        listen 127.0.0.1:{port};
        proxy_http_version 1.1; proxy_set_header Connection "";
        proxy_connect_timeout 2s; proxy_next_upstream error timeout http_503; proxy_next_upstream_tries 3;
        location /api/auth/ {{ proxy_pass http://auth; }}
        location /api/appointments {{ proxy_pass http://appointment; }}
        location /api/notifications {{ proxy_pass http://notification; }}
    }}
}}
"""


class Edge:
    def __init__(self, cluster):
        (self.port,) = free_ports(1)
        upstreams = ""
        for service in SERVICES:
            servers = " ".join(f"server 127.0.0.1:{replica.port} max_fails=0;" for replica in cluster.of(service))
            upstreams += f"upstream {service} {{ {servers} keepalive 16; }}\n"
        path = os.path.join(cluster.directory, "nginx.conf")
        with open(path, "w") as file:
            file.write(EDGE.format(folder=cluster.directory, port=self.port, upstreams=upstreams))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-c", path, "-e", os.path.join(cluster.directory, "nginx.log")])

    async def answers(self, person):
        while True:
            try:
                return await request(self.port, "GET", "/api/auth/profile", person.token)
            except Lost:
                await asyncio.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Load:
    """So many requests a second, whether the last are answered or not."""

    def __init__(self, port, patients):
        self.port, self.patients, self.answers, self.draw = port, patients, collections.Counter(), random.Random(1)

    async def run(self, seconds):
        loop, tasks = asyncio.get_running_loop(), []
        begun = loop.time()
        for number in range(int(RATE * seconds)):
            await asyncio.sleep(max(0, begun + number / RATE - loop.time()))
            tasks.append(asyncio.create_task(self._one(number)))
        await asyncio.gather(*tasks)

    async def _one(self, number):
        person = self.patients[number % len(self.patients)]
        try:
            if number % 5 == 0:
                body = {"doctorId": self.draw.choice(person.doctors).id, "reason": "rolling"} | person.slot()
                answer = await request(self.port, "POST", "/api/appointments", person.token, body, timeout=20)
            else:
                answer = await request(self.port, "GET", PATHS[number % len(PATHS)], person.token, timeout=20)
            self.answers[answer.status if answer.status < 500 else f"{answer.status} {answer.body[:80]}"] += 1
        except Lost as lost:
            self.answers[str(lost)] += 1


class RollingRestart(unittest.TestCase):
    def test_no_request_is_lost(self):
        answers, restarts = asyncio.run(self.whole())
        self.assertEqual(restarts, len(SERVICES) * 2)
        # 201 booked or 409 somebody was there first; 429 would be the limiter's.
        self.assertEqual({status for status in answers if status not in (200, 201, 409)}, set(), answers)
        self.assertGreater(answers[200], RATE * SECONDS * 0.7)
        self.assertGreater(answers[201], 0)

    async def whole(self):
        directory = os.path.join(ROOT, ".local", f"rolling-{os.getpid()}")
        os.makedirs(directory)
        cluster, edge = Cluster(binaries(), directory), None
        try:
            await cluster.start()
            staff, patients = people(cluster, 1, 4, 30)
            for person in staff + patients:
                await person.register()
            edge = Edge(cluster)
            await edge.answers(patients[0])
            load = Load(edge.port, patients)
            running = asyncio.create_task(load.run(SECONDS))
            restarts = 0
            while not running.done() and restarts < len(cluster.replicas):
                await asyncio.sleep(0.5)
                await self.restart(list(cluster.replicas.values())[restarts])
                restarts += 1
            await running
            return load.answers, restarts
        finally:
            if edge:
                edge.stop()
            await cluster.stop(keep=False)

    async def restart(self, replica):
        replica.signal(signal.SIGTERM)
        self.assertEqual(await replica.ended(), 0)
        replica.start()
        while not await replica.ready():
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
