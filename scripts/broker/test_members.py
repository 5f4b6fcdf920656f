#!/usr/bin/env python3
"""A member lives as long as Kafka would let it; no clock, no broker."""
import unittest

from members import DEFAULT_TIMEOUT, Members

KEY = ("group", "member")


class MembersTests(unittest.TestCase):
    def setUp(self):
        self.members = Members()

    def joined(self, timeout=10.0, at=100.0):
        self.members.joined(KEY, timeout, at)

    def test_dies_only_after_its_own_timeout(self):
        self.joined()
        self.assertEqual(self.members.take_expired(110.0), [])
        self.assertEqual(self.members.take_expired(110.1), [KEY])

    def test_is_taken_once(self):
        self.joined()
        self.members.take_expired(200.0)
        self.assertEqual(self.members.take_expired(300.0), [])

    def test_a_heartbeat_starts_the_time_again(self):
        self.joined()
        self.members.heartbeat(KEY, 109.0)
        self.assertEqual(self.members.take_expired(118.9), [])
        self.assertEqual(self.members.take_expired(119.1), [KEY])

    def test_cannot_die_while_its_join_waits(self):
        self.joined()
        self.members.join_started(KEY, 10.0, 105.0)
        self.assertEqual(self.members.take_expired(1000.0), [])
        self.members.join_ended(KEY, 1000.0)
        self.assertEqual(self.members.take_expired(1010.0), [])
        self.assertEqual(self.members.take_expired(1010.1), [KEY])

    def test_a_heartbeat_of_an_unknown_member_makes_it_known(self):
        self.members.heartbeat(KEY, 100.0)
        self.assertEqual(self.members.take_expired(100.1 + DEFAULT_TIMEOUT), [KEY])

    def test_another_sign_of_life_does_not(self):
        self.members.touch(KEY, 100.0)
        self.assertEqual(self.members.take_expired(1000.0), [])

    def test_listing_does_not_prolong_a_life(self):
        self.joined()
        self.members.found(KEY, 109.0)
        self.assertEqual(self.members.take_expired(110.1), [KEY])

    def test_a_member_that_left_is_forgotten(self):
        self.joined()
        self.members.forget(KEY)
        self.assertEqual(self.members.take_expired(1000.0), [])

    def test_an_outage_excuses_everyone(self):
        self.joined()
        self.members.excuse(150.0)
        self.assertEqual(self.members.take_expired(160.0), [])
        self.assertEqual(self.members.take_expired(160.1), [KEY])


if __name__ == "__main__":
    unittest.main()
