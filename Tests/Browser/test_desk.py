"""The front desk works with the book: whose it is, the day's list, moving and cancelling, by keyboard and on a phone."""
import datetime
import re
import unittest

from case import Case, weekday_ahead


class DeskTests(Case):
    def setUp(self):
        self.mark = f"{type(self).mark}{self._testMethodName[5:8]}"

    def scene(self):
        """A desk, two doctors and two patients with a visit each, on a day of the test's own: the book is everybody's at first."""
        self.day = weekday_ahead(["eve", "mov", "the"].index(self._testMethodName[5:8]), weeks=23)
        admin, desk = self.admin(), self.browser()
        desk.register("PATIENT", "Dee" + self.mark, "Front", self.email("dee"))
        self.desk = self.me(desk)
        status, answer = admin.call("PATCH", f"/api/auth/users/{self.desk}", {"role": "DESK"})
        self.assertEqual(status, 200, answer)
        desk.sign_in(self.email("dee"))
        self.doctors, self.patients = [], []
        for who, patient, clock in (("ada", "Pia", "09:00"), ("ben", "Pit", "10:00")):
            page, doctor = self.doctor(who)
            person = self.browser()
            person.register("PATIENT", patient + self.mark, "Guest", self.email(patient.lower()))
            self.visit(person, doctor, self.day, clock, f"secret of {patient}")
            self.doctors.append((page, doctor, who.capitalize() + self.mark))
            self.patients.append((person, patient + self.mark))
        return admin, desk

    def rows(self, page):
        return [each.text for each in page.driver.find_elements("css selector", "tr.appointment")]

    def sees_rows(self, page, names, why):
        page.wait(lambda: len(self.rows(page)) == len(names) and all(any(name in row for row in self.rows(page)) for name in names), why)

    def test_the_day_of_the_book(self):
        admin, desk = self.scene()
        (ada, ada_id, ada_name), (_, _, ben_name) = self.doctors
        (pia, pia_name), (_, pit_name) = self.patients
        desk.go(f"/?date={self.day - datetime.timedelta(days=400)}")
        desk.sees("No appointments on this day.", ".empty")
        self.accessible(desk, "desk-empty")
        desk.go(f"/?date={self.day}")
        self.sees_rows(desk, [pia_name, pit_name], "without an assignment the book is everybody's")
        self.assertNotIn("secret of", desk.script("return document.body.innerHTML"))
        self.accessible(desk, "desk-day")
        self.fits_a_phone(desk, "desk-day")

        # An admin says whose book it is; the open page follows by itself.
        admin.go("/?role=DESK")
        admin.type("q", "Dee" + self.mark)
        admin.wait(lambda: self.count(admin, ".rows li") == 1, "one desk")
        admin.press("Doctors…", ".rows")
        admin.sees("Whose book does this desk work with?", "dialog")
        admin.click(f"dialog input[value='{ada_id}']")
        self.accessible(admin, "admin-desk-doctors")
        self.fits_a_phone(admin, "admin-desk-doctors")
        admin.press("Save", "dialog")
        admin.sees("one doctor", ".toast")
        self.sees_rows(desk, [pia_name], "the other doctor's visits leave the page that is open")
        self.assertEqual(2, self.count(desk, "[name=doctor] option"))
        self.assertNotIn(ben_name, desk.read("main"))

        # A booking comes by itself; what a desk cancels says why to both people.
        self.visit(self.patients[1][0], ada_id, self.day, "11:30")
        self.sees_rows(desk, [pia_name, pit_name], "a new booking appears")
        desk.press("Details", "tr.appointment:first-of-type")
        desk.sees(pia_name, "dialog")
        desk.sees("Only the patient and the doctor read them.", "dialog")
        self.accessible(desk, "desk-visit")
        desk.press("Cancel", "dialog article")
        desk.sees("The patient and the doctor read this.", "dialog:last-of-type")
        desk.write("dialog:last-of-type textarea", "The doctor is ill")
        desk.press("Cancel appointment", "dialog:last-of-type")
        desk.sees("Cancelled", "dialog article .badge")
        desk.press("Close", "dialog")
        for page in (pia, ada):
            page.go("/notifications")
            page.sees("cancelled by the clinic", ".note")
            page.sees("The doctor is ill", ".note")
        pia.go("/access-log")
        pia.sees("The front desk", ".rows")

    def test_moving_with_the_keyboard_alone(self):
        _, desk = self.scene()
        pia, pia_name = self.patients[0]
        desk.go(f"/?date={self.day}")
        self.sees_rows(desk, [pia_name, self.patients[1][1]], "the day")
        desk.script("document.querySelector('tr.appointment [data-act=move]').focus()")
        desk.keys("\ue007")
        desk.sees("Choose a new time", "dialog")
        desk.find("dialog .slot")
        self.accessible(desk, "desk-move")
        self.fits_a_phone(desk, "desk-move")
        time = desk.script("const slot = [...document.querySelectorAll('dialog .slot')].at(-1); slot.focus(); return slot.dataset.time")
        desk.keys("\ue007")
        desk.sees("The patient and the doctor are told.", "dialog:last-of-type")
        desk.script("document.querySelector('dialog:last-of-type [type=submit]').focus()")
        desk.keys("\ue007")
        desk.gone("dialog")
        pia.go("/notifications")
        pia.sees("has been moved by the clinic", ".note")
        pia.sees(time, ".note")
        self.assertTrue(re.match(r"\d\d:\d\d", time))

    def test_every_language_has_room(self):
        _, desk = self.scene()
        for language, title in (("de", "Termine des Tages"), ("fr", "Rendez-vous du jour"), ("es", "Citas del día"), ("ar", "مواعيد اليوم")):
            status, answer = desk.call("PATCH", "/api/auth/profile", {"language": language})
            self.assertEqual(status, 200, answer)
            desk.script("document.cookie = `language=${arguments[0]}; Path=/`", language)
            desk.open(f"/?date={self.day}")
            desk.sees(title, "h1")
            self.sees_rows(desk, [name for _, name in self.patients], "the day")
            self.assertEqual("rtl" if language == "ar" else "ltr", desk.script("return document.documentElement.dir"))
            self.fits_a_phone(desk, f"desk-{language}")


if __name__ == "__main__":
    unittest.main()
