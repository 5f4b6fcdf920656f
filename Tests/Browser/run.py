#!/usr/bin/env python3
"""Runs the browser tests in the verbose form that report.py reads."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../scripts/lib/test"))

import verbose  # noqa: E402

if __name__ == "__main__":
    sys.exit(verbose.run(unittest.TestLoader().discover(HERE)))
