"""Every command in README.md and docs/ is run: here, or by the test that is named for it. Every file, link and test they name exists."""
import glob
import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
import asyncio  # noqa: E402

from cluster import Cluster, binaries  # noqa: E402
from edge import Edge  # noqa: E402

PAGES = ["README.md", *sorted(os.path.relpath(path, ROOT) for path in glob.glob(os.path.join(ROOT, "docs/*.md")))]
# Commands that another test runs: the file, and what in it does.
ELSEWHERE = {
    "scripts/up": ("scripts/tests/tools/test_up.py", "scripts/up"),
    "scripts/up --compose": ("Tests/Compose/clinic.py", "scripts/up"),
    "docker compose exec auth auth create-admin --email you@clinic.example": ("Tests/Compose/test_running.py", "docs/running.md"),
    "scripts/test": (".ci/run", "scripts/test"),
    "scripts/test --filter BookingTests": ("scripts/tests/tools/test_test.py", "scripts/test"),
    "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout key.pem -out cert.pem":
        ("scripts/tests/tools/test_up.py", "openssl req"),
    "scripts/install": ("scripts/test", "scripts/install"),
    "scripts/chaos 300 --seed 1": ("scripts/tests/tools/test_chaos.py", "scripts/chaos"),
    "scripts/lint": ("scripts/lint", "lint"),
}
# Of WCAG 2.2, level A and AA (w3.org/TR/WCAG22): by guideline, the criteria that are.
CRITERIA = [f"{guideline}.{number}" for guideline, numbers in {
    "1.1": [1], "1.2": [1, 2, 3, 4, 5], "1.3": [1, 2, 3, 4, 5], "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13], "2.1": [1, 2, 4], "2.2": [1, 2], "2.3": [1],
    "2.4": [1, 2, 3, 4, 5, 6, 7, 11], "2.5": [1, 2, 3, 4, 7, 8], "3.1": [1, 2], "3.2": [1, 2, 3, 4, 6], "3.3": [1, 2, 3, 4, 7, 8], "4.1": [2, 3],
}.items() for number in numbers]


def text(page):
    with open(os.path.join(ROOT, page)) as file:
        return file.read()


def blocks(page):
    return re.findall(r"(?ms)^```sh\n(.*?)^```", text(page))


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(ROOT, ".local", f"docs-{os.getpid()}")
        os.makedirs(cls.directory)
        cls.cluster, cls.edge = Cluster(binaries(), cls.directory, replicas=1), None
        try:
            asyncio.run(cls.cluster.start())
            cls.edge = Edge(cls.cluster)
            asyncio.run(cls.edge.answers())
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        if cls.edge:
            cls.edge.stop()
        asyncio.run(cls.cluster.stop(keep=False))

    def bash(self, script, **environment):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_the_guide_to_the_api_works_as_it_stands(self):
        output = self.bash("\n".join(blocks("docs/api.md")), BASE=f"http://127.0.0.1:{self.edge.port}")
        self.assertIn("@api.example", output)
        self.assertIn("APPROVED", output)
        self.assertRegex(output, r"(?m)^2 .+\n1 .+\n0$")

    def test_the_tour_works_as_it_stands(self):
        (tour,) = blocks("docs/tour.md")
        head, rest = tour.split("\n", 1)
        ports = {service: self.cluster.of(service)[0].port for service in ("auth", "appointment", "notification")}
        self.assertEqual(head, "AUTH=http://127.0.0.1:3001 APPOINTMENT=http://127.0.0.1:3002 SOCKET=ws://127.0.0.1:3003/ws")
        for port, service in ((3001, "auth"), (3002, "appointment"), (3003, "notification")):
            head = head.replace(str(port), str(ports[service]))
        # Its last line waits for the two listeners, which it has ended.
        output = self.bash("set +e\n" + head + "\n" + rest + "\ntrue")
        # How many pushes the listeners hear depends on how soon a slow machine has started them.
        self.assertEqual(set(re.findall(r"^\[(doctor|patient)\] \{\"type\":\"hello\"", output, re.M)), {"doctor", "patient"}, output)
        self.assertIn('"status": "APPROVED"', output)

    def test_what_a_daemon_tells_of_itself(self):
        settings = self.cluster.of("auth")[0].environment
        script = "\n".join(block for block in blocks("docs/running.md") if block.startswith("auth "))
        output = self.bash(script, **(settings | {"PATH": binaries() + ":" + os.environ["PATH"]}))
        self.assertIn("JWT_SECRET", output)
        self.assertIn("the configuration is usable", output)
        self.assertRegex(output, r"(?m)^auth \d+\.\d+\.\d+$")

    def test_the_health_check_of_a_container_tells_ready_from_not_there(self):
        for service in ("auth", "appointment", "notification"):
            (replica,) = self.cluster.of(service)
            for port, status in ((replica.port, 0), (1, 1)):
                done = subprocess.run([replica.binary, "--healthcheck"], env=replica.environment | {"PORT": str(port)}, capture_output=True)
                self.assertEqual(done.returncode, status, done.stderr)

    def test_every_other_command_is_run_by_a_test(self):
        for page in PAGES:
            for block in blocks(page):
                if page == "docs/api.md" or block.startswith(("AUTH=", "auth ")):
                    continue
                for line in block.strip().split("\n"):
                    self.assertIn(line, ELSEWHERE, f"{page}: nothing runs `{line}`")
                    file, what = ELSEWHERE[line]
                    self.assertIn(what, text(file))


