"""Reads an iCalendar file with the package icalendar and prints what a calendar program would show: one JSON object."""
import json
import sys
from datetime import timezone

from icalendar import Calendar

with open(sys.argv[1], "rb") as file:
    octets = file.read()
lines = octets.split(b"\r\n")
assert lines[-1] == b"" and all(b"\n" not in line and len(line) <= 75 for line in lines), "lines"
for line in lines:
    line.decode()  # folded between characters

calendar = Calendar.from_ical(octets)
problems = [str(error) for part in calendar.walk() for error in part.errors]
zones = {}
for zone in calendar.walk("VTIMEZONE"):
    zones[str(zone["TZID"])] = zone.to_tz(lookup_tzid=False)
events = []
for event in calendar.walk("VEVENT"):
    start = event["DTSTART"]
    moment = start.dt
    if "TZID" in start.params:
        # By the file's own VTIMEZONE, not by the reader's tables.
        moment = moment.replace(tzinfo=zones[start.params["TZID"]])
    events.append({
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "stamp": event["DTSTAMP"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "modified": event["LAST-MODIFIED"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "organizer": str(event["ORGANIZER"]),
        "start": moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zone": start.params.get("TZID"),
        "minutes": int(event["DURATION"].dt.total_seconds() // 60),
    })
assert calendar.subcomponents, "an iCalendar object holds a component (RFC 5545 section 3.6)"
print(json.dumps({
    "version": str(calendar["VERSION"]), "method": str(calendar["METHOD"]), "description": str(calendar.get("DESCRIPTION", "")),
    "problems": problems, "zones": sorted(zones), "events": events,
}))
