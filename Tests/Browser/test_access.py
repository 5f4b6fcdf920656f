"""Who has looked at one's data."""
import unittest

from case import Case


class AccessTests(Case):
    def test_a_patient_sees_who_looked_at_their_data_and_what_they_did_themselves(self):
        doctor, patient, name = self.browser(), self.browser(), "Olga" + self.mark
        doctor.register("DOCTOR", name, "Looks", self.email("olga"))
        patient.register("PATIENT", "Pim", "Patient", self.email("pim"))
        patient.go("/access-log")
        patient.sees("Nobody else has looked at your data yet.")
        self.book(patient, name, "A check")
        status, mine = patient.call("GET", "/api/appointments/my")
        self.assertEqual(status, 200, mine)
        visit = mine["appointments"][0]["id"]
        doctor.go(f"/appointments/{visit}")
        doctor.sees("A check")
        patient.go("/account")
        patient.click("a[href='/access-log']")
        patient.sees(f"{name} Looks", ".rows")
        patient.sees("treatment", ".rows")
        self.assertTrue(patient.find(f".rows a[href='/appointments/{visit}']"))
        self.accessible(patient, "access-log")
        self.fits_a_phone(patient, "access-log")
        patient.click("a[href='/access-log?tab=own']")
        patient.sees("Booked", ".rows")
        self.assertNotIn(name, patient.read(".rows"))
        # An admin who searches for the patient is in the list as well.
        admin = self.admin()
        status, found = admin.call("GET", f"/api/appointments/access-log?patientId={self.me(patient)}&purpose=PATADMIN")
        self.assertEqual(status, 200, found)
        patient.go("/access-log")
        patient.sees("Looked at this list", ".rows")

    def test_nobody_but_patients_is_shown_the_page(self):
        doctor = self.browser()
        doctor.register("DOCTOR", "Otto" + self.mark, "Other", self.email("otto"))
        doctor.go("/account")
        doctor.sees("Calendar")
        self.assertEqual(0, self.count(doctor, "a[href='/access-log']"))


if __name__ == "__main__":
    unittest.main()
