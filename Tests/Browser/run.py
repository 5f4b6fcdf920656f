#!/usr/bin/env python3
"""Runs the browser tests in the verbose form that report.py reads."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(unittest.TestLoader().discover(HERE))
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
