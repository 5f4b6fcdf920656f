"""A doctor's grid of time: where visits stand, what is hatched, and moving by keys and by dragging."""
import datetime
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead

# Random days of visits: no two in one lane at once, each inside its lanes, and no more lanes than overlap.
LANES = """const done = arguments[0];
(async () => {
  const { lanes } = await import('/pages/doctor/grid.js'), wrong = []
  let seed = 7
  const random = most => { seed = seed * 48271 % 2147483647; return seed % most }
  for (let turn = 0; turn < 2000; turn++) {
    const items = Array.from({ length: random(12) }, (_, item) => { const from = random(40) * 5; return { item, from, to: from + 5 + random(12) * 5 } })
    const placed = lanes(items), meet = (a, b) => a.from < b.to && b.from < a.to
    if (placed.length !== items.length) wrong.push(['lost', items])
    for (const a of placed) {
      if (a.lane >= a.lanes) wrong.push(['outside', a])
      for (const b of placed) if (a !== b && a.lane === b.lane && meet(a, b)) wrong.push(['together', a, b])
      for (const b of placed) if (meet(a, b) && a.lanes !== b.lanes) wrong.push(['of different width', a, b])
    }
    const deepest = Math.max(0, ...placed.map(a => placed.filter(b => b.from <= a.from && a.from < b.to).length))
    if (Math.max(0, ...placed.map(each => each.lanes)) > deepest) wrong.push(['too narrow', items])
  }
  return wrong.slice(0, 3)
})().then(done, error => done([String(error)]))"""

# A week of 300 visits in the place of the API's answer.
FULL = """const plain = window.fetch
    window.fetch = async (path, ...rest) => {
        if (!window.isFull || !String(path).startsWith('/api/appointments/my')) return plain(path, ...rest)
        const from = Date.parse(new URL(path, location.origin).searchParams.get('from')) + 86400000
        const appointments = Array.from({ length: 300 }, (_, index) => {
            const startsAt = from + index % 7 * 86400000 + (8 * 60 + Math.floor(index / 7) * 15) * 60000
            return { id: String(index), patientName: `Patient ${index}`, status: 'APPROVED', timeZone: 'UTC', version: 1,
                startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + 900000).toISOString() } })
        return new Response(JSON.stringify({ appointments, nextCursor: null }), { headers: { 'Content-Type': 'application/json' } })
    }"""


