"""nginx with the edge's configuration, on the loopback in front of a cluster."""
import asyncio
import os
import re
import shutil
import subprocess

from cluster import ROOT, SERVICES, free_ports
from client import Lost, request

TEMPLATE = os.path.join(ROOT, "edge/nginx.conf")


def servers(service, ports):
    """The lines that scripts/up would write."""
    script = 'source scripts/lib/up/edge.sh; declare -A PORTS REPLICA_PORTS; PORTS[$1]=${*:2}; edge_servers "$1"'
    return subprocess.run(
        ["bash", "-c", script, "bash", service, *map(str, ports)], cwd=ROOT, check=True, capture_output=True, text=True).stdout


class Edge:
    def __init__(self, cluster):
        (self.port,) = free_ports(1)
        folder = os.path.join(cluster.directory, "edge")
        for part in ("edge", "log"):
            os.makedirs(os.path.join(folder, part))
        path = os.path.join(folder, "nginx.conf")
        with open(TEMPLATE) as template, open(path, "w") as file:
            file.write(self._filled(template.read(), cluster, folder))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-c", path, "-e", os.path.join(folder, "error.log")], stderr=subprocess.DEVNULL)

    def _filled(self, text, cluster, folder):
        """Without its limits for one address, which is everybody's here. Its workers must reach the checkout, wherever that is."""
        values = {"RUN": folder, "WEB": os.path.join(ROOT, "web"), "LISTEN": f"listen 127.0.0.1:{self.port};", "HSTS": "",
                  "STYLEGUIDE": "", "WORKERS": "auto", "CONNECTIONS": "4096", "PROXIES": ""}
        for service in SERVICES:
            values[service.upper()] = servers(service, [replica.port for replica in cluster.of(service)])
        text = re.sub(r"(?m)^ *limit_(?:req|conn) .*\n", "", text)
        text = re.sub(r"@([A-Z]+)@", lambda name: values[name[1]], text)
        return ("user root;\n" if os.geteuid() == 0 else "") + text

    async def answers(self):
        while True:
            try:
                return await request(self.port, "GET", "/")
            except Lost:
                if self.process.poll() is not None:
                    raise RuntimeError("nginx does not start") from None
                await asyncio.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()
