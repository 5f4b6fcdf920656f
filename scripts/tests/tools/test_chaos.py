"""The chaos run itself: a short one whose promises hold, and schedules that a seed gives again."""
import collections
import os
import subprocess
import sys
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
sys.path.insert(0, os.path.join(ROOT, "scripts/lib/chaos"))
import promises  # noqa: E402
import records  # noqa: E402
from faults import STORE_FAULTS, schedule  # noqa: E402

CHAOS = os.path.join(ROOT, "scripts/chaos")


class Run(unittest.TestCase):
    def test_the_promises_hold_through_thirty_seconds_of_faults(self):
        done = subprocess.run([CHAOS, "30"], capture_output=True, text=True, timeout=400)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        row = done.stdout.strip().split("\n")[-1].strip("| ").split(" | ")
        seed, seconds, faults, transitions, acknowledged = map(int, row[:5])
        self.assertGreater(min(faults, transitions, acknowledged), 5)
        self.assertEqual(row[-3:], ["0", "0", "0"])
        self.assertIn(f"seed {seed}", done.stdout)

    def test_a_wrong_call_is_refused(self):
        self.assertEqual(subprocess.run([CHAOS], capture_output=True).returncode, 2)
        self.assertEqual(subprocess.run([CHAOS, "30", "--bin", "/nowhere"], capture_output=True).returncode, 1)


class Schedule(unittest.TestCase):
    def test_a_seed_gives_the_same_schedule_and_another_seed_another(self):
        self.assertEqual(schedule(7, 300), schedule(7, 300))
        self.assertNotEqual(schedule(7, 300), schedule(8, 300))

    def test_every_kind_of_fault_comes_and_none_of_one_target_overlaps(self):
        faults = schedule(7, 3000)
        self.assertEqual({fault.kind for fault in faults}, {"kill", "pause", "restart", "cut"})
        self.assertLessEqual(set(STORE_FAULTS), {fault.target for fault in faults})
        self.assertEqual(len({fault.target for fault in faults}), 9)
        until = {}
        for fault in faults:
            self.assertGreaterEqual(fault.at, until.get(fault.target, 0))
            until[fault.target] = fault.at + fault.lasts


class Verdict(unittest.TestCase):
    """A check that cannot fail proves nothing: each kind of breach is seen."""

    def appointment(self, version=1, **other):
        return {"id": "a", "patientId": "p", "doctorId": "d", "version": version, "status": "PENDING", "startsAt": "1", "endsAt": "2"} | other

    def notification(self, kind, version):
        return {"type": f"appointment.{kind}", "metadata": {"appointmentId": "a", "version": version}}

    def told(self, inboxes, appointment):
        report = promises.Report()
        promises.everyone_concerned(report, {"a": appointment}, promises.exactly_once_in_order(report, inboxes))
        return report

    def test_what_is_right_is_right(self):
        created, approved = self.notification("created", 1), self.notification("approved", 2)
        report = self.told({"p": [created, approved], "d": [created]}, self.appointment(2))
        self.assertEqual(report.defects, [])

    def test_a_lost_a_doubled_a_late_and_a_misdirected_notification_are_seen(self):
        created, approved = self.notification("created", 1), self.notification("approved", 2)
        self.assertEqual(self.told({"p": [created], "d": []}, self.appointment()).lost, 1)
        self.assertEqual(self.told({"p": [created], "d": [created]}, self.appointment(2)).lost, 1)
        self.assertEqual(self.told({"p": [created, created], "d": [created]}, self.appointment()).doubled, 1)
        self.assertTrue(self.told({"p": [approved, created], "d": [created]}, self.appointment(2)).defects)
        self.assertTrue(self.told({"p": [created], "d": [created, approved]}, self.appointment(2)).defects)
        self.assertTrue(self.told({"p": [created, approved], "d": [created]}, self.appointment(1)).defects)

    def test_an_overlap_is_seen_and_cancelled_ones_do_not_count(self):
        report = promises.Report()
        promises.no_overlap(report, [self.appointment(), self.appointment(id="b", patientId="q", startsAt="1", endsAt="3")])
        self.assertEqual(report.overlaps, 1)
        report = promises.Report()
        promises.no_overlap(report, [self.appointment(), self.appointment(id="b", patientId="q", status="CANCELLED")])
        self.assertEqual(report.overlaps, 0)

    def acknowledged(self, entries, told):
        class Person:
            acknowledged, unknown = entries, 0

        report = promises.Report()
        promises.acknowledged_is_there(report, [Person], told)
        return report

    def test_an_acknowledged_change_that_nobody_was_told_of_is_seen(self):
        told = {("a", 1): {"p": "created"}}
        self.assertEqual(self.acknowledged([("a", 1, "created")], told).defects, [])
        self.assertEqual(self.acknowledged([("a", 1, "created"), ("a", 2, "approved")], told).lost, 1)
        self.assertEqual(self.acknowledged([("a", 1, "approved")], told).lost, 1)
        self.assertEqual(self.acknowledged([("a", 1, "created")] * 2, told).doubled, 1)
        self.assertEqual(self.acknowledged([], told).defects, ["1 transitions without an answer, more than there were requests without one"])


class Records(unittest.TestCase):
    def test_what_is_not_in_the_log_or_twice_is_seen(self):
        class Person:
            acknowledged, reads = [("a", 1, "created"), ("a", 2, "approved")], ["t"]

        booked, approved, read = ("a", "1", "appointment.book"), ("a", "2", "appointment.approve"), ("t", "appointment.list")
        for changes, reads, lost, doubled in (
            ([booked, approved], [read], 0, 0), ([booked], [read], 1, 0), ([booked, approved], [], 1, 0), ([booked] * 2, [read] * 2, 1, 2),
        ):
            report = promises.Report()
            records.acknowledged_is_recorded(report, [Person], collections.Counter(changes))
            records.read_is_recorded(report, [Person], collections.Counter(reads))
            self.assertEqual((report.lost, report.doubled, len(report.defects)), (lost, doubled, lost + doubled))

    def test_what_is_not_in_another_services_log_or_twice_is_seen(self):
        class Person:
            traced = [("auth", "t", "account.register"), ("notification", "u", "notification.list")]

        made, other = ("t", "account.register"), ("u", "notification.list")
        for service, entries, lost, doubled in (
            ("auth", [made], 0, 0), ("auth", [other], 1, 0), ("auth", [made] * 2, 0, 1), ("notification", [other], 0, 0), ("notification", [made], 1, 0),
            ("notification", [("t", "notification.list")], 1, 0),
        ):
            report = promises.Report()
            records.traced_is_recorded(report, service, [Person], collections.Counter(entries))
            self.assertEqual((report.lost, report.doubled, len(report.defects)), (lost, doubled, lost + doubled))


if __name__ == "__main__":
    unittest.main()
