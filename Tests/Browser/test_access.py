"""Who has looked at one's data."""
import base64
import os
import unittest
import urllib.parse

from case import Case, weekday_ahead

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "merge_property.js")) as file:
    PROPERTY = file.read()

# While `away` is set, what it matches is answered as the edge answers for a service that is away.
AWAY = """window.away = sessionStorage.getItem('away')
    const plain = window.fetch
    window.fetch = (...all) => window.away && all[0].includes(window.away)
        ? Promise.resolve(new Response('{}', { status: 503, headers: { 'Content-Type': 'application/problem+json' } })) : plain(...all)"""


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

    def test_three_logs_that_grow_and_fail_are_read_as_one(self):
        page = self.browser()
        page.open()
        page.find("[name=email]")
        result = page.driver.execute_async_script(PROPERTY)
        self.assertEqual(result["wrong"], [])
        self.assertGreater(result["readings"], 3_000)

    def test_all_services_logs_are_shown_by_time_and_one_that_is_away_is_named(self):
        patient = self.browser(AWAY)
        patient.register("PATIENT", "Mona", "Merged", self.email("mona"))
        _, doctor = self.doctor("merle")
        admin = self.browser()
        self.stack.create_admin(self.email("merlin"))
        admin.sign_in(self.email("merlin"))
        self.visit(patient, doctor, weekday_ahead(8), "10:00", "A merged matter")
        me = self.me(patient)
        self.assertEqual(admin.call("GET", f"/api/auth/users/{me}")[0], 200)
        self.assertEqual(admin.call("GET", f"/api/appointments?patientId={me}")[0], 200)
        patient.go("/access-log")
        for text in ("Looked at the account", "Looked at a list", "News came into an inbox"):
            patient.wait(lambda text=text: text in patient.read(".rows") or patient.press("Others", "nav.tabs"), f"{text!r} is not there")
        said = patient.script("return [...document.querySelectorAll('.rows li strong')].map(each => each.textContent)")
        self.assertLess(said.index("Looked at a list"), said.index("Looked at the account"))
        patient.click("a[href='/access-log?tab=own']")
        for text in ("Registered", "Booked"):
            patient.sees(text, ".rows")
        # With a service away the others' entries are there, and a line names what is not; later it is back.
        patient.script("window.away = '/api/auth/access-log'")
        patient.press("Others", "nav.tabs")
        patient.sees("What was done with your account cannot be read at the moment", ".missing")
        patient.sees("News came into an inbox", ".rows")
        self.assertNotIn("Looked at the account", patient.read(".rows"))
        self.accessible(patient, "access-log-missing")
        self.fits_a_phone(patient, "access-log-missing")
        patient.script("window.away = null")
        patient.press("Try again", ".missing")
        patient.sees("Looked at the account", ".rows")
        self.assertEqual(patient.script("return document.querySelector('.missing').hidden"), True)
        patient.script("window.away = '/access-log'")
        patient.press("Myself", "nav.tabs")
        patient.find("main .empty[role=alert]")
        # An admin's search has them, too, and is seen by whom it was about.
        admin.go("/all")
        admin.click("main a[href='/access-log']")
        admin.sees("Who looked at whose data", "h1")
        admin.press("Look it up", "main")
        admin.sees("Choose a person.", "main")
        admin.write("main [name=patientId-text]", self.email("mona"))
        admin.click("main [role=option]")
        admin.press("Look it up", "main")
        for text in ("Looked at the account", "Looked at a list", "News came into an inbox"):
            admin.sees(text, ".rows")
        self.accessible(admin, "access-log-admin")
        self.fits_a_phone(admin, "access-log-admin")
        patient.script("window.away = null")
        patient.press("Others", "nav.tabs")
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

    def test_one_doctor_asks_for_anothers_patient_by_address_reads_and_loses_it_when_time_is_up(self):
        patient, name, email = self.browser(), "Vera" + self.mark, self.email("vera")
        patient.register("PATIENT", name, "Covered", email)
        _, colleague = self.doctor("cole")
        self.visit(patient, colleague, weekday_ahead(10), "09:00", "A covered matter")
        cover, own = self.doctor("cover")
        self.visit(patient, own, weekday_ahead(10), "11:00", "My own matter")
        cover.go("/calendar")
        cover.click("main a[href='/break-glass']")
        cover.sees("Emergency access", "h1")
        cover.sees("Nothing here.")
        self.accessible(cover, "cover-empty")
        # Nothing is asked for before the form is whole, and nobody is told apart from nobody.
        cover.click(".ask")
        cover.click("dialog [type=submit]")
        cover.sees("Enter the patient’s email address.", "dialog")
        cover.write("dialog [name=patientEmail]", self.email("nobody"))
        cover.click("dialog [type=submit]")
        cover.sees("At least 10 characters", "dialog .error")
        cover.write("dialog [name=reason]", "Unconscious in the waiting room")
        cover.click("dialog [type=submit]")
        cover.sees("Nobody of this address has appointments with another doctor.", "dialog")
        self.accessible(cover, "cover-ask")
        self.fits_a_phone(cover, "cover-ask")
        cover.write("dialog [name=patientEmail]", email.upper())
        cover.click("dialog [name=minutes] option[value='5']")
        cover.click("dialog [type=submit]")
        cover.sees("Running", ".rows")
        cover.sees("5 minutes left", ".rows")
        cover.sees("nothing can be changed", ".rows")
        self.accessible(cover, "cover")
        self.fits_a_phone(cover, "cover")
        # The same again runs already.
        cover.click(".ask")
        cover.write("dialog [name=patientEmail]", email)
        cover.write("dialog [name=reason]", "Unconscious in the waiting room")
        cover.click("dialog [type=submit]")
        cover.sees("This access is running already.", "dialog")
        cover.press("Back", "dialog")
        cover.click(".rows .read")
        cover.sees("A covered matter", ".reading")
        cover.sees(name, ".reading h2")
        # Another one's visit can be read with its history, and no more; one's own as ever.
        foreign, mine = (cover.script("""return [...[...document.querySelectorAll('.reading .appointment')]
            .find(each => each.textContent.includes(arguments[0])).querySelectorAll('[data-act]')].map(each => each.dataset.act)""", text)
            for text in ("A covered matter", "My own matter"))
        self.assertEqual(foreign, ["history"])
        self.assertIn("approve", mine)
        self.accessible(cover, "cover-reading")
        self.fits_a_phone(cover, "cover-reading")
        # Its time passes while it is looked at: what was open is gone from the page.
        self.stack.sql("appointment", f"UPDATE break_glass SET ends_at = now() + interval '4 seconds' WHERE actor_id = '{own}'")
        cover.driver.refresh()
        cover.sees("A covered matter", ".reading")
        cover.sees("This access is over.", ".reading")
        self.assertNotIn("A covered matter", cover.read("main"))
        self.assertEqual(cover.call("GET", f"/api/appointments?patientId={self.me(patient)}")[0], 403)
        cover.press("Emergency access", ".reading")
        cover.sees("To review", ".rows")
        patient.go("/access-log")
        patient.sees("Record opened", ".rows")
        patient.sees("Opened the record", ".rows")

    def test_the_doctors_page_from_right_to_left(self):
        cover, _ = self.doctor("rima")
        self.assertEqual(cover.call("PATCH", "/api/auth/profile", {"language": "ar"})[0], 200)
        cover.script("document.cookie = 'language=ar; Path=/'")
        cover.open("/break-glass")
        cover.wait(lambda: cover.script("return document.documentElement.dir") == "rtl", "from right to left")
        cover.click(".ask")
        cover.find("dialog [name=patientEmail]")
        for setting in ({}, {"window": (320, 640, 2, True)}, {"scheme": "dark"}):
            cover.appearance(**setting)
            cover.shot(f"cover-rtl-{'-'.join(setting) or 'wide'}")
            self.assertTrue(cover.script("return document.documentElement.scrollWidth <= innerWidth"), setting)

    def test_nobody_but_patients_is_shown_the_page(self):
        doctor = self.browser()
        doctor.register("DOCTOR", "Otto" + self.mark, "Other", self.email("otto"))
        doctor.go("/account")
        doctor.sees("Calendar")
        self.assertEqual(0, self.count(doctor, "a[href='/access-log']"))


if __name__ == "__main__":
    unittest.main()
