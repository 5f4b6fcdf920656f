"""A patient, a doctor and an admin in real browsers on the real stack. The tests of the class build on each other, in order."""
import json
import time
import unittest
from datetime import date, timedelta
from urllib.parse import urlparse

import axe_core_python
import os

from stack import Browser, Stack

AXE = os.path.join(os.path.dirname(axe_core_python.__file__), "axe.min.js")
EVIL = "<script>document.title='owned'</script>\"'<img src=x onerror=alert(1)>"
PAGES = {
    "patient": ["/", "/appointments", "/notifications", "/account"],
    "doctor": ["/", "/calendar", "/schedule", "/notifications", "/account"],
    "admin": ["/", "/all", "/events", "/figures", "/notifications", "/account"],
}


class StoryTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.addClassCleanup(cls.stack.end)
        cls.mark = str(int(time.time()))
        cls.patient, cls.doctor = (cls.browser() for _ in range(2))

    @classmethod
    def browser(cls):
        browser = Browser(cls.stack.url)
        cls.addClassCleanup(browser.quit)
        return browser

    def email(self, who):
        return f"{who}-{self.mark}@browser.example"

    def book(self, hour, reason):
        """By the patient's page; tells the doctor's browser nothing."""
        page = self.patient
        page.go("/")
        page.type("q", "Dora" + self.mark)
        page.wait(lambda: len(page.driver.find_elements("css selector", ".doctor")) == 1, "the search does not narrow to one doctor")
        page.find(".doctor").click()
        page.settled()
        if page.driver.find_elements("css selector", ".ask-time"):
            page.script("document.querySelector('[name=date]').value = arguments[0]; document.querySelector('[name=time]').value = arguments[1]", str(date.today() + timedelta(days=2)), f"{hour:02}:00")
            page.find(".ask-time [type=submit]").click()
        else:
            page.find(".slot").click()
        page.find("dialog [name=text]").send_keys(reason)
        page.button("Book appointment", "dialog").click()
        page.sees("Waiting for approval", ".appointment")

    def test_01_first_load_is_small_and_stays_at_home(self):
        page = self.patient
        page.open()
        page.find("[name=email]")
        entries = [json.loads(entry["message"])["message"] for entry in page.driver.get_log("performance")]
        sizes = sum(entry["params"]["encodedDataLength"] for entry in entries if entry["method"] == "Network.loadingFinished")
        hosts = {urlparse(entry["params"]["request"]["url"]).netloc for entry in entries if entry["method"] == "Network.requestWillBeSent"}
        print(f"[{sizes} bytes transferred]", end=" ")
        self.assertGreater(sizes, 5000)
        self.assertLessEqual(sizes, 60 * 1024)
        self.assertEqual({host for host in hosts if host}, {urlparse(page.url).netloc})

    def test_02_registering(self):
        self.doctor.register("DOCTOR", "Dora" + self.mark, EVIL[:60], self.email("dora"))
        self.patient.register("PATIENT", "Paul", EVIL[:60], self.email("paul"))

    def test_03_a_booking_reaches_the_doctor_live(self):
        self.book(10, EVIL)
        self.doctor.find(".toast")
        self.doctor.wait(lambda: self.doctor.find(".count").text == "1", "the doctor's badge")
        self.doctor.find(".appointment")

    def test_04_scripts_and_quotes_are_text(self):
        self.doctor.sees(EVIL, ".appointment dd")
        self.doctor.sees(EVIL[:60], ".appointment h2")
        self.patient.sees(EVIL, ".appointment dd")
        for page in (self.patient, self.doctor):
            self.assertNotIn("owned", page.driver.title)
            self.assertFalse(page.script("return document.querySelectorAll('#app script, #app img[onerror]').length"))

    def test_05_approval_reaches_the_patient_live(self):
        before = self.patient.find(".count").text
        self.doctor.button("Approve", ".appointment").click()
        self.patient.sees("Approved", ".appointment .badge")
        self.patient.wait(lambda: self.patient.find(".count").text == str(int(before) + 1), "the patient's badge")

    def test_06_two_tabs_stay_in_step(self):
        driver, first = self.patient.driver, self.patient.driver.current_window_handle
        driver.switch_to.new_window("tab")
        self.patient.open("/notifications")
        self.patient.find(".note.unread")
        self.patient.button("Mark all read", "main").click()
        self.patient.wait(lambda: not driver.find_elements("css selector", ".note.unread"), "all read here")
        driver.switch_to.window(first)
        self.patient.wait(lambda: self.patient.script("return document.querySelector('.count').textContent") == "", "the other tab's badge")
        driver.switch_to.window(driver.window_handles[1])
        driver.close()
        driver.switch_to.window(first)

    def test_07_what_was_missed_offline_arrives(self):
        self.doctor.offline(True)
        self.doctor.find(".live[data-state=offline]")
        unread = self.doctor.script("return document.querySelector('.count').textContent")
        self.book(12, "While you were away")
        self.assertEqual(self.doctor.script("return document.querySelector('.count').textContent"), unread)
        self.doctor.offline(False)
        self.doctor.find(".live[data-state=live]")
        self.doctor.wait(lambda: self.doctor.script("return document.querySelector('.count').textContent") == str(int(unread or 0) + 1), "the missed notification")
        self.doctor.sees("While you were away", ".appointment")

    def test_08_a_refused_change_is_taken_back(self):
        card = self.doctor.find(".appointment").get_attribute("data-id")
        self.doctor.script("window.realFetch = fetch; window.fetch = () => Promise.reject(new TypeError('cut off'))")
        self.doctor.button("Approve", f"[data-id='{card}']").click()
        self.doctor.sees("Not saved", ".toast")
        self.doctor.sees("Waiting for approval", f"[data-id='{card}'] .badge")
        self.doctor.script("window.fetch = window.realFetch")

    def test_09_every_page_passes_axe_and_is_pictured(self):
        self.stack.create_admin(self.email("admin"))
        admin = self.browser()
        admin.sign_in(self.email("admin"))
        stranger = self.browser()
        stranger.open()
        stranger.find("[name=email]")
        with open(AXE) as file:
            axe = file.read()
        self.check(axe, stranger, "stranger-sign-in")
        stranger.open("/register")
        stranger.find("[name=firstName]")
        self.check(axe, stranger, "stranger-register")
        for who, page in (("patient", self.patient), ("doctor", self.doctor), ("admin", admin)):
            for path in PAGES[who]:
                page.go(path)
                self.check(axe, page, f"{who}{path.replace('/', '-')}")

    def check(self, axe, page, name):
        page.script("document.getElementById('toasts').replaceChildren()")
        for scheme in ("light", "dark"):
            page.appearance(scheme)
            page.shot(f"{name}-{scheme}")
            with self.subTest(page=name, scheme=scheme):
                found = page.driver.execute_async_script(axe + ";const done = arguments[0]; axe.run().then(result => done(result.violations), error => done([{id: String(error), nodes: []}]))")
                self.assertEqual([], [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found])
        page.appearance("light", phone=True)
        page.shot(f"{name}-phone")
        with self.subTest(page=name, wide="phone"):
            self.assertLessEqual(page.script("return document.documentElement.scrollWidth"), 390, "the page scrolls sideways on a phone")
        page.appearance()

    def test_10_a_session_ended_elsewhere_ends_here(self):
        other = self.browser()
        other.sign_in(self.email("paul"))
        other.go("/account")
        other.find(".end-session").click()
        self.patient.find("[name=password]")
        other.find(".live[data-state=live]")
