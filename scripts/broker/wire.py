"""Kafka's wire format, as much of it as the guard reads: frames, and fields of the non-flexible message versions.

    frame     = length int32, then that many bytes
    request   = api key int16, api version int16, correlation id int32, client id string, body
    response  = correlation id int32, body
    string    = length int16 (-1 is null), UTF-8
"""
import struct

PRODUCE, FETCH, METADATA, OFFSET_COMMIT, FIND_COORDINATOR = 0, 1, 3, 8, 10
JOIN_GROUP, HEARTBEAT, LEAVE_GROUP, SYNC_GROUP, DESCRIBE_GROUPS, LIST_GROUPS = 11, 12, 13, 14, 15, 16
API_VERSIONS, END_TXN, DESCRIBE_CLUSTER = 18, 26, 60

UNKNOWN_MEMBER_ID = 25

FRAME_LIMIT = 100 << 20  # bytes; Kafka's own socket.request.max.bytes


class Cursor:
    """Reads fields one after the other; `at` is the index of the next one."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def _take(self, layout):
        (value,) = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return value

    def int16(self):
        return self._take(">h")

    def int32(self):
        return self._take(">i")

    def string(self):
        length = self.int16()
        if length < 0:
            return None
        self.at += length
        return bytes(self.data[self.at - length : self.at]).decode()

    def bytes(self):
        length = max(self.int32(), 0)
        self.at += length
        return bytes(self.data[self.at - length : self.at])

    def uvarint(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def skip(self, count):
        self.at += count


def string(text):
    data = text.encode()
    return struct.pack(">h", len(data)) + data


def int32(value):
    return struct.pack(">i", value)


def uvarint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def request(key, version, body):
    """A request without a client id."""
    return struct.pack(">hhih", key, version, 1, -1) + body


def header(frame):
    """(api key, api version, index of the body) of a request with a non-flexible header."""
    cursor = Cursor(frame)
    key, version = cursor.int16(), cursor.int16()
    cursor.skip(4)
    cursor.string()
    return key, version, cursor.at


async def read_frame(stream):
    (length,) = struct.unpack(">i", await stream.readexactly(4))
    if not 0 <= length <= FRAME_LIMIT:
        raise ValueError(f"a frame of {length} bytes")
    return await stream.readexactly(length)


def write_frame(stream, frame):
    stream.write(struct.pack(">i", len(frame)) + frame)
