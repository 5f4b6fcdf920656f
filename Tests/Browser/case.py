"""What the browser tests share: one running product, browsers that end with their class, and the look at a page."""
import atexit
import os
import time
import unittest

import axe_core_python

from stack import Browser, Stack

with open(os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js")) as file:
    AXE = file.read()


class Case(unittest.TestCase):
    stack = None

    @classmethod
    def setUpClass(cls):
        if Case.stack is None:
            Case.stack = Stack()
            atexit.register(Case.stack.end)
        cls.mark = f"{cls.__name__.lower()}{int(time.time())}"

    @classmethod
    def browser(cls, *scripts):
        browser = Browser(cls.stack.url, *scripts)
        cls.addClassCleanup(browser.quit)
        return browser

    def email(self, who):
        return f"{who}-{self.mark}@browser.example"

    def admin(self):
        self.stack.create_admin(self.email("admin"))
        admin = self.browser()
        admin.sign_in(self.email("admin"))
        return admin

    def find_doctor(self, page, name):
        """From the patient's first page to the doctor's free times."""
        page.go("/")
        page.type("q", name)
        page.wait(lambda: len(page.driver.find_elements("css selector", ".doctor")) == 1, "the search does not narrow to one doctor")
        page.click(".doctor")
        page.find(".slot")

    def book(self, page, name, reason):
        """One click on a time, one to confirm."""
        self.find_doctor(page, name)
        page.click(".slot")
        page.write("dialog [name=text]", reason)
        page.press("Book appointment", "dialog")
        page.sees("Waiting for approval", ".appointment")

    def accessible(self, page, name):
        """No violation that axe knows of, in light and dark; both are pictured."""
        for scheme in ("light", "dark"):
            page.appearance(scheme)
            page.shot(f"{name}-{scheme}")
            with self.subTest(page=name, scheme=scheme):
                found = page.driver.execute_async_script(
                    AXE + ";const done = arguments[0]; axe.run().then(result => done(result.violations), error => done([{id: String(error), nodes: []}]))")
                self.assertEqual([], [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found])
        page.appearance()

    def fits_a_phone(self, page, name):
        page.appearance("light", phone=True)
        page.shot(f"{name}-phone")
        with self.subTest(page=name, wide="phone"):
            self.assertLessEqual(page.script("return document.documentElement.scrollWidth"), 390, "the page scrolls sideways on a phone")
            self.assertEqual([], page.script(
                "return [...document.querySelectorAll('button, a, input, select, textarea')].filter(each => each.offsetParent && !each.closest('.agenda, .skip, dialog')"
                " && (each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)).map(each => each.outerHTML.slice(0, 120))"), "cut off")
        page.appearance()
