#!/usr/bin/env python3
"""Normal load on a server, alone and then beside slow connections that never finish their request's head.

usage: slowloris.py --port PORT --pid PID [--slow 5000] [--seconds 8] [--connections 16]

Each slow connection sends an octet of its head every two seconds. Prints p50 and p99 of the normal load (wrk on
/plaintext) without and with them, the server's memory, and how the slow connections ended. Exits 1 when one of them was left open.
"""
import argparse
import re
import selectors
import socket
import subprocess
import sys
import time

HEAD = b"GET /plaintext HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000
# Without them a new connection would need one of the 28,000 ports of a single address.
SOURCES = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
INTERVAL = 2
PATIENCE = 30


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def start_load(port, seconds, connections):
    url = f"http://127.0.0.1:{port}/plaintext"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def percentiles(report):
    unit = {"us": 1e-3, "ms": 1, "s": 1e3}
    found = {p: float(n) * unit[u] for p, n, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", report)}
    requests = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])
    return found["50"], found["99"], requests


class Slow:
    """The slow connections: how many are open, and the first line that each got before its end."""

    def __init__(self, port, count):
        self.selector = selectors.DefaultSelector()
        self.sent = {}
        self.answers = {}
        self.closed = 0
        for index in range(count):
            peer = socket.socket()
            peer.bind((SOURCES[index % len(SOURCES)], 0))
            peer.connect(("127.0.0.1", port))
            peer.setblocking(False)
            self.selector.register(peer, selectors.EVENT_READ)
            self.sent[peer] = 0
        self.rota = list(self.sent)
        self.next = 0

    def step(self):
        """A fiftieth of a second: each connection's turn comes every INTERVAL."""
        due = time.monotonic() + 0.02
        for _ in range(max(1, len(self.rota) * 2 // (100 * INTERVAL))):
            peer = self.rota[self.next % len(self.rota)]
            self.next += 1
            if peer in self.sent:
                self.drip(peer)
        while (left := due - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                self.receive(key.fileobj)

    def drip(self, peer):
        at = self.sent[peer]
        try:
            peer.send(HEAD[at:at + 1])
            self.sent[peer] = at + 1
        except OSError:
            self.end(peer)

    def receive(self, peer):
        try:
            answer = peer.recv(4096)
        except OSError:
            answer = b""
        if not answer:
            return self.end(peer)
        line = answer.split(b"\r\n")[0].decode()
        self.answers[line] = self.answers.get(line, 0) + 1

    def end(self, peer):
        self.selector.unregister(peer)
        peer.close()
        del self.sent[peer]
        self.closed += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--slow", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()

    def row(name, report):
        p50, p99, requests = percentiles(report)
        print(f"| {name} | {p50:.2f} | {p99:.2f} | {requests:,.0f} | {resident_mib(options.pid):.1f} |", flush=True)

    print("| load | p50 ms | p99 ms | req/s | RSS MiB |\n|---|---|---|---|---|")
    load = (options.port, options.seconds, options.connections)
    row("alone", start_load(*load).communicate()[0])
    slow = Slow(options.port, options.slow)
    beside = start_load(*load)
    while beside.poll() is None:
        slow.step()
    row(f"beside {len(slow.sent):,} slow connections", beside.stdout.read())
    end = time.monotonic() + PATIENCE
    while slow.sent and time.monotonic() < end:
        slow.step()
    row("afterwards, alone", start_load(*load).communicate()[0])
    answers = ", ".join(f"{count:,} × {line}" for line, count in sorted(slow.answers.items()))
    print(f"\n{slow.closed:,} of {options.slow:,} slow connections were closed by the server; answers: {answers or 'none'}")
    sys.exit(1 if slow.sent else 0)


main()
