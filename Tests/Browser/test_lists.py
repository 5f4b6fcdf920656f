"""Lists in the order of who reads them, with groups, choices and ways back; and what a table keeps."""
import datetime
import unittest

from case import Case, weekday_ahead


class ListTests(Case):
    def pair(self, doctor, patient):
        page, doctor_id = self.doctor(doctor)
        other = self.browser()
        other.register("PATIENT", patient.capitalize(), "Lister", self.email(patient))
        return page, doctor_id, other

    def texts(self, page, css):
        return [each.text for each in page.driver.find_elements("css selector", css)]

    def test_the_next_visit_is_on_top_with_how_long_it_is_until_then(self):
        doctor, doctor_id, patient = self.pair("ned", "nia")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        days = (40, 3, 12, 5)
        visits = {ahead: self.visit(patient, doctor_id, today + datetime.timedelta(days=ahead), "09:00") for ahead in days}
        for number in range(25):
            visit = self.visit(patient, doctor_id, today + datetime.timedelta(days=60 + number), "09:00")
            self.assertEqual(patient.call("PATCH", f"/api/appointments/{visit['id']}/cancel")[0], 200)
        patient.go("/appointments")
        patient.sees("in 3 days", ".countdown")
        shown = [each.get_attribute("data-id") for each in patient.driver.find_elements("css selector", ".appointment")]
        self.assertEqual(shown, [visits[ahead]["id"] for ahead in sorted(days)])
        self.assertEqual(self.count(patient, ".next-visit a[target=_blank]"), 2)
        self.accessible(patient, "patient-next-visit")
        self.fits_a_phone(patient, "patient-next-visit")
        # What is next changes with what happens.
        self.assertEqual(patient.call("PATCH", f"/api/appointments/{visits[3]['id']}/cancel")[0], 200)
        patient.sees("in 5 days", ".countdown")
        # Less than a day away it is told in hours.
        patient.script("const real = Date.now; Date.now = () => real() + arguments[0]",
                       (datetime.datetime.fromisoformat(visits[5]["startsAt"]) - datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=125)).total_seconds() * 1000)
        patient.go("/appointments")
        patient.sees("in 2 hours", ".countdown")

    def test_requests_stand_in_groups_and_several_are_approved_at_once(self):
        doctor, doctor_id, patient = self.pair("gro", "gia")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        for ahead in (30, 1, 4, 5):
            self.visit(patient, doctor_id, today + datetime.timedelta(days=ahead), "09:00")
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 4, "the requests")
        self.assertEqual(self.texts(doctor, ".group"), ["Tomorrow", "Within a week", "Later"])
        doctor.script("document.querySelectorAll('.line')[1].focus()")
        doctor.keys("x", "j", "x")
        doctor.sees("2 chosen", ".bulk")
        self.accessible(doctor, "doctor-bulk")
        self.fits_a_phone(doctor, "doctor-bulk")
        doctor.press("Approve the chosen", ".bulk")
        doctor.sees("2 requests approved", ".toast")
        doctor.wait(lambda: self.count(doctor, ".line") == 2, "those that are left")
        doctor.gone(".bulk")
        self.assertEqual(self.texts(doctor, ".group"), ["Tomorrow", "Later"])
        self.assertTrue(doctor.focused("matches('.line')"))
        mine = patient.call("GET", "/api/appointments/my?status=APPROVED")[1]["appointments"]
        self.assertEqual(len(mine), 2)

    def test_one_that_is_refused_among_several_says_why_and_stays(self):
        doctor, doctor_id, patient = self.pair("ref", "ria")
        visits = [self.visit(patient, doctor_id, weekday_ahead(day), "09:00") for day in range(2)]
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 2, "the requests")
        doctor.script("for (const each of document.querySelectorAll('.line input')) each.click()")
        doctor.script("""const real = fetch; window.fetch = (path, options) => String(path).includes(arguments[0]) && options?.method === 'PATCH'
            ? Promise.reject(new TypeError('cut off')) : real(path, options)""".replace("arguments[0]", f"'{visits[0]['id']}'"))
        doctor.press("Approve the chosen", ".bulk")
        doctor.sees("1 was not approved", ".toast.bad")
        doctor.wait(lambda: self.count(doctor, ".line") == 1, "the one that is left")
        doctor.sees("1 chosen", ".bulk")

    def test_a_completion_is_taken_back_from_where_it_is_told(self):
        doctor, doctor_id, patient = self.pair("und", "una")
        day = weekday_ahead(1)
        visit = self.visit(patient, doctor_id, day, "09:00")
        self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visit['id']}/approve")[0], 200)
        doctor.script("const real = Date.now; Date.now = () => real() + 30 * 86400000")
        doctor.go(f"/appointments/{visit['id']}")
        doctor.press("Complete", ".appointment")
        doctor.press("Complete", "dialog form")
        doctor.sees("Completed", ".appointment .badge")
        doctor.press("Undo", ".toast")
        doctor.sees("Approved", ".appointment .badge")
        doctor.wait(lambda: doctor.call("GET", f"/api/appointments/{visit['id']}")[1]["status"] == "APPROVED", "it stands as approved")

    def test_a_view_of_a_table_is_kept_by_name_with_its_order(self):
        doctor, doctor_id, patient = self.pair("vic", "val")
        for day in (1, 3):
            self.visit(patient, doctor_id, weekday_ahead(day), "09:00")
        admin = self.admin()
        admin.go(f"/all?doctorId={doctor_id}")
        times = lambda: [each.text for each in admin.driver.find_elements("css selector", "tbody th")]
        newest = admin.wait(lambda: len(times()) == 2 and times(), "the visits of the doctor")
        admin.click("th button.sort")
        admin.wait(lambda: times() == newest[::-1], "the other order")
        admin.wait(lambda: admin.focused("matches('th button.sort')"), "the focus stays at the head")
        self.assertEqual(admin.script("return document.activeElement.closest('th').ariaSort"), "ascending")
        admin.press("Save this view", "main")
        admin.sees("until you sign out", "dialog .hint")
        admin.press("Save", "dialog")
        admin.sees("Enter a name.", "dialog")
        admin.write("dialog [name=name]", "Vic first")
        admin.press("Save", "dialog")
        admin.gone("dialog")
        self.accessible(admin, "admin-views")
        self.fits_a_phone(admin, "admin-views")
        admin.go("/all")
        admin.press("Vic first", ".views")
        admin.wait(lambda: times() == newest[::-1], "the view as it was")
        admin.driver.refresh()
        admin.click("[aria-label='Remove: Vic first']")
        admin.gone(".view")
        # Nothing of hers stays when she leaves.
        admin.press("Save this view", "main")
        admin.write("dialog [name=name]", "Vic again")
        admin.press("Save", "dialog")
        admin.find(".view")
        admin.sign_out()
        admin.find("[name=password]")
        self.assertEqual(admin.script("return Object.keys(localStorage).filter(each => each !== 'clinic.language')"), [])

    def test_what_to_do_first_goes_when_it_is_done_or_put_away(self):
        page = self.browser()
        page.register("DOCTOR", "Fin" + self.mark, "First", self.email("fin"))
        page.sees("1 of 3 done", ".checklist")
        self.accessible(page, "doctor-checklist")
        self.fits_a_phone(page, "doctor-checklist")
        page.press("Set your working hours", ".checklist")
        page.press("Mon–Fri 9–12, 13–17", "form")
        self.assertEqual(page.script("return [...document.querySelectorAll('.preview-day svg')].map(each => each.querySelectorAll('rect:not(.ground)').length)").count(2), 5)
        self.accessible(page, "doctor-hours-preview")
        page.press("Save", "form")
        page.sees("Saved.", ".toast")
        page.go("/")
        page.sees("2 of 3 done", ".checklist")
        page.click(".checklist .icon")
        page.gone(".checklist")
        page.go("/calendar")
        page.go("/")
        page.find("h1")
        self.assertEqual(self.count(page, ".checklist"), 0)


if __name__ == "__main__":
    unittest.main()
