"""Runs unittest suites in the verbose form that report.py reads, and says which tests took longest."""
import sys
import time
import unittest


class Timed(unittest.TextTestResult):
    """With the seconds of each test, whether it has passed or not."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.seconds = {}

    def startTest(self, test):
        self.started = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self.seconds[test.id()] = time.monotonic() - self.started


def run(suite, slowest=10):
    """The exit status: 0 when something ran and nothing failed. `slowest`: how many tests are named."""
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, descriptions=False, resultclass=Timed).run(suite)
    for name, seconds in sorted(result.seconds.items(), key=lambda each: -each[1])[:slowest]:
        print(f"  {seconds:5.1f} s  {name}")
    return 0 if result.wasSuccessful() and result.testsRun else 1
