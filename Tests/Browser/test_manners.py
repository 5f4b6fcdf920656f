"""What every page keeps to: nothing that cannot be taken back happens at one press, a dialog begins at its content, buttons that repeat
are told apart, and everybody sees who they are."""
import re
import unittest

from selenium.webdriver.common.keys import Keys

from case import Case, weekday_ahead

# The names of the buttons and links that several of one list have; each should say what it is about.
REPEATED = """const names = [...document.querySelectorAll('main button, main a[href]')].filter(each => each.offsetParent && each.closest('li, tr, article'))
    .map(each => each.getAttribute('aria-label') ?? each.textContent.trim())
  return [...new Set(names.filter((each, index) => names.indexOf(each) !== index))]"""
# Lists that nobody can look through.
ENDLESS = "return [...document.querySelectorAll('select')].filter(each => each.options.length > 30).map(each => each.name)"
# Fields of dates and times that are narrower than what the browser writes into them.
NARROW = """return [...document.querySelectorAll('input[type=time], input[type=date], input[type=datetime-local]')].filter(each => {
    if (!each.offsetParent) return false
    const has = each.offsetWidth
    each.style.setProperty('width', 'max-content', 'important')
    const takes = each.offsetWidth
    each.style.removeProperty('width')
    return takes > has }).map(each => each.name || each.getAttribute('aria-label'))"""
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
        visits = [self.visit(patient, doctor_id, weekday_ahead(0), clock, "A reason")["id"] for clock in ("09:00", "09:30", "10:00")]
        for page, name in ((doctor, "Mona" + self.mark), (patient, "Milo")):
            with self.subTest("who one is stands in the bar", name=name):
                self.assertIn(name, page.script("return document.querySelector('header.top').textContent"))
        self.names(doctor, ("/", "/schedule", "/notifications", "/account"))
        self.names(patient, ("/appointments", "/notifications", "/account"))
        self.dialogs(patient)
        self.questions(doctor)
        self.hours(doctor)
        self.fields(doctor, ("/schedule", "/calendar", "/account"))
        self.fields(patient, ("/", "/account"))
        self.notes(doctor, visits[0])
        self.titles(patient, doctor, doctor_id, visits[1])
        self.prints(doctor, "/")
        self.prints(patient, "/appointments")

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
        with self.subTest("hours that are not saved are asked about"):
            doctor.press("Calendar", "nav")
            doctor.press("Leave", "dialog")

    def fields(self, page, paths):
        for path in paths:
            for phone in (False, True):
                page.appearance(phone=phone)
                page.go(path)
                with self.subTest("a field shows all of its time, and a list can be looked through", path=path, phone=phone):
                    self.assertEqual([], page.script(NARROW))
                    self.assertEqual([], page.script(ENDLESS))
        page.appearance()

    def notes(self, doctor, visit):
        self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visit}/approve")[0], 200)
        doctor.go(f"/appointments/{visit}")
        doctor.dismiss()
        doctor.offers("Notes", "main")
        with self.subTest("what is to come cannot be completed"):
            self.assertIsNone(doctor.named("Complete", "main"))
        doctor.script("window.real = Date.now; Date.now = () => real() + 30 * 86400000")
        doctor.go(f"/appointments/{visit}")
        for text in ("Notes", "Complete"):
            with self.subTest("who writes is told who reads it", text=text):
                doctor.press(text, "main")
                doctor.sees("The patient can read this.", "dialog .hint")
                doctor.press("Back", "dialog")
                doctor.gone("dialog")
        doctor.script("Date.now = real")

    def titles(self, patient, doctor, doctor_id, visit):
        name = "Mona" + self.mark
        self.assertEqual(doctor.call("PATCH", f"/api/appointments/{visit}/reject", {"reason": "No room"})[0], 200)
        for path in (f"/?q={name}", f"/book/{doctor_id}", f"/book/{doctor_id}/{weekday_ahead(0, weeks=3)}T09:00", "/appointments", "/appointments?tab=cancelled",
                     f"/appointments/{visit}", "/notifications"):
            patient.go(path)
            patient.sees(name, "main")
            with self.subTest("a doctor has one title and a state one name", path=path):
                text = patient.read("main")
                self.assertEqual([], re.findall(rf"(?<!Dr\. ){name}", text))
                self.assertNotRegex(text.lower(), "reject")

    def prints(self, page, path):
        page.go(path)
        page.find("main .appointment")
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        with self.subTest("what is printed is what the page is about", path=path):
            self.assertEqual([], [css for css in (".top", ".actions", ".filters", ".skip", ".toast", ".keys") if page.shown(css)])
            self.assertTrue(page.shown("main .appointment"))
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


if __name__ == "__main__":
    unittest.main()
