"""One client of the guard: its requests, one after the other, with what noida-db leaves undone (see guard.py)."""
import asyncio
import socket
import struct
import time
import traceback

import messages
from wire import (API_VERSIONS, END_TXN, FETCH, FIND_COORDINATOR, HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, METADATA, PRODUCE,
                  SYNC_GROUP, UNKNOWN_MEMBER_ID, header, read_frame, write_frame)

PIPELINE_LIMIT = 64  # requests of one client waiting for their turn
# Seconds until a JoinGroup must be answered: a dead member holds a round up for its session timeout, 6 s. After a crash of the
# guard in the middle of a round noida-db may leave the group waiting for ever, with all its members there.
JOIN_LIMIT = 10.0
FETCH_LOOK = 0.5  # seconds until a held Fetch looks again by itself
# Told to the broker in place of the client's session timeout: expiry is the guard's.
BROKER_SESSION_MS = 1_800_000


class Session:
    """One client's connection and a connection of its own to the broker. Requests are answered one after the other, in
    their order, as Kafka does."""

    def __init__(self, guard, reader, writer):
        self._guard, self._reader, self._writer = guard, reader, writer
        self._broker = None  # (reader, writer)
        self._task = asyncio.current_task()

    def reset(self):
        """Ends the connection with RST."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._task.cancel()

    async def run(self):
        receiver = None
        try:
            self._broker = await self._guard.connect()
            for writer in (self._writer, self._broker[1]):
                writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            requests = asyncio.Queue(PIPELINE_LIMIT)
            receiver = asyncio.create_task(self._receive(requests))
            while True:
                answer = await self._answer(await requests.get())
                if answer is not None:
                    write_frame(self._writer, answer)
                    await self._writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # one of the two sides is gone, or we cut
        except Exception:
            traceback.print_exc()  # bytes that are not Kafka: this connection ends, the others do not
        finally:
            if receiver:
                receiver.cancel()
            self._writer.close()
            if self._broker:
                self._broker[1].close()

    async def _receive(self, requests):
        """Ends the session as soon as the client goes, also while an answer is being waited for: a killed consumer must
        not stay in a JoinGroup."""
        try:
            while True:
                await requests.put(await read_frame(self._reader))
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self._task.cancel()

    async def _answer(self, frame):
        """The response to the client, None when none is due."""
        guard = self._guard
        key, version, body = header(frame)
        if version > messages.VERSION_LIMITS.get(key, version):
            return await self._ask(frame)  # the client was not told this version; the broker answers as it likes
        if key == PRODUCE and messages.wants_no_answer(version, frame, body):
            await self._send(frame)
            guard.produced()
            return None
        if key == FETCH:
            return await self._fetch(version, frame, body)
        if key == JOIN_GROUP:
            return await self._join(version, frame, body)
        if key in (HEARTBEAT, SYNC_GROUP, LEAVE_GROUP):
            return await self._member_request(key, version, frame, body)
        response = await self._ask(frame)
        if key in (PRODUCE, END_TXN):
            guard.produced()
        elif key == METADATA:
            response = messages.readdress_metadata(version, response, guard.port)
        elif key == FIND_COORDINATOR:
            response = messages.readdress_coordinator(version, response, guard.port)
        elif key == API_VERSIONS:
            response = messages.limit_versions(version, response)
        return response

    async def _fetch(self, version, frame, body):
        wait, frame = messages.fetch_without_wait(frame, body)
        end = time.monotonic() + wait
        while True:
            produced = self._guard.next_produce()  # before asking: what comes in between is not missed
            try:
                response = await self._ask(frame)
                left = end - time.monotonic()
                if left <= 0 or not messages.fetch_is_empty(version, response):
                    return response
                await self._guard.wait(produced, min(left, FETCH_LOOK))
            finally:
                self._guard.give_up(produced)

    async def _join(self, version, frame, body):
        members, rounds = self._guard.members, self._guard.rounds
        join = messages.read_join(version, frame, body, BROKER_SESSION_MS)
        key, error = (join.group, join.member), None
        if join.member:
            members.join_started(key, join.timeout, time.monotonic())
        try:
            await rounds.enter(join.group)
            try:
                response = await asyncio.wait_for(self._ask(join.forward), JOIN_LIMIT)
                error, member = messages.read_joined(version, response)
            except asyncio.TimeoutError:
                # The client reconnects, finds its member unknown and joins as a new one.
                print(f"no round for {join.member} of group {join.group}: taken out", flush=True)
                await self._guard.leave(key)
                raise ConnectionError("the group is stuck") from None
            finally:
                rounds.leave(join.group, error == 0)
        finally:
            if join.member:
                members.join_ended(key, time.monotonic())
        if error == 0 and member:
            members.joined((join.group, member), join.timeout, time.monotonic())
        elif error == UNKNOWN_MEMBER_ID:
            members.forget(key)
        return response

    async def _member_request(self, key, version, frame, body):
        members = self._guard.members
        member = messages.read_member(key, frame, body)
        if key == HEARTBEAT:
            members.heartbeat(member, time.monotonic())
        elif key == SYNC_GROUP:
            members.touch(member, time.monotonic())
        else:
            members.forget(member)
        response = await self._ask(frame)
        if key == HEARTBEAT and messages.heartbeat_error(version, response) == UNKNOWN_MEMBER_ID:
            members.forget(member)
        return response

    async def _send(self, frame):
        write_frame(self._broker[1], frame)
        await self._broker[1].drain()

    async def _ask(self, frame):
        await self._send(frame)
        return await read_frame(self._broker[0])