class Names(unittest.TestCase):
    def test_every_link_leads_to_a_file(self):
        for page in PAGES:
            for link in re.findall(r"\]\(([^)#:]+)\)", text(page)):
                self.assertTrue(os.path.exists(os.path.join(ROOT, os.path.dirname(page), link)), f"{page}: {link}")

    def test_every_script_that_is_named_is_there(self):
        for page in PAGES:
            for path in re.findall(r"`((?:scripts|ops|sql|api|edge|Sources|Tests)/[\w./+-]+)", text(page)):
                self.assertTrue(os.path.exists(os.path.join(ROOT, path.rstrip("./"))), f"{page}: {path}")

    def test_a_column_is_in_every_file_that_its_recipe_lists(self):
        recipe = re.search(r"(?ms)^\*\*A column\.\*\*.*?\n\n", text("docs/developing.md"))[0]
        files = re.findall(r"`((?:sql|api|Sources|Tests)/[\w./+-]+)`", recipe)
        self.assertGreater(len(files), 10)
        for path in files:
            found = glob.glob(os.path.join(ROOT, path, "*")) or [path]
            self.assertTrue(any(re.search(r"\breason\b", text(each)) for each in found), path)
        # And nobody else reads it out of a row, or has a booking's. A grant has a reason of its own.
        for path in glob.glob(os.path.join(ROOT, "Sources/Appointment/**/*.swift"), recursive=True):
            if "/BreakGlass/" not in path and re.search(r"[( ]\.reason[,)]|request\.reason", text(path)):
                self.assertIn(os.path.relpath(path, ROOT), files)

    def test_every_suite_that_the_threat_model_names_is_there(self):
        suites = " ".join(text(path) for path in (os.path.relpath(found, ROOT) for found in glob.glob(os.path.join(ROOT, "Tests/**/*.swift"), recursive=True)))
        for name in re.findall(r"`(\w+Tests)`", text("docs/threat-model.md")):
            self.assertRegex(suites, rf"struct {name}\b")

    def test_each_requirement_of_identity_that_is_met_names_tests_and_they_are_there(self):
        """`Suite.test`, `another` of the same suite, or `test_…` of a Python file."""
        files = [os.path.relpath(path, ROOT) for kind in ("Tests/**/*.swift", "Tests/**/*.py", "scripts/tests/**/*.py")
                 for path in glob.glob(os.path.join(ROOT, kind), recursive=True)]
        suites, python = {}, ""
        for path in files:
            if path.endswith(".py"):
                python += text(path)
            for suite in re.findall(r"struct (\w+Tests)\b", text(path)):
                suites[suite] = suites.get(suite, "") + text(path)
        rows = [re.split(r" *\| *", line)[1:5] for line in text("docs/authentication.md").split("\n") if re.match(r"\| V\d", line)]
        self.assertGreater(len(rows), 30)
        for number, requirement, _, shown in rows:
            names, suite = re.findall(r"`([\w.]+)`", shown), None
            self.assertTrue(names or not requirement.startswith("●"), f"{number}: no test")
            for name in names:
                if name.startswith("test_"):
                    self.assertTrue(f"def {name}(" in python, f"{number}: {name}")
                    continue
                suite, _, function = name.rpartition(".") if "." in name else (suite, "", name)
                self.assertTrue(suite in suites, f"{number}: {name}")
                self.assertTrue(re.search(rf"(?s)@Test\b(?:(?!\bfunc\b).)*func {function}\(", suites[suite]), f"{number}: {name}")

    def test_a_machine_without_containers_is_set_up_by_whole_commands(self):
        """They change a machine as root, so they are not run here: they can be read, and fill in all blanks of the edge."""
        section = re.search(r"(?ms)^## Without containers\n(.*?)^## ", text("docs/running.md"))[1]
        commands = re.findall(r"(?ms)^```shell\n(.*?)^```", section)
        self.assertEqual(len(commands), 4)
        for block in commands:
            subprocess.run(["bash", "-n", "-c", block], check=True)
        blanks = set(re.findall(r"@[A-Z]+@", re.sub(r"(?m)^\s*#.*", "", text("edge/nginx.conf"))))
        self.assertEqual(blanks - set(re.findall(r"@[A-Z]+@", commands[3])), set())
        unit = re.search(r"(?ms)^```ini\n(.*?)^```", section)[1]
        for name in re.findall(r"(\w+)_FILE=%d/", unit):
            self.assertIn(name, text("Sources/Shared/Hosting/Service/SharedConfiguration.swift") + text("Sources/Shared/Hosting/Database/DatabaseConfiguration.swift")
                          + text("Sources/Auth/Service/AuthConfiguration.swift"))

    def test_each_criterion_of_wcag_has_a_row_and_each_test_that_shows_it_is_there(self):
        rows = [re.split(r" *\| *", line)[1:4] for line in text("docs/accessibility.md").split("\n") if re.match(r"\| [\d.]", line)]
        self.assertEqual([number for row in rows for number in re.findall(r"\d\.\d\.\d+", row[0])], CRITERIA)
        tests = "".join(text(os.path.relpath(path, ROOT)) for path in glob.glob(os.path.join(ROOT, "Tests/Browser/*.py")))
        for criterion, _, shown in rows:
            self.assertTrue(shown.strip(), f"nothing shows {criterion}")
        for name in re.findall(r"`(test_\w+)`", text("docs/accessibility.md")):
            self.assertIn(f"def {name}(", tests)
        for name in re.findall(r"`(\w+Tests)`", text("docs/accessibility.md")):
            self.assertIn(f"class {name}(", tests)

    def test_dependencies_are_those_of_the_package_and_the_image(self):
        listed = text("docs/dependencies.md")
        for package in re.findall(r'\.package\(url: "[^"]*/([^"/]+)"', text("Package.swift")):
            self.assertIn(package, listed)
        base = text("Dockerfile").replace("\\\n", " ").split(" AS base")[1].split("\n\n")[0]
        for package in re.search(r"--no-install-recommends ([^&]+)", base)[1].split():
            self.assertIn(package.strip("'").split("=")[0], listed)


if __name__ == "__main__":
    unittest.main()
