#!/usr/bin/env python3
"""Runs the tests of the scripts: every test_*.py below scripts/, in the verbose form that report.py reads."""
import glob
import os
import sys
import unittest

import verbose

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")

if __name__ == "__main__":
    suite = unittest.TestSuite()
    for path in [os.path.join(SCRIPTS, "broker"), *sorted(glob.glob(os.path.join(SCRIPTS, "tests/*/")))]:
        if os.path.isdir(path):
            sys.path.insert(0, path)
            suite.addTests(unittest.TestLoader().discover(path, top_level_dir=path))
    sys.exit(verbose.run(suite))
