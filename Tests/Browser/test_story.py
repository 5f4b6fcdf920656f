"""A patient and a doctor at once, through the whole story. The tests build on each other, in order."""
import json
import time
import unittest
from urllib.parse import urlparse

from case import Case

EVIL = "<script>document['title']='owned'</script>\"'<img src=x onerror=alert(1)>"
# Of each role the pages that no other test looks at with more on them.
PAGES = {"patient": ["/", "/notifications", "/account"], "doctor": ["/schedule", "/notifications", "/account"], "admin": ["/?q=Dora", "/events", "/account"]}


class StoryTests(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient, cls.doctor = cls.lasting_browser(is_fresh=True), cls.lasting_browser()
        cls.name = "Dora" + cls.mark

    def booked(self, reason):
        self.book(self.patient, self.name, reason)

    def badge(self, page):
        return int(page.script("return document.querySelector('.count').textContent") or 0)

    def card(self, page, text):
        """The appointment's card that shows this text."""
        return page.wait(lambda: next((each.get_attribute("data-id") for each in page.driver.find_elements("css selector", ".appointment") if text in each.text), None), f"no appointment shows {text!r}")

    def history(self, page, card):
        page.press("History", f"[data-id='{card}']")
        steps = page.wait(lambda: [each.text for each in page.driver.find_elements("css selector", ".timeline li strong")], "the history")
        page.press("Close", "dialog")
        return steps

    def test_01_first_load_is_small_quick_and_stays_at_home(self):
        page = self.patient
        page.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        page.open()
        page.find("[name=email]")
        usable = page.script("return performance.getEntriesByType('resource').reduce((last, each) => Math.max(last, each.responseEnd), 0)")
        entries = [json.loads(entry["message"])["message"] for entry in page.driver.get_log("performance")]
        sizes = sum(entry["params"]["encodedDataLength"] for entry in entries if entry["method"] == "Network.loadingFinished")
        hosts = {urlparse(entry["params"]["request"]["url"]).netloc for entry in entries if entry["method"] == "Network.requestWillBeSent"}
        print(f"[{sizes} bytes, the last of them after {usable:.0f} ms]", end=" ")
        self.assertGreater(sizes, 5000)
        self.assertLessEqual(sizes, 75 * 1024)
        self.assertEqual({host for host in hosts if host}, {urlparse(page.url).netloc})

    def test_02_registering(self):
        self.doctor.open()
        self.doctor.register("DOCTOR", self.name, EVIL[:60], self.email("dora"))
        self.patient.register("PATIENT", "Paul", EVIL[:60], self.email("paul"))
        for page in (self.doctor, self.patient):
            page.press("Later", ".unverified")

    def test_03_a_booking_reaches_the_doctor_live(self):
        self.booked(EVIL)
        self.doctor.find(".toast")
        self.doctor.wait(lambda: self.badge(self.doctor) == 1, "the doctor's badge")
        self.patient.wait(lambda: self.badge(self.patient) == 1, "the patient's badge")
        self.doctor.find(".appointment")

    def test_04_scripts_and_quotes_are_text(self):
        self.doctor.sees(EVIL, ".appointment dd")
        self.doctor.sees(EVIL[:60], ".appointment h2")
        self.patient.sees(EVIL, ".appointment dd")
        for page in (self.patient, self.doctor):
            self.assertNotIn("owned", page.driver.title)
            self.assertFalse(page.script("return document.querySelectorAll('#app script, #app img[onerror]').length"))

    def test_05_approval_reaches_the_patient_live(self):
        self.doctor.press("Approve", ".appointment")
        self.patient.sees("Approved", ".appointment .badge")
        self.patient.wait(lambda: self.badge(self.patient) == 2, "the patient's badge")
        self.patient.offers("Add to calendar", ".appointment")

    def test_06_two_tabs_stay_in_step(self):
        driver, first = self.patient.driver, self.patient.driver.current_window_handle
        driver.switch_to.new_window("tab")
        self.patient.open("/notifications")
        self.patient.find(".note.unread")
        self.patient.press("Mark all read", "main")
        self.patient.gone(".note.unread")
        driver.switch_to.window(first)
        self.patient.wait(lambda: self.badge(self.patient) == 0, "the other tab's badge")
        driver.switch_to.window(driver.window_handles[1])
        driver.close()
        driver.switch_to.window(first)

    def test_07_what_was_missed_offline_arrives(self):
        self.doctor.offline(True)
        self.doctor.find(".live[data-state=offline]")
        unread = self.badge(self.doctor)
        self.booked("While you were away")
        self.assertEqual(self.badge(self.doctor), unread)
        self.doctor.offline(False)
        self.doctor.find(".live[data-state=live]")
        self.doctor.wait(lambda: self.badge(self.doctor) == unread + 1, "the missed notification")
        self.doctor.sees("While you were away", ".appointment")

    def test_08_a_refused_change_is_taken_back(self):
        card = self.card(self.doctor, "While you were away")
        self.doctor.script("window.realFetch = fetch; window.fetch = () => Promise.reject(new TypeError('cut off'))")
        self.doctor.press("Approve", f"[data-id='{card}']")
        self.doctor.sees("Not saved", ".toast")
        self.doctor.sees("Waiting for approval", f"[data-id='{card}'] .badge")
        self.doctor.script("window.fetch = window.realFetch")

    def test_09_a_declined_request_says_why(self):
        card = self.card(self.doctor, "While you were away")
        self.doctor.press("Decline", f"[data-id='{card}']")
        self.doctor.write("dialog [name=text]", EVIL)
        self.doctor.press("Decline", "dialog")
        self.patient.sees("Declined", f"[data-id='{card}'] .badge")
        self.patient.sees(EVIL, f"[data-id='{card}'] dd")
        self.assertEqual(self.history(self.patient, card), ["Requested by the patient", "Declined by the doctor"])

    def test_10_a_time_that_somebody_else_has_taken_goes(self):
        self.find_doctor(self.patient, self.name)
        date, clock = self.patient.read("[role=gridcell][aria-selected=true]", "data-date"), self.patient.read(".slot", "data-time")
        doctor = self.patient.script("return location.pathname").rsplit("/", 1)[1]
        self.patient.click(".slot")
        self.patient.find("main [name=text]")
        other = self.browser()
        other.register("PATIENT", "Olga", "Quick", self.email("olga"))
        status, answer = other.call("POST", "/api/appointments", {"doctorId": doctor, "appointmentDate": date, "appointmentTime": clock})
        self.assertEqual(status, 201, answer)
        self.patient.press("Book appointment", "main")
        self.patient.sees("another appointment at that time", ".form-error")
        self.patient.press("‹ Other times", "main")
        self.patient.gone(f".slot[data-time='{clock}']")
        self.patient.find(".slots, .hint")  # the day's others, or that it has none

    def test_11_moving_asks_the_doctor_anew(self):
        self.patient.go("/appointments")
        card = self.card(self.patient, "Approved")
        before = self.patient.read(f"[data-id='{card}'] .when")
        self.patient.press("Reschedule", f"[data-id='{card}']")
        self.patient.click("dialog .slot")
        self.patient.sees("approve it again", "dialog .warning")
        self.assertIn(before.split(" (")[0], self.patient.read("dialog s"))
        self.accessible(self.patient, "patient-move-dialog")
        self.patient.press("Move appointment", "dialog")
        self.patient.sees("Waiting for approval", f"[data-id='{card}'] .badge")
        self.assertNotEqual(self.patient.read(f"[data-id='{card}'] .when"), before)
        self.doctor.go("/")
        self.doctor.dismiss()
        self.doctor.press("Approve", f"[data-id='{card}']")
        self.patient.sees("Approved", f"[data-id='{card}'] .badge")
        self.assertEqual(self.history(self.patient, card), ["Requested by the patient", "Approved by the doctor", "Moved by the patient", "Approved by the doctor"])

    def test_12_completing_leaves_notes(self):
        date = self.doctor.call("GET", "/api/appointments/my?status=APPROVED")[1]["appointments"][0]["appointmentDate"]
        self.doctor.go(f"/calendar?date={date}")
        self.doctor.click(".entry.APPROVED")
        self.doctor.offers("Cancel", "dialog .appointment")
        self.assertIsNone(self.doctor.named("Complete", "dialog .appointment"), "a visit that has not begun can be completed")
        self.doctor.press("Close", "dialog")
        # From its start on.
        self.doctor.script("window.realNow = Date.now; Date.now = () => realNow() + 400 * 86400000")
        self.doctor.click(".entry.APPROVED")
        self.doctor.press("Complete", "dialog .appointment")
        self.doctor.sees("neither be moved nor cancelled", "dialog form")
        self.doctor.sees("Paul", "dialog form")
        self.accessible(self.doctor, "doctor-complete-dialog")
        self.doctor.write("dialog [name=text]", "Drink <b>water</b>")
        self.doctor.press("Complete", "dialog form")
        buttons = lambda: [each.text for each in self.doctor.driver.find_elements("css selector", "dialog .actions button")]
        self.doctor.wait(lambda: buttons() == ["Notes", "History", "Close"], "what is left")
        self.doctor.script("Date.now = realNow")
        self.patient.sees("Completed", ".appointment .badge")
        self.patient.sees("Drink <b>water</b>", ".appointment dd")

    def test_13_a_patient_cancels_and_the_doctor_sees_it_go(self):
        self.booked("Never mind")
        self.doctor.go("/")
        card = self.card(self.doctor, "Never mind")
        self.patient.press("Cancel", f"[data-id='{card}']")
        self.patient.press("Cancel appointment", "dialog")
        self.patient.sees("Cancelled by the patient", f"[data-id='{card}']")
        self.doctor.gone(f"[data-id='{card}']")

    def test_14_notifications_come_by_event_stream_where_sockets_are_blocked(self):
        page = self.browser("""window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })) } close() {} }
            window.streams = []
            window.EventSource = class extends EventSource { constructor(...all) { super(...all); streams.push(this) } }""")
        page.sign_in(self.email("dora"))
        self.assertTrue(page.script("return streams.some(each => each.readyState === EventSource.OPEN)"))
        self.booked("By event stream")
        page.find(".toast")
        page.sees("By event stream", ".appointment")

    def test_15_every_page_passes_axe_and_is_pictured(self):
        stranger, admin = self.browser(), self.admin()
        for path, css in (("/", "[name=email]"), ("/register", "[name=firstName]"), ("/?signInError=access_denied", "[role=alert]")):
            stranger.open(path)
            stranger.find(css)
            self.check(stranger, "stranger" + path.split("?")[0].replace("/", "-") + ("failed" if "?" in path else ""))
        for who, page in (("patient", self.patient), ("doctor", self.doctor), ("admin", admin)):
            for path in PAGES[who]:
                page.go(path)
                self.check(page, f"{who}{path.split('?')[0].replace('/', '-')}")

    def check(self, page, name):
        page.dismiss()
        self.accessible(page, name)
        self.fits_a_phone(page, name)

    def test_16_so_do_the_month_the_dialogs_the_bell_and_the_toasts(self):
        self.find_doctor(self.patient, self.name)
        self.check(self.patient, "patient-book")
        self.patient.click(".slot")
        self.patient.find("main [name=text]")
        self.check(self.patient, "patient-confirm")
        self.patient.click(".bell")
        self.patient.find(".panel .note")
        self.accessible(self.patient, "patient-bell")
        self.patient.go("/appointments")
        self.patient.press("History", ".appointment")
        self.patient.find(".timeline li")
        self.accessible(self.patient, "patient-history-dialog")
        self.patient.press("Close", "dialog")
        self.booked("A toast, please")
        self.doctor.find(".toast")
        self.accessible(self.doctor, "doctor-toast")

    def test_17_a_session_ended_elsewhere_ends_here(self):
        other = self.browser()
        other.sign_in(self.email("paul"))
        other.go("/account")
        other.click(".end-session")
        self.patient.find("[name=password]")
        other.find(".live[data-state=live]")


if __name__ == "__main__":
    unittest.main()
