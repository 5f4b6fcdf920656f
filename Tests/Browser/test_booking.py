"""Booking in steps with addresses of their own, from the first page to what happens next."""
import datetime
import unittest
from urllib.parse import parse_qs, urlparse

from case import Case

# The first booking is carried out, but its answer is lost on the way; and what the page's policy refuses is kept.
LOST = """const plain = window.fetch
    window.refused = []
    addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))
    window.fetch = async (path, options) => {
        const answer = await plain(path, options)
        if (options?.method !== 'POST' || path !== '/api/appointments' || window.lost) return answer
        window.lost = answer.status
        throw new TypeError('lost') }"""


class BookingTests(Case):
    def dermatologist(self, who, field="Dermatology", **schedule):
        page = self.browser()
        page.register("DOCTOR", who + self.mark, "Skin", self.email(who.lower()))
        self.assertEqual(page.call("PATCH", "/api/auth/profile", {"specialization": field})[0], 200)
        status, answer = page.call("PUT", "/api/appointments/schedule", {
            "timeZone": "UTC", "slotMinutes": 60, "hours": [{"weekday": day, "from": "08:00", "to": "20:00"} for day in range(1, 8)], **schedule})
        self.assertEqual(status, 200, answer)
        return page, self.me(page)

    def patient(self, who, *scripts):
        page = self.browser(*scripts)
        page.register("PATIENT", who, "Booker", self.email(who.lower()))
        page.go("/")
        return page

    def test_the_first_free_dermatologist_is_booked_in_four_clicks(self):
        field = "Dermatology " + self.mark
        _, late = self.dermatologist("Late", field, minimumNoticeMinutes=5 * 1440)
        _, soon = self.dermatologist("Soon", field, minimumNoticeMinutes=1440)
        patient = self.patient("Fay")
        clicks = "[data-name='%s']" % field, ".first-free .button", "main [type=submit]"
        self.assertLessEqual(len(clicks), 4)
        patient.find(clicks[0])
        self.assertIn("2 doctors", patient.read(clicks[0]))
        patient.click(clicks[0])
        # Both are there, the one who is free first on top, each with its next times.
        patient.wait(lambda: patient.script("return [...document.querySelectorAll('.doctor')].map(each => each.dataset.id)") == [soon, late], "those of that field, the soonest first")
        patient.wait(lambda: self.count(patient, ".doctor .slot") > 4, "the next times of each")
        self.accessible(patient, "patient-first-free")
        self.fits_a_phone(patient, "patient-first-free")
        for each in clicks[1:]:
            patient.click(each)
        patient.sees("Your request has been sent", "h1")
        mine = patient.call("GET", "/api/appointments/my")[1]["appointments"]
        self.assertEqual([each["doctorId"] for each in mine], [soon])

    def test_a_card_shows_three_times_on_a_phone_and_days_on_a_wide_screen(self):
        _, doctor = self.dermatologist("Card")
        patient = self.patient("Cara")
        patient.type("q", "Card" + self.mark)
        patient.wait(lambda: self.count(patient, ".doctor") == 1 and self.count(patient, ".doctor .columns > div") == 4, "four days")
        patient.appearance(phone=True)
        patient.wait(lambda: self.count(patient, ".doctor .slot") == 3, "three times")
        patient.click(".more-times")
        patient.find(".picker .slot")
        self.assertIn(doctor, patient.script("return location.pathname"))
        patient.appearance()

    def test_who_has_no_time_says_so_and_who_is_full_says_when(self):
        page, doctor = self.dermatologist("None", horizonDays=1)
        today = datetime.datetime.now(datetime.timezone.utc).date()
        status, answer = page.call("POST", "/api/appointments/time-off", {"from": f"{today}T00:00:00Z", "to": f"{today + datetime.timedelta(days=400)}T00:00:00Z"})
        self.assertEqual(status, 201, answer)
        patient = self.patient("Nora")
        patient.type("q", "None" + self.mark)
        patient.sees("No free time in the next 12 months.", ".doctor")
        self.assertEqual(self.count(patient, ".doctor .slot"), 0)

    def test_each_step_has_an_address_for_back_and_reload(self):
        page, doctor = self.dermatologist("Step")
        # Today may have one time left, or none: the first day on offer is a whole one.
        today = datetime.datetime.now(datetime.timezone.utc).date()
        status, answer = page.call("POST", "/api/appointments/time-off", {"from": f"{today}T00:00:00Z", "to": f"{today + datetime.timedelta(days=2)}T00:00:00Z"})
        self.assertEqual(status, 201, answer)
        patient = self.patient("Stan")
        self.find_doctor(patient, "Step" + self.mark)
        times = patient.script("return location.pathname")
        hours = [int(each.get_attribute("data-time")[:2]) for each in patient.driver.find_elements("css selector", ".times .slot")]
        self.assertEqual([each.text for each in patient.driver.find_elements("css selector", ".times h3")], [
            name for name, first, end in (("Morning", 0, 12), ("Afternoon", 12, 17), ("Evening", 17, 24)) if any(first <= hour < end for hour in hours)])
        clock = patient.read(".slot", "data-time")
        patient.click(".slot")
        patient.write("main [name=text]", "An itch")
        confirm = patient.script("return location.pathname")
        self.assertRegex(confirm, rf"^/book/{doctor}/\d{{4}}-\d\d-\d\dT{clock}$")
        patient.sees("1 hour", ".summing")
        patient.sees("(UTC)", ".summing")
        # What was written is there after a reload, and with another time.
        patient.driver.refresh()
        self.assertEqual(patient.read("main [name=text]", "value"), "An itch")
        patient.driver.back()
        patient.find(".picker .slot")
        self.assertEqual(patient.script("return location.pathname"), times)
        patient.script("document.querySelectorAll('.slot')[1].click()")
        self.assertEqual(patient.read("main [name=text]", "value"), "An itch")
        patient.press("Book appointment", "main")
        patient.sees("Your request has been sent", "h1")
        patient.sees("An itch", ".appointment")
        self.assertEqual(patient.script("return sessionStorage.length"), 0)
        # Back does not lead into the form again.
        patient.driver.back()
        patient.find(".picker .slot")

    def test_who_presses_again_when_the_answer_was_lost_has_booked_once(self):
        _, doctor = self.dermatologist("Once")
        patient = self.patient("Olli", LOST)
        day = datetime.date.today() + datetime.timedelta(days=6)
        patient.go(f"/book/{doctor}/{day}T10:00")
        said = "🫀 <img src=x onerror=\"document.title='owned'\"> & سعال " + "long " * 380
        patient.find("main [name=text]")
        patient.script("const field = document.querySelector('main [name=text]'); field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))", said)
        patient.press("Book appointment", "main")
        patient.sees("The clinic cannot be reached.", "main .form-error")
        self.assertEqual(patient.script("return lost"), 201)
        patient.press("Book appointment", "main")
        patient.sees("Your request has been sent", "h1")
        self.assertEqual([each["reason"] for each in patient.call("GET", "/api/appointments/my")[1]["appointments"]], [said.strip()])
        self.assertEqual(patient.script("return document.querySelector('.appointment dd').firstChild.textContent"), said.strip())
        self.assertEqual(patient.script("return refused"), [])
        self.assertNotEqual(patient.driver.title, "owned")

    def test_a_time_that_is_gone_says_so(self):
        _, doctor = self.dermatologist("Gone")
        patient = self.patient("Gina")
        day = datetime.date.today() + datetime.timedelta(days=9)
        patient.go(f"/book/{doctor}/{day}T10:07")
        patient.sees("is not free any more", "main")
        self.accessible(patient, "patient-time-gone")
        patient.press("Other times", "main .empty")
        patient.find(".picker .slot")

    def test_the_end_says_what_happens_next_and_fills_calendars(self):
        page, doctor = self.dermatologist("Next")
        patient = self.patient("Nils")
        visit = self.visit(patient, doctor, datetime.date.today() + datetime.timedelta(days=8), "10:00", "A mole")
        patient.go(f"/booked/{visit['id']}")
        patient.sees("looks at your request", ".next-steps")
        links = [parse_qs(urlparse(each.get_attribute("href")).query) for each in patient.driver.find_elements("css selector", "main a[target=_blank]")]
        compact = visit["startsAt"].replace("-", "").replace(":", "")[:15]
        self.assertTrue(links[0]["dates"][0].startswith(compact), links[0])
        self.assertEqual(links[1]["startdt"], [visit["startsAt"]])
        self.assertNotIn("mole", str(links))
        self.accessible(patient, "patient-booked")
        self.fits_a_phone(patient, "patient-booked")
        self.assertEqual(page.call("PATCH", f"/api/appointments/{visit['id']}/approve")[0], 200)
        patient.sees("has approved it", ".next-steps")
        patient.sees("Approved", "h1")
        patient.offers("Reschedule", "main")
        patient.press("Cancel", "main .appointment")
        patient.press("Cancel appointment", "dialog")
        patient.sees("Cancelled", "h1")

    def test_a_week_shows_its_days_side_by_side_and_leaps_over_empty_ones(self):
        page, doctor = self.dermatologist("Week")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        back = today + datetime.timedelta(days=30)
        status, answer = page.call("POST", "/api/appointments/time-off", {"from": f"{today}T00:00:00Z", "to": f"{back}T00:00:00Z"})
        self.assertEqual(status, 201, answer)
        patient = self.patient("Willa")
        patient.go(f"/book/{doctor}")
        patient.find(".picker .slot")
        patient.press("Week", ".switch")
        patient.wait(lambda: self.count(patient, ".board .columns > div") == 7 and self.count(patient, ".board .slot") == 7 * 12, "a week of times")
        self.accessible(patient, "patient-week")
        patient.appearance(phone=True)
        patient.click("[aria-label='Later days']")
        patient.wait(lambda: self.count(patient, ".board .columns > div") == 3, "three days on a phone")
        self.fits_a_phone(patient, "patient-week")
        patient.go(f"/book/{doctor}")
        patient.press("Week", ".switch")
        patient.find(".board .slot")
        patient.click("[aria-label='Earlier days']")
        patient.wait(lambda: self.count(patient, ".board .slot") == 0, "an empty week")
        patient.sees("No free time in these days.", ".board")
        patient.click(".board .primary")
        patient.wait(lambda: self.count(patient, ".board .slot") > 0, "the next that has one")
        patient.click(".board .slot")
        patient.find("main [name=text]")
        self.assertIn(str(back), patient.script("return location.pathname"))


if __name__ == "__main__":
    unittest.main()
