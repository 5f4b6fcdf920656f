"""What the guard reads from and changes in single messages: pure functions over whole frames (wire.py), no I/O.

The message layouts are those of https://kafka.apache.org/protocol at the versions named in VERSION_LIMITS; ApiVersions
tells the clients these limits, so no other version of these messages arrives.
"""
import struct
from typing import NamedTuple, Optional

from wire import (DESCRIBE_CLUSTER, FETCH, FIND_COORDINATOR, HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, METADATA, PRODUCE,
                  SYNC_GROUP, Cursor, int32, uvarint)

# The last versions without the flexible encoding (Fetch, Join…) or whose layout is read here (LeaveGroup).
VERSION_LIMITS = {PRODUCE: 8, FETCH: 11, METADATA: 8, FIND_COORDINATOR: 2, JOIN_GROUP: 5, HEARTBEAT: 3, LEAVE_GROUP: 1,
                  SYNC_GROUP: 3}
# Its answer names the broker's own port, and only admin tools use it.
HIDDEN = {DESCRIBE_CLUSTER}


def limit_versions(version, response):
    """ApiVersionsResponse with VERSION_LIMITS applied, HIDDEN left out, and without the tagged fields that librdkafka
    before 2.2 misreads."""
    cursor = Cursor(response, 4)
    if cursor.int16():
        return response
    flexible = version >= 3
    count = cursor.uvarint() - 1 if flexible else cursor.int32()
    entries = []
    for _ in range(count):
        key, low, high = cursor.int16(), cursor.int16(), cursor.int16()
        if flexible:
            _skip_tags(cursor)
        if key not in HIDDEN:
            entries.append((key, low, min(high, VERSION_LIMITS.get(key, high))))
    out = response[:6] + (uvarint(len(entries) + 1) if flexible else int32(len(entries)))
    for entry in entries:
        out += struct.pack(">hhh", *entry) + (b"\0" if flexible else b"")
    throttle = response[cursor.at : cursor.at + 4] if version >= 1 else b""
    return out + throttle + (b"\0" if flexible else b"")


def _skip_tags(cursor):
    for _ in range(cursor.uvarint()):
        cursor.uvarint()
        cursor.skip(cursor.uvarint())


def readdress_metadata(version, response, port):
    """MetadataResponse in which every broker has the given port."""
    out = bytearray(response)
    cursor = Cursor(out, 8 if version >= 3 else 4)
    for _ in range(cursor.int32()):
        cursor.skip(4)
        cursor.string()
        struct.pack_into(">i", out, cursor.at, port)
        cursor.skip(4)
        if version >= 1:
            cursor.string()
    return bytes(out)


def readdress_coordinator(version, response, port):
    """FindCoordinatorResponse with the given port; an answer without a coordinator (port -1) is left as it is."""
    out = bytearray(response)
    cursor = Cursor(out, 10 if version >= 1 else 6)
    if version >= 1:
        cursor.string()
    cursor.skip(4)
    cursor.string()
    if Cursor(out, cursor.at).int32() > 0:
        struct.pack_into(">i", out, cursor.at, port)
    return bytes(out)


def wants_no_answer(version, frame, body):
    """ProduceRequest with acks=0."""
    cursor = Cursor(frame, body)
    if version >= 3:
        cursor.string()
    return cursor.int16() == 0


def fetch_without_wait(frame, body):
    """(seconds the client is ready to wait, the FetchRequest that asks the broker for an answer at once)."""
    wait = Cursor(frame, body + 4).int32()
    return wait / 1000, frame[: body + 4] + int32(0) + frame[body + 8 :]


def fetch_is_empty(version, response):
    """FetchResponse without a record and without an error."""
    cursor = Cursor(response, 8 if version >= 1 else 4)
    if version >= 7:
        if cursor.int16():
            return False
        cursor.skip(4)  # session id
    for _ in range(cursor.int32()):
        cursor.string()
        for _ in range(cursor.int32()):
            cursor.skip(4)
            if cursor.int16():
                return False
            cursor.skip(8 + (8 if version >= 4 else 0) + (8 if version >= 5 else 0))  # high, stable, first offset
            if version >= 4:
                cursor.skip(16 * max(cursor.int32(), 0))  # aborted transactions
            if version >= 11:
                cursor.skip(4)  # preferred replica
            if cursor.bytes():
                return False
    return True


class JoinRequest(NamedTuple):
    group: str
    member: str  # empty on the first join
    timeout: float  # seconds without a heartbeat until the member is dead
    forward: bytes  # the request for the broker


def read_join(version, frame, body, broker_timeout_ms):
    """JoinGroupRequest; in `forward` the session timeout is the given one."""
    cursor = Cursor(frame, body)
    group = cursor.string()
    forward = frame[: cursor.at] + int32(broker_timeout_ms) + frame[cursor.at + 4 :]
    timeout = cursor.int32() / 1000
    if version >= 1:
        cursor.skip(4)  # rebalance timeout
    return JoinRequest(group, cursor.string(), timeout, forward)


def read_joined(version, response):
    """(error code, member id) of a JoinGroupResponse."""
    cursor = Cursor(response, 8 if version >= 2 else 4)
    error = cursor.int16()
    cursor.skip(4)
    cursor.string()
    cursor.string()
    return error, cursor.string()


def read_member(key, frame, body):
    """(group, member id) of a Heartbeat, SyncGroup or LeaveGroup request."""
    cursor = Cursor(frame, body)
    group = cursor.string()
    if key != LEAVE_GROUP:
        cursor.skip(4)  # generation
    return group, cursor.string()


def heartbeat_error(version, response):
    return Cursor(response, 8 if version >= 1 else 4).int16()


def read_groups(response):
    """Group names of a ListGroupsResponse, version 0."""
    cursor = Cursor(response, 6)
    groups = []
    for _ in range(cursor.int32()):
        groups.append(cursor.string())
        cursor.string()
    return groups


def read_described_members(response) -> "list[Optional[str]]":
    """Member ids of a DescribeGroupsResponse, version 0, for one group."""
    cursor = Cursor(response, 10)
    for _ in range(4):  # group, state, protocol type, protocol
        cursor.string()
    members = []
    for _ in range(cursor.int32()):
        members.append(cursor.string())
        cursor.string()
        cursor.string()
        cursor.bytes()
        cursor.bytes()
    return members
