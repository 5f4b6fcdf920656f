"""Many live sockets on one epoll, and pushes to them through Redis: a client that is light enough to measure with."""
import select
import socket
import struct
import time

HEAD = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: notifications.v1\r\nAuthorization: Bearer {}\r\n\r\n")
PONG = bytes([0x8A, 0x80, 0, 0, 0, 0])
GRACE = 10.0  # seconds in which the last pushes must come


class Pushes:
    def __init__(self, port, redis, prefix=""):
        self.port, self.prefix = port, prefix
        self.redis = socket.create_connection(redis)
        self.redis.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.poll, self.sockets, self.users = select.epoll(), {}, []
        self.buffers, self.waits = {}, []

    def connect(self, user, token):
        """Returns when the socket has been greeted."""
        peer = socket.create_connection(("127.0.0.1", self.port))
        peer.sendall(HEAD.format(token).encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._some(peer)
        head, frames = received.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"the socket was refused: {head!r}")
        self.buffers[peer.fileno()] = frames
        while not (greeting := list(self._messages(peer))):
            self.buffers[peer.fileno()] += self._some(peer)
        if b'"hello"' not in greeting[0]:
            raise RuntimeError(f"no hello: {greeting[0]!r}")
        peer.setblocking(False)
        self.poll.register(peer, select.EPOLLIN)
        self.sockets[peer.fileno()] = peer
        self.users.append(user)

    @staticmethod
    def _some(peer):
        data = peer.recv(65_536)
        if not data:
            raise RuntimeError("the server closed a socket")
        return data

    def run(self, rate, seconds):
        """How long each push was on its way, and how many did not come."""
        count = int(rate * seconds)
        self.redis.setblocking(False)
        self.poll.register(self.redis, select.EPOLLIN)
        begun = time.perf_counter()
        sent = 0
        while len(self.waits) < count:
            now = time.perf_counter() - begun
            if sent < count and now >= sent / rate:
                self._publish(sent)
                sent += 1
                continue
            if sent == count and now > count / rate + GRACE:
                break
            self._receive(0.0005 if sent < count else 0.1)
        return self.waits, sent - len(self.waits)

    def _publish(self, number):
        """What a replica says of a notification; it is the next one of its user's inbox, which is empty."""
        user, position = self.users[number % len(self.users)], number // len(self.users) + 1
        payload = (
            f'{{"type":"notification","position":{position},"unread":{position},"notification":{{"id":"{user}","seq":{position},'
            f'"type":"appointment.approved","title":"Appointment approved","message":"Your appointment with Dr. Ada Lovelace on '
            f'Tuesday, 17 December 2030 at 10:00 (Europe/Berlin) has been approved.","read":false,"metadata":{{}},'
            f'"createdAt":"2030-12-01T09:00:00Z"}},"sent":{time.perf_counter():.7f}}}').encode()
        channel = f"{self.prefix}inbox:{user}".encode()
        self.redis.sendall(b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n" % (len(channel), channel, len(payload), payload))

    def _receive(self, timeout):
        for descriptor, _ in self.poll.poll(timeout):
            peer = self.sockets.get(descriptor)
            if peer is None:
                self.redis.recv(65_536)
                continue
            self.buffers[descriptor] += self._some(peer)
            now = time.perf_counter()
            for message in self._messages(peer):
                if b'"sent":' in message:
                    self.waits.append(now - float(message[message.rindex(b":") + 1:-1]))

    def _messages(self, peer):
        """The texts that are there whole; pings are answered."""
        buffer = self.buffers[peer.fileno()]
        while len(buffer) >= 2:
            length, begin = buffer[1], 2
            if length == 126:
                if len(buffer) < 4:
                    break
                (length,), begin = struct.unpack(">H", buffer[2:4]), 4
            if len(buffer) < begin + length:
                break
            opcode, payload, buffer = buffer[0] & 15, buffer[begin:begin + length], buffer[begin + length:]
            if opcode == 1:
                yield payload
            elif opcode == 9:
                peer.sendall(PONG)
            elif opcode == 8:
                raise RuntimeError(f"the server closed a socket: {payload!r}")
        self.buffers[peer.fileno()] = buffer
