"""The two pictures of the README: a patient on a phone, a doctor's week. They are made anew in .local/screenshots; whoever changes what
they show copies them to docs/pictures."""
import datetime
import os
import re
import unittest

from case import Case, weekday_ahead
from stack import ROOT

MOST = 120 * 1024
PATIENTS = (("Paul", "Berg"), ("Amira", "Haddad"), ("Jonas", "Weiß"), ("Chloé", "Martin"))


class PictureTests(Case):
    def test_the_readme_shows_what_there_is_and_is_light(self):
        with open(os.path.join(ROOT, "README.md")) as file:
            shown = re.findall(r'(docs/pictures/[\w-]+\.png)', file.read())
        self.assertEqual(len(shown), 2)
        for path in shown:
            with self.subTest(path=path):
                self.assertLess(os.path.getsize(os.path.join(ROOT, path)), MOST)

    def test_a_week_and_a_phone_are_pictured(self):
        doctor, monday = self.browser(), weekday_ahead(0)
        doctor.register("DOCTOR", "Dora", "Klein", self.email("dora"))
        status, answer = doctor.call("PUT", "/api/appointments/schedule", {"timeZone": "Europe/Berlin", "slotMinutes": 30, "hours": [
            {"weekday": day, "from": start, "to": end} for day in range(1, 6) for start, end in (("09:00", "12:00"), ("13:00", "16:00"))]})
        self.assertEqual(status, 200, answer)
        status, answer = doctor.call("POST", "/api/appointments/time-off", {
            "from": f"{monday + datetime.timedelta(days=3)}T11:30:00Z", "to": f"{monday + datetime.timedelta(days=3)}T16:00:00Z", "reason": "Training"})
        self.assertEqual(status, 201, answer)
        doctor_id, phone = self.me(doctor), None
        for number, (first, last) in enumerate(PATIENTS):
            patient = self.browser()
            patient.register("PATIENT", first, last, self.email(f"patient{number}"))
            phone = phone or patient
            for day in range(5):
                clock = ("09:00", "10:30", "11:00", "13:30", "14:00", "15:00", "09:30")[(number * 2 + day) % 7]
                if day == 3 and clock > "12:00":
                    continue
                visit = self.visit(patient, doctor_id, monday + datetime.timedelta(days=day), clock, "Check-up")
                if (number + day) % 3:
                    self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visit['id']}/approve")[0], 200)
        doctor.go(f"/calendar?date={monday}&view=week")
        doctor.wait(lambda: self.count(doctor, ".entry") > 12, "the visits of the week")
        doctor.dismiss()
        doctor.appearance()
        doctor.shot("readme-week")
        phone.go("/appointments")
        phone.find(".appointment")
        self.fits_a_phone(phone, "readme")
        phone.dismiss()
        phone.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 700, "deviceScaleFactor": 1, "mobile": True})
        phone.shot("readme-phone")


if __name__ == "__main__":
    unittest.main()
