"""The guard of the local broker, listening on every address and announced as the host that is its third argument."""
import asyncio
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guard  # noqa: E402
import messages  # noqa: E402


def text(host):
    return struct.pack(">h", len(host)) + host.encode()


def renamed(readdress, host):
    return lambda version, response, port: readdress(version, response, port).replace(text(guard_host), text(host))


guard_host, guard.HOST = guard.HOST, "0.0.0.0"
messages.readdress_metadata = renamed(messages.readdress_metadata, sys.argv[3])
messages.readdress_coordinator = renamed(messages.readdress_coordinator, sys.argv[3])
asyncio.run(guard.main(int(sys.argv[1]), int(sys.argv[2])))
