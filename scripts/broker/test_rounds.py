#!/usr/bin/env python3
"""Who may join when, in one group; no broker."""
import asyncio
import unittest

from rounds import Rounds


async def entered(rounds, group="g"):
    """Whether a JoinGroup may be sent now; if so it counts as sent."""
    task = asyncio.create_task(rounds.enter(group))
    for _ in range(5):
        await asyncio.sleep(0)
    if not task.done():
        task.cancel()
    return task.done()


class RoundsTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.rounds = Rounds()
        await self.rounds.enter("g")
        await self.rounds.enter("g")

    async def test_everyone_may_join_a_round_that_is_open(self):
        self.assertTrue(await entered(self.rounds))

    async def test_nobody_joins_between_the_first_and_the_last_answer(self):
        self.rounds.leave("g", True)
        self.assertFalse(await entered(self.rounds))
        self.rounds.leave("g", True)
        self.assertTrue(await entered(self.rounds))

    async def test_who_was_held_goes_on_with_the_last_answer(self):
        self.rounds.leave("g", True)
        held = asyncio.create_task(self.rounds.enter("g"))
        await asyncio.sleep(0)
        self.rounds.leave("g", True)
        await asyncio.wait_for(held, 1)

    async def test_other_groups_are_not_held(self):
        self.rounds.leave("g", True)
        self.assertTrue(await entered(self.rounds, "h"))

    async def test_a_refused_join_ends_no_round(self):
        self.rounds.leave("g", False)
        self.assertTrue(await entered(self.rounds))

    async def test_one_that_gave_up_does_not_hold_the_others(self):
        self.rounds.leave("g", True)
        self.rounds.leave("g", False)
        self.assertTrue(await entered(self.rounds))

    async def test_a_round_of_one_holds_nobody(self):
        self.rounds.leave("g", False)
        self.rounds.leave("g", True)
        self.assertTrue(await entered(self.rounds))


if __name__ == "__main__":
    unittest.main()
