"""The fourth promise, checked in the database: what was acknowledged is in the access log, once, and sealed; the log is sound."""
import asyncio
import collections

PATIENCE = 60.0
# The event of the log for each that people are told of.
RECORDED = {
    "created": "appointment.book", "approved": "appointment.approve", "rejected": "appointment.reject", "completed": "appointment.complete",
    "cancelled": "appointment.cancel", "rescheduled": "appointment.reschedule"}

UNSEALED = "SELECT count(*) FROM access_log l WHERE NOT EXISTS (SELECT FROM audit_leaves WHERE entry_id = l.id)"
CHANGES = "SELECT object_id, object_version, event FROM access_log WHERE outcome = 0 AND object_version IS NOT NULL AND action IN ('C', 'U')"
READS = "SELECT encode(trace_id, 'hex'), event FROM access_log WHERE outcome = 0 AND action IN ('R', 'E')"


async def check_records(report, cluster, staff, patients):
    await sealed(report, cluster)
    changes = collections.Counter(tuple(line.split("|")) for line in cluster.sql("appointment", CHANGES).splitlines())
    reads = collections.Counter(tuple(line.split("|")) for line in cluster.sql("appointment", READS).splitlines())
    acknowledged_is_recorded(report, staff + patients, changes)
    read_is_recorded(report, staff, reads)
    output, status = await cluster.run("appointment", "verify-audit")
    if status:
        report.defect(f"verify-audit ends with {status}: {output}")


async def sealed(report, cluster):
    """Everything has its place in the tree once all that was under way has ended."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while waiting := int(cluster.sql("appointment", UNSEALED)):
        if asyncio.get_running_loop().time() > deadline:
            return report.defect(f"{waiting} entries of the access log are not sealed")
        await asyncio.sleep(0.5)


def acknowledged_is_recorded(report, everyone, changes):
    for appointment, version, kind in {entry for person in everyone for entry in person.acknowledged}:
        recorded(report, changes[appointment, str(version), RECORDED[kind]], f"{kind} of {appointment} version {version}")


def read_is_recorded(report, staff, reads):
    for trace in (trace for doctor in staff for trace in doctor.reads):
        recorded(report, reads[trace, "appointment.list"], f"the list of trace {trace}")


def recorded(report, count, what):
    if not count:
        report.lost += 1
        report.defect(f"answered and not in the access log: {what}")
    elif count > 1:
        report.doubled += 1
        report.defect(f"{count} times in the access log: {what}")
