#!/usr/bin/env python3
"""Counts what `swift test` and `python3 -m unittest` have run, suite by suite.

usage: report.py swift XUNIT_FILE LOG FAILURES   |   report.py scripts LOG FAILURES

Prints one line a suite, then as its last line `PASSED FAILED` for the caller. A process that ended without its report
(a crash, the time limit) counts as one failure more than its log shows, and the tests that were running are named.
What failed, and why, is appended to the file FAILURES.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

INTEGRATION = {"PostgresTests", "RedisTests", "KafkaTests", "LimitsTests", "OutboxTests"}
END_TO_END = {"EndToEndTests"}
KINDS = {
    "unit": "unit: no stores",
    "integration": "integration: clients and services, against the real PostgreSQL, Redis and broker",
    "end to end": "end to end: the three daemons on real stores",
}


def kind(suite):
    target = suite.split(".")[0]
    if target in END_TO_END:
        return "end to end"
    return "integration" if target in INTEGRATION or target.endswith("ServiceTests") else "unit"


def from_xunit(path):
    """{suite: [passed, failed, skipped]}; a suite is `Target.Type`, or `Target` for free functions. None: there is no whole report."""
    suites = {}
    try:
        report = ElementTree.parse(path)
    except (FileNotFoundError, ElementTree.ParseError):
        return None
    for case in report.iter("testcase"):
        result = 1 if case.find("failure") is not None else 2 if case.find("skipped") is not None else 0
        suites.setdefault(case.get("classname"), [0, 0, 0])[result] += 1
    return suites


def from_log(path):
    """(passed, failed, names of tests that began and never ended) by the lines Swift Testing has printed."""
    begun, passed, failed = [], 0, 0
    with open(path, errors="replace") as lines:
        for line in lines:
            match = re.match(r"\W+ Test (?!run|case)(.+?)(?: with \d+ test cases?)? (started\.|passed after|failed after)", line)
            if not match:
                continue
            if match[2] == "started.":
                begun.append(match[1])
                continue
            passed += match[2] == "passed after"
            failed += match[2] == "failed after"
            if match[1] in begun:
                begun.remove(match[1])
    return passed, failed, begun


def failures_in(log, begin, inside):
    """The pieces of a log that begin with a line that `begin` matches and go on as long as `inside` does, each of 40 lines at most."""
    pieces = [[]]
    with open(log, errors="replace") as lines:
        for line in lines:
            if begin.match(line):
                pieces.append([line])
            elif pieces[-1] and inside.match(line):
                pieces[-1].append(line)
            elif pieces[-1]:
                pieces.append([])
    for piece in filter(None, pieces):
        left_out = len(piece) - 40
        yield "".join(piece if left_out <= 0 else piece[:10] + [f"… {left_out} lines\n"] + piece[-30:])


def swift(xunit, log, failures):
    with open(failures, "a") as file:
        # The issue, and the lines below it that say what was compared.
        file.writelines(failures_in(log, re.compile(r"\W+ Test .* recorded an issue"), re.compile("↳")))
    suites = from_xunit(xunit)
    if suites is None:
        passed, failed, running = from_log(log)
        print("the test process ended without a report")
        with open(failures, "a") as file:
            file.write("the test process ended without a report\n")
            for name in running[:20]:
                print(f"  was running: {name}")
                file.write(f"  was running: {name}\n")
        return passed, failed + 1
    for name, title in KINDS.items():
        mine = sorted(s for s in suites if kind(s) == name)
        if mine:
            print(f"{title}: {sum(sum(suites[s][:2]) for s in mine)} tests in {len(mine)} suites")
        for suite in mine:
            print_suite(suite, *suites[suite])
    return sum(s[0] for s in suites.values()), sum(s[1] for s in suites.values())


def scripts(log, failures):
    """Lines of unittest's verbose report: `test_name (module.Class.test_name) ... ok`."""
    with open(failures, "a") as file:
        file.writelines(failures_in(log, re.compile("(FAIL|ERROR): "), re.compile("(?!={70}|Ran )")))
    suites, subtests, finished = {}, set(), False
    with open(log, errors="replace") as lines:
        for line in lines:
            finished = finished or re.match(r"Ran \d+ tests? in ", line) is not None
            # A test of which only parts have failed has no line of its own.
            match = re.match(r"(\s*)\w+ \(([\w.]+)\).*?\.\.\. .*?(ok|FAIL|ERROR|skipped.*)$", line.rstrip())
            if match and match[2] not in subtests:
                if match[1]:
                    subtests.add(match[2])
                parts = match[2].split(".")
                suite = parts[-2] if parts[-1].startswith("test_") else parts[-1]
                result = {"ok": 0, "FAIL": 1, "ERROR": 1}.get(match[3], 2)
                suites.setdefault(suite, [0, 0, 0])[result] += 1
    print(f"scripts: {sum(sum(s[:2]) for s in suites.values())} tests in {len(suites)} suites")
    for suite in sorted(suites):
        print_suite(suite, *suites[suite])
    return sum(s[0] for s in suites.values()), sum(s[1] for s in suites.values()) + (not finished)


def print_suite(name, passed, failed, skipped):
    more = (f", {failed} FAILED" if failed else "") + (f", {skipped} skipped" if skipped else "")
    print(f"  {passed:4} passed{more}  {name}")


if __name__ == "__main__":
    if sys.argv[1:2] not in (["swift"], ["scripts"]):
        sys.exit(__doc__)
    print(*(swift(*sys.argv[2:]) if sys.argv[1] == "swift" else scripts(*sys.argv[2:])))
