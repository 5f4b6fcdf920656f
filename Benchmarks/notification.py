#!/usr/bin/env python3
"""The notification daemon's promises under load, with stores and daemons of its own. Prints a table; see scripts/bench.

usage: notification.py crash   [--users N] [--events N] [--seconds N] [--every N] [--bin DIR]
       notification.py backlog [--users N] [--events N] [--bin DIR]
       notification.py sockets [--users N] [--rate N] [--seconds N] [--bin DIR]

Events are put into the outbox of the appointment service, whose relay publishes them as it does its own.
"""
import argparse
import asyncio
import collections
import contextlib
import gc
import os
import resource
import signal
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
import tokens  # noqa: E402
from client import Lost, Socket, request  # noqa: E402
from cluster import Cluster, binaries  # noqa: E402
from pushes import Pushes  # noqa: E402
from users import Log  # noqa: E402

PATIENCE = 300.0
SILENCE = 60.0  # the server pings every 25 s
CONNECTING = 50  # sockets that are opened at once

# Each event has two recipients, of whom the patients are the users below half and the doctors those above.
EVENTS = """
INSERT INTO outbox (event_id, type, key, payload)
SELECT gen_random_uuid(), 'appointment.created', id, json_build_object(
    'type', 'appointment.created', 'appointmentId', id, 'version', 1, 'patientId', patient, 'doctorId', doctor,
    'patientName', 'Grace Hopper', 'doctorName', 'Ada Lovelace', 'date', '2030-12-17', 'time', '10:00',
    'startsAt', '2030-12-17T09:00:00Z', 'endsAt', '2030-12-17T09:30:00Z', 'timeZone', 'Europe/Berlin', 'status', 'PENDING',
    'actor', json_build_object('id', patient, 'role', 'PATIENT'))::text
FROM (SELECT gen_random_uuid()::text AS id, '00000000-0000-4000-8000-' || lpad(to_hex(n % {half}), 12, '0') AS patient,
             '00000000-0000-4000-8000-' || lpad(to_hex({half} + n / 3 % {half}), 12, '0') AS doctor
      FROM generate_series({begin}, {end} - 1) n) events
"""


