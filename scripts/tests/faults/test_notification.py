"""The notification daemon's replicas killed in turn while events come: a short run of scripts/bench notification crash."""
import os
import subprocess
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
BENCH = os.path.join(ROOT, "scripts/bench")


class Crash(unittest.TestCase):
    def test_every_inbox_and_every_log_is_whole(self):
        done = subprocess.run(
            [BENCH, "notification", "crash", "--users", "200", "--events", "1000", "--seconds", "10"],
            capture_output=True, text=True, timeout=400)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        row = [int(cell) for cell in done.stdout.strip().split("\n")[-1].strip("| ").split(" | ")]
        self.assertEqual(row[:3], [200, 1000, 2000])
        self.assertGreaterEqual(row[3], 2, "replicas were killed")
        self.assertGreater(row[4], 0, "clients resumed")
        self.assertEqual(row[6:], [0, 0, 0, 0])

    def test_a_wrong_call_is_refused(self):
        self.assertEqual(subprocess.run([BENCH, "notification"], capture_output=True).returncode, 2)
        self.assertEqual(subprocess.run([BENCH, "notification", "crash", "--bin", "/nowhere"], capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
