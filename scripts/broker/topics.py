#!/usr/bin/env python3
"""Creates Kafka topics with a CreateTopics request (version 2), deletes them with a DeleteTopics request (version 1) and sets how long
they keep messages with an AlterConfigs request (version 0), which Debian's kcat cannot send.

usage: topics.py [--wait SECONDS] HOST:PORT NAME:PARTITIONS[:DAYS]…

With 0 partitions the topic is deleted, if it is there. Messages are kept for DAYS, for ever (retention.ms=-1) without it; a topic that is
there already gets its DAYS, and is left as it is without. With --wait an unreachable broker is tried again until the time is over. Exit
status 1: a topic was refused or the broker never answered.
"""
import socket
import struct
import sys
import time

CREATE_TOPICS, VERSION = 19, 2
DELETE_TOPICS, DELETE_VERSION = 20, 1
ALTER_CONFIGS, ALTER_VERSION = 33, 0
TOPIC = 2  # the kind of a resource that has settings
NONE, UNKNOWN_TOPIC, TOPIC_ALREADY_EXISTS = 0, 3, 36


def string(text):
    data = text.encode()
    return struct.pack(">h", len(data)) + data


def request(topics):
    """The whole frame: length, header (key, version, correlation id, no client id), topics, timeout, validate_only."""
    body = struct.pack(">hhih", CREATE_TOPICS, VERSION, 1, -1) + struct.pack(">i", len(topics))
    for name, partitions, days in topics:
        body += string(name) + struct.pack(">ih", partitions, 1)  # one replica
        body += struct.pack(">ii", 0, 1) + string("retention.ms") + string(milliseconds(days))  # no assignments, one setting
    body += struct.pack(">ib", 5000, 0)
    return struct.pack(">i", len(body)) + body


def milliseconds(days):
    return "-1" if days is None else str(days * 86_400_000)


def alteration(topics):
    """The whole frame: header as above, resources (kind, name, settings), validate_only."""
    body = struct.pack(">hhih", ALTER_CONFIGS, ALTER_VERSION, 1, -1) + struct.pack(">i", len(topics))
    for name, _, days in topics:
        body += struct.pack(">b", TOPIC) + string(name) + struct.pack(">i", 1) + string("retention.ms") + string(milliseconds(days))
    body += struct.pack(">b", 0)
    return struct.pack(">i", len(body)) + body


def alteration_errors(response):
    """Yields (topic, error code) from: correlation id, throttle time, [code, nullable message, kind, name]."""
    count, at = struct.unpack_from(">i", response, 8)[0], 12
    for _ in range(count):
        code, message = struct.unpack_from(">hh", response, at)
        at += 4 + max(message, 0) + 1
        length = struct.unpack_from(">h", response, at)[0]
        yield response[at + 2 : at + 2 + length].decode(), code
        at += 2 + length


def deletion(names):
    """The whole frame: header as above, names, timeout."""
    body = struct.pack(">hhih", DELETE_TOPICS, DELETE_VERSION, 1, -1) + struct.pack(">i", len(names))
    body += b"".join(string(name) for name in names) + struct.pack(">i", 5000)
    return struct.pack(">i", len(body)) + body


def deletion_errors(response):
    """Yields (topic, error code) from: correlation id, throttle time, [name, code]."""
    count, at = struct.unpack_from(">i", response, 8)[0], 12
    for _ in range(count):
        length = struct.unpack_from(">h", response, at)[0]
        yield response[at + 2 : at + 2 + length].decode(), struct.unpack_from(">h", response, at + 2 + length)[0]
        at += 4 + length


def errors(response):
    """Yields (topic, error code) from: correlation id, throttle time, [name, code, nullable message]."""
    count, at = struct.unpack_from(">i", response, 8)[0], 12
    for _ in range(count):
        length = struct.unpack_from(">h", response, at)[0]
        name = response[at + 2 : at + 2 + length].decode()
        at += 2 + length
        code, message = struct.unpack_from(">hh", response, at)
        at += 4 + max(message, 0)
        yield name, code


def receive(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionError("the broker closed the connection")
        data += part
    return data


def call(address, frame):
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(frame)
        (length,) = struct.unpack(">i", receive(connection, 4))
        return receive(connection, length)


def create(address, topics):
    """What was refused, as (topic, error code)."""
    deleted = [topic[0] for topic in topics if topic[1] == 0]
    made = [topic for topic in topics if topic[1] > 0]
    refused = list(deletion_errors(call(address, deletion(deleted)))) if deleted else []
    refused += list(errors(call(address, request(made)))) if made else []
    there = {name for name, code in refused if code == TOPIC_ALREADY_EXISTS}
    altered = [topic for topic in made if topic[0] in there and topic[2] is not None]
    refused += list(alteration_errors(call(address, alteration(altered)))) if altered else []
    return [e for e in refused if e[1] not in (NONE, UNKNOWN_TOPIC, TOPIC_ALREADY_EXISTS)]


def main(arguments):
    deadline = time.monotonic()
    if arguments[:1] == ["--wait"]:
        deadline += float(arguments[1])
        arguments = arguments[2:]
    if len(arguments) < 2:
        sys.exit(__doc__)
    host, _, port = arguments[0].rpartition(":")
    topics = [(name, int(count), int(days[0]) if days else None) for name, count, *days in (a.split(":") for a in arguments[1:])]
    while True:
        try:
            refused = create((host, int(port)), topics)
            break
        except OSError as error:
            if time.monotonic() > deadline:
                sys.exit(f"topics.py: {arguments[0]}: {error}")
            time.sleep(0.05)
    for name, code in refused:
        print(f"topics.py: {name}: Kafka error {code}", file=sys.stderr)
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
