"""Who has looked at one's data."""
import base64
import unittest
import urllib.parse

from case import Case, weekday_ahead


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
        # Whoever has no business there is refused, and the patient sees that.
        other = self.browser()
        other.register("PATIENT", "Nosy", "Neighbour", self.email("nosy"))
        self.assertEqual(other.call("GET", f"/api/appointments/{visit}")[0], 404)
        patient.wait(lambda: (patient.go("/access-log"), "Attempt refused" in patient.read(".rows"))[1], "the attempt is not shown")
        self.assertIn("Another patient", patient.read(".rows"))
        self.assertNotIn("at your own request", patient.read(".rows"))
        self.assertTrue(patient.find(f".rows a[href='/appointments/{visit}']"))
        # What anybody may fetch, to be kept.
        patient.wait(lambda: (patient.go("/access-log"), patient.read(".rows"), patient.shown(".keep"))[2], "there is no checkpoint")
        patient.sees("Keep a proof")
        kept = urllib.parse.unquote(patient.find(".keep a[download]").get_attribute("href").split(",", 1)[1])
        origin, size, root, _, signature = kept.split("\n")[:5]
        shown = patient.read(".keep")
        self.assertIn(root, shown)
        self.assertIn(f"{int(size):,}", shown)
        self.assertIn(f"{origin}+{base64.b64decode(signature.split(' ')[-1])[:4].hex()}", shown)
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

    def test_an_admin_opens_a_record_for_a_while_another_one_reviews_it_and_the_patient_sees_it(self):
        patient, name = self.browser(), "Paula" + self.mark
        patient.register("PATIENT", name, "Opened", self.email("paula"))
        _, doctor = self.doctor("oda")
        visit = self.visit(patient, doctor, weekday_ahead(9), "09:00", "A private matter")
        admins = []
        for who in ("asks", "reviews"):
            self.stack.create_admin(self.email(who))
            admins.append(self.browser())
            admins[-1].sign_in(self.email(who))
        asks, reviews = admins
        asks.go(f"/appointments/{visit['id']}")
        asks.sees("Only the patient and the doctor read them.")
        self.assertNotIn("A private matter", asks.read("main"))
        asks.go("/break-glass")
        asks.sees("Nothing here.")
        self.accessible(asks, "break-glass-empty")
        asks.click(".ask")
        asks.write("dialog [name=patientId-text]", name)
        asks.click("dialog [role=option]")
        asks.write("dialog [name=reason]", "Unconscious in the waiting room")
        self.accessible(asks, "break-glass-ask")
        asks.click("dialog [type=submit]")
        asks.sees("Running", ".rows")
        self.accessible(asks, "break-glass")
        self.fits_a_phone(asks, "break-glass")
        asks.go(f"/appointments/{visit['id']}")
        asks.sees("A private matter")
        asks.go("/break-glass")
        asks.click(".rows .end")
        asks.click("dialog [type=submit]")
        asks.sees("To review", ".rows")
        asks.go(f"/appointments/{visit['id']}")
        asks.sees("Only the patient and the doctor read them.")
        reviews.go("/break-glass")
        reviews.click(".rows .review")
        reviews.write("dialog [name=note]", "The patient thanked us.")
        self.accessible(reviews, "break-glass-review")
        reviews.click("dialog [type=submit]")
        reviews.sees("Nothing here.")
        reviews.click("[name=state] option[value=REVIEWED]")
        reviews.sees("The patient thanked us.", ".rows")
        patient.go("/access-log")
        patient.sees("Record opened", ".rows")
        patient.sees("emergency access", ".rows")

    def test_nobody_but_patients_is_shown_the_page(self):
        doctor = self.browser()
        doctor.register("DOCTOR", "Otto" + self.mark, "Other", self.email("otto"))
        doctor.go("/account")
        doctor.sees("Calendar")
        self.assertEqual(0, self.count(doctor, "a[href='/access-log']"))


if __name__ == "__main__":
    unittest.main()
