#!/usr/bin/env python3
"""Runs the tests of the scripts: every test_*.py below scripts/, in the verbose form that report.py reads."""
import os
import sys
import unittest

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

if __name__ == "__main__":
    suite = unittest.TestSuite()
    for folder in ("broker", "tests"):
        path = os.path.join(SCRIPTS, folder)
        if os.path.isdir(path):
            sys.path.insert(0, path)
            suite.addTests(unittest.TestLoader().discover(path, top_level_dir=path))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
