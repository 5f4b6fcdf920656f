"""nginx with the configuration of docker-compose.yml, on the loopback in front of a cluster."""
import asyncio
import os
import re
import shutil
import subprocess

from cluster import ROOT, SERVICES, free_ports
from wire import Lost, request

TEMPLATE = os.path.join(ROOT, "ops/edge/nginx.conf")


class Edge:
    def __init__(self, cluster):
        (self.port,) = free_ports(1)
        folder = os.path.join(cluster.directory, "edge")
        os.makedirs(os.path.join(folder, "pages"))
        path = os.path.join(folder, "nginx.conf")
        with open(TEMPLATE) as template, open(path, "w") as file:
            file.write(self._local(template.read(), cluster, folder))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            [nginx, "-g", "daemon off;", "-c", path, "-e", os.path.join(folder, "start.log")])

    def _local(self, text, cluster, folder):
        """Its paths, port and replicas in place of the containers'; everything else as it is."""
        upstreams = ""
        # Its workers must reach the checkout, wherever that is.
        owner = "user root;\n" if os.geteuid() == 0 else ""
        for service in SERVICES:
            servers = "".join(f" server 127.0.0.1:{replica.port} max_fails=0;" for replica in cluster.of(service))
            upstreams += f"    upstream {service}_replicas {{{servers} }}\n"
            text, found = re.subn(rf"http://{service}:\d+;", f"http://{service}_replicas;", text)
            assert found == 1, service
        text = text.replace("/tmp/", folder + "/").replace("/usr/share/nginx/html", os.path.join(folder, "pages"))
        text = text.replace("listen 3010;", f"listen 127.0.0.1:{self.port};").replace("error_log stderr", f"error_log {folder}/error.log")
        return text.replace("    server {\n", upstreams + "    server {\n").replace("worker_processes auto", owner + "worker_processes 1")

    async def answers(self):
        while True:
            try:
                return await request(self.port, "GET", "/healthz")
            except Lost:
                if self.process.poll() is not None:
                    raise RuntimeError("nginx does not start") from None
                await asyncio.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()
