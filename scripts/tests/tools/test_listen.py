#!/usr/bin/env python3
"""scripts/listen against a server that is played here, byte by byte (RFC 6455)."""
import base64
import hashlib
import os
import signal
import socket
import struct
import subprocess
import unittest

LISTEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../listen")
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(opcode, payload=b"", final=True):
    size = bytes([len(payload)]) if len(payload) < 126 else struct.pack(">BH", 126, len(payload))
    return bytes([(0x80 if final else 0) | opcode]) + size + payload


class ListenTests(unittest.TestCase):
    def setUp(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(10)
        self.addCleanup(self.server.close)

    def start(self, *options):
        url = f"ws://127.0.0.1:{self.server.getsockname()[1]}/ws"
        self.client = subprocess.Popen(
            [LISTEN, "--url", url, *options, "the-token"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.client.stdout.close)
        self.addCleanup(self.client.stderr.close)
        self.addCleanup(lambda: self.client.poll() is None and (self.client.kill(), self.client.wait()))
        self.peer, _ = self.server.accept()
        self.addCleanup(self.peer.close)
        self.peer.settimeout(10)
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.peer.recv(4096)
        self.head = head.decode().split("\r\n")

    def accept(self, protocol="notifications.v1", key=None):
        key = key or next(line.split(": ")[1] for line in self.head if line.startswith("Sec-WebSocket-Key"))
        answer = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        self.peer.sendall(
            f"HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {answer}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n".encode())

    def received(self):
        """(opcode, unmasked payload) of the client's next frame, which must be masked."""
        first, second = self.peer.recv(2, socket.MSG_WAITALL)
        self.assertTrue(second & 0x80, "a client's frame must be masked")
        mask = self.peer.recv(4, socket.MSG_WAITALL)
        payload = self.peer.recv(second & 127, socket.MSG_WAITALL) if second & 127 else b""
        return first & 15, bytes(b ^ mask[i % 4] for i, b in enumerate(payload))

    def ended(self):
        out, err = self.client.communicate(timeout=10)
        return self.client.returncode, out, err

    def test_asks_with_token_subprotocol_and_position(self):
        self.start("--position", "7")
        self.assertEqual(self.head[0], "GET /ws?position=7 HTTP/1.1")
        self.assertIn("Authorization: Bearer the-token", self.head)
        self.assertIn("Sec-WebSocket-Protocol: notifications.v1", self.head)

    def test_prints_messages_whole_and_fragmented_also_when_split(self):
        self.start("--count", "3", "--label", "dora")
        self.accept()
        stream = frame(TEXT, b"one") + frame(TEXT, b"t", False) + frame(PING, b"x") + frame(0, b"wo") + frame(TEXT, b"l" * 300)
        for index in range(len(stream)):
            self.peer.sendall(stream[index : index + 1])
        self.assertEqual(self.received(), (PONG, b"x"))
        self.assertEqual(self.received(), (CLOSE, struct.pack(">H", 1000)))
        self.peer.sendall(frame(CLOSE, struct.pack(">H", 1000)))
        self.assertEqual(self.ended(), (0, "[dora] one\n[dora] two\n[dora] " + "l" * 300 + "\n", ""))

    def test_ctrl_c_closes_and_ends_well(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.start()
            self.accept()
            self.peer.sendall(frame(TEXT, b"hello"))
            self.assertEqual(self.client.stdout.readline(), "hello\n")
            self.client.send_signal(number)
            self.assertEqual(self.received(), (CLOSE, struct.pack(">H", 1000)))
            self.peer.close()
            self.assertEqual(self.ended(), (0, "", ""))

    def test_says_why_the_server_closed(self):
        for code, status in ((1001, 0), (4401, 1)):
            self.start()
            self.accept()
            self.peer.sendall(frame(CLOSE, struct.pack(">H", code) + b"why"))
            self.assertEqual(self.received(), (CLOSE, struct.pack(">H", code)))
            self.assertEqual(self.ended(), (status, "", f"closed: {code} why\n"))

    def test_shows_a_refusal(self):
        self.start()
        body = b'{"code":"token_invalid"}'
        self.peer.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.assertEqual(self.ended(), (1, "", 'listen: HTTP/1.1 401 Unauthorized {"code":"token_invalid"}\n'))

    def test_trusts_no_other_handshake(self):
        self.start()
        self.accept(key="another")
        self.assertEqual(self.ended()[0], 1)
        self.start()
        self.accept(protocol="chat")
        self.assertEqual(self.ended()[0], 1)

    def test_a_cut_connection_is_a_failure(self):
        self.start()
        self.accept()
        self.peer.close()
        self.assertEqual(self.ended(), (1, "", "closed: 1006 the connection was cut\n"))


if __name__ == "__main__":
    unittest.main()
