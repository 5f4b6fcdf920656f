"""The pages say what is so: times in named zones, whole lists, and what an act will do before it is done."""
import datetime
import glob
import os
import tempfile
import unittest

from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead

# Every list of the API in pages of two, so that whatever drops `nextCursor` shows too little.
PAGES_OF_TWO = """const plain = window.fetch
    window.fetch = (path, ...rest) => plain(path.replace(/([?&])limit=\\d+/, '$1limit=2'), ...rest)"""

# web/ui/time.js in one zone after the other; answers what is wrong.
TIMES = """const done = arguments[arguments.length - 1];
(async () => {
  const { instantAt, dateIn, clock, addDays } = await import('/ui/time.js'), wrong = []
  const shown = (instant, zone) => `${dateIn(instant, zone)}T${clock(instant, zone)}`
  for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'America/St_Johns',
    'Africa/Casablanca', 'America/Asuncion', 'Asia/Kathmandu']) {
    for (let date = '2026-01-01'; date < '2028-01-01'; date = addDays(date, 1)) for (const time of ['00:00', '01:30', '02:30', '03:00', '23:59']) {
      const text = `${date}T${time}`, first = instantAt(text, zone), last = instantAt(text, zone, true)
      const isSkipped = shown(first, zone) !== text, hour = 3600000
      if (first > last || (shown(last, zone) !== text) !== isSkipped) wrong.push([zone, text, first, last])
      // Nothing earlier shows it, nor anything later.
      for (const step of [hour / 2, hour]) {
        if (!isSkipped && shown(Date.parse(first) - step, zone) === text) wrong.push([zone, text, 'not the first'])
        if (!isSkipped && shown(Date.parse(last) + step, zone) === text) wrong.push([zone, text, 'not the last'])
      }
      if (isSkipped && shown(first, zone).slice(0, 10) !== date && time !== '23:59') wrong.push([zone, text, 'another day'])
    }
  }
  return wrong.slice(0, 5)
})().then(done, error => done([String(error)]))"""


