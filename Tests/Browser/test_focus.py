"""Where the focus is after each act, what errors say, what is told in passing, and what a session's end leaves."""
import datetime
import unittest

from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead
from stack import PASSWORD


class FocusTests(Case):
    def waiting(self, who, count):
        """A doctor with that many requests, 30 minutes apart, and the patient who made them."""
        doctor, doctor_id = self.doctor(who)
        patient = self.browser()
        patient.register("PATIENT", "Pat", who.capitalize(), self.email("pat-" + who))
        for number in range(count):
            self.visit(patient, doctor_id, weekday_ahead(0), f"{9 + number // 2:02}:{number % 2 * 30:02}", f"Number {number}")
        return doctor, doctor_id, patient

    def test_errors_are_sentences_in_the_order_of_the_page(self):
        page = self.browser()
        page.open("/register")
        page.find("[name=email]")
        page.click("[type=submit]")
        page.find(".summary")
        self.assertEqual(page.focused("name"), "firstName")
        said = [each.text for each in page.driver.find_elements("css selector", ".summary a")]
        self.assertEqual(said, ["Enter your first name.", "Enter your last name.", "Enter your email address.", "Enter your password."])
        self.assertEqual(said, [each.text for each in page.driver.find_elements("css selector", ".field .error") if each.text])
        self.assertTrue(page.driver.title.startswith("Error: "), page.driver.title)
        self.assertFalse(page.script("return document.querySelector('[type=submit]').disabled"), "who has the focus would lose it")
        self.accessible(page, "stranger-register-errors")
        page.press("Enter your password.", ".summary")
        self.assertEqual(page.focused("name"), "password")
        self.assertIn("8 to 128 characters", page.script("return document.activeElement.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent).join()"))
        page.type("password", "secret-words")
        page.press("Show password")
        self.assertEqual(page.read("[name=password]", "type"), "text")

    def test_a_wrong_password_says_what_is_wrong_and_keeps_the_focus(self):
        page = self.browser()
        page.open()
        page.type("email", self.email("nobody"))
        page.type("password", "not-this-one")
        page.keys(Keys.TAB)
        page.script("document.querySelector('[type=submit]').focus()")
        page.keys(Keys.ENTER)
        page.sees("The email or the password is wrong.", ".form-error")
        self.assertEqual(page.focused("type"), "submit")
        page.sees("Forgotten your password?")
        # Nothing is offered that the clinic has not set up.
        page.wait(lambda: page.script("return performance.getEntriesByName(location.origin + '/api/auth/providers').length"), "the answer of who else vouches")
        self.assertEqual(self.count(page, "[href*='/api/auth/']"), 0)

    def test_as_many_requests_are_answered_with_as_many_keys(self):
        doctor, _, patient = self.waiting("kay", 5)
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 5, "the requests")
        times = [each.text[:5] for each in doctor.driver.find_elements("css selector", ".line .when")]
        self.assertEqual(times, sorted(times), "soonest first")
        self.accessible(doctor, "doctor-requests")
        self.fits_a_phone(doctor, "doctor-requests")
        doctor.script("document.querySelector('.line').focus()")
        doctor.keys("j", "k")
        for left in range(4, -1, -1):
            before = doctor.focused("dataset.id")
            doctor.keys("a")
            doctor.wait(lambda: self.count(doctor, ".line") == left, f"{left} are left")
            doctor.wait(lambda: doctor.focused("dataset.id") != before, "the next one has the focus")
            self.assertNotEqual(doctor.focused("tagName"), "BODY")
        self.assertEqual([each["status"] for each in patient.call("GET", "/api/appointments/my")[1]["appointments"]], ["APPROVED"] * 5)
        doctor.dismiss()

    def test_what_arrives_does_not_move_what_is_read(self):
        doctor, doctor_id, patient = self.waiting("ria", 6)
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 6, "the requests")
        doctor.script("document.querySelectorAll('.line')[3].focus()")
        place = "return [document.activeElement.dataset.id, document.activeElement.getBoundingClientRect().top]"
        before = doctor.script(place)
        self.visit(patient, doctor_id, weekday_ahead(0), "08:00", "Earlier than all")
        doctor.sees("1 new request", ".pill")
        self.assertEqual(doctor.script(place)[0], before[0])
        self.assertEqual(self.count(doctor, ".line"), 6)
        self.accessible(doctor, "doctor-requests-pill")
        doctor.dismiss()
        doctor.press("1 new request")
        doctor.wait(lambda: "Earlier than all" in doctor.read(".line"), "the new one, first")
        self.assertEqual(self.count(doctor, ".line"), 7)

    def test_toasts_are_few_stay_out_of_the_way_and_tell_no_one_what_they_did(self):
        doctor, doctor_id, patient = self.waiting("tom", 0)
        doctor.go("/")
        patient.go("/")
        for number in range(6):
            self.visit(patient, doctor_id, weekday_ahead(2), f"{9 + number:02}:00")
        doctor.sees("and 3 more", ".toast-more")
        self.assertEqual(self.count(doctor, ".toast"), 3)
        self.accessible(doctor, "doctor-toasts")
        # Those bookings came by another way than the page; what the page does itself is no news.
        patient.dismiss()
        self.book(patient, "Tom" + self.mark, "Mine")
        patient.wait(lambda: patient.script("return document.querySelector('.count').textContent") == "7", "the notification is there")
        self.assertEqual(self.count(patient, ".toast"), 0)
        # What went wrong stays, and can be reached over a dialog.
        doctor.go("/")
        doctor.dismiss()
        doctor.script("window.real = fetch; window.fetch = (path, options) => options?.method === 'PATCH' ? Promise.reject(new TypeError('cut')) : real(path, options)")
        doctor.press("Approve", ".line")
        doctor.press("Decline", ".line")
        doctor.sees("Not saved", "dialog .toast")
        doctor.click("dialog .toast button")
        doctor.gone(".toast")

    def test_nothing_written_is_lost_without_a_question(self):
        doctor, _, patient = self.waiting("una", 1)
        doctor.go("/")
        doctor.press("Decline", ".line")
        doctor.write("dialog textarea", "Half a sentence")
        doctor.keys(Keys.ESCAPE)
        doctor.sees("Discard what you have written?", "dialog")
        doctor.press("Go on writing", "dialog")
        self.assertEqual(doctor.read("dialog textarea", "value"), "Half a sentence")
        doctor.keys(Keys.ESCAPE)
        doctor.press("Discard", "dialog")
        doctor.gone("dialog")
        self.assertNotEqual(doctor.focused("tagName"), "BODY")
        # Hours that are not saved.
        doctor.go("/schedule")
        doctor.click("[aria-label='Add hours on Monday']")
        doctor.sees("Not saved yet.", ".unsaved")
        doctor.press("Calendar", "nav")
        doctor.sees("Leave without saving?", "dialog")
        doctor.press("Back", "dialog")
        self.assertEqual(doctor.script("return location.pathname"), "/schedule")
        doctor.press("Calendar", "nav")
        doctor.press("Leave", "dialog")
        doctor.find(".agenda")

    def test_every_page_has_its_title_and_deep_links_survive_signing_in(self):
        doctor, _, patient = self.waiting("dee", 1)
        visit = patient.call("GET", "/api/appointments/my")[1]["appointments"][0]["id"]
        titles = []
        for path in ("/", "/appointments", "/notifications", "/account", f"/appointments/{visit}"):
            patient.go(path)
            titles.append(patient.driver.title.split(") ")[-1])
        self.assertEqual(len(set(titles)), 5, titles)
        patient.sign_out()
        patient.find("[name=password]")
        patient.open(f"/appointments/{visit}")
        patient.type("email", self.email("pat-dee"))
        patient.type("password", PASSWORD)
        patient.click("[type=submit]")
        patient.sees("Number 0", ".appointment")
        self.assertEqual(patient.script("return location.pathname"), f"/appointments/{visit}")
        # Notifications lead there.
        patient.go("/notifications")
        patient.click(".note a")
        patient.sees("Number 0", ".appointment")
        self.accessible(patient, "patient-visit")
        patient.open("/register")
        patient.sees("Find a doctor", "h1")

    def test_a_session_that_ends_asks_over_the_page_and_goes_on(self):
        doctor, _, patient = self.waiting("sia", 1)
        patient.go("/appointments")
        patient.press("Cancel", ".appointment")
        patient.write("dialog textarea", "I am away")
        for name, path in (("accessToken", "/"), ("refreshToken", "/api/auth")):
            patient.driver.execute_cdp_cmd("Network.deleteCookies", {"name": name, "url": patient.url + path})
        patient.press("Cancel appointment", "dialog")
        patient.sees("Your session has ended", "dialog")
        self.accessible(patient, "patient-session-over")
        self.assertEqual(patient.read("dialog textarea", "value"), "I am away")
        patient.type("password", PASSWORD)
        patient.press("Sign in", "dialog")
        patient.sees("I am away", ".appointment")
        patient.sees("Cancelled by the patient", ".appointment")
        self.assertEqual(self.count(patient, "dialog"), 0)

    def test_the_bell_closes_when_the_focus_leaves_it(self):
        doctor, _, patient = self.waiting("bel", 1)
        patient.click(".bell")
        patient.find(".panel .note")
        for _ in range(30):
            patient.keys(Keys.TAB)
            if not patient.shown(".panel"):
                break
        self.assertIsNone(patient.shown(".panel"))
        self.assertNotEqual(patient.focused("tagName"), "BODY")

    def test_lists_of_a_patient_begin_with_what_comes_next(self):
        doctor, doctor_id, patient = self.waiting("ups", 3)
        patient.go("/appointments")
        patient.wait(lambda: self.count(patient, ".appointment") == 3, "the visits")
        self.assertIn("Number 0", patient.read(".appointment"))
        patient.press("Cancel", ".appointment")
        patient.press("Cancel appointment", "dialog")
        patient.sees("Cancelled by the patient", ".appointment")
        self.assertEqual(self.count(patient, ".appointment"), 3, "it stays where it is while it is read")
        patient.press("Cancelled", ".tabs")
        patient.wait(lambda: self.count(patient, ".appointment") == 1, "the one that was cancelled")
        patient.press("Past", ".tabs")
        patient.sees("No past appointments.")
        self.accessible(patient, "patient-past")
        patient.driver.back()
        patient.wait(lambda: self.count(patient, ".appointment") == 1, "Back shows the tab before")

    def test_admins_find_by_filters_that_stand_in_the_address(self):
        doctor, doctor_id, patient = self.waiting("fil", 3)
        admin = self.admin()
        admin.go("/all")
        admin.write("[name=doctorId-text]", "Fil" + self.mark)
        admin.click("[role=option]")
        admin.wait(lambda: self.count(admin, ".appointment") == 3, "the doctor's visits")
        day = weekday_ahead(0)
        for name in ("from", "to"):
            admin.script("const field = document.querySelector(`[name=${arguments[0]}]`); field.value = arguments[1]; field.dispatchEvent(new Event('change'))", name, str(day))
        admin.wait(lambda: f"to={day}" in admin.script("return location.search"), "the filters in the address")
        admin.wait(lambda: self.count(admin, ".appointment") == 3, "both days are in")
        self.accessible(admin, "admin-all-filtered")
        admin.script("document.querySelector('tbody [tabindex=\"0\"]').focus()")
        admin.keys("j")
        self.assertTrue(admin.focused("matches('tr:nth-child(2)')"))
        admin.keys(Keys.ENTER)
        admin.sees("Only the patient and the doctor read them.", "dialog.side")
        self.assertNotIn("Number", admin.find("dialog.side").text)
        admin.keys(Keys.ESCAPE)
        self.assertTrue(admin.focused("matches('tr:nth-child(2)')"))
        self.fits_a_phone(admin, "admin-all-filtered")
        admin.open(admin.script("return location.pathname + location.search"))
        admin.wait(lambda: self.count(admin, ".appointment") == 3, "the same from the address alone")
        admin.script("const field = document.querySelector('[name=to]'); field.value = arguments[0]; field.dispatchEvent(new Event('change'))", str(day - datetime.timedelta(days=1)))
        admin.find("[name=to][aria-invalid]")
        admin.go("/events?type=login_failed")
        self.assertEqual(admin.read("[name=type]", "value"), "login_failed")
        self.assertNotIn("_", admin.read("main"))

    def test_the_palette_goes_everywhere(self):
        doctor, _, patient = self.waiting("pal", 1)
        doctor.script("dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true}))")
        doctor.find("dialog [role=option]")
        self.accessible(doctor, "doctor-palette")
        doctor.write("[name=palette]", "hours")
        doctor.wait(lambda: self.count(doctor, "dialog [role=option]") == 1, "one page")
        doctor.keys(Keys.ENTER)
        doctor.sees("Working hours", "h1")
        doctor.click(".find")
        doctor.write("[name=palette]", "+30")
        doctor.wait(lambda: self.count(doctor, "dialog [role=option]") == 1, "one day")
        doctor.keys(Keys.ENTER)
        doctor.find(".day-view")


if __name__ == "__main__":
    unittest.main()
