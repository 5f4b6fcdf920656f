"""The fourth promise, checked in the databases: what was acknowledged is in its service's access log, once, and sealed; the logs are sound."""
import asyncio
import collections

LOGS = ("appointment", "auth", "notification")
PATIENCE = 60.0
# The event of the log for each that people are told of.
RECORDED = {
    "created": "appointment.book", "approved": "appointment.approve", "rejected": "appointment.reject", "completed": "appointment.complete",
    "cancelled": "appointment.cancel", "rescheduled": "appointment.reschedule"}

UNSEALED = "SELECT count(*) FROM access_log l WHERE NOT EXISTS (SELECT FROM audit_leaves WHERE entry_id = l.id)"
CHANGES = "SELECT object_id, object_version, event FROM access_log WHERE outcome = 0 AND object_version IS NOT NULL AND action IN ('C', 'U')"
TRACED = "SELECT encode(trace_id, 'hex'), event FROM access_log WHERE outcome = 0 AND trace_id IS NOT NULL"
READS = "SELECT encode(trace_id, 'hex'), event FROM access_log WHERE outcome = 0 AND action IN ('R', 'E')"


async def check_records(report, cluster, staff, patients):
    for service in LOGS:
        await sealed(report, cluster, service)
    acknowledged_is_recorded(report, staff + patients, counted(cluster, "appointment", CHANGES))
    read_is_recorded(report, staff, counted(cluster, "appointment", READS))
    for service in LOGS[1:]:
        traced_is_recorded(report, service, staff + patients, counted(cluster, service, TRACED))
    for service in LOGS:
        output, status = await cluster.run(service, "verify-audit")
        if status:
            report.defect(f"verify-audit of {service} ends with {status}: {output}")


def counted(cluster, service, query):
    return collections.Counter(tuple(line.split("|")) for line in cluster.sql(service, query).splitlines())


async def sealed(report, cluster, service):
    """Everything has its place in the tree once all that was under way has ended."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while waiting := int(cluster.sql(service, UNSEALED)):
        if asyncio.get_running_loop().time() > deadline:
            return report.defect(f"{waiting} entries of the access log of {service} are not sealed")
        await asyncio.sleep(0.5)


def acknowledged_is_recorded(report, everyone, changes):
    for appointment, version, kind in {entry for person in everyone for entry in person.acknowledged}:
        recorded(report, changes[appointment, str(version), RECORDED[kind]], f"{kind} of {appointment} version {version}")


def read_is_recorded(report, staff, reads):
    for trace in (trace for doctor in staff for trace in doctor.reads):
        recorded(report, reads[trace, "appointment.list"], f"the list of trace {trace}")


def traced_is_recorded(report, service, everyone, entries):
    for log, trace, event in (each for person in everyone for each in person.traced):
        if log == service:
            recorded(report, entries[trace, event], f"{event} of trace {trace} in {service}")


def recorded(report, count, what):
    if not count:
        report.lost += 1
        report.defect(f"answered and not in the access log: {what}")
    elif count > 1:
        report.doubled += 1
        report.defect(f"{count} times in the access log: {what}")
