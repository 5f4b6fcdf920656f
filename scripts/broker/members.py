"""Who is alive in which consumer group, judged as Kafka does: a member that has sent no heartbeat for its session
timeout is dead. Pure: the time is an argument, in seconds."""
from dataclasses import dataclass

# For members that the broker knows and this process has not seen joining; Kafka's smallest allowed value.
DEFAULT_TIMEOUT = 6.0


@dataclass
class Member:
    last_seen: float
    timeout: float
    joins: int = 0  # JoinGroup requests the broker has not answered yet; during these no heartbeat can come


class Members:
    """Keys are (group, member id)."""

    def __init__(self):
        self._members = {}

    def join_started(self, key, timeout, now):
        member = self._members.setdefault(key, Member(now, timeout))
        member.last_seen, member.timeout = now, timeout
        member.joins += 1

    def join_ended(self, key, now):
        member = self._members.get(key)
        if member:
            member.last_seen = now
            member.joins -= 1

    def joined(self, key, timeout, now):
        self._members.setdefault(key, Member(now, timeout)).timeout = timeout

    def heartbeat(self, key, now):
        self._members.setdefault(key, Member(now, DEFAULT_TIMEOUT)).last_seen = now

    def touch(self, key, now):
        """Another sign of life of a member; an unknown one stays unknown."""
        if key in self._members:
            self._members[key].last_seen = now

    def found(self, key, now):
        """The broker lists this member: it has its timeout from now if it is new here."""
        self._members.setdefault(key, Member(now, DEFAULT_TIMEOUT))

    def forget(self, key):
        self._members.pop(key, None)

    def take_expired(self, now):
        """The keys of those that are dead now; they are forgotten."""
        dead = [k for k, m in self._members.items() if m.joins <= 0 and now - m.last_seen > m.timeout]
        for key in dead:
            del self._members[key]
        return dead

    def excuse(self, now):
        """Nobody could send a heartbeat until now: everyone's time starts again."""
        for member in self._members.values():
            member.last_seen = now