class TruthTests(Case):
    def zoned(self, zone, *scripts):
        page = self.browser(*scripts)
        page.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": zone})
        return page

    def test_a_wall_time_is_its_instant_in_every_zone(self):
        page = self.zoned("America/New_York")
        page.open()
        page.find("[name=email]")
        self.assertEqual(page.driver.execute_async_script(TIMES), [])

    def test_a_time_is_the_same_wherever_it_is_shown(self):
        doctor, _ = self.doctor("dan", "Europe/Berlin", self.zoned("Asia/Tokyo"))
        name = "Dan" + self.mark
        for viewer in ("America/New_York", "Pacific/Kiritimati", "Europe/Berlin"):
            with self.subTest(viewer=viewer):
                patient = self.zoned(viewer)
                patient.register("PATIENT", "Via", "Zone", self.email("via-" + viewer.split("/")[1].lower()))
                self.find_doctor(patient, name)
                day = patient.read(".calendar .free", "data-date")
                patient.click("[aria-label='Next month']")
                patient.wait(lambda: patient.read(".calendar .free", "data-date") > day, "the next month")
                date = patient.read(".calendar .free", "data-date")
                patient.click(f"[data-date='{date}']")
                long = datetime.date.fromisoformat(date).strftime("%A, %-d %B %Y")
                patient.sees(long, ".times h2")
                # Whole days of the clinic's, whatever day the viewer has.
                patient.wait(lambda: self.count(patient, ".slot") > 20 and patient.read(".slot", "data-time") == "00:00", "all of the day's times")
                patient.sees("Europe/Berlin", ".times .hint")
                slot = patient.script("""const slot = document.querySelector(".slot[data-time='00:30']") ?? document.querySelector('.slot')
                    return [slot.firstChild.textContent, slot.dataset.time, slot.querySelector('small')?.textContent ?? null]""")
                self.assertEqual(slot[0], slot[1])
                self.assertEqual(slot[2] is None, viewer == "Europe/Berlin")
                if viewer != "Europe/Berlin":
                    self.accessible(patient, "patient-book-" + viewer.split("/")[1])
                    self.fits_a_phone(patient, "patient-book-" + viewer.split("/")[1])
                patient.click(f".slot[data-time='{slot[1]}']")
                said = patient.read(".summing .when")
                self.assertTrue(said.startswith(f"{long}, {slot[1]}–") and said.endswith("(Europe/Berlin)"), said)
                if slot[2]:
                    yours = patient.read(".summing > .hint")
                    self.assertIn(viewer, yours)
                    self.assertIn(slot[2][-5:], yours)
                patient.press("Book appointment", "main")
                patient.sees(said, ".appointment .when")
                if slot[2]:
                    patient.sees(yours, ".appointment .hint")
                # The doctor's calendar, from Tokyo, is the clinic's day too, and the dialog says the same.
                doctor.go("/calendar")
                while not self.week_has(doctor, date):
                    before = doctor.read("main > h2")
                    doctor.click("main [aria-label=Later]")
                    doctor.wait(lambda: doctor.read("main > h2") != before, "the next week")
                doctor.sees(slot[1], ".entry b")
                # At night the page begins at the hour that is now, just below it.
                doctor.script("document.querySelector('.entry').scrollIntoView({block: 'center'})")
                doctor.click(".entry")
                doctor.sees(said, "dialog .when")
                doctor.press("Close", "dialog")
                patient.press("Cancel", ".appointment")
                patient.press("Cancel appointment", "dialog")
                patient.sees("Cancelled", ".appointment .badge")

    def week_has(self, page, date):
        first = datetime.datetime.strptime(page.read("main > h2").split(" – ")[0], "%A, %d %B %Y").date()
        return first <= datetime.date.fromisoformat(date) < first + datetime.timedelta(days=7)

    def test_every_list_has_an_end_that_can_be_reached(self):
        doctor, doctor_id = self.doctor("pia", page=self.browser(PAGES_OF_TWO))
        patient, day = self.browser(PAGES_OF_TWO), weekday_ahead(0)
        patient.register("PATIENT", "Lou", "Long", self.email("lou"))
        for number in range(5):
            self.visit(patient, doctor_id, day, f"{9 + number:02}:00")
        doctor.go("/calendar")
        for _ in range(2):
            doctor.click("main [aria-label=Later]")
        doctor.wait(lambda: self.count(doctor, ".entry") == 5, "all visits of the week")
        self.accessible(doctor, "doctor-week")
        # Time off over them names each, before it is done.
        doctor.go("/schedule")
        for name, clock in (("from", "00:00"), ("to", "23:59")):
            doctor.script("const field = document.querySelector(`[name=${arguments[0]}]`); field.value = arguments[1]", name, f"{day}T{clock}")
        doctor.press("Add time off", "form")
        doctor.sees("5 visits are in this time", "dialog h2")
        self.assertEqual(self.count(doctor, "dialog .hit li"), 5)
        self.accessible(doctor, "doctor-time-off-dialog")
        doctor.appearance("light", phone=True)
        doctor.shot("doctor-time-off-dialog-phone")
        doctor.appearance()
        doctor.press("Back", "dialog")
        self.assertEqual(doctor.call("GET", "/api/appointments/schedule")[1]["timeOff"], [])
        doctor.press("Add time off", "form")
        doctor.press("Add time off", "dialog")
        doctor.sees("Saved.", ".toast")
        self.assertEqual(len(doctor.call("GET", "/api/appointments/schedule")[1]["timeOff"]), 1)
        for page, path, css, whole in ((patient, "/appointments", ".appointment", 5), (doctor, "/", ".appointment", 5), (doctor, "/notifications", "main .note", 5)):
            with self.subTest(path=path):
                page.go(path)
                page.find(css)
                while self.count(page, css) < whole:
                    before = self.count(page, css)
                    page.press("Show more", "main")
                    page.wait(lambda: self.count(page, css) > before, "more")
                self.assertEqual(self.count(page, css), whole)
        # Doctors, and the sessions of an account.
        for number in range(2):
            self.doctor(f"pia{number}")
        patient.go("/")
        patient.find(".doctors")
        patient.script("document.querySelector('.doctors').dataset.before = ''")
        patient.type("q", "Truth")
        patient.wait(lambda: self.count(patient, ".doctors:not([data-before]) .doctor") == 2, "the first doctors")
        patient.press("Show more", "main")
        patient.wait(lambda: self.count(patient, ".doctor") > 2, "more doctors")
        # Each that comes into view says when it is free next.
        for card in patient.driver.find_elements("css selector", ".doctor"):
            patient.script("arguments[0].scrollIntoView({ block: 'center' })", card)
            patient.wait(lambda: card.find_elements("css selector", ".first"), "the next free time")
        self.assertEqual(self.count(patient, ".doctor .first:not(:empty)"), self.count(patient, ".doctor"))
        for _ in range(2):
            self.browser().sign_in(self.email("lou"))
        patient.go("/account")
        patient.wait(lambda: self.count(patient, ".end-session") == 2, "all sessions but this one")

    def test_an_absence_for_a_day_is_that_day_in_the_doctors_zone(self):
        for viewer, zone in (("America/New_York", "Asia/Tokyo"), ("Pacific/Kiritimati", "America/New_York")):
            with self.subTest(viewer=viewer, zone=zone):
                who = "off" + zone.split("/")[1].lower().replace("_", "")
                doctor, _ = self.doctor(who, zone, self.zoned(viewer))
                doctor.go("/schedule")
                doctor.sees(zone, ".two label")
                day = weekday_ahead(2, weeks=30)
                for name, text in (("from", f"{day}T00:00"), ("to", f"{day + datetime.timedelta(days=1)}T00:00")):
                    doctor.script("document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]", name, text)
                doctor.press("Add time off", "form")
                doctor.sees(zone, ".rows li")
                self.assertIn(f"{day.day} {day.strftime('%b')}", doctor.read(".rows li")[:12])
                answer = doctor.call("GET", f"/api/appointments/availability?doctorId={self.me(doctor)}&date={day - datetime.timedelta(days=1)}&days=3")[1]
                self.assertEqual([len(each["slots"]) for each in answer["days"]], [48, 0, 48])

    def test_an_absence_without_a_time_or_the_wrong_way_round_is_told_at_its_field(self):
        doctor, _ = self.doctor("err")
        doctor.go("/schedule")
        doctor.press("Add time off", "form")
        doctor.find("[name=from][aria-invalid]")
        for name, text in (("from", "2027-05-05T12:00"), ("to", "2027-05-05T11:00")):
            doctor.script("document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]", name, text)
        doctor.press("Add time off", "form")
        doctor.find("[name=to][aria-invalid]")
        doctor.sees("later than the start", ".field .error")

    def test_a_doctor_without_hours_is_told_everywhere_that_everybody_can_book(self):
        doctor = self.browser()
        doctor.register("DOCTOR", "Open" + self.mark, "Always", self.email("open"))
        for path in ("/", "/calendar", "/schedule", "/notifications", "/account"):
            doctor.go(path)
            doctor.sees("You have not set your working hours", ".banner")
        doctor.go("/schedule")
        self.assertEqual(self.count(doctor, ".weekday"), 7)
        notes = lambda: [each.text for each in doctor.driver.find_elements("css selector", ".weekday .hint") if each.is_displayed()]
        self.assertEqual(notes(), ["Open at any time"] * 7)
        self.accessible(doctor, "doctor-schedule-unset")
        doctor.click("[aria-label='Add hours on Monday']")
        self.assertEqual(notes(), ["Closed"] * 6)
        doctor.click("[aria-label='Remove: Monday']")
        self.assertEqual(notes(), ["Open at any time"] * 7)
        doctor.click("[aria-label='Add hours on Monday']")
        doctor.press("Save", "form")
        doctor.gone(".banner")
        self.fits_a_phone(doctor, "doctor-schedule-set")

    def test_names_in_any_script_keep_their_places(self):
        doctor, patient = self.browser(), self.browser()
        doctor.register("DOCTOR", "ليلى" + self.mark, "حداد", self.email("layla"))
        patient.register("PATIENT", "سامي", "نجار", self.email("sami"))
        self.visit(patient, self.me(doctor), weekday_ahead(1), "09:00")
        admin = self.admin()
        admin.go(f"/all?doctorId={self.me(doctor)}")
        admin.sees("سامي", ".appointment")
        places = admin.script("""const title = [...document.querySelectorAll('.appointment')].find(each => each.textContent.includes('سامي'))
            return [...title.querySelectorAll('bdi')].map(each => [each.textContent, each.getBoundingClientRect().left, each.getBoundingClientRect().top])""")
        self.assertEqual([name for name, _, _ in places], ["سامي نجار", f"ليلى{self.mark} حداد"])
        self.assertTrue(places[0][1] < places[1][1] or places[0][2] < places[1][2], places)
        admin.shot("admin-names")
        for page, path, css in ((patient, "/appointments", ".appointment h2"), (patient, "/", ".doctor"), (patient, "/notifications", ".note p"),
                                (doctor, "/", ".appointment h2"), (admin, "/", ".rows li")):
            with self.subTest(path=path):
                page.go(path)
                page.find(css + " bdi")

    def test_a_decline_needs_a_reason_and_stale_buttons_say_what_is_so(self):
        doctor, doctor_id = self.doctor("stan")
        patient = self.browser()
        patient.register("PATIENT", "Sue", "Stale", self.email("sue"))
        visits = [self.visit(patient, doctor_id, weekday_ahead(0), f"{9 + number:02}:00") for number in range(2)]
        doctor.go("/")
        card = f"[data-id='{visits[0]['id']}']"
        doctor.press("Decline", card)
        doctor.sees("Sue", "dialog")
        doctor.press("Decline", "dialog")
        doctor.find("dialog [name=text][aria-invalid]")
        doctor.sees("Write why", "dialog .error")
        doctor.press("Back", "dialog")
        self.assertEqual(doctor.call("GET", f"/api/appointments/{visits[0]['id']}")[1]["status"], "PENDING")
        # Meanwhile it is over; the dialog was opened before.
        patient.go("/appointments")
        patient.press("Cancel", card)
        for action in ("approve", "complete"):
            self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visits[0]['id']}/{action}", {} if action == "complete" else None)[0], 200)
        patient.press("Cancel appointment", "dialog")
        patient.sees("“Completed” by now", "dialog")
        self.assertNotIn("COMPLETED", patient.read("body"))

    def test_add_to_calendar_outlives_the_access_cookie(self):
        doctor, doctor_id = self.doctor("ian")
        patient = self.browser()
        patient.register("PATIENT", "Ida", "Ics", self.email("ida"))
        visit = self.visit(patient, doctor_id, weekday_ahead(0), "09:00")
        self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visit['id']}/approve")[0], 200)
        patient.go("/appointments")
        with tempfile.TemporaryDirectory() as folder:
            patient.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": folder})
            patient.driver.execute_cdp_cmd("Network.deleteCookies", {"name": "accessToken", "url": patient.url})
            patient.press("Add to calendar", ".appointment")
            found = patient.wait(lambda: glob.glob(os.path.join(folder, "*.ics")), "the file")
            with open(found[0]) as file:
                self.assertTrue(file.read().startswith("BEGIN:VCALENDAR"))

    def test_the_day_view_and_the_bell_fit_every_window(self):
        doctor, doctor_id = self.doctor("fay")
        patient = self.browser()
        patient.register("PATIENT", "Flo", "Fit", self.email("flo"))
        self.visit(patient, doctor_id, datetime.date.today() + datetime.timedelta(days=1), "09:00")
        doctor.go("/calendar")
        doctor.press("Day", "main")
        doctor.click("main [aria-label=Earlier]")
        doctor.wait(lambda: doctor.shown(".day-view section"), "the day")
        for width in (1200, 390, 320):
            with self.subTest(width=width):
                doctor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 700})
                day, main = doctor.script("return ['.day-view section', '.day-view'].map(css => document.querySelector(css).getBoundingClientRect().width)")
                self.assertGreater(day, main * 0.8, "the day has what the hours beside it leave")
                doctor.shot(f"doctor-day-{width}")
                doctor.click(".bell")
                doctor.find(".panel .note")
                left, right = doctor.script("const box = document.querySelector('.panel').getBoundingClientRect(); return [box.left, box.right]")
                self.assertGreaterEqual(left, 0)
                self.assertLessEqual(right, width)
                doctor.shot(f"doctor-bell-{width}")
                doctor.keys(Keys.ESCAPE)
                doctor.gone(".panel")


if __name__ == "__main__":
    unittest.main()
