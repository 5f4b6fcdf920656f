"""Figures that an admin acts on, and the words of the search that an admin keeps."""
import datetime
import unittest

from case import Case


class FigureTests(Case):
    def test_what_was_booked_and_what_takes_place_are_two_charts_that_lead_on(self):
        doctor, doctor_id = self.doctor("fig")
        patient = self.browser()
        patient.register("PATIENT", "Fipa", "Figure", self.email("fipa"))
        today = datetime.datetime.now(datetime.timezone.utc).date()
        for clock in ("09:00", "10:00", "11:00"):
            self.visit(patient, doctor_id, today + datetime.timedelta(days=3), clock)
        admin = self.admin()
        admin.go(f"/figures?doctorId={doctor_id}")
        admin.wait(lambda: self.count(admin, ".chart svg") == 2, "two charts")
        sums = lambda: [each.text for each in admin.driver.find_elements("css selector", ".chart-under")]
        admin.wait(lambda: sums() == ["3 in all", "3 in all"], "three booked, three visits")
        # Booked today, though they take place later.
        booked = admin.script("""return [...document.querySelectorAll('.chart')].map(chart => [...chart.querySelectorAll('.bar')].map(each =>
            [each.classList.contains('today'), +each.querySelector('rect:not(.touch)').getAttribute('height') > 2]))""")
        self.assertEqual([is_today for is_today, is_shown in booked[0] if is_shown], [True])
        self.assertEqual([is_today for is_today, is_shown in booked[1] if is_shown], [False])
        self.assertEqual(len(booked[1]), 28)
        self.accessible(admin, "admin-figures")
        self.fits_a_phone(admin, "admin-figures")
        admin.script("document.querySelectorAll('.chart button')[1].click()")
        day = today + datetime.timedelta(days=3)
        long = day.strftime("%A, %-d %B %Y")
        admin.sees(long, ".chart-table")
        self.accessible(admin, "admin-figures-table")
        admin.press(long, ".chart-table")
        admin.wait(lambda: self.count(admin, ".appointment") == 3, "the visits of that day")
        self.assertEqual(admin.script("return location.search"), f"?doctorId={doctor_id}&from={day}&to={day}")

    def test_every_figure_stands_beside_what_it_was_and_the_system_has_a_page(self):
        admin = self.admin_named("boss")
        admin.go("/figures")
        admin.wait(lambda: self.count(admin, ".kpis .change") == 6, "six figures with a comparison")
        self.assertNotIn("Sockets", admin.read("main"))
        admin.press("System", ".tabs")
        admin.sees("Sockets online", ".tiles")
        self.accessible(admin, "admin-health")
        self.fits_a_phone(admin, "admin-health")

    def admin_named(self, who):
        self.stack.create_admin(self.email(who))
        admin = self.browser()
        admin.sign_in(self.email(who))
        return admin

    def test_words_that_an_admin_adds_lead_to_who_is_right(self):
        admin = self.admin_named("words")
        word, field = "qua" + self.mark[-6:].translate(str.maketrans("0123456789", "abcdefghij")), "Xylology" + self.mark
        doctor, _ = self.doctor("syn")
        self.assertEqual(doctor.call("PATCH", "/api/auth/profile", {"specialization": field})[0], 200)
        admin.go("/synonyms")
        admin.press("Add words", "main")
        admin.press("Save", "dialog")
        admin.wait(lambda: self.count(admin, "dialog [aria-invalid]") == 2, "what is missing")
        admin.write("dialog [name=words]", f"{word}, {word}ly")
        admin.write("dialog [name=specializations]", field)
        self.accessible(admin, "admin-words-dialog")
        admin.press("Save", "dialog")
        admin.sees(word, ".rows")
        self.accessible(admin, "admin-words")
        self.fits_a_phone(admin, "admin-words")
        patient = self.browser()
        patient.register("PATIENT", "Syp", "Seeker", self.email("syp"))
        patient.go("/")
        patient.type("q", word)
        patient.sees("Syn" + self.mark, ".doctor")
        row = admin.script("return [...document.querySelectorAll('.rows li')].find(each => each.textContent.includes(arguments[0])).dataset.id", word)
        admin.press("Remove", f"[data-id='{row}']")
        admin.press("Remove", "dialog")
        admin.wait(lambda: word not in admin.read("main"), "they are gone")
        patient.type("q", "")
        patient.type("q", word)
        patient.wait(lambda: "Syn" + self.mark not in patient.read("main"), "they lead nowhere")


if __name__ == "__main__":
    unittest.main()
