#!/usr/bin/env python3
"""The guard in front of the real broker, seen by librdkafka (kcat): what our services rely on, each under a fault that
could break it. Starts a broker of its own through scripts/stores; about 25 seconds."""
import os
import re
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

from wire import FETCH, int32, request, string

STORES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stores")
TOPIC = "appointment-events"
GROUP = ["-X", "partition.assignment.strategy=cooperative-sticky", "-X", "session.timeout.ms=6000",
         "-X", "heartbeat.interval.ms=500", "-X", "auto.offset.reset=earliest", "-X", "auto.commit.interval.ms=100"]
QUICK = ["-X", "reconnect.backoff.ms=50", "-X", "reconnect.backoff.max.ms=500"]


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


class Consumer:
    """A group member: `partitions` it holds, `records` it has got as (partition, offset, value)."""

    def __init__(self, broker, topic, group, *options):
        self.partitions, self.records = set(), []
        self.process = subprocess.Popen(
            ["kcat", "-E", "-b", broker, "-G", group, *GROUP, *QUICK, "-u", "-f", "%p %o %s\n", *options, topic],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.threads = [threading.Thread(target=f, daemon=True) for f in (self._read_records, self._read_assignments)]
        for thread in self.threads:
            thread.start()

    def _read_records(self):
        for line in self.process.stdout:
            partition, offset, value = line.split()
            self.records.append((int(partition), int(offset), value))

    def _read_assignments(self):
        for line in self.process.stderr:
            change = re.search(r"incremental (assignment|revoke) of", line)
            if change:
                named = {int(n) for n in re.findall(r"\[(\d+)\]", line)}
                self.partitions = self.partitions | named if change[1] == "assignment" else self.partitions - named

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(15)
        for thread in self.threads:
            thread.join(5)
        self.process.stdout.close()
        self.process.stderr.close()


class GuardTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="clinic-guard-")
        cls.addClassCleanup(cls.stores, "remove")
        cls.stores("start", "--free-ports", "--quiet", "kafka")
        lines = cls.stores("env").splitlines()
        cls.broker = dict(line.split("=", 1) for line in lines)["KAFKA_BROKERS"]

    @classmethod
    def stores(cls, command, *arguments):
        done = subprocess.run([STORES, command, cls.directory, *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def topic(self, partitions=6):
        name = self.id().rsplit(".", 1)[1]
        self.stores("topic", name, str(partitions))
        return name

    def consumer(self, *arguments):
        consumer = Consumer(self.broker, *arguments)
        self.addCleanup(lambda: consumer.process.poll() is None and consumer.end(signal.SIGKILL))
        return consumer

    def producer(self, topic):
        return subprocess.Popen(
            ["kcat", "-E", "-b", self.broker, "-P", "-t", topic, "-K", ":", "-X", "enable.idempotence=true",
             "-X", "acks=all", "-X", "message.timeout.ms=30000", "-X", "linger.ms=1", *QUICK],
            stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def produce(self, topic, values):
        producer = self.producer(topic)
        producer.communicate("".join(f"key-{v}:{v}\n" for v in values), timeout=30)
        self.assertEqual(producer.returncode, 0)

    def test_two_members_share_and_a_killed_ones_partitions_move(self):
        topic = self.topic()
        first = self.consumer(topic, "takeover")
        wait_until(lambda: len(first.partitions) == 6, 10, "the first member has all six partitions")
        second = self.consumer(topic, "takeover")
        wait_until(lambda: len(first.partitions) == len(second.partitions) == 3, 10, "three partitions each")
        self.assertEqual(first.partitions | second.partitions, set(range(6)))
        first.end(signal.SIGKILL)
        self.produce(topic, [f"v{n}" for n in range(60)])
        wait_until(lambda: len(second.partitions) == 6, 10, "the dead member's partitions have moved")
        wait_until(lambda: len({r[2] for r in second.records}) == 60, 5, "and their records arrive")
        second.end()

    def test_committed_offsets_are_resumed(self):
        topic = self.topic()
        self.produce(topic, [f"a{n}" for n in range(50)])
        first = self.consumer(topic, "resume")
        wait_until(lambda: len(first.records) == 50, 10, "the first fifty")
        first.end()  # commits on its way out
        self.stores("restart", "--quiet", "kafka")  # the offsets and the log are still there after a clean restart
        self.produce(topic, [f"b{n}" for n in range(50)])
        second = self.consumer(topic, "resume")
        wait_until(lambda: len(second.records) >= 50, 10, "the second fifty")
        second.end()
        self.assertEqual(sorted(r[2] for r in second.records), sorted(f"b{n}" for n in range(50)))

    def test_outages_lose_and_double_nothing(self):
        topic = self.topic()
        consumer = self.consumer(topic, "outage")
        wait_until(lambda: len(consumer.partitions) == 6, 10, "the consumer has the partitions")
        producer = self.producer(topic)
        sent = []

        def send(count):
            for _ in range(count):
                sent.append(f"v{len(sent)}")
                producer.stdin.write(f"key-{len(sent) % 20}:{sent[-1]}\n")
            producer.stdin.flush()

        for fault, repair in ((("cut", "kafka"), ("mend", "kafka")), (("kill", "kafka"), ("start", "--quiet", "kafka")),
                              (("pause", "kafka"), ("resume", "kafka"))):
            send(200)
            self.stores(*fault)
            send(200)
            time.sleep(0.3)  # the outage itself: nothing to wait for
            self.stores(*repair)
        send(200)
        producer.stdin.close()
        self.assertEqual(producer.wait(30), 0, "everything is acknowledged")
        wait_until(lambda: len({r[2] for r in consumer.records}) == len(sent), 15, "everything arrives")
        consumer.end()
        places = {}
        for partition, offset, value in consumer.records:
            places.setdefault(value, set()).add((partition, offset))
        self.assertEqual([v for v, p in places.items() if len(p) > 1], [], "values that are in the log twice")

    def fetch(self, topic, wait_ms):
        """Seconds until a Fetch of partition 0 from its start is answered, and whether there was a record."""
        host, port = self.broker.split(":")
        body = struct.pack(">iiiib", -1, wait_ms, 1, 1 << 20, 0) + int32(1) + string(topic)
        body += int32(1) + struct.pack(">iqi", 0, 0, 1 << 20)
        frame = request(FETCH, 4, body)
        with socket.create_connection((host, int(port)), 10) as connection:
            start = time.monotonic()
            connection.sendall(int32(len(frame)) + frame)
            (length,) = struct.unpack(">i", connection.recv(4, socket.MSG_WAITALL))
            answer = connection.recv(length, socket.MSG_WAITALL)
            return time.monotonic() - start, b"the-value" in answer

    def test_an_empty_fetch_is_held_for_its_wait(self):
        took, found = self.fetch(self.topic(1), 700)
        self.assertFalse(found)
        self.assertTrue(0.65 < took < 1.5, took)

    def test_a_held_fetch_is_answered_by_what_is_produced(self):
        topic = self.topic(1)
        results = []
        held = threading.Thread(target=lambda: results.append(self.fetch(topic, 8000)))
        held.start()
        self.produce(topic, ["the-value"])
        held.join(5)
        self.assertEqual([found for _, found in results], [True])

    def test_nobody_is_led_round_the_guard(self):
        listing = subprocess.run(["kcat", "-b", self.broker, "-L"], capture_output=True, text=True, timeout=10).stdout
        self.assertEqual(re.findall(r"broker \d+ at (\S+)", listing), [self.broker])


if __name__ == "__main__":
    unittest.main()
