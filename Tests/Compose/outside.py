#!/usr/bin/env python3
"""What lies outside of the engine's machine, in a network namespace of its own behind a pair of virtual cables: a name server, and a
collector of traces that prints the service.name of all that reaches it, one a line. Ends with its standard input.

usage: outside.py ADDRESS
"""
import http.server
import json
import socket
import sys
import threading


def serve_names(address):
    """There is no such name (NXDOMAIN) as asked for, and no answer at all for a store of ours that is stopped, as behind a firewall
    that drops packets."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 53))
    while True:
        query, asker = server.recvfrom(4096)
        if b"\x05redis\x00" not in query:
            name, _, rest = query[12:].partition(b"\0")
            # The question again with the bits QR, RD and RA and the code 3 (RFC 1035 section 4.1.1).
            server.sendto(query[:2] + b"\x81\x83" + query[4:6] + bytes(6) + name + b"\0" + rest[:4], asker)


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        for spans in json.loads(self.rfile.read(int(self.headers["Content-Length"])))["resourceSpans"]:
            for attribute in spans["resource"]["attributes"]:
                if attribute["key"] == "service.name":
                    print(attribute["value"]["stringValue"], flush=True)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *about):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A container that ends resets its connection."""


if __name__ == "__main__":
    sys.stdin.readline()  # the cable is there
    threading.Thread(target=serve_names, args=(sys.argv[1],), daemon=True).start()
    threading.Thread(target=Server((sys.argv[1], 4318), Collector).serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
