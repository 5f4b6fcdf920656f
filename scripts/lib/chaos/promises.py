"""The three promises, checked from the outside when everything runs again: through the API, against what the users remember."""
import asyncio
import collections

HELD = ("PENDING", "APPROVED", "COMPLETED")


class Report:
    def __init__(self):
        self.transitions = self.lost = self.doubled = self.overlaps = 0
        self.defects = []

    def defect(self, text):
        self.defects.append(text)


def event_type(change, index):
    """What the nth entry of a history was told as."""
    if index == 0:
        return "created"
    if change["from"] == change["to"] or (change["from"], change["to"]) == ("APPROVED", "PENDING"):
        return "rescheduled"
    return change["to"].lower()


def recipients(kind, change, appointment):
    patient, doctor = appointment["patientId"], appointment["doctorId"]
    if kind in ("created", "cancelled"):
        return (patient, doctor)
    if kind == "rescheduled":
        return (doctor,) if change["actorRole"] == "PATIENT" else (patient,)
    return (patient,)


async def check(staff, patients):
    report, everyone = Report(), staff + patients
    appointments = await all_appointments(patients)
    no_overlap(report, appointments.values())
    expected = await what_happened(report, appointments, patients)
    acknowledged_is_there(report, everyone, expected)
    for person in everyone:
        inbox = await settled_inbox(person, expected[person.id])
        exactly_once_in_order(report, person, inbox, expected[person.id])
        await log_equals_inbox(report, person)
    return report


async def all_appointments(patients):
    found = {}
    for patient in patients:
        for appointment in await patient.pages("appointment", "/api/appointments/my", "appointments"):
            found[appointment["id"]] = appointment
    return found


def no_overlap(report, appointments):
    by_person = collections.defaultdict(list)
    for appointment in appointments:
        if appointment["status"] in HELD:
            for person in (appointment["doctorId"], appointment["patientId"]):
                by_person[person].append((appointment["startsAt"], appointment["endsAt"], appointment["id"]))
    for times in by_person.values():
        times.sort()
        for (_, end, one), (begin, _, other) in zip(times, times[1:]):
            if begin < end:
                report.overlaps += 1
                report.defect(f"appointments {one} and {other} overlap")


async def what_happened(report, appointments, patients):
    """{person: {(appointment, version): type}} of what each must have been told, by the appointments' histories."""
    expected = collections.defaultdict(dict)
    owner = {patient.id: patient for patient in patients}
    limit = asyncio.Semaphore(16)

    async def one(appointment):
        async with limit:
            person = owner[appointment["patientId"]]
            path = f"/api/appointments/{appointment['id']}/history"
            for index, change in enumerate((await person.surely("appointment", "GET", path))["history"]):
                kind = event_type(change, index)
                report.transitions += 1
                for told in recipients(kind, change, appointment):
                    expected[told][(appointment["id"], index + 1)] = kind

    await asyncio.gather(*(one(appointment) for appointment in appointments.values()))
    return expected


def acknowledged_is_there(report, everyone, expected):
    happened = collections.Counter()
    seen = set()
    for told in expected.values():
        for (appointment, version), kind in told.items():
            if (appointment, version) not in seen:
                seen.add((appointment, version))
                happened[(appointment, kind)] += 1
    answered = collections.Counter(entry for person in everyone for entry in person.acknowledged)
    for entry, count in (answered - happened).items():
        report.lost += count
        report.defect(f"acknowledged and not there: {entry}")
    phantom = sum((happened - answered).values())
    if phantom > sum(person.unknown for person in everyone):
        report.defect(f"{phantom} transitions that nobody was told of, more than requests without an answer")


async def settled_inbox(person, expected):
    """The whole inbox, oldest first, when everything expected has arrived or nothing more comes."""
    deadline = asyncio.get_running_loop().time() + 60
    while True:
        inbox = await person.pages("notification", "/api/notifications/my", "notifications")
        if len(inbox) >= len(expected) or asyncio.get_running_loop().time() > deadline:
            return inbox[::-1]
        await asyncio.sleep(0.5)


def exactly_once_in_order(report, person, inbox, expected):
    told = collections.Counter()
    newest = {}
    for notification in inbox:
        key = (notification["metadata"]["appointmentId"], notification["metadata"]["version"])
        kind = notification["type"].removeprefix("appointment.")
        told[key] += 1
        if expected.get(key) != kind:
            report.defect(f"{person.role} was told {kind} of {key}, which is {expected.get(key)}")
        if newest.get(key[0], 0) >= key[1] and told[key] == 1:
            report.defect(f"{person.role} was told of {key} after version {newest[key[0]]}")
        newest[key[0]] = key[1]
    for key, count in told.items():
        if count > 1:
            report.doubled += count - 1
            report.defect(f"{person.role} was told of {key} {count} times")
    for key in expected.keys() - told.keys():
        report.lost += 1
        report.defect(f"{person.role} was never told of {key}: {expected[key]}")


async def log_equals_inbox(report, person):
    """What the socket told, and the list, are one: the same position, count and notifications."""
    log, deadline = person.log, asyncio.get_running_loop().time() + 30
    while True:
        page = await person.surely("notification", "GET", "/api/notifications/my?limit=1")
        if (log.position, log.unread) == (page["position"], page["unread"]) or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.1)
    if (log.position, log.unread) != (page["position"], page["unread"]):
        report.defect(f"{person.role}'s socket is at {log.position} with {log.unread} unread, the list at {page['position']} with {page['unread']}")
    for text in log.defects:
        report.defect(text)
    for notification in await person.pages("notification", "/api/notifications/my", "notifications"):
        if notification["seq"] > log.begins_after:
            told = log.changes.get(notification["seq"], {}).get("notification", {})
            if told.get("id") != notification["id"]:
                report.defect(f"{person.role}'s socket was not told of {notification['seq']} as the list has it")
