"""docker-compose.yml, Dockerfile and .env.example against each other and against what the daemons themselves say."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import binaries  # noqa: E402

SERVICES = ("auth", "appointment", "notification")


def read(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def daemon(name):
    return os.path.join(binaries(), name)


class Compose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = read("docker-compose.yml")
        cls.compose = yaml.safe_load(cls.text)
        cls.services = cls.compose["services"]
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.join(ROOT, ".env.example"), os.path.join(folder, ".env.example"))
            make = '. "$1/scripts/lib/common.sh"; . "$1/scripts/lib/compose.sh"; ROOT=$2 QUIET=1 make_dotenv'
            subprocess.run(["bash", "-euc", make, "bash", ROOT, folder], check=True)
            cls.mode = os.stat(os.path.join(folder, ".env")).st_mode & 0o777
            with open(os.path.join(folder, ".env")) as lines:
                cls.dotenv = dict(line.rstrip("\n").split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))

    def resolved(self, value):
        """As Compose fills in ${NAME}, ${NAME:-default} and ${NAME:?message}."""
        def one(match):
            found = self.dotenv.get(match[1], "")
            self.assertTrue(found or match[2] != ":?", f"{match[1]} is wanted and not in .env")
            return found or (match[3] if match[2] == ":-" else "")
        return re.sub(r"\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}", one, str(value))

    def test_every_variable_is_in_env_example_and_every_one_there_is_used(self):
        self.assertEqual(set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", self.text)), set(self.dotenv))

    def test_made_secrets_are_long_different_and_private(self):
        made = [value for name, value in self.dotenv.items() if name.endswith(("_SECRET", "_PASSWORD")) and name != "GOOGLE_CLIENT_SECRET"]
        self.assertGreaterEqual(len(made), 8)
        self.assertEqual(len(set(made)), len(made))
        self.assertTrue(all(len(value) == 64 for value in made))
        self.assertEqual(self.dotenv["GOOGLE_CLIENT_SECRET"], "", "nobody can make up what a provider has given")
        self.assertEqual(self.mode, 0o600)

    def test_daemons_know_every_setting_they_are_given_and_accept_them(self):
        for name in SERVICES:
            environment = {key: self.resolved(value) for key, value in self.services[name]["environment"].items()}
            known = subprocess.run([daemon(name), "--help"], capture_output=True, text=True, check=True).stdout
            for key in environment:
                self.assertRegex(known, rf"(?m)^{key} ", f"{name} does not know {key}")
            done = subprocess.run([daemon(name), "--check-config"], env=environment, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_without_env_the_daemons_name_every_missing_secret_at_once(self):
        done = subprocess.run([daemon("auth"), "--check-config"], env={"PORT": "x"}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        for name in ("PORT", "JWT_SECRET", "JWT_REFRESH_SECRET", "INTERNAL_SECRET"):
            self.assertRegex(done.stderr, rf"- {name} ")

    def test_each_database_is_reached_by_its_own_service_alone(self):
        for name in SERVICES:
            members = [service for service, about in self.services.items() if f"{name}-db" in about["networks"]]
            self.assertEqual(sorted(members), sorted([name, f"{name}-db"]))
            self.assertTrue(self.compose["networks"][f"{name}-db"]["internal"])
            self.assertEqual(self.services[f"{name}-db"]["networks"], [f"{name}-db"])
            self.assertEqual(self.services[name]["environment"]["DB_HOST"], f"{name}-db")

    def test_only_the_edge_is_reachable_from_outside(self):
        self.assertEqual([name for name, about in self.services.items() if "ports" in about], ["edge"])
        self.assertNotIn("stores", self.services["edge"]["networks"])
        for name in ("stores", "services"):
            self.assertTrue(self.compose["networks"][name]["internal"])

    def test_everything_is_bounded_and_confined(self):
        for name, about in self.services.items():
            self.assertIn("mem_limit", about, name)
            self.assertIn("pids_limit", about, name)
            self.assertEqual(about["cap_drop"], ["ALL"], name)
            self.assertEqual(about["security_opt"], ["no-new-privileges:true"], name)
            if name != "kafka":  # its scripts write the configuration they start from
                self.assertTrue(about["read_only"], name)

    def test_start_order_is_by_health_and_ends(self):
        for name in SERVICES:
            order = self.services[name]["depends_on"]
            self.assertEqual(order[f"{name}-db"]["condition"], "service_healthy")
            self.assertTrue(all("condition" in about for about in order.values()))
            for other, about in order.items():
                health = "healthcheck" in self.services[other] or self.services[other].get("build")
                self.assertTrue(health or about["condition"] == "service_completed_successfully", other)

    def test_topics_are_those_of_the_daemons(self):
        command = " ".join(self.services["kafka-topics"]["command"])
        self.assertRegex(command, r"topic appointment-events 6\n")
        self.assertEqual(self.services["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"], "false")
        topics = dict(re.findall(r"topic (\S+) (\d+)\n", command))
        local = re.search(r"TOPICS=\((.*)\)", read("scripts/lib/kafka.sh"))[1].split()
        self.assertEqual(topics, dict(topic.split(":") for topic in local))

    def test_mounted_files_are_there(self):
        for name, about in self.services.items():
            for volume in about.get("volumes", []):
                source = volume.split(":")[0]
                if source.startswith("./") and source != "./web":
                    self.assertTrue(os.path.exists(os.path.join(ROOT, source)), f"{name}: {source}")
                elif not source.startswith("./"):
                    self.assertIn(source, self.compose["volumes"])


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = read("Dockerfile").replace("\\\n", " ")
        cls.stages = {part.split("\n")[0].split(" AS ")[-1]: part for part in re.split(r"(?m)^FROM ", cls.text)[1:]}

    def test_one_build_and_three_images(self):
        self.assertEqual(list(self.stages), ["build", "base", *SERVICES])
        self.assertIn("--static-swift-stdlib", self.stages["build"])
        self.assertRegex(self.stages["base"], r"(?m)^USER \d+:\d+")

    def test_each_image_has_its_daemon_alone_its_files_and_a_health_check(self):
        for name in SERVICES:
            stage = self.stages[name]
            self.assertIn(f'ENTRYPOINT ["{name}"]', stage)
            self.assertRegex(stage, rf'HEALTHCHECK .* CMD \["{name}", "--healthcheck"\]')
            self.assertIn(f"COPY sql/{name} sql/{name}", stage)
            for other in set(SERVICES) - {name}:
                self.assertNotIn(other, stage)

    def test_what_is_copied_is_there_and_not_ignored(self):
        kept = {line[1:] for line in read(".dockerignore").split("\n") if line.startswith("!")}
        for source in re.findall(r"(?m)^COPY (?!--from)(\S+) ", self.text):
            self.assertTrue(glob.glob(os.path.join(ROOT, source)), source)
            self.assertIn(source.split("/")[0], kept)

    def test_the_build_installs_what_the_daemons_link(self):
        wanted = set(re.search(r"PACKAGES=\(\n(.*?)#", read("scripts/lib/packages.sh"), re.S)[1].split())
        self.assertLessEqual(wanted, set(self.stages["build"].split()))


if __name__ == "__main__":
    unittest.main()
