"""The three promises, checked from the outside when everything runs again: through the API, against what the users remember."""
import asyncio
import collections

HELD = ("PENDING", "APPROVED", "COMPLETED")
# Who is told of what; of a new time the other party is.
TOLD = {"created": "both", "cancelled": "both", "rescheduled": "one", "approved": "patient", "rejected": "patient", "completed": "patient"}
PATIENCE = 60.0


class Report:
    def __init__(self):
        self.transitions = self.lost = self.doubled = self.overlaps = 0
        self.defects = []

    def defect(self, text):
        self.defects.append(text)


async def check(staff, patients):
    report, everyone = Report(), staff + patients
    appointments = {a["id"]: a for patient in patients for a in await patient.pages("appointment", "/api/appointments/my", "appointments")}
    report.transitions = sum(appointment["version"] for appointment in appointments.values())
    no_overlap(report, appointments.values())
    inboxes = await settled_inboxes(everyone, appointments)
    told = exactly_once_in_order(report, inboxes)
    everyone_concerned(report, appointments, told)
    acknowledged_is_there(report, everyone, told)
    for person in everyone:
        await log_equals_inbox(report, person, inboxes[person.id])
    return report


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


def changes(inbox):
    """Notifications of changes: there are others, of who has looked."""
    return [notification for notification in inbox if notification["type"].removeprefix("appointment.") in TOLD]


def key(notification):
    return notification["metadata"]["appointmentId"], notification["metadata"]["version"]


async def settled_inboxes(everyone, appointments):
    """Every inbox, oldest first, when somebody has been told of each version of each appointment; or when patience ends."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    wanted = {(a["id"], version) for a in appointments.values() for version in range(1, a["version"] + 1)}
    while True:
        inboxes = {}
        for person in everyone:
            inboxes[person.id] = (await person.pages("notification", "/api/notifications/my", "notifications"))[::-1]
        told = {key(notification) for inbox in inboxes.values() for notification in changes(inbox)}
        if wanted <= told or asyncio.get_running_loop().time() > deadline:
            return inboxes
        await asyncio.sleep(0.5)


def exactly_once_in_order(report, inboxes):
    """{(appointment, version): {person: kind}}"""
    told = collections.defaultdict(dict)
    for person, inbox in inboxes.items():
        newest = {}
        for notification in changes(inbox):
            (appointment, version), kind = key(notification), notification["type"].removeprefix("appointment.")
            if person in told[appointment, version]:
                report.doubled += 1
                report.defect(f"{person} was told twice of {appointment} version {version}")
            elif version <= newest.get(appointment, 0):
                report.defect(f"{person} was told of {appointment} version {version} after {newest[appointment]}")
            told[appointment, version][person] = kind
            newest[appointment] = max(version, newest.get(appointment, 0))
    return told


def everyone_concerned(report, appointments, told):
    for appointment in appointments.values():
        patient, doctor = appointment["patientId"], appointment["doctorId"]
        for version in range(1, appointment["version"] + 1):
            people = told.pop((appointment["id"], version), {})
            kinds = set(people.values())
            told_as = TOLD.get(next(iter(kinds), None))
            right = {"both": [{patient, doctor}], "one": [{patient}, {doctor}], "patient": [{patient}]}.get(told_as, [])
            if len(kinds) != 1 or set(people) not in right or (version == 1) != (kinds == {"created"}):
                report.lost += 1
                report.defect(f"{appointment['id']} version {version}: told {people or 'nobody'}; patient {patient}, doctor {doctor}")
            told[appointment["id"], version] = people
    for appointment, version in told:
        if appointment not in appointments or version > appointments[appointment]["version"]:
            report.defect(f"somebody was told of {appointment} version {version}, which is not there")


def acknowledged_is_there(report, everyone, told):
    """The person who changed something was answered with the version that it became, which the others are told of."""
    happened = {(appointment, version, kind) for (appointment, version), people in told.items() for kind in people.values()}
    answered = collections.Counter(entry for person in everyone for entry in person.acknowledged)
    for entry, count in answered.items():
        if entry not in happened:
            report.lost += 1
            report.defect(f"acknowledged and not told: {entry}")
        if count > 1:
            report.doubled += 1
            report.defect(f"acknowledged {count} times: {entry}")
    unanswered = len(happened - set(answered))
    if unanswered > sum(person.unknown for person in everyone):
        report.defect(f"{unanswered} transitions without an answer, more than there were requests without one")


async def log_equals_inbox(report, person, inbox):
    """What the socket told, and the list, are one: the same position, count and notifications."""
    log, deadline = person.log, asyncio.get_running_loop().time() + PATIENCE
    while True:
        page = await person.surely("notification", "GET", "/api/notifications/my?limit=1")
        if (log.position, log.unread) == (page["position"], page["unread"]) or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.1)
    if (log.position, log.unread) != (page["position"], page["unread"]):
        report.defect(f"{person.id}: socket at {log.position}, {log.unread} unread; list at {page['position']}, {page['unread']} unread")
    for text in log.defects:
        report.defect(text)
    for notification in inbox:
        if notification["seq"] > log.begins_after:
            if log.changes.get(notification["seq"], {}).get("notification", {}).get("id") != notification["id"]:
                report.defect(f"{person.id}: the socket did not tell {notification['seq']} as the list has it")
