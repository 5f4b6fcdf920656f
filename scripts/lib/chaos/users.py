"""Patients and doctors who act at random, each with a live socket that resumes, and who remember what they were answered."""
import asyncio
import collections
import datetime
import random
import secrets
import uuid

from client import Lost, Socket, request

# Far enough ahead that no reminder falls due, near enough for any booking horizon.
FIRST_DAY, DAYS = 5, 40
SILENCE = 40.0  # the server pings every 25 s


def traceparent():
    """A trace of one's own, and the field that tells it."""
    trace = secrets.token_hex(16)
    return trace, {"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}


class Person:
    def __init__(self, role, cluster, draw):
        self.role, self.cluster, self.draw = role, cluster, draw
        self.id = self.token = None
        self.log = Log()
        # What was acknowledged, as (appointment, version, event type); requests whose outcome nobody told.
        self.acknowledged, self.unknown, self.refused = [], 0, collections.Counter()
        # What else was answered and is to be in a log, as (service, trace, event).
        self.traced = []
        self.retried = 0

    async def register(self):
        body = {"email": f"{uuid.uuid4()}@chaos.example", "password": "Password123!", "role": self.role,
                "firstName": self.role.title(), "lastName": uuid.uuid4().hex[:8]}
        while True:
            trace, fields = traceparent()
            answer = await request(self.draw.choice(self.cluster.of("auth")).port, "POST", "/api/auth/register", body=body, fields=fields)
            if answer.status != 429:
                break
            await asyncio.sleep(int(answer.fields.get("retry-after", "1")))
        if answer.status != 201:
            raise RuntimeError(f"registration: {answer.status} {answer.body.decode()}")
        self.id, self.token = answer.json["user"]["id"], answer.json["accessToken"]
        self.traced.append(("auth", trace, "account.register"))

    async def ask(self, service, method, path, body=None, fields=None, timeout=5.0):
        replica = self.draw.choice(self.cluster.of(service))
        return await request(replica.port, method, path, self.token, body, fields, timeout)

    async def look(self, service, method, path, event, body=None, is_told=lambda answer: True):
        """A request of which the service's log tells when it was answered, and `is_told` says so of the answer."""
        trace, fields = traceparent()
        try:
            answer = await self.ask(service, method, path, body, fields)
        except Lost:
            return
        if answer.status == 200 and is_told(answer.json):
            self.traced.append((service, trace, event))

    async def rename(self):
        phone = f"+49 30 {self.draw.randrange(10**6, 10**7)}"
        await self.look("auth", "PATCH", "/api/auth/profile", "account.profile", {"phone": phone})

    async def surely(self, service, method, path, seconds=60):
        """A reading that is repeated until it is answered with 200."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                answer = await self.ask(service, method, path)
                if answer.status == 200:
                    return answer.json
                trouble = f"{answer.status} {answer.body.decode()}"
            except Lost as lost:
                trouble = str(lost)
            if asyncio.get_running_loop().time() > deadline:
                raise RuntimeError(f"{method} {path}: {trouble}")
            await asyncio.sleep(0.2)

    async def pages(self, service, path, key):
        """All elements of a list, page by page."""
        elements, cursor = [], ""
        while True:
            page = await self.surely(service, "GET", f"{path}?limit=100{cursor}")
            elements += page[key]
            if not page.get("nextCursor"):
                return elements
            cursor = "&cursor=" + page["nextCursor"]

    async def change(self, kind, method, path, body=None):
        """One transition; tells the appointment when it was acknowledged."""
        # A booking can be repeated safely under its key, and somebody who books would.
        fields = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else None
        for attempt in range(8 if fields else 1):
            try:
                answer = await self.ask("appointment", method, path, body, fields)
            except Lost:
                answer = None
            if answer and answer.status < 300:
                self.retried += attempt > 0
                self.acknowledged.append((answer.json["id"], answer.json["version"], kind))
                return answer.json
            if answer and answer.status < 500 and not (fields and answer.json.get("code") == "request_in_progress"):
                self.refused[f"{kind} {answer.status} {answer.json.get('code')}"] += 1
                if answer.status == 429:
                    await asyncio.sleep(1)
                return None
            await asyncio.sleep(0.3)
        self.unknown += 1
        return None

    async def live(self):
        """Keeps one live socket for ever, on any replica, and writes down what it says."""
        while True:
            socket = None
            try:
                port = self.draw.choice(self.cluster.of("notification")).port
                socket = await Socket.open(port, self.token, self.log.position)
                while True:
                    self.log.take(await socket.message(SILENCE), self.role)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError):
                await asyncio.sleep(self.draw.uniform(0.05, 0.5))
            finally:
                if socket:
                    socket.close()


class Log:
    """What one client was told: every change of its inbox by number."""

    def __init__(self):
        self.position, self.changes, self.defects = None, {}, []
        self.begins_after, self.unread = 0, None
        self.pushes = self.resumes = self.reloads = 0

    def take(self, message, who):
        if message["type"] == "hello":
            return self._hello(message)
        position = message["position"]
        if position != self.position + 1:
            self.defects.append(f"{who}: after {self.position} came {position}")
        self.pushes += 1
        self.position, self.unread = position, message["unread"]
        self.changes[position] = message

    def _hello(self, message):
        if message["recovered"]:
            self.resumes += 1
            return
        if self.position is not None:
            self.reloads += 1
        self.position = self.begins_after = message["position"]
        self.unread = message["unread"]
        self.changes = {}


class Patient(Person):
    def __init__(self, cluster, draw, doctors):
        super().__init__("PATIENT", cluster, draw)
        # The time of each appointment; None when a move of it was not answered.
        self.doctors, self.mine = doctors, {}

    async def act(self):
        what = self.draw.random()
        if what < 0.6 or not self.mine:
            return await self.book()
        appointment = self.draw.choice(list(self.mine))
        if what < 0.75:
            return await self.change("cancelled", "PATCH", f"/api/appointments/{appointment}/cancel", {"reason": "chaos"})
        if what < 0.85:
            return await self.move(appointment)
        if what < 0.9:
            return await self.rename()
        await self.read()

    async def book(self):
        body = {"doctorId": self.draw.choice(self.doctors).id, "reason": "chaos"} | self.slot()
        booked = await self.change("created", "POST", "/api/appointments", body)
        if booked:
            self.mine[booked["id"]] = (booked["appointmentDate"], booked["appointmentTime"])

    async def move(self, appointment):
        """To another time: a move to the time that it has is acknowledged and changes nothing."""
        slot = self.slot()
        if self.mine[appointment] in (None, tuple(slot.values())):
            return
        unknown = self.unknown
        moved = await self.change("rescheduled", "PATCH", f"/api/appointments/{appointment}/reschedule", slot)
        if moved or self.unknown > unknown:
            self.mine[appointment] = tuple(slot.values()) if moved else None

    def slot(self):
        day = datetime.date.today() + datetime.timedelta(days=FIRST_DAY + self.draw.randrange(DAYS))
        minute = 8 * 60 + 30 * self.draw.randrange(24)
        return {"appointmentDate": day.isoformat(), "appointmentTime": f"{minute // 60:02}:{minute % 60:02}"}

    async def read(self):
        """Everything: what nobody has to be told of, since nothing was unread, is in no log."""
        try:
            unread = (await self.ask("notification", "GET", "/api/notifications/unread-count")).json.get("unread")
        except Lost:
            return
        if unread:
            await self.look("notification", "PATCH", "/api/notifications/read-all", "notification.read_all")


class Doctor(Person):
    def __init__(self, cluster, draw):
        super().__init__("DOCTOR", cluster, draw)

        # The traces of the lists of others' appointments that were answered.
        self.reads = []

    async def act(self):
        if self.draw.random() < 0.3:
            await self.look("notification", "GET", "/api/notifications/my", "notification.list", is_told=lambda answer: answer["notifications"])
        trace, fields = traceparent()
        try:
            answer = await self.ask("appointment", "GET", "/api/appointments/my?limit=100", fields=fields)
        except Lost:
            return
        found = answer.json.get("appointments", [])
        if found:
            self.reads.append(trace)
        for appointment in self.draw.sample(found, min(4, len(found))):
            path = f"/api/appointments/{appointment['id']}"
            if appointment["status"] == "PENDING":
                if self.draw.random() < 0.8:
                    await self.change("approved", "PATCH", path + "/approve")
                else:
                    await self.change("rejected", "PATCH", path + "/reject", {"reason": "chaos"})
            elif appointment["status"] == "APPROVED" and self.draw.random() < 0.3:
                await self.change("completed", "PATCH", path + "/complete", {"notes": "chaos"})


async def act_until(stopping, person):
    """Whatever has begun is finished: a request that is cut off by us would be one nobody knows of."""
    while not stopping.is_set():
        await person.act()
        await asyncio.sleep(person.draw.uniform(0.05, 0.3))


def people(cluster, seed, doctors, patients):
    draw = random.Random(f"users {seed}")
    staff = [Doctor(cluster, random.Random(draw.random())) for _ in range(doctors)]
    return staff, [Patient(cluster, random.Random(draw.random()), staff) for _ in range(patients)]
