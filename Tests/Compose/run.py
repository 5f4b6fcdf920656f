#!/usr/bin/env python3
"""Runs the tests of docker-compose.yml on an engine of their own, in the verbose form that report.py reads.

Everything is inside namespaces that end with this process: no bridge, rule, port, mount or process of the machine is touched.
"""
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../scripts/lib/test"))

import verbose  # noqa: E402
INSIDE = "--inside"

if __name__ == "__main__":
    if INSIDE not in sys.argv:
        os.execvp("unshare", ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
                              sys.executable, __file__, INSIDE, *sys.argv[1:]])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    names = [argument for argument in sys.argv[1:] if argument != INSIDE]
    sys.path.insert(0, HERE)
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(names) if names else loader.discover(HERE)
    sys.exit(verbose.run(suite))
