"""Where the clinic allows it (PUBLIC_BOOKING), doctors and free times are there without an account, which is asked for last."""
import unittest

from case import Case
from stack import PASSWORD


class PublicTests(Case):
    def test_a_time_is_chosen_first_and_stays_through_registering(self):
        doctor, doctor_id = self.doctor("pub")
        page = self.browser()
        page.open()
        page.press("Look at free times first, without an account")
        page.find(".doctor")
        self.accessible(page, "public-find")
        self.fits_a_phone(page, "public-find")
        page.type("q", "Pub" + self.mark)
        page.wait(lambda: self.count(page, ".doctor") == 1, "the one that was looked for")
        page.click(".doctor .slot")
        page.write("main [name=text]", "My own matter")
        chosen = page.script("return location.pathname")
        self.accessible(page, "public-confirm")
        self.fits_a_phone(page, "public-confirm")
        self.assertEqual(page.script("return performance.getEntriesByType('resource').filter(each => /api.(notifications|appointments.my)/.test(each.name)).length"), 0)
        page.press("Create account", "main")
        for name, text in (("firstName", "Nina"), ("lastName", "New"), ("email", self.email("nina")), ("password", PASSWORD)):
            page.type(name, text)
        page.click("[type=submit]")
        page.find(".live[data-state=live]")
        self.assertEqual(page.script("return location.pathname"), chosen)
        self.assertEqual(page.read("main [name=text]", "value"), "My own matter")
        page.press("Book appointment", "main")
        page.sees("Your request has been sent", "h1")
        mine = page.call("GET", "/api/appointments/my")[1]["appointments"]
        self.assertEqual([(each["doctorId"], each["reason"]) for each in mine], [(doctor_id, "My own matter")])
        # What was written goes with who wrote it.
        page.go(f"{chosen.rsplit('/', 1)[0]}")
        page.click(".picker .slot")
        page.write("main [name=text]", "Half a word")
        page.sign_out()
        page.find("[name=email]")
        self.assertEqual(page.script("return sessionStorage.length"), 0)

    def test_it_stays_through_signing_in_too_and_names_nobody(self):
        doctor, doctor_id = self.doctor("pin")
        known = self.browser()
        known.register("PATIENT", "Otto", "Known", self.email("otto"))
        page = self.browser()
        page.open(f"/book/{doctor_id}")
        page.sees("Free times of Dr. Pin", "h1")
        page.press("Week", ".switch")
        page.click(".board .slot")
        page.write("main [name=text]", "Again")
        page.press("Sign in", "main")
        page.type("email", self.email("otto"))
        page.type("password", PASSWORD)
        page.click("[type=submit]")
        page.sees("Book this appointment", "h1")
        self.assertEqual(page.read("main [name=text]", "value"), "Again")

    def test_other_pages_still_ask_who_it_is(self):
        page = self.browser()
        for path in ("/appointments", "/account", "/booked/0198a3c4-8f00-7abc-8def-0123456789ab"):
            page.open(path)
            page.find("[name=password]")


if __name__ == "__main__":
    unittest.main()
