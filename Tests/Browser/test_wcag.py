"""What WCAG 2.2 asks for and axe does not see, on every page of every role: docs/accessibility.md names what is shown here."""
import unittest

from case import Case, weekday_ahead
from test_styleguide import SMALL
from test_words import CUT

# The text spacing that 1.4.12 names.
SPACING = """const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }')
    document.adoptedStyleSheets = arguments[0] ? [sheet] : []"""
# Controls whose accessible name does not have the text that is seen on them (2.5.3).
MISNAMED = """const plain = text => text.toLowerCase().replace(/\\s+/g, ' ').trim()
    return [...document.querySelectorAll('button[aria-label], a[aria-label], [role=option][aria-label]')].filter(each => each.offsetParent
        && !each.closest('.agenda, .calendar, .strip') && /\\p{L}{2}/u.test(each.innerText) && !plain(each.ariaLabel).includes(plain(each.innerText)))
        .map(each => [each.ariaLabel, each.innerText])"""
# Goes with the focus through all that can have it, down and up: what is hidden by the bar, what changes the page or opens something.
WALK = """const all = [...document.querySelectorAll('main a[href], main button, main input, main select, main textarea, main [tabindex="0"]')]
    .filter(each => each.checkVisibility() && !each.disabled)
  const before = location.href, wrong = []
  for (const each of [...all, ...[...all].reverse()]) {
    each.focus()
    const { top, bottom } = each.getBoundingClientRect(), bar = document.querySelector('.top')?.getBoundingClientRect().bottom ?? 0
    if (document.activeElement !== each) wrong.push(['not reached', each.outerHTML.slice(0, 100)])
    else if (bottom <= bar || top >= innerHeight) wrong.push(['out of sight', top, bar, each.outerHTML.slice(0, 100)])
    if (location.href !== before || document.querySelector('dialog')) { wrong.push(['changes by focus', each.outerHTML.slice(0, 100)]); break }
  }
  return wrong.slice(0, 5)"""
# Animations that go on.
MOVING = "return document.getAnimations().filter(each => each.playState === 'running').map(each => each.animationName ?? String(each))"
# What a browser can fill in for people, by the field's name (1.3.5), and whether a paste is taken (3.3.8).
PURPOSES = {"firstName": "given-name", "lastName": "family-name", "email": "username", "phone": "tel", "password": "new-password"}
PASTE = """return [...document.querySelectorAll('input')].filter(each => each.offsetParent)
    .filter(each => !each.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))).map(each => each.name)"""


class WCAGTests(Case):
    def holds(self, page, paths):
        for path in paths:
            page.go(path)
            page.dismiss()
            for rule, check in (("2.5.3 the name has the label", MISNAMED), ("2.5.8 targets", SMALL), ("2.2.2 nothing moves", MOVING)):
                with self.subTest(rule, path=path):
                    self.assertEqual([], page.script(check))
            with self.subTest("1.4.12 text spacing", path=path):
                page.script(SPACING, True)
                self.assertEqual([], page.script(CUT))
                self.assertLessEqual(page.script("return document.documentElement.scrollWidth - innerWidth"), 0)
                page.script(SPACING, False)
            for window in ((600, 425, 2, False), (425, 600, 2, False)):
                page.appearance(window=window)
                with self.subTest("2.4.11 the focus is seen, 3.2.1 and changes nothing", path=path, window=window):
                    self.assertEqual([], page.script(WALK))
            with self.subTest("1.3.4 either way up", path=path):
                self.assertTrue(page.shown("main"))
            page.appearance()

    def test_strangers(self):
        page = self.browser()
        page.open("/register")
        page.find("[name=firstName]")
        for name, token in PURPOSES.items():
            self.assertEqual(page.script("return document.querySelector(`[name=${arguments[0]}]`).autocomplete", name), token)
        self.assertEqual([], page.script(PASTE))
        self.holds(page, ("/register", "/sign-in"))
        self.assertEqual([], page.script(PASTE))

    def test_patients_and_doctors(self):
        doctor, doctor_id = self.doctor("wally")
        patient, day = self.browser(), weekday_ahead(1)
        patient.register("PATIENT", "Wendy", "Walker", self.email("wendy"))
        for clock in ("09:00", "09:30"):
            self.visit(patient, doctor_id, day, clock, "A reason")
        self.holds(patient, (f"/?q=wally{self.mark}", f"/book/{doctor_id}", f"/book/{doctor_id}/{day}T10:00", "/appointments", "/notifications", "/account"))
        patient.quit()
        self.holds(doctor, ("/", f"/calendar?date={day}&view=week", f"/calendar?date={day}&view=day", "/schedule"))
        # 2.1.4: keys that do something where a list has the focus do nothing elsewhere.
        doctor.go("/")
        doctor.wait(lambda: self.count(doctor, ".line") == 2, "the requests")
        doctor.script("document.activeElement.blur()")
        doctor.keys(*"adxjk")
        self.assertEqual((self.count(doctor, ".line"), self.count(doctor, "dialog"), self.count(doctor, ".line :checked")), (2, 0, 0))

    def test_admins(self):
        _, doctor_id = self.doctor("wanda")
        patient, admin = self.browser(), self.admin()
        patient.register("PATIENT", "Wilbur", "Walker", self.email("wilbur"))
        self.visit(patient, doctor_id, weekday_ahead(1), "09:00", "A reason")
        self.holds(admin, (f"/?q=wanda{self.mark}", f"/all?doctorId={doctor_id}", "/events", "/figures", "/synonyms", "/health"))


if __name__ == "__main__":
    unittest.main()
