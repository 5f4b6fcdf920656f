"""The three stories by keyboard alone: a patient, a doctor, an admin."""
import datetime
import unittest

from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead


class KeyboardTests(Case):
    def test_a_patient_books_and_cancels_without_a_mouse(self):
        doctor, patient, name = self.browser(), self.browser(), "Kim" + self.mark
        doctor.register("DOCTOR", name, "Keys", self.email("kim"))
        patient.register("PATIENT", "Pam", "Patient", self.email("pam"))
        patient.open()
        patient.find(".live[data-state=live]")
        patient.find("[name=q]")
        patient.settled()
        patient.keys(Keys.TAB)
        self.assertEqual(patient.focused(), "Skip to content")
        patient.keys(Keys.ENTER)
        self.assertEqual(patient.focused("id"), "main")
        patient.keys(Keys.TAB, name)
        patient.wait(lambda: len(patient.driver.find_elements("css selector", ".doctor")) == 1, "the search does not narrow to one doctor")
        self.reach(patient, ".doctor h2 a")
        patient.keys(Keys.ENTER)
        patient.find(".picker .slot")
        self.reach(patient, "[role=gridcell]")
        for key, days in ((Keys.ARROW_RIGHT, 1), (Keys.ARROW_DOWN, 7), (Keys.ARROW_LEFT, -1), (Keys.ARROW_UP, -7)):
            before = self.day(patient)
            patient.keys(key)
            patient.wait(lambda: self.day(patient) - before == days * 86_400_000, f"the day after {key!r}")
        patient.keys(Keys.HOME)
        self.assertFalse(patient.focused("matches('[role=gridcell] ~ *')"))
        patient.keys(Keys.END)
        self.assertFalse(patient.focused("nextElementSibling?.matches('[role=gridcell]')"))
        patient.keys(Keys.PAGE_DOWN)
        patient.wait(lambda: patient.focused("matches('.free')"), "the next month's free days")
        patient.keys(Keys.ENTER)
        self.reach(patient, ".slot")
        patient.keys(Keys.ENTER)
        self.reach(patient, "main [type=submit]")
        patient.keys(Keys.ENTER)
        patient.sees("Waiting for approval", ".appointment")
        self.reach(patient, ".appointment .quiet-danger")
        patient.keys(Keys.ENTER)
        self.reach(patient, "dialog [type=submit]")
        patient.keys(Keys.ENTER)
        patient.sees("Cancelled by the patient", ".appointment")

    def test_a_doctor_answers_requests_and_completes_without_a_mouse(self):
        doctor, doctor_id = self.doctor("kurt")
        patient = self.browser()
        patient.register("PATIENT", "Petra", "Patient", self.email("petra"))
        day = weekday_ahead(0)
        first, second = (self.visit(patient, doctor_id, day, clock)["id"] for clock in ("09:00", "09:30"))
        status = lambda visit: patient.call("GET", f"/api/appointments/{visit}")[1]["status"]
        doctor.open()
        doctor.wait(lambda: self.count(doctor, ".line") == 2, "the requests")
        self.reach(doctor, ".line")
        doctor.keys("a")
        doctor.wait(lambda: status(first) == "APPROVED", "the approval")
        doctor.wait(lambda: doctor.focused("dataset.id") == second, "the next one has the focus")
        doctor.keys("d")
        self.reach(doctor, "dialog [name=text]")
        doctor.keys("Please call us first")
        self.reach(doctor, "dialog [type=submit]")
        doctor.keys(Keys.ENTER)
        doctor.wait(lambda: status(second) == "REJECTED", "the refusal")
        # In the calendar, once the visit has begun.
        doctor.script("const now = Date.now; Date.now = () => now() + 400 * 86400000")
        self.reach(doctor, "nav [href='/calendar']")
        doctor.keys(Keys.ENTER)
        doctor.find(".agenda")
        doctor.go(f"/calendar?date={day}&view=week")
        doctor.find(".entry.APPROVED")
        self.reach(doctor, ".entry.APPROVED")
        doctor.keys(Keys.ENTER)
        self.reach(doctor, "dialog [data-act=complete]")
        doctor.keys(Keys.ENTER)
        self.reach(doctor, "dialog form [name=text]")
        doctor.keys("Rest")
        self.reach(doctor, "dialog form [type=submit]")
        doctor.keys(Keys.ENTER)
        doctor.wait(lambda: status(first) == "COMPLETED", "the completion")
        doctor.sees("Completed", "dialog .badge")
        doctor.wait(lambda: doctor.focused("closest('dialog')") is not None, "the focus stays in the panel")
        doctor.keys(Keys.ESCAPE)
        doctor.gone("dialog")
        self.assertTrue(doctor.focused("matches('.entry')"), "the focus is back where it came from")

    def test_an_admin_finds_a_doctors_cancelled_visits_of_a_week_and_sends_the_address_without_a_mouse(self):
        wanted, other = self.doctor("karl"), self.doctor("kuno")
        patient = self.browser()
        patient.register("PATIENT", "Pius", "Patient", self.email("pius"))
        tomorrow = datetime.date.today() + datetime.timedelta(days=1)
        book = lambda doctor, days, clock: self.visit(patient, doctor[1], tomorrow + datetime.timedelta(days=days), clock)["id"]
        sought = {book(wanted, 1, "09:00"), book(wanted, 3, "09:00")}
        for visit in sought | {book(wanted, 20, "09:00"), book(other, 1, "10:00")}:
            self.assertEqual(patient.call("PATCH", f"/api/appointments/{visit}/cancel", {"reason": "No time"})[0], 200)
        book(wanted, 2, "11:00")
        admin = self.admin()
        admin.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": admin.url})
        shown = lambda page: {each.get_attribute("data-id") for each in page.driver.find_elements("css selector", "tr.appointment")}
        self.reach(admin, "nav [href='/all']")
        admin.keys(Keys.ENTER)
        admin.find("[name=status]")
        self.reach(admin, "[name=status]")
        admin.keys("Canc", Keys.TAB)
        admin.wait(lambda: "status=CANCELLED" in admin.script("return location.search"), "the status in the address")
        self.reach(admin, "[name=doctorId-text]")
        admin.keys("Karl" + self.mark)
        admin.wait(lambda: self.count(admin, "[role=option]") == 1, "the doctor")
        admin.keys(Keys.ARROW_DOWN, Keys.ENTER)
        admin.wait(lambda: "doctorId=" in admin.script("return location.search"), "the doctor in the address")
        self.reach(admin, "[role=group] .chip:last-child")
        self.assertEqual(admin.focused(), "Next 7 days")
        admin.keys(Keys.ENTER)
        admin.wait(lambda: shown(admin) == sought, "the two visits and no other")
        self.reach(admin, ".chips ~ button + button")
        self.assertEqual(admin.focused(), "Copy the address of this view")
        admin.keys(Keys.ENTER)
        admin.sees("The address is copied.", ".toast")
        address = admin.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], error => arguments[0](String(error)))")
        self.assertEqual(address, admin.driver.current_url)
        # Who gets it sees the same.
        self.stack.create_admin(self.email("colleague"))
        colleague = self.browser()
        colleague.sign_in(self.email("colleague"))
        colleague.driver.get(address)
        colleague.wait(lambda: shown(colleague) == sought, "the same view")

    def day(self, page):
        return page.script("return Date.parse(document.activeElement.dataset.date)")

    def reach(self, page, css):
        """By the Tab key, as far as somebody with patience would go."""
        for _ in range(60):
            if page.script("return document.activeElement.matches(arguments[0])", css):
                outline = page.script("return getComputedStyle(document.activeElement).outlineStyle")
                self.assertNotEqual(outline, "none", f"the focus on {css} cannot be seen")
                return
            page.keys(Keys.TAB)
        self.fail(f"the Tab key does not reach {css}")


if __name__ == "__main__":
    unittest.main()
