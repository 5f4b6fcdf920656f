#!/usr/bin/env python3
"""scripts/test with a played `swift`: what it counts, says and leaves behind."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))

LIB = os.path.join(ROOT, "scripts", "lib", "test")
INSTALLED = ["broker", "python"]  # in .local, by scripts/install

# `swift test` here does what $PLAY says, in the format of Swift 6.3.
SWIFT = r"""#!/bin/bash
case $1 in
--version) echo "Swift version 9.9 (played)"; exit ;;
build) [ "$PLAY" != broken ]; exit ;;
esac
[[ " $* " == *" --disable-xctest "* ]] && suffix='' || suffix=-swift-testing
while [ $# -gt 0 ]; do [ "$1" != --xunit-output ] || file=${2%.xml}$suffix.xml; shift; done
grep -q '^DB_PASSWORD=' "$CLINIC_TEST_STORES/auth.env" || exit 3
report() { echo "<testsuites><testsuite>$1</testsuite></testsuites>" >"$file"; }
case_of() { echo "<testcase classname='$1' name='$2'>$3</testcase>"; }
case $PLAY in
pass) report "$(case_of PostgresTests.Reconnects a; case_of PostgresTests.Reconnects b; case_of EndToEndTests.Booking c; case_of HTTPWireTests.Parser d '<skipped>later</skipped>')" ;;
fail) printf '%s\n' '✘ Test "b" recorded an issue at Pipelines.swift:7:9: Expectation failed: 1 == 2' '↳ one is two' '◇ Test "c" started.'
    report "$(case_of RedisTests.Pipelines a; case_of RedisTests.Pipelines b '<failure/>')"; exit 1 ;;
crash | half-crash) [ "$PLAY" = crash ] || echo '<testsuites>' >"$file"
    printf '%s\n' "◇ Test run started." "◇ Test one() started." "✔ Test one() passed after 0.1 seconds." "◇ Test two() started."; exit 139 ;;
green-crash) report "$(case_of RedisTests.Pipelines a)"; exit 1 ;;
none) report "" ;;
hang) sleep 300 ;;
leave) "$ROOT/scripts/stores" start "$ROOT/.local/stores-$$-mine" --free-ports --quiet redis || exit 4
    sleep 300 >/dev/null 2>&1 & echo $! >"$LEFT"
    (. "$CLINIC_TEST_STORES/auth.env"; exec env -i DB_PASSWORD="$DB_PASSWORD" sleep 300) >/dev/null 2>&1 & echo $! >>"$LEFT"
    report "$(case_of EndToEndTests.Booking a)" ;;
esac
"""

# A test of Python for each way to end.
KINDS = """import unittest
class Kinds(unittest.TestCase):
    def test_described(self): "With a sentence of its own."
    def test_printing(self): print("[3 ms]", end=" ")
    def test_failing(self): self.fail()
    def test_erring(self): [][1]
    def test_in_parts(self):
        for part in range(3):
            with self.subTest(part): self.assertEqual(part, 1)
    @unittest.skip("later")
    def test_skipped(self): pass
