"""What goes wrong, and when: a schedule drawn from a seed, the same each time."""
import asyncio
import collections
import random
import signal

from cluster import REPLICAS, SERVICES

# How often each, how long it lasts in seconds. `kill` is SIGKILL, `pause` SIGSTOP and SIGCONT, `restart` an orderly one, `cut` closes
# the broker's port and resets its connections.
DAEMON_FAULTS = (("kill", 4, 0.0, 1.5), ("pause", 2, 0.5, 4.0), ("restart", 2, 0.0, 0.5))
STORE_FAULTS = {
    "postgres": (("kill", 2, 0.0, 1.0), ("pause", 1, 0.5, 3.0), ("restart", 1, 0.0, 0.0)),
    "redis": (("kill", 2, 0.0, 2.0), ("pause", 1, 0.5, 3.0), ("restart", 1, 0.0, 0.0)),
    "kafka": (("cut", 2, 0.5, 4.0), ("kill", 2, 0.0, 2.0), ("pause", 1, 0.5, 4.0)),
}
DAEMON_SHARE = 0.6
MEAN_PAUSE = 1.2

Fault = collections.namedtuple("Fault", "at target kind lasts")


def schedule(seed, seconds):
    """Faults in the order of their times; at most one at a time for each target."""
    draw, faults, busy, at = random.Random(seed), [], {}, 1.0
    daemons = [f"{service}-{number}" for service in SERVICES for number in range(1, REPLICAS + 1)]
    while True:
        at += draw.expovariate(1 / MEAN_PAUSE)
        if at > seconds - 1:
            return faults
        target = draw.choice(daemons) if draw.random() < DAEMON_SHARE else draw.choice(sorted(STORE_FAULTS))
        kinds = DAEMON_FAULTS if target in daemons else STORE_FAULTS[target]
        kind, _, shortest, longest = draw.choices(kinds, [kind[1] for kind in kinds])[0]
        lasts = draw.uniform(shortest, longest)
        if at >= busy.get(target, 0):
            faults.append(Fault(round(at, 3), target, kind, round(lasts, 3)))
            busy[target] = at + lasts + 1.0


class Chaos:
    """Carries a schedule out."""

    def __init__(self, cluster, faults, say):
        self.cluster, self.faults, self.say, self.done = cluster, faults, say, collections.Counter()
        # scripts/stores takes one command at a time, and a target's faults never overlap however slow the machine is.
        self.locks = collections.defaultdict(asyncio.Lock)

    async def run(self):
        begun = asyncio.get_running_loop().time()
        tasks = []
        for fault in self.faults:
            await asyncio.sleep(max(0, begun + fault.at - asyncio.get_running_loop().time()))
            tasks.append(asyncio.create_task(self._carry_out(fault)))
        await asyncio.gather(*tasks)

    async def _carry_out(self, fault):
        async with self.locks[fault.target]:
            self.say(f"{fault.at:7.1f} s  {fault.kind} {fault.target} for {fault.lasts:.1f} s")
            if fault.target in STORE_FAULTS:
                await self._store(fault)
            else:
                await self._daemon(self.cluster.replicas[fault.target], fault)
            self.done[f"{fault.kind} {fault.target.split('-')[0]}"] += 1

    async def _store(self, fault):
        begin, end = {"kill": ("kill", "start"), "pause": ("pause", "resume"), "cut": ("cut", "mend"), "restart": ("restart", None)}[fault.kind]
        await self.cluster.stores(begin, fault.target)
        await asyncio.sleep(fault.lasts)
        if end:
            await self.cluster.stores(end, fault.target)

    async def _daemon(self, replica, fault):
        replica.must_run()
        if fault.kind == "pause":
            replica.signal(signal.SIGSTOP)
            await asyncio.sleep(fault.lasts)
            return replica.signal(signal.SIGCONT)
        replica.signal(signal.SIGKILL if fault.kind == "kill" else signal.SIGTERM)
        status = await replica.ended()
        # 1: a store that is away kept it from ending in time. By the signal itself: it had not begun to listen for it.
        if fault.kind == "restart" and status not in (0, 1, -signal.SIGTERM):
            raise AssertionError(f"{replica.name} ended with {status} on SIGTERM: see {replica.log}")
        await asyncio.sleep(fault.lasts)
        replica.start()
