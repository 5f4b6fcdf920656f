"""The alert rules and the dashboard ask for nothing that the daemons do not tell: every metric and label is checked against /metrics of
the three running."""
import asyncio
import json
import os
import re
import sys
import unittest

import yaml

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
from cluster import SERVICES, Cluster, binaries  # noqa: E402
from users import people  # noqa: E402
from client import request  # noqa: E402

# Of Prometheus itself.
OWN_METRICS, OWN_LABELS = {"up"}, {"job", "instance", "le"}
WORDS = {"sum", "by", "rate", "increase", "changes", "max", "min", "topk", "histogram_quantile", "or", "and", "on", "without", "time"}


def expressions():
    with open(os.path.join(ROOT, "ops/prometheus/alerts.yml")) as file:
        for group in yaml.safe_load(file)["groups"]:
            for rule in group["rules"]:
                yield rule["alert"], rule["expr"]
    with open(os.path.join(ROOT, "ops/grafana/clinic.json")) as file:
        for panel in json.load(file)["panels"]:
            for target in panel["targets"]:
                yield panel["title"], target["expr"]


def names(expression):
    """(metrics, labels) an expression asks for."""
    labels = set(re.findall(r"([a-z_]+)(?:=~|!=|!~|=)\"", expression))
    for listed in re.findall(r"by \(([^)]*)\)", expression):
        labels |= {label.strip() for label in listed.split(",")}
    bare = re.sub(r"by \([^)]*\)|\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"", " ", expression)
    return {word for word in re.findall(r"[a-zA-Z_][a-zA-Z0-9_]*", bare)} - WORDS, labels


class Monitoring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.metrics, cls.labels, cls.texts = set(), set(), {}
        asyncio.run(cls.collect())
        for text in cls.texts.values():
            for line in text.split("\n"):
                match = re.match(r"([a-zA-Z_]+)(?:\{(.*)\})? \S+$", line)
                if match:
                    cls.metrics.add(match[1])
                    cls.labels |= set(re.findall(r"([a-z_]+)=\"", match[2] or ""))

    @classmethod
    async def collect(cls):
        directory = os.path.join(ROOT, ".local", f"monitoring-{os.getpid()}")
        os.makedirs(directory)
        cluster = Cluster(binaries(), directory, replicas=1)
        try:
            await cluster.start()
            (doctor,), (patient,) = people(cluster, 1, 1, 1)
            await doctor.register()
            await patient.register()
            await patient.book()
            while not await doctor.pages("notification", "/api/notifications/my", "notifications"):
                await asyncio.sleep(0.1)
            await asyncio.sleep(1.1)  # what is sampled is sampled every second
            for service in SERVICES:
                cls.texts[service] = (await request(cluster.of(service)[0].port, "GET", "/metrics")).body.decode()
        finally:
            await cluster.stop(keep=False)

    def test_every_metric_and_label_asked_for_is_there(self):
        seen = 0
        for where, expression in expressions():
            metrics, labels = names(expression)
            self.assertTrue(metrics, where)
            self.assertLessEqual(metrics - OWN_METRICS, self.metrics, where)
            self.assertLessEqual(labels - OWN_LABELS, self.labels, where)
            seen += 1
        self.assertGreater(seen, 30)

    def test_every_daemon_tells_of_itself_its_loops_and_what_it_leans_on(self):
        for service, text in self.texts.items():
            for name in ("build_info", "process_resident_memory_bytes", "event_loop_longest_turn_seconds_bucket", "db_connections",
                         "db_statements_waiting", 'dependency_ready{name="postgres"} 1', "http_server_request_duration_seconds_bucket"):
                self.assertTrue(name in text, f"{service} does not tell {name}")

    def test_figures_hold_nothing_about_a_person(self):
        for text in self.texts.values():
            self.assertNotRegex(text, r"@|[0-9a-f]{8}-[0-9a-f]{4}-7")

    def test_alerts_say_how_urgent_they_are_and_what_is_wrong(self):
        with open(os.path.join(ROOT, "ops/prometheus/alerts.yml")) as file:
            rules = yaml.safe_load(file)["groups"][0]["rules"]
        self.assertEqual(len({rule["alert"] for rule in rules}), len(rules))
        for rule in rules:
            self.assertIn(rule["labels"]["severity"], ("page", "warn"))
            self.assertTrue(rule["annotations"]["summary"])

    def test_the_scrape_file_has_the_daemons_at_their_ports(self):
        with open(os.path.join(ROOT, "ops/prometheus/prometheus.yml")) as file:
            jobs = yaml.safe_load(file)
        with open(os.path.join(ROOT, "docker-compose.yml")) as file:
            services = yaml.safe_load(file)["services"]
        self.assertEqual(jobs["rule_files"], ["alerts.yml"])
        for job in jobs["scrape_configs"]:
            (found,) = job["dns_sd_configs"]
            self.assertEqual(found["port"], services[job["job_name"]]["environment"]["PORT"])


if __name__ == "__main__":
    unittest.main()
