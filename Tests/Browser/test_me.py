"""The menu behind one's name: who is signed in, the parts of the account, and the way out; by mouse and keyboard, on a phone, in the dark and
from right to left."""
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from case import Case

NARROW = (320, 640, 2, True)


class MenuTests(Case):
    def person(self, role, name):
        page = self.browser()
        page.register(role, name, "Menu", self.email(name.lower()))
        page.open()
        page.find("header button.who")
        return page

    def is_open(self, page):
        said, shown = page.script("return [document.querySelector('button.who').getAttribute('aria-expanded'), Boolean(document.querySelector('.me').offsetParent || document.querySelector('.me').getClientRects().length)]")
        self.assertEqual(said, str(shown).lower(), "what is said is not what is shown")
        return shown

    def closed(self, page):
        page.wait(lambda: not self.is_open(page), "the menu is still open")

    def test_it_says_who_one_is_and_leads_to_each_part_of_the_account(self):
        page = self.person("DOCTOR", "Mia")
        self.assertIn("Mia Menu", page.read("header button.who", "aria-label"))
        page.open_menu()
        for text in ("Mia Menu", "Doctor", self.email("mia"), "not confirmed"):
            page.sees(text, "header .me")
        self.accessible(page, "me")
        for setting in ({"window": NARROW}, {"phone": True}):
            page.appearance(**setting)
            self.assertTrue(self.is_open(page))
            self.assertEqual([], page.script("""const box = document.querySelector('.me'), { left, right } = box.getBoundingClientRect()
                return [left < 0 && 'left', right > innerWidth && 'right', box.scrollWidth > box.clientWidth && 'inside',
                  document.documentElement.scrollWidth > innerWidth && 'page'].filter(Boolean)"""), setting)
        page.appearance()
        self.fits_a_phone(page, "me")
        for text, part in (("Signing in safely", "safety"), ("Where you are signed in", "sessions"), ("Language", "language"), ("What we tell you", "told"), ("Account", None)):
            with self.subTest(part=part):
                page.go("/notifications")
                page.open_menu()
                page.press(text, "header .me")
                page.sees("Account", "h1")
                self.closed(page)
                page.settled()
                if part:
                    page.wait(lambda: page.focused("parentElement.id") == part, "the part has the focus")
                    page.wait(lambda: page.script("""const { top, bottom } = document.getElementById(arguments[0]).getBoundingClientRect()
                        return top >= 0 && top < innerHeight || bottom === innerHeight""", part), "the part is in sight")
        # What is changed shows at once.
        page.write("main [name=lastName]", "Other")
        page.press("Save", "main")
        page.wait(lambda: "Mia Other" in page.read("header button.who", "aria-label"), "the new name")

    def test_by_keyboard_alone(self):
        page = self.person("PATIENT", "Kay")
        page.script("document.querySelector('header button.who').focus()")
        page.keys(Keys.ENTER)
        self.assertTrue(self.is_open(page))
        page.keys(Keys.TAB)
        self.assertEqual(page.focused(), "Account")
        page.keys(Keys.ESCAPE)
        self.closed(page)
        self.assertTrue(page.focused("matches('button.who')"))
        page.keys(Keys.SPACE)
        self.assertTrue(self.is_open(page))
        # The focus that goes on closes it.
        ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        self.closed(page)
        page.script("document.querySelector('header button.who').focus()")
        page.keys(Keys.ENTER, *[Keys.TAB] * 6)
        self.assertEqual(page.focused(), "Sign out")
        page.keys(Keys.ENTER)
        page.find("[name=password]")
        self.assertEqual(page.call("GET", "/api/auth/profile")[0], 401)

    def test_one_panel_is_open_at_a_time_and_a_press_elsewhere_closes_it(self):
        page = self.person("PATIENT", "Pia")
        page.open_menu()
        page.click("header .bell")
        page.wait(lambda: page.shown(".bell-box .panel") and not self.is_open(page), "the bell's panel alone")
        page.open_menu()
        page.gone(".bell-box .panel")
        page.click("main h1")
        self.closed(page)

    def test_from_right_to_left(self):
        page = self.person("PATIENT", "Rim")
        self.assertEqual(page.call("PATCH", "/api/auth/profile", {"language": "ar"})[0], 200)
        page.script("document.cookie = 'language=ar; Path=/'")
        page.open()
        page.wait(lambda: page.script("return document.documentElement.dir") == "rtl", "from right to left")
        page.find("header button.who")
        for setting in ({}, {"window": NARROW}):
            page.appearance(**setting)
            page.open_menu()
            page.shot(f"me-rtl-{'narrow' if setting else 'wide'}")
            self.assertTrue(page.script("""const { left, right } = document.querySelector('.me').getBoundingClientRect()
                return left >= 0 && right <= innerWidth && document.documentElement.scrollWidth <= innerWidth"""), setting)


if __name__ == "__main__":
    unittest.main()
