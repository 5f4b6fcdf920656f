"""The inbox stays what the server has, in whatever order answers and live messages come."""
import os
import unittest

from case import Case, weekday_ahead

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "inbox_property.js")) as file:
    PROPERTY = file.read()

# Answers to what `held` matches wait until they are released; the requests have been carried out.
HOLD = """window.held = null; window.waiting = []
    const plain = window.fetch
    window.fetch = async (...all) => {
        const mine = window.held && new RegExp(window.held).test(`${all[1].method} ${all[0]}`), answer = await plain(...all)
        if (mine) await new Promise(resolve => window.waiting.push(resolve))
        return answer
    }"""


class InboxTests(Case):
    def test_every_order_of_answers_and_live_messages_ends_in_the_truth(self):
        page = self.browser()
        page.open()
        page.find("[name=email]")
        result = page.driver.execute_async_script(PROPERTY)
        print(f"[{result['orders']} orders]", end=" ")
        self.assertEqual(result["wrong"], [])
        self.assertGreater(result["orders"], 5_000)

    def test_late_answers_do_not_undo_what_came_live(self):
        doctor, page, name = self.browser(), self.browser(HOLD), "Late" + self.mark
        doctor.register("DOCTOR", name, "Answers", self.email("late"))
        page.register("PATIENT", "Lara", "Live", self.email("lara"))
        doctor_id = self.me(doctor)
        times = iter(f"{hour:02}:00" for hour in range(9, 19))
        self.given = 0

        def booked():
            self.visit(page, doctor_id, weekday_ahead(0), next(times))
            self.given += 1

        def arrives():
            booked()
            page.wait(lambda: page.script("return document.querySelectorAll('main .note').length") >= self.given, "the notification, live")

        actions = [("PATCH .*/read$", lambda: page.press("Mark read", "main")), ("PATCH .*/unread$", lambda: page.press("Mark unread", "main")),
                   ("PATCH .*/read-all", lambda: page.press("Mark all read", "main")), ("GET .*/my", lambda: page.go("/notifications"))]
        page.go("/notifications")
        arrives()
        for held, do in actions:
            with self.subTest(held=held):
                page.script("window.held = arguments[0]", held)
                do() if "GET" not in held else page.script("history.pushState(null, '', '/account'); dispatchEvent(new PopStateEvent('popstate')); "
                                                           "history.pushState(null, '', '/notifications'); dispatchEvent(new PopStateEvent('popstate'))")
                page.wait(lambda: page.script("return waiting.length"), "the answer is held")
                if "GET" in held:
                    booked()
                    page.wait(lambda: self.badge(page) == self.unread(page), "the badge, live")
                else:
                    arrives()
                page.script("window.held = null; waiting.forEach(release => release()); waiting.length = 0")
                page.settled()
                page.wait(lambda: page.script("return document.querySelectorAll('main .note').length") == self.given, "nothing is lost")
                page.wait(lambda: self.badge(page) == self.unread(page), "the badge is the server's")
                page.script("return new Promise(resolve => setTimeout(resolve))")
                self.assertEqual(self.badge(page), self.unread(page))
                self.assertEqual(page.script("return document.querySelectorAll('main .note.unread').length"), self.unread(page))

    def test_choices_made_while_another_is_on_its_way_are_all_kept(self):
        page = self.browser(HOLD)
        page.register("PATIENT", "Pru", "Prefers", self.email("pru"))
        page.go("/account")
        page.find("input[type=checkbox]")
        stored = lambda: [each[channel] for each in page.call("GET", "/api/notifications/preferences")[1]["preferences"] for channel in ("inApp", "email")]
        chosen = [not each for each in stored()]
        page.script("window.held = 'PUT .*/preferences'; for (const box of document.querySelectorAll('input[type=checkbox]')) box.click()")
        page.wait(lambda: page.script("return waiting.length"), "the first answer is held")
        page.script("window.held = null; waiting.forEach(release => release())")
        shown = "return [...document.querySelectorAll('input[type=checkbox]')].map(box => box.checked)"
        page.wait(lambda: stored() == chosen, "all choices are stored")
        self.assertEqual(page.script(shown), chosen)

    def badge(self, page):
        return int(page.script("return document.querySelector('.count').textContent") or 0)

    def unread(self, page):
        return page.call("GET", "/api/notifications/unread-count")[1]["unread"]


if __name__ == "__main__":
    unittest.main()