def expected(events, users):
    """How many notifications each user gets of events 0 to `events`."""
    half = users // 2
    return collections.Counter(n % half for n in range(events)) + collections.Counter(half + n // 3 % half for n in range(events))


class User:
    """A live socket for ever, on one replica after the other, and what it said."""

    def __init__(self, cluster, number):
        self.cluster, self.number, self.token = cluster, number, tokens.token(number)
        self.id, self.log = f"00000000-0000-4000-8000-{number:012x}", Log()

    async def live(self, connecting):
        replicas, attempt = self.cluster.of("notification"), self.number
        while True:
            socket, attempt = None, attempt + 1
            try:
                async with connecting:
                    socket = await Socket.open(replicas[attempt % len(replicas)].port, self.token, self.log.position, 30)
                    self.log.take(await socket.message(30), self.id)
                while True:
                    self.log.take(await socket.message(SILENCE), self.id)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
                await asyncio.sleep(0.2)
            finally:
                if socket:
                    socket.close()

    async def inbox(self):
        """Oldest first."""
        found, cursor = [], ""
        while True:
            answer = await request(self.cluster.of("notification")[0].port, "GET", f"/api/notifications/my?limit=100{cursor}",
                                   self.token, timeout=30)
            if answer.status != 200:
                raise Lost(f"the inbox of {self.id}: {answer.status}")
            found += answer.json["notifications"]
            if not answer.json.get("nextCursor"):
                return found[::-1]
            cursor = "&cursor=" + answer.json["nextCursor"]


async def query(cluster, database, sql):
    process = await asyncio.create_subprocess_exec(
        os.path.join(ROOT, "scripts/stores"), "psql", cluster.directory, database, "-qAtX", "-v", "ON_ERROR_STOP=1",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate(sql.encode())
    if process.returncode:
        raise RuntimeError(f"{database} refused a statement")
    return output.decode().strip()


async def publish(cluster, begin, end, users):
    await query(cluster, "appointment_db", EVENTS.format(begin=begin, end=end, half=users // 2))


async def until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not await condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not within {PATIENCE:.0f} s")
        await asyncio.sleep(0.1)


async def online(people):
    connecting = asyncio.Semaphore(CONNECTING)
    tasks = [asyncio.create_task(user.live(connecting)) for user in people]

    async def all_greeted():
        return all(user.log.position is not None for user in people)
    await until(all_greeted, "everybody online")
    return tasks


# MARK: crash

async def crash(chosen, cluster):
    """Replicas are killed in turn while events come; then every inbox and every client's log is looked at."""
    people = [User(cluster, number) for number in range(chosen.users)]
    tasks = await online(people)
    finished = asyncio.Event()
    killing = asyncio.create_task(kill_in_turn(cluster, chosen.every, finished))
    chunks = max(1, int(chosen.seconds * 4))
    for chunk in range(chunks):
        begun = time.monotonic()
        await publish(cluster, chosen.events * chunk // chunks, chosen.events * (chunk + 1) // chunks, chosen.users)
        await asyncio.sleep(max(0, 0.25 - (time.monotonic() - begun)))
    finished.set()
    kills = await killing
    wanted = expected(chosen.events, chosen.users)

    async def all_told():
        return all(user.log.position >= wanted[user.number] for user in people)
    with contextlib.suppress(RuntimeError):  # what is missing is counted below
        await until(all_told, "everybody told")
    lost = doubled = gaps = different = 0
    for user in people:
        inbox = await user.inbox()
        appointments = {notification["metadata"]["appointmentId"] for notification in inbox}
        lost += max(0, wanted[user.number] - len(appointments))
        doubled += len(inbox) - len(appointments)
        gaps += [notification["seq"] for notification in inbox] != list(range(1, len(inbox) + 1))
        told = [user.log.changes[position]["notification"]["id"] for position in sorted(user.log.changes)]
        different += told != [notification["id"] for notification in inbox] or bool(user.log.defects)
    for task in tasks:
        task.cancel()
    print("| users | events | notifications | kills | resumes | reloads | lost | doubled | inboxes with gaps | logs unlike their inbox |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(f"| {chosen.users} | {chosen.events} | {wanted.total()} | {kills} | {sum(user.log.resumes for user in people)} "
          f"| {sum(user.log.reloads for user in people)} | {lost} | {doubled} | {gaps} | {different} |")
    return lost + doubled + gaps + different == 0


async def kill_in_turn(cluster, every, finished):
    replicas, kills = cluster.of("notification"), 0
    while not finished.is_set():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(finished.wait(), every)
            return kills
        replica = replicas[kills % len(replicas)]
        replica.must_run()
        replica.signal(signal.SIGKILL)
        await replica.ended()
        replica.start()
        kills += 1
    return kills


# MARK: backlog

async def backlog(chosen, cluster):
    """Events wait in the topic while the daemon is away; then it catches up, and beside that a user's own changes are pushed."""
    (replica,) = cluster.of("notification")
    user = User(cluster, 0)
    await publish(cluster, 0, 1, chosen.users)  # something to be read
    tasks = await online([user])

    async def first_told():
        return user.log.position >= 1
    await until(first_told, "the first event")
    (notification,) = await user.inbox()
    for task in tasks:
        task.cancel()
    replica.signal(signal.SIGTERM)
    await replica.ended()
    await publish(cluster, 1, chosen.events + 1, chosen.users)

    async def relayed():
        return await query(cluster, "appointment_db", "SELECT count(*) FROM outbox") == "0"
    await until(relayed, "everything in the topic")
    replica.start()
    await until(replica.ready, "the daemon ready")
    begun, ticks = time.monotonic(), cpu(replica)
    tasks = await online([user])
    waits, wanted = [], 2 * chosen.events

    async def caught_up():
        metrics = (await request(replica.port, "GET", "/metrics", timeout=30)).body.decode().splitlines()
        return sum(float(line.split()[-1]) for line in metrics if line.startswith("notification_deliveries_total{")) >= wanted
    done = asyncio.create_task(until(caught_up, "the backlog"))
    read = False
    while not done.done():
        # As from another tab; the push tells this one.
        read, at = not read, time.monotonic()
        answer = await request(replica.port, "PATCH", f"/api/notifications/{notification['id']}/{'read' if read else 'unread'}",
                               user.token, timeout=30)
        while user.log.position < answer.json["position"]:
            await asyncio.sleep(0.001)
        waits.append(time.monotonic() - at)
        await asyncio.sleep(0.05)
    seconds = time.monotonic() - begun
    await done
    used = cpu(replica) - ticks
    # A new event after the backlog, which it must not have outlived.
    at = time.monotonic()
    await publish(cluster, 0, 1, chosen.users)
    before = user.log.position
    while user.log.position == before:
        await asyncio.sleep(0.001)
    for task in tasks:
        task.cancel()
    waits.sort()
    print("| events | notifications | seconds | events/s | us of CPU an event | pushes beside | push p50 ms | push p99 ms | defects |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(f"| {chosen.events} | {wanted} | {seconds:.1f} | {chosen.events / seconds:.0f} | {used / chosen.events * 1e6:.0f} "
          f"| {len(waits)} | {waits[len(waits) // 2] * 1e3:.1f} | {waits[len(waits) * 99 // 100] * 1e3:.1f} | {len(user.log.defects)} |")
    return not user.log.defects


def cpu(replica):
    """Seconds of CPU so far."""
    with open(f"/proc/{replica.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# MARK: sockets

async def sockets(chosen, cluster):
    """Idle sockets of as many users, their memory, then paced pushes through Redis to one after the other."""
    (replica,) = cluster.of("notification")

    def memory():
        with open(f"/proc/{replica.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    empty = memory()
    settings = replica.environment
    pushes = Pushes(replica.port, (settings["REDIS_HOST"], int(settings["REDIS_PORT"])))
    for number in range(chosen.users):
        pushes.connect(f"00000000-0000-4000-8000-{number:012x}", tokens.token(number))
    full = memory()
    gc.disable()
    ticks = cpu(replica)
    waits, lost = pushes.run(chosen.rate, chosen.seconds)
    used = cpu(replica) - ticks
    waits.sort()
    print("| sockets | KiB each | after the pushes | pushes/s | p50 ms | p99 ms | us of CPU a push | lost |")
    print("|---|---|---|---|---|---|---|---|")
    print(f"| {chosen.users} | {(full - empty) / chosen.users:.2f} | {(memory() - empty) / chosen.users:.2f} | {chosen.rate} "
          f"| {waits[len(waits) // 2] * 1e3:.2f} | {waits[len(waits) * 99 // 100] * 1e3:.2f} | {used / len(waits) * 1e6:.0f} | {lost} |")
    return lost == 0


RUNS = {"crash": (crash, 2), "backlog": (backlog, 1), "sockets": (sockets, 1)}


def options():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0], add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("what", choices=RUNS, nargs="?")
    parser.add_argument("--users", type=int)
    parser.add_argument("--events", type=int)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--every", type=float, default=3)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--bin")
    chosen = parser.parse_args()
    if chosen.help:
        sys.exit(print(__doc__))
    if not chosen.what:
        parser.error("what shall be measured?")
    chosen.users = chosen.users or {"crash": 2_000, "backlog": 2_000, "sockets": 10_000}[chosen.what]
    chosen.events = chosen.events or {"crash": 10_000, "backlog": 100_000}.get(chosen.what)
    return chosen


async def main(chosen):
    run, replicas = RUNS[chosen.what]
    folder = binaries(chosen.bin)
    os.makedirs(os.path.join(ROOT, ".local"), exist_ok=True)
    directory = tempfile.mkdtemp(prefix="bench-notification-", dir=os.path.join(ROOT, ".local"))
    cluster, held = Cluster(folder, directory, replicas=replicas), False
    try:
        await cluster.start()
        tokens.SECRET = cluster.of("notification")[0].environment["JWT_SECRET"].encode()
        held = await run(chosen, cluster)
    finally:
        await cluster.stop(keep=not held)
    if not held:
        print(f"what was promised does not hold: see {directory}", file=sys.stderr)
    return 0 if held else 1


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    sys.exit(asyncio.run(main(options())))
