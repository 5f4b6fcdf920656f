"""Finding a doctor by name however it is spelled, by what hurts, and by when there is time; and the way back."""
import datetime
import unittest

from case import Case

# A clinic without doctors.
NOBODY = """const plain = window.fetch
    window.fetch = (path, ...rest) => !/\\/doctors|availability/.test(path) ? plain(path, ...rest) : Promise.resolve(new Response(
        JSON.stringify({ doctors: [], specializations: [], nextCursor: null }), { headers: { 'Content-Type': 'application/json' } }))"""


class FindTests(Case):
    def named(self, who, last, specialization, **schedule):
        page = self.browser()
        page.register("DOCTOR", who + self.mark, last, self.email(who.lower()))
        status, answer = page.call("PATCH", "/api/auth/profile", {"specialization": specialization})
        self.assertEqual(status, 200, answer)
        status, answer = page.call("PUT", "/api/appointments/schedule", {
            "timeZone": "UTC", "slotMinutes": 30, "hours": [{"weekday": day, "from": "09:00", "to": "17:00"} for day in range(1, 8)], **schedule})
        self.assertEqual(status, 200, answer)
        return page, self.me(page)

    def patient(self, who):
        page = self.browser()
        page.register("PATIENT", who, "Finder", self.email(who.lower()))
        page.go("/")
        return page

    def test_who_is_right_is_found_by_name_and_by_need(self):
        self.named("Derm", "Weiß", "Dermatology")
        patient = self.patient("Fay")
        for words in (f"Derm{self.mark}", "weiß", "weis", "weiss", "itchy rash"):
            with self.subTest(words=words):
                patient.type("q", words)
                patient.sees("Derm" + self.mark, ".doctor")
        self.accessible(patient, "patient-need")
        # One letter wrong is like it; nothing like it offers who is free first.
        patient.type("q", f"Drem{self.mark}")
        patient.sees("Nothing is called exactly that.", ".hint")
        patient.sees("Derm" + self.mark, ".doctor")
        patient.type("q", "xyzzy plugh")
        patient.sees("No doctor matches.")
        patient.sees("First free", ".first-free")
        self.accessible(patient, "patient-nobody")
        self.fits_a_phone(patient, "patient-nobody")
        patient.press("Show all doctors")
        patient.find(".doctor")

    def test_a_clinic_without_doctors_says_so(self):
        patient = self.browser(NOBODY)
        patient.register("PATIENT", "Abe", "Alone", self.email("abe"))
        patient.go("/")
        patient.sees("There are no doctors here yet.", ".empty")
        patient.type("q", "anybody")
        patient.sees("No doctor matches.", ".empty")

    def test_the_way_back_keeps_the_search(self):
        self.named("Bert", "Way", "Dermatology")
        patient = self.patient("Bo")
        patient.type("q", "Bert" + self.mark)
        patient.wait(lambda: self.count(patient, ".doctor") == 1, "the one that was looked for")
        patient.wait(lambda: patient.shown(".doctor .first") and "Next free" in patient.shown(".doctor .first").text, "when there is time")
        patient.click(".doctor h2 a")
        patient.sees(f"Free times of Dr. Bert{self.mark}", "h1")
        patient.press("‹ All doctors")
        patient.wait(lambda: self.count(patient, ".doctor") == 1, "the search as it was")
        self.assertEqual(patient.read("[name=q]", "value"), "Bert" + self.mark)
        # An address that was sent by somebody names the doctor, too.
        patient.click(".doctor h2 a")
        patient.find(".picker .slot")
        patient.open(patient.script("return location.pathname"))
        patient.sees(f"Free times of Dr. Bert{self.mark}", "h1")
        patient.click(".slot")
        patient.sees(f"Dr. Bert{self.mark}", ".summing")

    def test_months_without_a_free_time_lead_to_the_next(self):
        doctor, doctor_id = self.named("Away", "Long", "Dermatology")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        back = today + datetime.timedelta(days=100)
        status, answer = doctor.call("POST", "/api/appointments/time-off", {"from": f"{today}T00:00:00Z", "to": f"{back}T00:00:00Z"})
        self.assertEqual(status, 201, answer)
        patient = self.patient("Mo")
        patient.go("/book/" + doctor_id)
        patient.sees("No free time in this month.", ".times")
        self.assertTrue(patient.read("[aria-label='Previous month']", "aria-disabled") == "true", "months that are over cannot be opened")
        patient.click(".times .primary")
        patient.find(".slot")
        self.assertEqual(patient.read(".calendar [aria-selected=true]", "data-date"), str(back))
        # Another month shows no day's times beside it.
        patient.click("[aria-label='Next month']")
        patient.gone(".slot")
        patient.sees("Choose a day", ".times")


if __name__ == "__main__":
    unittest.main()
