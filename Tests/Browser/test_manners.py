"""What every page keeps to: nothing that cannot be taken back happens at one press, a dialog begins at its content, buttons that repeat
are told apart, and everybody sees who they are."""
import unittest

from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead

# The names of the buttons and links that several of one list have; each should say what it is about.
REPEATED = """const names = [...document.querySelectorAll('main button, main a[href]')].filter(each => each.offsetParent && each.closest('li, tr, article'))
    .map(each => each.getAttribute('aria-label') ?? each.textContent.trim())
  return [...new Set(names.filter((each, index) => names.indexOf(each) !== index))]"""
# Methods of the requests that change something, from now on.
WATCH = """window.changes = []; const own = fetch; window.fetch = (target, options = {}) => {
    if (!['GET', 'HEAD', undefined].includes(options.method ?? target.method)) changes.push(`${options.method ?? target.method} ${target.url ?? target}`)
    return own(target, options) }"""


class MannerTests(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.doctor_page, cls.patient = cls.lasting_browser(), cls.lasting_browser()

    def test_manners(self):
        doctor, doctor_id = self.doctor("mona", page=self.doctor_page)
        patient = self.patient
        patient.register("PATIENT", "Milo", "Manners", self.email("milo"))
        for clock in ("09:00", "09:30", "10:00"):
            self.visit(patient, doctor_id, weekday_ahead(0), clock, "A reason")
        for page, name in ((doctor, "Mona" + self.mark), (patient, "Milo")):
            with self.subTest("who one is stands in the bar", name=name):
                self.assertIn(name, page.script("return document.querySelector('header.top').textContent"))
        self.names(doctor, ("/", "/schedule", "/notifications", "/account"))
        self.names(patient, ("/appointments", "/notifications", "/account"))
        self.dialogs(patient)
        self.questions(doctor)
        self.hours(doctor)

    def names(self, page, paths):
        for path in paths:
            page.go(path)
            with self.subTest("buttons of one list are told apart", path=path):
                self.assertEqual([], page.script(REPEATED))

    def dialogs(self, patient):
        patient.go("/appointments")
        patient.dismiss()
        for act in ("move", "history", "cancel"):
            with self.subTest("a dialog begins at its content", act=act):
                patient.click(f".appointment [data-act={act}]")
                patient.find("dialog")
                self.assertTrue(patient.focused("matches('dialog h2, dialog textarea, dialog input')"), patient.focused("outerHTML.slice(0, 100)"))
                patient.keys(Keys.ESCAPE)
                patient.gone("dialog")

    def questions(self, page):
        for path, text in (("/notifications", "Delete all"), ("/account", "Sign out everywhere"), ("/account", "Make a new address"), ("/account", "Remove the address")):
            page.go(path)
            page.dismiss()
            with self.subTest("what cannot be taken back asks first", text=text):
                if text.startswith("Make") and not page.named(text, "main"):
                    page.press("Make an address", "main")
                page.offers(text, "main")
                page.script(WATCH)
                page.press(text, "main")
                page.offers("Back", "dialog")
                self.assertEqual([], page.script("return changes"))
                page.press("Back", "dialog")
                page.gone("dialog")
                self.assertEqual([], page.script("return changes"))

    def hours(self, doctor):
        status, answer = doctor.call("PUT", "/api/appointments/schedule", {"timeZone": "UTC", "slotMinutes": 30, "hours": [{"weekday": 1, "from": "09:00", "to": "12:00"}]})
        self.assertEqual(status, 200, answer)
        doctor.go("/schedule")
        for _ in range(2):
            doctor.click("[aria-label='Add hours on Monday']")
        with self.subTest("a stretch of hours that is added does not lie over another"):
            spans = doctor.script("""const of = end => [...document.querySelectorAll(`[aria-label='Monday ${end}']`)].map(each => each.value)
                const from = of('from'), to = of('to'); return from.map((each, index) => [each, to[index] === '00:00' ? '24:00' : to[index]])""")
            self.assertGreaterEqual(len(spans), 3)
            spans.sort()
            self.assertEqual([], [(one, other) for one, other in zip(spans, spans[1:]) if one[1] > other[0]])


if __name__ == "__main__":
    unittest.main()
