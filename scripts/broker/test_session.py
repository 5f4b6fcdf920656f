#!/usr/bin/env python3
"""A session of the guard against a broker that is played here."""
import asyncio
import contextlib
import io
import struct
import unittest
from unittest import mock

import session
from members import Members
from rounds import Rounds
from wire import JOIN_GROUP, int32, read_frame, request, string, write_frame


class Guard:
    """What a session needs of it; its broker takes every request and never answers."""

    def __init__(self):
        self.members, self.rounds, self.left = Members(), Rounds(), []

    async def start(self):
        async def silent(reader, writer):
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    await read_frame(reader)

        self.broker = await asyncio.start_server(silent, "127.0.0.1", 0)
        self.server = await asyncio.start_server(lambda reader, writer: session.Session(self, reader, writer).run(), "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    def connect(self):
        return asyncio.open_connection("127.0.0.1", self.broker.sockets[0].getsockname()[1])

    async def leave(self, key):
        self.left.append(key)


class SessionTests(unittest.IsolatedAsyncioTestCase):
    async def test_a_join_that_is_never_answered_ends_the_member_and_its_connection(self):
        guard = Guard()
        port = await guard.start()
        with mock.patch.object(session, "JOIN_LIMIT", 0.05), contextlib.redirect_stdout(io.StringIO()):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            body = string("g") + int32(6000) + int32(60000) + string("m") + struct.pack(">h", -1) + string("consumer") + int32(0)
            write_frame(writer, request(JOIN_GROUP, 5, body))
            self.assertEqual(await asyncio.wait_for(reader.read(), 30), b"")
        self.assertEqual(guard.left, [("g", "m")])
        writer.close()
        guard.server.close()
        guard.broker.close()


if __name__ == "__main__":
    unittest.main()
