#!/usr/bin/env python3
"""Runs the browser tests against one stack, two classes at a time, in the verbose form that report.py reads.

usage: run.py [MODULE.CLASS]   one class, against the stack of CLINIC_BROWSER_STACK if it is set
"""
import concurrent.futures
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../scripts/lib/test"))

import verbose  # noqa: E402
from stack import Stack  # noqa: E402

# As many as two cores carry: a test waits more than it works.
WIDTH = 2
# Measures what two at a time would spoil.
ALONE = "test_measures.MeasureTests"


# The time limit ends the classes that run as well; what they have said until then is printed, and the stack is taken down.
ended = threading.Event()


def classes():
    """[MODULE.CLASS], those with many tests first, so that none is left over at the end."""
    names = {}
    waiting = [unittest.TestLoader().discover(HERE)]
    while waiting:
        test = waiting.pop()
        if isinstance(test, unittest.TestSuite):
            waiting.extend(test)
        else:
            # A module that cannot be imported is a test of its own that fails.
            name = test.id().rsplit(".", 1)[0] if "_FailedTest" not in test.id() else test.id().rsplit(".", 1)[1]
            names[name] = names.get(name, 0) + 1
    return sorted(names, key=lambda each: (-names[each], each))


def run(name):
    """Whether all tests of the class have passed. What they say is printed when they are through."""
    if ended.is_set():
        return False
    start = time.monotonic()
    done = subprocess.run([sys.executable, __file__, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{done.stdout}  {time.monotonic() - start:5.1f} s  {name}\n", flush=True)
    return done.returncode == 0


def run_all():
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    stack = Stack()
    os.environ["CLINIC_BROWSER_STACK"] = stack.folder
    try:
        names = classes()
        passed = [run(ALONE)]
        with concurrent.futures.ThreadPoolExecutor(WIDTH) as pool:
            passed += pool.map(run, [name for name in names if name != ALONE])
    finally:
        stack.end()
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(verbose.run(unittest.TestLoader().loadTestsFromName(sys.argv[1]), slowest=3) if len(sys.argv) > 1 else run_all())
