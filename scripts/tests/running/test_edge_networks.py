"""Whom the edge counts an address for: the map of edge/nginx.conf against Python's ipaddress, in an nginx of our own."""
import http.client
import ipaddress
import os
import random
import re
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
NGINX = "/usr/sbin/nginx"


def network(text):
    """As edge/nginx.conf names it."""
    address = ipaddress.ip_address(text)
    if address.version == 4:
        return text
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return ":".join(f"{int(group, 16):x}" for group in address.exploded.split(":")[:4])


def addresses():
    """IPv4, IPv6, and every place where zeros may stand in it."""
    yield from ("192.0.2.7", "0.0.0.0", "203.0.113.255", "::", "::1", "::ffff:192.0.2.7", "::ffff:0:192.0.2.7", "64:ff9b::192.0.2.7")
    for zeros in range(256):
        groups = [0 if zeros >> place & 1 else random.randrange(1, 65536) for place in range(8)]
        if groups[:5] == [0] * 5 and groups[5] == 0xFFFF:
            groups[5] = 1
        yield ":".join(f"{group:x}" for group in groups)


class Networks(unittest.TestCase):
    def test_of_every_shape_of_address(self):
        """Two addresses of one /64 are one, those of two are two, whatever their zeros."""
        with open(os.path.join(ROOT, "edge/nginx.conf"), encoding="utf-8") as file:
            edge = file.read()
        client_map = re.search(r"map \$remote_addr \$client_network \{.*?\n    \}", edge, re.DOTALL).group(0)
        zones = re.findall(r"limit_(?:req|conn)_zone (\S+)", edge)
        self.assertEqual(zones, ["$client_network"] * 2)
        with tempfile.TemporaryDirectory() as directory, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            path = os.path.join(directory, "nginx.conf")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"""daemon off; pid {directory}/pid; error_log stderr; worker_processes 1; events {{ }}
                    http {{
                        access_log off; keepalive_requests 10000;
                        client_body_temp_path {directory}/a; proxy_temp_path {directory}/b; fastcgi_temp_path {directory}/c;
                        uwsgi_temp_path {directory}/d; scgi_temp_path {directory}/e;
                        set_real_ip_from 127.0.0.1; real_ip_header X-Client;
                        {client_map}
                        server {{ listen 127.0.0.1:{port}; location / {{ return 200 $client_network; }} }}
                    }}""")
            with open(os.path.join(directory, "log"), "wb") as log:
                process = subprocess.Popen([NGINX, "-e", "stderr", "-c", path], stderr=log)
            try:
                connection = self.connect(port)
                for address in addresses():
                    for text in (address, *self.neighbours(address)):
                        with self.subTest(text):
                            connection.request("GET", "/", headers={"X-Client": text})
                            self.assertEqual(connection.getresponse().read().decode(), network(text))
            finally:
                process.terminate()
                process.wait(10)

    @staticmethod
    def neighbours(text):
        """In the same /64, with other zeros."""
        address = ipaddress.ip_address(text)
        if address.version == 4 or address.ipv4_mapped:
            return []
        prefix = int(address) >> 64 << 64
        hosts = (random.getrandbits(64), random.getrandbits(16), random.getrandbits(16) << 48, 0)
        return [str(ipaddress.IPv6Address(prefix | host)) for host in hosts if (prefix | host) >> 32 != 0xFFFF]

    @staticmethod
    def connect(port):
        deadline = time.monotonic() + 10
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.connect()
                return connection
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
