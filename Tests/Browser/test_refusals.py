"""What the server refuses is said in a plain sentence, with what can be had instead; and a completion that is taken back."""
import datetime
import os
import re
import unittest

from case import Case
from stack import ROOT

# The sentence of every refusal, with what the server says of it beside.
SENTENCES = """const [codes, done] = arguments;
(async () => {
  const { ApiError } = await import('/data/api.js')
  return codes.map(([status, code]) => new ApiError(status, { code, title: 'raw', detail: 'raw' }).message)
})().then(done, error => done([String(error)]))"""
# The browser's clock goes 16 minutes fast once the page says so.
LATE = "const now = Date.now; Date.now = () => now() + (window.isLate ? 16 * 60000 : 0)"


class RefusalTests(Case):
    def test_who_has_to_wait_is_told_how_long(self):
        page = self.browser()
        page.open()
        told = page.driver.execute_async_script('''const [waits, done] = arguments
            import('/data/api.js').then(({ ApiError }) => done(waits.map(wait => new ApiError(429, { code: 'rate_limited' }, null, wait).message)))''', [1, 59, 60, 61, 3600])
        self.assertEqual([re.search("again in (.*)[.]$", each)[1] for each in told], ["1 second", "59 seconds", "1 minute", "2 minutes", "1 hour"])

    def test_every_refusal_has_a_sentence_of_its_own(self):
        page = self.browser()
        page.open()
        codes = [(422, "off_grid"), (409, "cancellation_too_late"), (409, "undo_too_late"), (503, "schedule_unreadable"),
                 (503, "appointment_unreadable"), (401, "other_account")]
        sentences = page.driver.execute_async_script(SENTENCES, codes)
        self.assertEqual(len(set(sentences)), len(codes), sentences)
        for sentence in sentences:
            self.assertRegex(sentence, r"^[A-Z][^_]+\.$")
            self.assertNotIn("raw", sentence)
            self.assertNotIn("busy", sentence)

    def test_nothing_of_the_apis_own_wording_reaches_a_person(self):
        """Whatever code a contract names, and whatever field it speaks of."""
        page = self.browser()
        page.open()
        codes = set()
        for name in ("auth", "appointment", "notification"):
            with open(os.path.join(ROOT, "api", name + ".yaml")) as file:
                for status, listed in re.findall(r"status: \{const: (\d+)\}\s+code:\s*\{?\s*enum: \[([^\]]*)\]", file.read()):
                    codes |= {(int(status), code.strip()) for code in listed.split(",")}
        self.assertGreater(len(codes), 80)
        for sentence in page.driver.execute_async_script(SENTENCES, sorted(codes)):
            self.assertRegex(sentence, r"^[A-Z][^_]+\.$")
            self.assertNotIn("raw", sentence)
        told = page.driver.execute_async_script("""const done = arguments[0]
            import('/data/api.js').then(({ ApiError }) => {
              const errors = ['/email', '/hours/1/to', '/nobody/knows', '', '/password'].map(pointer => ({ pointer, detail: 'must not be raw' }))
              const wrong = new ApiError(422, { code: 'validation_failed', errors }, { email: 'x', password: '' })
              done([...Object.values(wrong.fields), new ApiError(429, {}, undefined, 90).message, new ApiError(429, {}, undefined, 5).message])
            }, error => done([String(error)]))""")
        self.assertEqual(len(told), 7)
        for sentence in told:
            self.assertNotIn("must", sentence.replace("they must end", ""))
        self.assertIn("Enter your password.", told)
        self.assertIn("Too many attempts. Please try again in 2 minutes.", told)
        self.assertIn("Too many attempts. Please try again in 5 seconds.", told)

    def hours(self, doctor, start, end):
        status, answer = doctor.call("PUT", "/api/appointments/schedule", {
            "timeZone": "UTC", "slotMinutes": 60, "hours": [{"weekday": day, "from": start, "to": end} for day in range(1, 8)]})
        self.assertEqual(status, 200, answer)

    def test_a_time_that_is_none_any_more_offers_the_nearest_in_booking_and_moving(self):
        doctor, doctor_id = self.doctor("gil")
        self.hours(doctor, "09:00", "12:00")
        # The first day that is offered is a whole one.
        today = datetime.datetime.now(datetime.timezone.utc).date()
        status, answer = doctor.call("POST", "/api/appointments/time-off", {"from": f"{today}T00:00:00Z", "to": f"{today + datetime.timedelta(days=1)}T00:00:00Z"})
        self.assertEqual(status, 201, answer)
        patient, name = self.browser(), "Gil" + self.mark
        patient.register("PATIENT", "Gus", "Grid", self.email("gus"))
        self.find_doctor(patient, name)
        patient.click(".slot[data-time='10:00']")
        patient.find("main [name=text]")
        self.hours(doctor, "09:20", "12:20")
        patient.write("main [name=text]", "a cough")
        patient.press("Book appointment", "main")
        patient.sees("times have changed", ".form-error")
        offered = [each.text for each in patient.driver.find_elements("css selector", ".nearest button")]
        self.assertEqual([each[-5:] for each in offered], ["09:20", "10:20"])
        self.accessible(patient, "patient-nearest")
        self.fits_a_phone(patient, "patient-nearest")
        patient.press(offered[1], "main")
        patient.sees("10:20", ".summing .when")
        patient.press("Book appointment", "main")
        patient.sees("10:20–11:20 (UTC)", ".appointment .when")
        patient.sees("a cough", ".appointment")
        # The same when it is moved, and from a time that was chosen so.
        patient.press("Reschedule", ".appointment")
        patient.click("dialog .slot[data-time='11:20']")
        patient.offers("Move appointment", "dialog")
        self.hours(doctor, "09:40", "12:40")
        patient.press("Move appointment", "dialog")
        patient.sees("times have changed", "dialog .form-error")
        patient.press(patient.read(".nearest button:last-child"), "dialog")
        patient.sees("11:40", "dialog .moved")
        patient.press("Move appointment", "dialog")
        patient.gone("dialog")
        patient.sees("11:40–12:40 (UTC)", ".appointment .when")
        mine = patient.call("GET", "/api/appointments/my")[1]["appointments"]
        self.assertEqual([each["appointmentTime"] for each in mine], ["11:40"])