"""


class TestTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="clinic-test-")
        cls.addClassCleanup(shutil.rmtree, cls.root)
        os.chmod(cls.root, 0o755)
        shutil.copytree(os.path.join(ROOT, "scripts"), os.path.join(cls.root, "scripts"))
        shutil.copy(os.path.join(ROOT, "Package.swift"), cls.root)
        os.mkdir(os.path.join(cls.root, ".local"))
        for installed in INSTALLED:
            os.symlink(os.path.join(ROOT, ".local", installed), os.path.join(cls.root, ".local", installed))
        os.mkdir(os.path.join(cls.root, "bin"))
        with open(os.path.join(cls.root, "bin", "swift"), "w") as file:
            file.write(SWIFT)
        os.chmod(os.path.join(cls.root, "bin", "swift"), 0o755)

    def play(self, play, **more):
        """(exit status, output, last line)"""
        path = os.path.join(self.root, "bin") + os.pathsep + os.environ["PATH"]
        done = subprocess.run(
            [os.path.join(self.root, "scripts", "test"), "--swift"], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=120, env={**os.environ, "PATH": path, "PLAY": play, "ROOT": self.root, **more})
        self.assertEqual(sorted(os.listdir(os.path.join(self.root, ".local"))), INSTALLED, "everything is cleared away")
        return done.returncode, done.stdout, done.stdout.splitlines()[-1]

    def test_counts_by_suite_and_kind(self):
        status, output, last = self.play("pass")
        self.assertEqual((status, last), (0, "3 passed, 0 failed"))
        self.assertRegex(output, r"integration: .*: 2 tests in 1 suites\n +2 passed  PostgresTests\.Reconnects\n")
        self.assertRegex(output, r"end to end: .*: 1 tests in 1 suites\n +1 passed  EndToEndTests\.Booking\n")
        self.assertRegex(output, r"0 passed, 1 skipped  HTTPWireTests\.Parser\n")

    def test_a_failure_is_counted(self):
        status, output, last = self.play("fail")
        self.assertEqual((status, last), (1, "1 passed, 1 failed"))
        self.assertIn("1 passed, 1 FAILED  RedisTests.Pipelines", output)
        self.assertTrue(output.endswith("Pipelines.swift:7:9: Expectation failed: 1 == 2\n↳ one is two\n1 passed, 1 failed\n"), output)

    def test_a_crash_is_a_failure_and_names_who_was_running(self):
        for report in ("crash", "half-crash"):
            with self.subTest(report):
                status, output, last = self.play(report)
                self.assertEqual((status, last), (1, "1 passed, 1 failed"))
                self.assertEqual(output.count("was running: two()"), 2, "with the suites and at the end")

    def test_a_bad_end_without_a_failed_test_is_a_failure(self):
        status, output, last = self.play("green-crash")
        self.assertEqual((status, last), (1, "1 passed, 1 failed"))
        self.assertIn("ended with status 1, though no test has failed", output)

    def test_no_tests_is_a_failure(self):
        status, output, last = self.play("none")
        self.assertEqual((status, last), (1, "0 passed, 1 failed"))
        self.assertIn("no test has run", output)

    def test_a_build_that_fails_is_a_failure(self):
        self.assertEqual(self.play("broken")[::2], (1, "0 passed, 1 failed"))

    def test_the_time_limit_ends_a_run_that_hangs(self):
        status, output, last = self.play("hang", TEST_TIME_LIMIT="2")
        self.assertEqual((status, last), (1, "0 passed, 1 failed"))
        self.assertIn("time limit", output)

    def test_a_process_that_outlives_its_test_is_ended(self):
        with tempfile.NamedTemporaryFile("r") as left:
            self.assertEqual(self.play("leave", LEFT=left.name)[::2], (0, "1 passed, 0 failed"))
            pids = left.read().split()
        self.assertEqual(len(pids), 2)
        for pid in pids:
            state = "gone"
            if os.path.exists(f"/proc/{pid}/stat"):
                with open(f"/proc/{pid}/stat") as file:
                    state = re.sub(r".*\) ", "", file.read())[0]
            self.assertIn(state, ("gone", "Z"))

    def test_tests_of_python_are_counted_once_however_they_end(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "test_kinds.py"), "w") as file:
                file.write(KINDS)
            runner = [sys.executable, "-c", "import sys, unittest, verbose; sys.exit(verbose.run(unittest.defaultTestLoader.discover(sys.argv[1])))", folder]
            with open(os.path.join(folder, "log"), "w") as log:
                status = subprocess.run(runner, stdout=log, timeout=60, env={**os.environ, "PYTHONPATH": LIB}).returncode
            report = [sys.executable, os.path.join(LIB, "report.py"), "scripts", log.name, os.path.join(folder, "failures")]
            counted = subprocess.run(report, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout
        self.assertEqual((status, counted), (1, "scripts: 5 tests in 1 suites\n     2 passed, 3 FAILED, 1 skipped  Kinds\n2 3\n"))


if __name__ == "__main__":
    unittest.main()
