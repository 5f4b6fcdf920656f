"""Two accounts in one browser: no page acts for another than it shows, and every way in and out is seen by all tabs."""
import unittest

from case import Case, weekday_ahead
from stack import PASSWORD

# A page that other tabs cannot tell anything.
DEAF = "window.BroadcastChannel = class { postMessage() {} }"
PATIENT, DOCTOR = "Find a doctor", "Requests"


class AccountTests(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.doctor_name = "Bea" + cls.mark
        other = cls.lasting_browser()
        other.register("DOCTOR", cls.doctor_name, "Both", f"bea-{cls.mark}@browser.example")
        profile = other.call("GET", "/api/auth/profile")[1]
        cls.doctor_id = profile.get("user", profile)["id"]

    def given(self, browser, who):
        """A patient with one unread notification, as the doctor then has one more."""
        browser.register("PATIENT", "Ann", "Other", self.email(who))
        AccountTests.hour = getattr(AccountTests, "hour", 8) + 1
        status, answer = browser.call("POST", "/api/appointments", {
            "doctorId": self.doctor_id, "appointmentDate": str(weekday_ahead(0)), "appointmentTime": f"{AccountTests.hour:02}:00"})
        self.assertEqual(status, 201, answer)
        browser.wait(lambda: browser.script("return document.querySelector('.count').textContent") == "1", "the notification")

    def cookies(self, page):
        return page.driver.execute_cdp_cmd("Network.getCookies", {"urls": [page.url + "/api/auth/"]})["cookies"]

    def swap(self, page, cookies):
        """Another account's cookies, by a way that the page does not see."""
        for each in cookies:
            page.driver.execute_cdp_cmd("Network.setCookie", {"url": page.url, **{name: each[name] for name in ("name", "value", "path", "httpOnly", "secure", "sameSite")}})

    def unread(self, page):
        return page.call("GET", "/api/notifications/unread-count")[1]["unread"]

    def test_every_action_of_a_page_is_refused_to_another_account(self):
        page, other = self.browser(DEAF), self.browser()
        self.given(page, "ann")
        other.sign_in(self.email("bea"))
        ann, bea = self.cookies(page), self.cookies(other)
        self.assertEqual(sorted(each["name"] for each in ann), ["accessToken", "knownDevice", "refreshToken"])
        actions = {
            "mark all read": ("/notifications", lambda: page.press("Mark all read", "main")),
            "mark read": ("/notifications", lambda: page.press("Mark read", "main")),
            "delete": ("/notifications", lambda: page.press("Delete", "main")),
            "delete all": ("/notifications", lambda: (page.press("Delete all", "main"), page.press("Delete all", "dialog"))),
            "cancel": ("/appointments", lambda: (page.press("Cancel", ".appointment"), page.press("Cancel appointment", "dialog"))),
            "sign out": ("/notifications", page.sign_out),
            "look": ("/notifications", lambda: page.script("document.querySelector('nav a[href=\"/account\"]').click()")),
        }
        for name, (path, act) in actions.items():
            with self.subTest(action=name):
                page.offers(PATIENT, "nav")
                page.go(path)
                self.swap(page, bea)
                before = self.unread(page)
                self.assertGreater(before, 0)
                act()
                page.offers(DOCTOR, "nav")
                page.find(".live[data-state=live]")
                self.assertEqual(self.unread(page), before, "the first account's page has changed the second one's inbox")
                self.assertEqual(page.script("return document.querySelectorAll('dialog').length"), 0)
                # And back, by what the socket says.
                self.swap(page, ann)
                page.offline(True)
                page.offline(False)
                page.offers(PATIENT, "nav")
                page.find(".live[data-state=live]")
        self.assertEqual(self.unread(page), 1)

    def test_every_answer_names_its_account(self):
        page = self.browser()
        page.register("PATIENT", "Nan", "Named", self.email("nan"))
        profile = page.call("GET", "/api/auth/profile")[1]
        mine = profile.get("user", profile)["id"]
        for path in ("/api/auth/profile", "/api/auth/doctors", "/api/appointments/my", "/api/appointments/none", "/api/notifications/my",
                     "/api/notifications/preferences"):
            for named, status in ((None, None), (mine, None), (self.doctor_id, 401), ("nobody", 401)):
                with self.subTest(path=path, named=named):
                    answer = page.driver.execute_async_script("""const [path, named, done] = arguments
                        fetch(path, { headers: named ? { 'Account-ID': named } : {} }).then(async answer =>
                            done({ status: answer.status, account: answer.headers.get('account-id'), code: (await answer.json()).code }))""", path, named)
                    self.assertEqual(answer["account"], mine)
                    self.assertEqual(answer["code"] == "other_account", status == 401)
                    self.assertEqual(answer["status"] == 401, status == 401)

    def test_all_tabs_follow_every_way_in_and_out(self):
        page = self.browser()
        first = page.driver.current_window_handle
        page.open()
        page.driver.switch_to.new_window("tab")
        second = page.driver.current_window_handle

        def both(check):
            for tab in (second, first):
                page.driver.switch_to.window(tab)
                check()
            page.driver.switch_to.window(second)

        def is_in(role):
            return lambda: (page.offers(role, "nav"), page.find(".live[data-state=live]"))

        page.register("PATIENT", "Tom", "Tabs", self.email("tom"))
        both(is_in(PATIENT))
        page.sign_out()
        both(lambda: page.find("[name=password]"))
        page.sign_in(self.email("bea"))
        both(is_in(DOCTOR))
        page.go("/account")
        page.press("Sign out everywhere", "main")
        page.press("Sign out everywhere", "dialog")
        both(lambda: page.find("[name=password]"))
        page.sign_in(self.email("tom"))
        both(is_in(PATIENT))
        # A change of the password keeps this browser in, whatever became of its session.
        page.go("/account")
        page.type("currentPassword", PASSWORD)
        page.type("newPassword", PASSWORD + "-new")
        page.press("Change password", "main")
        page.sees("Password changed", ".toast")
        both(is_in(PATIENT))
        # Expiry: neither token is taken any more, and one tab finds out.
        for name in ("accessToken", "refreshToken"):
            page.driver.execute_cdp_cmd("Network.deleteCookies", {"name": name, "url": page.url + "/api/auth"})
        page.script("history.pushState(null, '', '/appointments'); dispatchEvent(new PopStateEvent('popstate'))")
        both(lambda: page.find("[name=password]"))


if __name__ == "__main__":
    unittest.main()