class UndoTests(Case):
    def completed(self, who, page=None):
        """A doctor's page with the card of a visit that he has just completed."""
        doctor, doctor_id = self.doctor(who, page=page)
        patient = self.browser()
        patient.register("PATIENT", "Una", "Undo", self.email("una-" + who))
        day = datetime.date.today() + datetime.timedelta(days=1)
        visit = self.visit(patient, doctor_id, day, "09:00")
        for action in ("approve", "complete"):
            status, answer = doctor.call("PATCH", f"/api/appointments/{visit['id']}/{action}", {"notes": "rest"} if action == "complete" else None)
            self.assertEqual(status, 200, answer)
        doctor.go("/calendar")
        doctor.press("Day", "main")
        doctor.click("main [aria-label=Later]")
        doctor.click(".entry")
        doctor.sees("Completed", "dialog .badge")
        return doctor, patient, visit

    def test_a_completion_is_taken_back_and_told(self):
        doctor, patient, visit = self.completed("udo")
        self.assertFalse(doctor.named("Cancel", "dialog"), "it is over")
        doctor.press("Not completed", "dialog")
        doctor.sees("Take the completion back?", "dialog h2")
        doctor.sees("The patient is told.", "dialog")
        self.accessible(doctor, "doctor-undo-dialog")
        doctor.press("Back", "dialog form")
        self.assertEqual(doctor.call("GET", f"/api/appointments/{visit['id']}")[1]["status"], "COMPLETED")
        doctor.press("Not completed", "dialog")
        doctor.press("Take back", "dialog form")
        doctor.sees("Approved", "dialog .badge")
        doctor.offers("Cancel", "dialog")
        self.assertFalse(doctor.named("Not completed", "dialog"))
        patient.wait(lambda: "It stands as approved" in patient.call("GET", "/api/notifications/my")[1]["notifications"][0]["message"], "the notification")
        patient.go("/appointments")
        patient.sees("Approved", ".appointment .badge")
        patient.press("History", ".appointment")
        patient.sees("Completion taken back by the doctor", ".timeline")
        patient.press("Close", "dialog")
        # Everybody can choose how to hear of it.
        patient.go("/account")
        patient.find("[aria-label='Completion taken back: By email']")
        self.assertNotIn("appointment.", patient.read("main"))

    def test_it_is_offered_for_a_quarter_of_an_hour_and_to_its_doctor_alone(self):
        doctor, patient, visit = self.completed("uwe", self.browser(LATE))
        doctor.offers("Not completed", "dialog")
        patient.go("/appointments")
        patient.sees("Completed", ".appointment .badge")
        self.assertFalse(patient.named("Not completed", "main"))
        doctor.script("window.isLate = true")
        doctor.press("Close", "dialog")
        doctor.click(".entry")
        doctor.offers("History", "dialog")
        self.assertFalse(doctor.named("Not completed", "dialog"))


if __name__ == "__main__":
    unittest.main()