class CalendarTests(Case):
    def week(self, who):
        """A doctor from 09:00 to 17:00 on weekdays, in the week that is shown, with a patient."""
        doctor, doctor_id = self.doctor(who, page=self.browser(FULL), hours=[{"weekday": day, "from": "09:00", "to": "17:00"} for day in range(1, 6)])
        patient = self.browser()
        patient.register("PATIENT", "Cal", who.capitalize(), self.email("cal-" + who))
        return doctor, doctor_id, patient

    def test_overlapping_visits_share_the_width(self):
        page = self.browser()
        page.open()
        page.find("[name=email]")
        self.assertEqual([], page.driver.execute_async_script(LANES))

    def test_visits_stand_where_their_time_is_and_absences_are_seen(self):
        doctor, doctor_id, patient = self.week("gri")
        monday = weekday_ahead(0)
        for clock in ("09:00", "11:30"):
            self.visit(patient, doctor_id, monday, clock)
        status, answer = doctor.call("POST", "/api/appointments/time-off", {"from": f"{monday + datetime.timedelta(days=2)}T00:00:00Z", "to": f"{monday + datetime.timedelta(days=3)}T12:00:00Z", "reason": "Conference"})
        self.assertEqual(status, 201, answer)
        doctor.go(f"/calendar?date={monday}&view=week")
        doctor.wait(lambda: self.count(doctor, ".entry") == 2, "both visits")
        gap, minute = doctor.script("""const [first, second] = [...document.querySelectorAll('.entry')].map(each => each.getBoundingClientRect().top)
            const open = document.querySelector('.track .open').getBoundingClientRect(); return [second - first, open.height / 480]""")
        self.assertAlmostEqual(gap / minute, 150, delta=2)
        self.assertEqual(self.count(doctor, ".away"), 2)
        self.assertEqual(self.count(doctor, ".track .open"), 5)
        doctor.sees("Conference", ".away")
        doctor.sees("Closed", ".agenda h3")
        self.accessible(doctor, "doctor-grid")
        doctor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        self.assertIsNone(doctor.shown(".top"))
        self.assertGreater(doctor.script("const grid = document.querySelector('.agenda'); return grid.clientHeight + 1"), doctor.script("return document.querySelector('.agenda').scrollHeight - 1"), "all of it is printed")
        doctor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        # The visit opens beside the grid, which goes on working.
        doctor.click(".entry")
        doctor.sees("Cal", "dialog.side")
        self.assertFalse(doctor.script("return document.querySelector('dialog').matches(':modal')"))
        self.accessible(doctor, "doctor-grid-panel")
        doctor.keys(Keys.ESCAPE)
        doctor.gone("dialog")
        self.assertTrue(doctor.focused("matches('.entry')"))
        doctor.go(f"/calendar?date={monday}&view=day")
        doctor.find(".strip [aria-pressed=true]")
        self.fits_a_phone(doctor, "doctor-day-strip")

    def test_long_names_and_reasons_take_no_more_room_than_short_ones(self):
        doctor, doctor_id, short = self.week("lon")
        monday, long = weekday_ahead(0), self.browser()
        long.register("PATIENT", "Wolfeschlegelsteinhausen" * 4, "Bergerdorff" * 9, self.email("long"))
        self.visit(short, doctor_id, monday, "09:00", "A cough")
        story = self.visit(long, doctor_id, monday, "10:00", "A long story. " * 140)["id"]
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 2, "the requests")
        sizes = lambda css: doctor.script("return [...document.querySelectorAll(arguments[0])].map(each => { const box = each.getBoundingClientRect(); return [box.width, box.height] })", css)
        (_, one), (_, other) = sizes(".line")
        self.assertLess(other, 2 * one + 24)
        self.fits_a_phone(doctor, "doctor-long-names")
        doctor.go(f"/calendar?date={monday}&view=week")
        doctor.wait(lambda: self.count(doctor, ".entry") == 2, "both visits")
        self.assertEqual(*sizes(".entry"))
        doctor.go(f"/appointments/{story}")
        doctor.press("Show all", ".appointment")
        doctor.press("Show less", ".appointment")
        self.assertLess(sizes("dd")[0][1], 200)

    def moved_to(self, patient):
        each = patient.call("GET", "/api/appointments/my")[1]["appointments"][0]
        return each["appointmentDate"], each["appointmentTime"]

    def test_a_visit_is_moved_by_keys_alone(self):
        doctor, doctor_id, patient = self.week("key")
        monday = weekday_ahead(0)
        self.visit(patient, doctor_id, monday, "10:00")
        doctor.go(f"/calendar?date={monday}&view=week")
        doctor.find(".entry")
        doctor.script("document.querySelector('.entry').focus()")
        doctor.keys("m", Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ESCAPE)
        self.assertEqual(self.count(doctor, "dialog"), 0)
        self.assertTrue(doctor.focused("matches('.entry')"), "it is back where it was, with the focus")
        doctor.keys("m", Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ENTER)
        doctor.sees("10:30–11:00", "dialog .moved b")
        self.assertEqual(self.moved_to(patient), (str(monday), "10:00"), "nothing happens before the question is answered")
        doctor.press("Move appointment", "dialog")
        doctor.wait(lambda: self.moved_to(patient) == (str(monday + datetime.timedelta(days=1)), "10:30"), "the visit is moved")
        doctor.gone("dialog")
        doctor.wait(lambda: "10:30" in doctor.read(".entry b"), "it is shown there")
        # And the view.
        doctor.script("document.querySelector('.agenda').focus()")
        doctor.keys("d")
        doctor.find(".day-view")
        doctor.keys("w")
        doctor.find(".week-view")

    def test_a_visit_is_moved_by_dragging(self):
        doctor, doctor_id, patient = self.week("dra")
        monday = weekday_ahead(0)
        self.visit(patient, doctor_id, monday, "10:00")
        doctor.go(f"/calendar?date={monday}&view=week")
        entry = doctor.find(".entry")
        tuesday = monday + datetime.timedelta(days=1)
        across = doctor.script("return document.querySelector(`[data-day='${arguments[0]}']`).getBoundingClientRect().left - document.querySelector('.entry').getBoundingClientRect().left", str(tuesday))
        hour = doctor.script("return document.querySelector('.track .open').getBoundingClientRect().height / 8")
        doctor.script("arguments[0].scrollIntoView({ block: 'center' })", entry)
        ActionChains(doctor.driver).click_and_hold(entry).move_by_offset(int(across) // 2, 10).move_by_offset(int(across) - int(across) // 2, int(hour) - 10).release().perform()
        doctor.press("Move appointment", "dialog")
        doctor.wait(lambda: self.moved_to(patient) == (str(tuesday), "11:00"), "the visit is moved")

    def test_three_hundred_visits_are_drawn_at_once(self):
        doctor, _, _ = self.week("ful")
        doctor.script("window.isFull = true")
        doctor.go("/calendar?view=week")
        doctor.wait(lambda: self.count(doctor, ".entry") == 300, "all of them")
        spent = doctor.driver.execute_async_script("""const done = arguments[0], began = performance.now()
            document.querySelector('.toolbar [aria-label=Later]').click()
            new MutationObserver((_, seen) => { if (document.querySelectorAll('.entry').length === 300) {
                seen.disconnect(); requestAnimationFrame(() => done(performance.now() - began)) } }).observe(document.querySelector('.agenda'), { childList: true })""")
        print(f"[{spent:.0f} ms]", end=" ")
        self.assertLess(spent, 2000)
        doctor.shot("doctor-grid-full")


if __name__ == "__main__":
    unittest.main()
