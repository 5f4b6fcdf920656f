"""docker-compose.yml, Dockerfile and .env.example against each other and against what the daemons themselves say."""
import glob
import ipaddress
import os
import re
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import yaml

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
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
            make = '. "$1/scripts/lib/common.sh"; . "$1/scripts/lib/up/compose.sh"; ROOT=$2 QUIET=1 make_dotenv'
            subprocess.run(["bash", "-euc", make, "bash", ROOT, folder], check=True)
            cls.mode = os.stat(os.path.join(folder, ".env")).st_mode & 0o777
            with open(os.path.join(folder, ".env")) as lines:
                cls.dotenv = dict(line.rstrip("\n").split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))

    def resolved(self, value):
        """As Compose fills in ${NAME}, ${NAME:-default} and ${NAME:?message}; a default may hold others."""
        def one(match):
            found = self.dotenv.get(match[1], "")
            self.assertTrue(found or match[2] != ":?", f"{match[1]} is wanted and not in .env")
            return found or (match[3] if match[2] == ":-" else "")
        text, before = str(value), None
        while text != before:  # from the inside
            before, text = text, re.sub(r"\$\{([A-Z_]+)(?:(:[-?])([^${}]*))?\}", one, text)
        return text

    def test_every_variable_is_in_env_example_and_every_one_there_is_used(self):
        self.assertEqual(set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", self.text)), set(self.dotenv))

    def test_made_secrets_are_long_different_and_private(self):
        made = [value for name, value in self.dotenv.items() if name.endswith(("_SECRET", "_PASSWORD")) and name != "GOOGLE_CLIENT_SECRET"]
        self.assertGreaterEqual(len(made), 10)
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
            # Of the image; here are the checkout's.
            environment = {key: value for key, value in environment.items() if key not in ("MIGRATIONS_DIR", "OPENAPI_FILE")}
            done = subprocess.run([daemon(name), "--check-config"], env=environment, cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_daemons_know_every_setting_of_the_example_for_engines_of_others(self):
        example = yaml.safe_load(read("ops/engines/docker-compose.override.yml"))["services"]
        self.assertEqual(sorted(example), sorted(SERVICES))
        for name, about in example.items():
            known = subprocess.run([daemon(name), "--help"], capture_output=True, text=True, check=True).stdout
            for key in about["environment"]:
                self.assertRegex(known, rf"(?m)^{key.removesuffix('_FILE')} ", f"{name} does not know {key}")

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
        self.assertEqual(set(self.services["edge"]["networks"]), {"services", "front"})
        self.assertEqual([name for name, about in self.services.items() if "front" in about["networks"]], ["edge"])
        self.assertEqual(self.resolved(self.services["edge"]["ports"][0]), "127.0.0.1:3010:3010")
        for name in ("stores", "services"):
            self.assertTrue(self.compose["networks"][name]["internal"])

    def test_the_edge_leaves_no_replica_out_and_lets_go_of_connections_before_a_daemon_does(self):
        (server,) = re.findall(r"server \$1:\$2[^;]*", read("edge/container.sh"))
        self.assertTrue(server.endswith(" resolve max_fails=0"), server)
        idle = [float(seconds) for seconds in re.findall(r"upstream .* keepalive_timeout (\d+)s;", read("edge/nginx.conf"))]
        self.assertEqual(len(idle), len(SERVICES))
        for service in SERVICES:
            told = subprocess.run([daemon(service), "--help"], check=True, capture_output=True, text=True).stdout
            grace = re.search(r"DRAIN_GRACE .* default (\d+)s", told)
            self.assertLess(max(idle), float(grace[1]))

    def test_everything_is_bounded_and_confined(self):
        for name, about in self.services.items():
            self.assertIn("mem_limit", about, name)
            self.assertIn("pids_limit", about, name)
            self.assertEqual(about["cap_drop"], ["ALL"], name)
            self.assertEqual(about["security_opt"], ["no-new-privileges:true"], name)
            if name != "kafka":  # its scripts write the configuration they start from
                self.assertTrue(about["read_only"], name)

    def test_nothing_is_sized_by_the_host(self):
        for name, about in self.services.items():
            self.assertEqual(about["ulimits"], {"nofile": 16384}, name)
            self.assertEqual(about["logging"]["options"], {"max-size": "10m", "max-file": "5"}, name)
            # More than the host has is refused.
            self.assertLessEqual(float(self.resolved(about.get("cpus", 1))), 1, name)
        for name in SERVICES:
            self.assertEqual(self.resolved(self.services[name]["environment"]["LOOPS"]), self.resolved(self.services[name]["cpus"]))

    def test_every_volume_that_an_image_declares_is_named(self):
        declared = {"postgres": ["/var/lib/postgresql/data"], "redis": ["/data"],
                    "apache/kafka": ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]}
        for name, about in self.services.items():
            mounted = [path.split(":")[0] for path in about.get("tmpfs", [])] + [volume.split(":")[1] for volume in about.get("volumes", [])]
            self.assertLessEqual(set(declared.get(about["image"].split(":")[0], [])), set(mounted), name)

    def test_our_network_is_outside_what_docker_takes_for_others(self):
        network = ipaddress.ip_network(self.resolved(self.compose["networks"]["services"]["ipam"]["config"][0]["subnet"]))
        for pool in ("172.16.0.0/12", "192.168.0.0/16"):
            self.assertFalse(network.overlaps(ipaddress.ip_network(pool)))
        for name in SERVICES:
            self.assertEqual(self.resolved(self.services[name]["environment"]["TRUSTED_PROXIES"]), str(network))

    def test_another_port_is_an_origin_too(self):
        with unittest.mock.patch.dict(self.dotenv, EDGE_PORT="8099"):
            self.assertEqual(self.resolved(self.services["auth"]["environment"]["FRONTEND_URL"]), "http://localhost:8099,http://127.0.0.1:8099")

    def test_every_secret_that_is_wanted_is_one_that_is_made(self):
        made = {name for name, value in self.dotenv.items() if len(value) == 64}
        wanted, used = (set(re.findall(rf"\$\{{([A-Z_]+):{mark}", self.text)) for mark in (r"\?", "[?-]"))
        self.assertLessEqual(wanted, made)
        self.assertLessEqual(made, used)

    def test_topics_keep_what_they_are_given_for_as_long_as_the_daemons_say(self):
        command, day = " ".join(self.services["kafka-topics"]["command"]), 86_400_000
        local = read("scripts/lib/stores/kafka.sh")
        for topic, source, setting in (
                ("appointment-events", "Appointment/Service/AppointmentConfiguration.swift", "KAFKA_EVENT_RETENTION"),
                ("appointment-events.DLT", "Notification/Service/NotificationConfiguration.swift", "KAFKA_DEAD_LETTER_RETENTION")):
            days = int(re.search(rf'"{setting}", default: .seconds\((\d+) \* 86_400\)', read("Sources/" + source))[1])
            self.assertRegex(command, rf"topic {re.escape(topic)} \d+ {days * day}\b")
            self.assertRegex(local, rf"{re.escape(topic)}:\d+:{days}\b")

    def test_checkpoints_of_access_logs_are_kept_for_ever(self):
        self.assertRegex(" ".join(self.services["kafka-topics"]["command"]), r"topic audit-checkpoints 1 -1\n")
        self.assertIn('settings = ["retention.ms": "-1"]', read("Sources/Shared/Outbox/LastingTopic.swift"))
        self.assertRegex(read("scripts/lib/stores/kafka.sh"), r"audit-checkpoints:1[ )]")

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
        self.assertRegex(command, r"topic appointment-events 6 \d+\n")
        self.assertEqual(self.services["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"], "false")
        topics = dict(re.findall(r"topic (\S+) (\d+) -?\d+\n", command))
        local = re.search(r"TOPICS=\((.*)\)", read("scripts/lib/stores/kafka.sh"))[1].split()
        self.assertEqual(topics, dict(topic.split(":")[:2] for topic in local))

    def test_mounted_files_are_there(self):
        for name, about in self.services.items():
            for volume in about.get("volumes", []):
                source = volume.split(":")[0]
                if source.startswith("./"):
                    self.assertTrue(os.path.exists(os.path.join(ROOT, source)), f"{name}: {source}")
                else:
                    self.assertIn(source, self.compose["volumes"])


def packages(stage):
    """(name, version or nothing) of each that apt-get installs in the stage."""
    listed = re.search(r"install -y --no-install-recommends(.*?)&&", stage, re.S)[1]
    return [tuple(word.strip("'").partition("=")[::2]) for word in listed.split()]


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = read("Dockerfile").replace("\\\n", " ")
        cls.stages = {part.split("\n")[0].split(" AS ")[-1]: part for part in re.split(r"(?m)^FROM ", cls.text)[1:]}

    def test_one_build_and_three_images(self):
        self.assertEqual(list(self.stages), ["build", "base", *SERVICES, "edge"])
        self.assertIn("--static-swift-stdlib", self.stages["build"])
        for name in (*SERVICES, "edge"):
            self.assertRegex(self.stages[name], r"(?m)^USER \d+:\d+")

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
        wanted = set(re.search(r"PACKAGES=\(\n(.*?)#", read("scripts/lib/install/packages.sh"), re.S)[1].split())
        self.assertLessEqual(wanted, {name for name, _ in packages(self.stages["build"])})

    def test_versions_are_pinned(self):
        for stage in ("build", "base"):
            for name, version in packages(self.stages[stage]):
                # These two are data, and only the newest is right.
                self.assertTrue(version or name in ("tzdata", "ca-certificates"), name)
        images = dict(re.findall(r"(?m)^ARG (\w+)_IMAGE=(\S+)", self.text))
        self.assertEqual(images["EDGE"], "nginx:1.30-trixie")
        tools = re.search(r"swift-tools-version: (\S+)", read("Package.swift"))[1]
        self.assertRegex(images["SWIFT"], rf"^swift:{re.escape(tools)}\.\d+-bookworm$", "the image must compile what the package says")


if __name__ == "__main__":
    unittest.main()
