"""Keeps the rounds of a consumer group apart. When a rebalance is complete noida-db answers the waiting JoinGroup requests
not in one moment but each when its waiter looks next. A member that joins again before that (cooperative rebalancing
does so within a millisecond) starts the next round, the waiter sees a group that is still rebalancing, and both wait for
each other for ever. So a new JoinGroup is held until the round before has been answered to everyone."""
import asyncio
import time

ANSWER_LIMIT = 2.0  # seconds that a round may take to be answered; after them nobody is held any more


class Rounds:
    def __init__(self):
        self._waiting = {}  # group -> JoinGroup requests that are with the broker
        self._answering = {}  # group -> event, set when the last of them is answered

    async def enter(self, group):
        """Returns when a JoinGroup of the group may be sent; `leave` must follow."""
        end = time.monotonic() + ANSWER_LIMIT
        while group in self._answering and time.monotonic() < end:
            try:
                await asyncio.wait_for(self._answering[group].wait(), end - time.monotonic())
            except asyncio.TimeoutError:
                break
        self._waiting[group] = self._waiting.get(group, 0) + 1

    def leave(self, group, complete):
        """The JoinGroup is answered or given up; `complete`: the answer was a generation, so the round is over."""
        self._waiting[group] -= 1
        if self._waiting[group] == 0:
            del self._waiting[group]
            if group in self._answering:
                self._answering.pop(group).set()
        elif complete:
            self._answering.setdefault(group, asyncio.Event())
