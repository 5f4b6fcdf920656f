#!/usr/bin/env python3
"""Single Kafka messages, built by hand from https://kafka.apache.org/protocol, read and changed as the guard does."""
import struct
import unittest

import messages
from wire import API_VERSIONS, DESCRIBE_CLUSTER, FETCH, HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, PRODUCE, header, int32, request, string


def fetch_response(version, records, error=0, session_error=0):
    """One topic, one partition."""
    out = int32(7) + (int32(0) if version >= 1 else b"")
    if version >= 7:
        out += struct.pack(">hi", session_error, 0)
    out += int32(1) + string("t") + int32(1) + struct.pack(">ihq", 0, error, 5)
    out += struct.pack(">q", 5) if version >= 4 else b""
    out += struct.pack(">q", 0) if version >= 5 else b""
    out += int32(-1) if version >= 4 else b""
    out += int32(-1) if version >= 11 else b""
    return out + struct.pack(">i", len(records)) + records


class FetchTests(unittest.TestCase):
    def test_emptiness_at_every_version_that_is_let_through(self):
        for version in range(messages.VERSION_LIMITS[FETCH] + 1):
            with self.subTest(version=version):
                self.assertTrue(messages.fetch_is_empty(version, fetch_response(version, b"")))
                self.assertFalse(messages.fetch_is_empty(version, fetch_response(version, b"r")))
                self.assertFalse(messages.fetch_is_empty(version, fetch_response(version, b"", error=1)))

    def test_an_error_of_the_whole_answer_is_not_held_back(self):
        self.assertFalse(messages.fetch_is_empty(7, fetch_response(7, b"", session_error=70)))

    def test_the_wait_is_taken_out_and_nothing_else_changed(self):
        frame = request(FETCH, 4, struct.pack(">iii", -1, 500, 1) + b"rest")
        wait, changed = messages.fetch_without_wait(frame, header(frame)[2])
        self.assertEqual(wait, 0.5)
        self.assertEqual(changed, request(FETCH, 4, struct.pack(">iii", -1, 0, 1) + b"rest"))


class ApiVersionsTests(unittest.TestCase):
    ENTRIES = [(PRODUCE, 0, 9), (FETCH, 0, 13), (DESCRIBE_CLUSTER, 0, 1), (API_VERSIONS, 0, 3)]
    LIMITED = [(PRODUCE, 0, 8), (FETCH, 0, 11), (API_VERSIONS, 0, 3)]

    def plain(self, entries):
        return struct.pack(">ihi", 7, 0, len(entries)) + b"".join(struct.pack(">hhh", *e) for e in entries) + int32(0)

    def flexible(self, entries, tags, end):
        body = b"".join(struct.pack(">hhh", *e) + tags for e in entries)
        return struct.pack(">ih", 7, 0) + bytes([len(entries) + 1]) + body + int32(0) + end

    def test_limits_and_hides(self):
        self.assertEqual(messages.limit_versions(1, self.plain(self.ENTRIES)), self.plain(self.LIMITED))

    def test_takes_tagged_fields_out(self):
        tagged = self.flexible(self.ENTRIES, b"\x01\x05\x02ab", b"\x02\x00\x01x\x01\x02yz")
        self.assertEqual(messages.limit_versions(3, tagged), self.flexible(self.LIMITED, b"\0", b"\0"))

    def test_an_error_passes_as_it_is(self):
        refused = struct.pack(">ih", 7, 35) + b"anything"
        self.assertEqual(messages.limit_versions(0, refused), refused)


class AddressTests(unittest.TestCase):
    def test_metadata(self):
        def response(port):
            brokers = b"".join(int32(n) + string("127.0.0.1") + int32(port) + string("rack") for n in (1, 2))
            return int32(7) + int32(0) + int32(2) + brokers + b"rest"

        self.assertEqual(messages.readdress_metadata(8, response(1111), 9092), response(9092))

    def test_coordinator(self):
        def response(port):
            return int32(7) + int32(0) + struct.pack(">hh", 0, -1) + int32(1) + string("127.0.0.1") + int32(port)

        self.assertEqual(messages.readdress_coordinator(2, response(1111), 9092), response(9092))
        self.assertEqual(messages.readdress_coordinator(2, response(-1), 9092), response(-1))


class GroupTests(unittest.TestCase):
    def test_join_carries_the_given_session_timeout(self):
        def frame(session):
            body = string("g") + struct.pack(">ii", session, 300000) + string("m") + struct.pack(">h", -1) + b"rest"
            return request(JOIN_GROUP, 5, body)

        join = messages.read_join(5, frame(6000), header(frame(6000))[2], 1_800_000)
        self.assertEqual((join.group, join.member, join.timeout), ("g", "m", 6.0))
        self.assertEqual(join.forward, frame(1_800_000))

    def test_joined(self):
        for version in (1, 2, 5):
            throttle = int32(0) if version >= 2 else b""
            response = int32(7) + throttle + struct.pack(">hi", 25, 3) + string("range") + string("leader") + string("m")
            self.assertEqual(messages.read_joined(version, response), (25, "m"))

    def test_member_of_each_request(self):
        beat = request(HEARTBEAT, 3, string("g") + int32(4) + string("m"))
        self.assertEqual(messages.read_member(HEARTBEAT, beat, header(beat)[2]), ("g", "m"))
        leave = request(LEAVE_GROUP, 1, string("g") + string("m"))
        self.assertEqual(messages.read_member(LEAVE_GROUP, leave, header(leave)[2]), ("g", "m"))

    def test_acks_zero(self):
        for acks in (0, -1):
            frame = request(PRODUCE, 8, struct.pack(">hhi", -1, acks, 1000))
            self.assertEqual(messages.wants_no_answer(8, frame, header(frame)[2]), acks == 0)


if __name__ == "__main__":
    unittest.main()
