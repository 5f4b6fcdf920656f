"""HTTP/1.1 and WebSocket (RFC 6455) for asyncio, as far as the chaos run's users need them."""
import asyncio
import base64
import json
import os
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Lost(Exception):
    """No whole answer came: the request may have been carried out or not."""


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


async def request(port, method, path, token=None, body=None, fields=None, timeout=5.0):
    """One request on a connection of its own. Raises Lost."""
    try:
        return await asyncio.wait_for(_request(port, method, path, token, body, fields or {}), timeout)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise Lost(f"{method} {path}: {error or type(error).__name__}") from None


async def _request(port, method, path, token, body, fields):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        payload = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        head += [f"Authorization: Bearer {token}"] if token else []
        head += ["Content-Type: application/json", f"Content-Length: {len(payload)}"] if body is not None else []
        head += [f"{name}: {value}" for name, value in fields.items()]
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + payload)
        status, answered = await _head(reader)
        length = answered.get("content-length")
        return Answer(status, answered, await (reader.read() if length is None else reader.readexactly(int(length))))
    finally:
        writer.close()


async def _head(reader):
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    return int(lines[0].split(" ")[1]), fields


class Socket:
    """One live socket; `message` answers pings on the way. Raises OSError or IncompleteReadError when it is cut."""

    @classmethod
    async def open(cls, port, token, position=None, timeout=5.0):
        self = cls()
        self.reader, self.writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), timeout)
        try:
            query = "" if position is None else f"?position={position}"
            self.writer.write((
                f"GET /ws{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Protocol: notifications.v1\r\nAuthorization: Bearer {token}\r\n\r\n").encode())
            status, _ = await asyncio.wait_for(_head(self.reader), timeout)
            if status != 101:
                raise OSError(f"the socket was refused: {status}")
        except BaseException:
            self.close()
            raise
        return self

    async def message(self, timeout):
        """The next message as a dictionary; OSError when nothing, not even a ping, comes in time."""
        while True:
            try:
                opcode, payload = await asyncio.wait_for(self._frame(), timeout)
            except asyncio.TimeoutError:
                raise OSError("the socket is silent") from None
            if opcode == TEXT:
                return json.loads(payload)
            if opcode == PING:
                self._send(PONG, payload)
            elif opcode == CLOSE:
                raise OSError(f"closed {struct.unpack('>H', payload[:2])[0] if payload[:2] else 1005}")

    async def _frame(self):
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack(">H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self.reader.readexactly(8))
        return first & 15, await self.reader.readexactly(length)

    def send(self, message):
        self._send(TEXT, json.dumps(message).encode())

    def _send(self, opcode, payload):
        mask = os.urandom(4)
        self.writer.write(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def close(self):
        self.writer.close()
