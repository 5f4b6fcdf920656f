"""What doctors and admins set up."""
import unittest

from case import Case


class DoctorTests(Case):
    def test_working_hours_breaks_and_time_off_decide_what_patients_see(self):
        doctor, patient, name = self.browser(), self.browser(), "Hanna" + self.mark
        doctor.register("DOCTOR", name, "Hours", self.email("hanna"))
        patient.register("PATIENT", "Pia", "Patient", self.email("pia"))
        doctor.go("/schedule")
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
            for start, end in (("09:00", "10:00"), ("23:30", "00:00")):
                doctor.click(f"[aria-label='Add hours on {day}']")
                row = doctor.driver.find_elements("css selector", f"[aria-label='{day} from']")[-1], doctor.driver.find_elements("css selector", f"[aria-label='{day} to']")[-1]
                for control, value in zip(row, (start, end)):
                    doctor.script("arguments[0].value = arguments[1]", control, value)
        doctor.type("timeZone", "UTC")
        doctor.type("horizonDays", "9999")
        doctor.press("Save", "form")
        doctor.wait(lambda: doctor.find("[name=horizonDays][aria-invalid]"), "the wrong number is told beside its field")
        doctor.type("horizonDays", "60")
        doctor.press("Save", "form")
        doctor.sees("Saved.", ".toast")
        self.find_doctor(patient, name)
        patient.click("[aria-label='Next month']")
        patient.wait(lambda: patient.script("return document.querySelector('.calendar .free') && !document.querySelector('.calendar [aria-current]')"), "the next month")
        date = patient.read(".calendar .free", "data-date")
        self.assertIn("3 free times", patient.read(f"[data-date='{date}']", "aria-label"))
        patient.click(f"[data-date='{date}']")
        patient.wait(lambda: self.times(patient) == ["09:00", "09:30", "23:30"], "the times of the doctor's hours")
        status, answer = doctor.call("POST", "/api/appointments/time-off", {"from": f"{date}T00:00:00Z", "to": f"{date}T10:00:00Z", "reason": "conference"})
        self.assertEqual(status, 201, answer)
        doctor.go("/schedule")
        doctor.sees("conference", ".rows")
        patient.script("dispatchEvent(new PopStateEvent('popstate'))")
        patient.settled()
        patient.click("[aria-label='Next month']")
        patient.wait(lambda: "1 free time" in patient.read(f"[data-date='{date}']", "aria-label"), "time off takes times away")
        doctor.dismiss()
        doctor.press("Remove", ".rows")
        doctor.sees("No time off planned.")

    def times(self, page):
        return [each.get_attribute("data-time") for each in page.driver.find_elements("css selector", ".slot")]


class AdminTests(Case):
    def test_users_appointments_events_and_figures(self):
        doctor, patient, name = self.browser(), self.browser(), "Ines" + self.mark
        doctor.register("DOCTOR", name, "Internist", self.email("ines"))
        patient.register("PATIENT", "Pit" + self.mark, "Patient", self.email("pit"))
        self.book(patient, name, "A check")
        admin = self.admin()
        admin.go("/all")
        admin.click("[name=status] option[value=PENDING]")
        admin.write("[name=doctorId-text]", name)
        admin.click("[role=option]")
        admin.sees(name, ".appointment")
        card = admin.wait(lambda: next((each.get_attribute("data-id") for each in admin.driver.find_elements("css selector", ".appointment") if name in each.text), None), "the appointment")
        admin.press("Cancel", f"[data-id='{card}']")
        admin.sees(f"For Pit{self.mark} Patient with Dr. {name}", "dialog")
        admin.press("Cancel appointment", "dialog")
        patient.sees("Cancelled by the clinic", ".appointment")
        admin.go("/")
        admin.type("q", "Pit" + self.mark)
        admin.wait(lambda: len(admin.driver.find_elements("css selector", ".rows li")) == 1, "the search does not narrow to one user")
        self.assertEqual(admin.driver.find_elements("css selector", ".rows select"), [], "one arrow key must not change a role")
        admin.press("Deactivate", ".rows")
        admin.sees("Signed out everywhere at once", "dialog")
        admin.sees("No appointments ahead", "dialog")
        self.accessible(admin, "admin-deactivate-dialog")
        admin.press("Deactivate", "dialog")
        admin.sees("Deactivated", ".rows")
        patient.find("[name=password]")
        patient.type("email", self.email("pit"))
        patient.type("password", "clinic-demo-1")
        patient.click("[type=submit]")
        patient.wait(lambda: patient.read(".form-error"), "a deactivated account is told that it cannot sign in")
        admin.press("Change role…", ".rows")
        admin.sees("from Patient to Doctor", "dialog")
        self.accessible(admin, "admin-role-dialog")
        admin.press("Change role", "dialog")
        admin.sees("is now Doctor", ".toast")
        admin.go("/events")
        admin.find(".rows li")
        admin.go("/figures")
        admin.press("System", ".tabs")
        admin.sees("Sockets online", ".tiles")
        self.assertNotIn(name, admin.read("main"))


if __name__ == "__main__":
    unittest.main()
