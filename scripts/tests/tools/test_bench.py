#!/usr/bin/env python3
"""scripts/bench where it cannot measure: it says why, and starts nothing."""
import os
import subprocess
import unittest

BENCH = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench"))


def bench(*arguments):
    environment = dict(os.environ, PEERS="/nonexistent/peers")
    return subprocess.run([BENCH, *arguments], env=environment, capture_output=True, text=True, timeout=30)


class BenchTests(unittest.TestCase):
    def test_names_the_folder_where_no_peers_are(self):
        for what in ("http", "ws", "e2e"):
            run = bench(what)
            self.assertEqual((run.returncode, run.stdout), (1, ""), what)
            self.assertIn("/nonexistent/peers", run.stderr)

    def test_refuses_what_it_does_not_know(self):
        for arguments in ([], ["nonsense"], ["http", "--nonsense"], ["ws", "--nonsense"], ["timing", "--nonsense"],
                          ["instructions", "--auth", "--nonsense"]):
            self.assertEqual(bench(*arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main()
