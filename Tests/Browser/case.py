"""What the browser tests share: one running product, browsers that end with their test or class, and the look at a page."""
import atexit
import datetime
import os
import time
import unittest

import axe_core_python
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from stack import Browser, Stack

with open(os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js")) as file:
    AXE = file.read()

# How people look at a page: the last but one is the usual window at 200 %.
SETTINGS = {"light": {}, "dark": {"scheme": "dark"}, "narrow": {"window": (320, 640, 2, True)}, "zoomed": {"window": (600, 425, 2, False)},
            "forced-colors": {"forced": True}}


def weekday_ahead(weekday, weeks=2):
    """The date of that weekday (0 is Monday), some weeks from now."""
    today = datetime.date.today()
    return today - datetime.timedelta(days=today.weekday()) + datetime.timedelta(days=7 * weeks + weekday)


class Case(unittest.TestCase):
    stack = None

    @classmethod
    def setUpClass(cls):
        if Case.stack is None:
            Case.stack = Stack()
            atexit.register(Case.stack.end)
        cls.mark = f"{cls.__name__.lower()}{int(time.time())}"

    def browser(self, *scripts, **options):
        """For this test."""
        browser = Browser(self.stack.url, *scripts, **options)
        self.addCleanup(browser.quit)
        return browser

    @classmethod
    def lasting_browser(cls, **options):
        """For all tests of the class."""
        browser = Browser(cls.stack.url, **options)
        cls.addClassCleanup(browser.quit)
        return browser

    def email(self, who):
        return f"{who}-{self.mark}@browser.example"

    def admin(self):
        self.stack.create_admin(self.email("admin"))
        admin = self.browser()
        admin.sign_in(self.email("admin"))
        return admin

    def me(self, page):
        profile = page.call("GET", "/api/auth/profile")[1]
        return profile.get("user", profile)["id"]

    def doctor(self, who, zone="UTC", page=None, **schedule):
        page = page or self.browser()
        page.register("DOCTOR", who.capitalize() + self.mark, "Truth", self.email(who))
        status, answer = page.call("PUT", "/api/appointments/schedule", {
            "timeZone": zone, "slotMinutes": 30, "hours": [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(1, 8)], **schedule})
        self.assertEqual(status, 200, answer)
        return page, self.me(page)

    def visit(self, patient, doctor, date, clock, reason=None):
        status, answer = patient.call("POST", "/api/appointments", {
            "doctorId": doctor, "appointmentDate": str(date), "appointmentTime": clock, "reason": reason})
        self.assertEqual(status, 201, answer)
        return answer

    def count(self, page, css):
        return len(page.driver.find_elements("css selector", css))

    def find_doctor(self, page, name):
        """From the patient's first page to the doctor's free times."""
        page.go("/")
        page.type("q", name)
        page.wait(lambda: len(page.driver.find_elements("css selector", ".doctor")) == 1, "the search does not narrow to one doctor")
        page.click(".doctor h2 a")
        page.find(".picker .slot")

    def book(self, page, name, reason):
        """A time, what it is about, and to the list that has it."""
        self.find_doctor(page, name)
        page.click(".slot")
        page.write("main [name=text]", reason)
        page.press("Book appointment", "main")
        page.sees("Your request has been sent", "h1")
        page.press("To your appointments", "main")
        page.sees("Waiting for approval", ".appointment")

    def accessible(self, page, name):
        """No violation that axe knows of, in any of SETTINGS; light and dark are pictured."""
        if not page.script("return Boolean(window.axe)"):
            page.script(AXE)
        for setting, appearance in SETTINGS.items():
            page.appearance(**appearance)
            if setting in ("light", "dark"):
                page.shot(f"{name}-{setting}")
            with self.subTest(page=name, setting=setting):
                # Contrast, which takes longer than all else, is the colours': the other settings have those of light, or the system's.
                options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": setting in ("light", "dark")}}}
                found = page.driver.execute_async_script(
                    "const [options, done] = arguments; axe.run(options).then(result => done(result.violations), error => done([{id: String(error), nodes: []}]))", options)
                self.assertEqual([], [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found])
        page.appearance()

    def authenticator(self, page):
        """A phone in the browser's hand, with a finger on it."""
        page.driver.add_virtual_authenticator(VirtualAuthenticatorOptions(
            protocol="ctap2", transport="internal", has_resident_key=True, has_user_verification=True, is_user_verified=True))
        self.addCleanup(page.driver.remove_virtual_authenticator)

    def fits_a_phone(self, page, name):
        page.appearance("light", phone=True)
        page.shot(f"{name}-phone")
        with self.subTest(page=name, wide="phone"):
            self.assertLessEqual(page.script("return document.documentElement.scrollWidth"), 390, "the page scrolls sideways on a phone")
            self.assertEqual([], page.script(
                "return [...document.querySelectorAll('button, a, input, select, textarea')].filter(each => each.offsetParent && !each.closest('.agenda, .skip, dialog')"
                " && (each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)).map(each => each.outerHTML.slice(0, 120))"), "cut off")
        page.appearance()
