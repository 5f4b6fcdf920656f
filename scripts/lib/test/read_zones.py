"""Reads the zones and the starts of an iCalendar file with dateutil, whose rules have no end, and prints the starts in UTC, in their order, as JSON."""
import io
import json
import re
import sys
from datetime import datetime, timezone

from dateutil.tz import tzical

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    text = file.read().replace("\r\n ", "").replace("\r\n", "\n")
zones = tzical(io.StringIO(text))
starts = []
for event in re.findall("BEGIN:VEVENT\n(.*?)END:VEVENT", text, re.S):
    zone, wall = re.search("^DTSTART(?:;TZID=([^:]*))?:(.*)$", event, re.M).groups()
    moment = datetime.strptime(wall.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(zone) if zone else timezone.utc)
    starts.append(moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
print(json.dumps(starts))
