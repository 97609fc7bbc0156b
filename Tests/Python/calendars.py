"""Reads calendars strictly with two parsers and compares what they find: python3 -W error calendars.py FILE.

FILE holds a JSON array; prints `read <count>` when all is as it should be, else a line for each trouble.
"""

import base64, json, sys, datetime, io, logging
import icalendar
import vobject

start = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.timezone.utc)
end = start + datetime.timedelta(hours=1)

def check(pairs):
    for name, found, wanted in pairs:
        if found != wanted:
            raise ValueError(f"{name}: {found!r} instead of {wanted!r}")

def read_icalendar(raw, case):
    calendars = icalendar.Calendar.from_ical(raw, multiple=True)
    event, = calendars[0].walk("VEVENT")
    check([
        ("calendars", len(calendars), 1), ("errors", calendars[0].errors + event.errors, []),
        ("method", str(calendars[0]["METHOD"]), case["method"]), ("uid", str(event["UID"]), case["uid"]),
        ("sequence", int(event["SEQUENCE"]), case["sequence"]), ("start", event.start, start),
        ("end", event.end, end), ("summary", str(event["SUMMARY"]), case["summary"]),
        ("location", str(event.get("LOCATION", "")), case["location"]),
        ("attendees", len(event.attendees), case["attendees"]),
        ("accepted", {a.params["PARTSTAT"] for a in event.attendees} <= {"ACCEPTED"}, True),
        ("organizer", str(event["ORGANIZER"]), "mailto:bookings@mail.example.com"),
    ])

def read_vobject(raw, case):
    calendar, = vobject.readComponents(raw.decode("utf-8"))
    calendar.validate(raiseException=True)
    event = calendar.vevent
    check([
        ("events", len(calendar.vevent_list), 1), ("method", calendar.method.value, case["method"]),
        ("uid", event.uid.value, case["uid"]), ("sequence", int(event.sequence.value), case["sequence"]),
        ("start", event.dtstart.value, start), ("end", event.dtend.value, end),
        ("summary", event.summary.value, case["summary"]),
        ("location", event.location.value if hasattr(event, "location") else "", case["location"]),
        ("attendees", len(event.contents.get("attendee", [])), case["attendees"]),
        ("organizer", event.organizer.value, "mailto:bookings@mail.example.com"),
    ])

read = 0
with open(sys.argv[1]) as file:
    cases = json.load(file)
for index, case in enumerate(cases):
    raw = base64.b64decode(case["calendar"])
    complaints = io.StringIO()
    logging.basicConfig(stream=complaints, level=logging.WARNING, force=True)
    for parser in (read_icalendar, read_vobject):
        try:
            parser(raw, case)
            if complaints.getvalue():
                raise ValueError(complaints.getvalue())
        except Exception as error:
            print(index, parser.__name__.removeprefix("read_"), repr(error))
        else:
            read += 1
print("read", read // 2)
