"""What mail does, through the mail that the stack has caught: an address is confirmed and changed, a forgotten password set anew."""
import json
import os
import subprocess
import time
import urllib.parse
import urllib.request

from case import Case
from stack import PASSWORD, PATIENCE

ANOTHER = "another-horse-1"


class MailTests(Case):
    def mail(self, email, subject):
        """The last of that subject to them."""
        with open(os.path.join(self.stack.folder, "mail.page")) as file:
            address = f"{file.read().strip()}/mails?to={urllib.parse.quote(email, safe='@')}"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                mails = [mail for mail in json.load(answer) if mail["headers"]["Subject"] == subject]
            if mails:
                return mails[-1]
            time.sleep(0.2)
        self.fail(f"no mail {subject!r} to {email}")

    def link(self, email, subject):
        """The path of the link in that mail."""
        mail = self.mail(email, subject)
        line = next(each for each in mail["parts"][0]["text"].splitlines() if each.startswith("http"))
        self.assertIn(f'href="{line}"', mail["parts"][1]["text"])
        return line[line.index("/link#"):]

    def confirmed(self, browser, first, email):
        """A patient whose address is."""
        browser.register("PATIENT", first, "Lee", email)
        token = self.link(email, "Confirm your email address").split("=")[1]
        self.assertEqual(browser.call("POST", "/api/auth/email-verification/confirm", {"token": token})[0], 200)

    def looked_at(self, page, name):
        self.accessible(page, name)
        self.fits_a_phone(page, name)

    def test_an_address_is_confirmed_and_changed_and_a_forgotten_password_is_set_anew(self):
        page, email, new = self.browser(), self.email("ann"), self.email("lee")
        page.register("PATIENT", "Ann", "Lee", email)
        page.go("/account")
        page.sees("Please confirm", ".unverified")
        self.looked_at(page, "mail-unverified")
        for path in ("/", "/appointments", "/notifications"):
            page.go(path)
            page.sees("Please confirm", ".unverified")
        page.open(self.link(email, "Confirm your email address"))
        page.sees(email, "main")
        self.assertNotIn("#", page.script("return location.href"))
        page.press("Yes, confirm it")
        page.sees("Your address is confirmed.")
        page.gone(".unverified")

        page.go("/account")
        page.sees("· confirmed", ".own-address")
        page.press("Change address", "main")
        page.write("dialog [name=email]", new)
        page.press("Send the link", "dialog")
        page.gone("dialog")
        page.open(self.link(new, "Confirm your new email address"))
        page.press("Change it")
        page.sees(f"Your address is {new} now.")
        undo = self.link(email, "Your email address was changed")
        self.assertTrue(undo.startswith("/link#undo="))

        page.dismiss()
        page.sign_out()
        page.press("Forgotten your password?")
        page.sees("Forgotten password", "h1")
        self.looked_at(page, "mail-forgotten")
        page.type("email", new)
        page.press("Send the link")
        page.sees("Look at your mail", "h1")
        link = self.link(new, "Set a new password")
        page.open(link)
        page.type("newPassword", ANOTHER)
        self.looked_at(page, "mail-recover")
        page.press("Set the password")
        page.sees("Password set", "h1")
        # Once, and only there.
        page.open(link)
        page.type("newPassword", ANOTHER)
        page.press("Set the password")
        page.sees("belongs to another account or browser", "main")
        page.open("/sign-in")
        page.type("email", new)
        page.type("password", ANOTHER)
        page.click("[type=submit]")
        page.find("header .who")

        # The address before takes all of it back, and sets a password of its own.
        page.sign_out()
        page.find("[name=password]")
        page.open(undo)
        page.press("Take it back")
        page.sees("Taken back", "h1")
        page.open(self.link(email, "Set a new password"))
        page.type("newPassword", PASSWORD)
        page.press("Set the password")
        page.press("Sign in", "main")
        page.type("email", email)
        page.type("password", PASSWORD)
        page.click("[type=submit]")
        page.find("header .who")

    def test_the_notice_of_an_address_can_be_put_away_and_its_mail_sent_again(self):
        page, email = self.browser(), self.email("una")
        page.register("PATIENT", "Una", "Lee", email)
        first = self.link(email, "Confirm your email address")
        page.go("/")
        page.press("Send the link again", ".unverified")
        page.sees(f"A link is on its way to {email}", ".toast")
        page.wait(lambda: self.link(email, "Confirm your email address") != first, "another link")
        page.press("Later", ".unverified")
        page.gone(".unverified")
        for path in ("/appointments", "/account"):
            page.go(path)
            page.gone(".unverified")
        page.open()
        page.find("header .who")
        page.gone(".unverified")
        # Some more, and then no more for a while.
        statuses = [page.call("POST", "/api/auth/email-verification", {})[0] for _ in range(6)]
        self.assertEqual(sorted(set(statuses)), [202, 429])

    def test_strangers_empty_the_bucket_and_the_owner_comes_in_on_a_new_device_by_a_code(self):
        owner, email = self.browser(), self.email("olga")
        self.confirmed(owner, "Olga", email)
        strangers = self.browser()
        guess = lambda: strangers.call("POST", "/api/auth/login", {"email": email, "password": "a guess"})[0]
        self.assertIn(429, (guess() for _ in range(120)))
        page = self.browser()
        page.open("/sign-in")
        page.type("email", email)
        page.type("password", PASSWORD)
        page.click("[type=submit]")
        page.press("Sign in with a code by mail", "main")
        page.sees("A code by mail", "h1")
        page.sees(email, "main")
        self.looked_at(page, "code-ask")
        page.press("Send the code", "main")
        page.sees("Look at your mail", "h1")
        self.looked_at(page, "code-enter")
        page.type("code", "0000 0001")
        page.press("Continue", "main")
        page.sees("This code is not right", "main")
        code = next(line for line in self.mail(email, "Your code to sign in")["parts"][0]["text"].splitlines() if line[:4].isdigit())
        page.type("code", code)
        page.press("Continue", "main")
        # The password that was typed is tried again; there is no more to do.
        page.find("header .who")
        self.assertEqual(page.call("GET", "/api/auth/profile")[1]["email"], email)
        # Nobody else is let in by it.
        self.assertEqual(guess(), 429)

    def test_an_admin_ends_sessions_and_asks_to_remove_factors_and_their_owner_stops_it(self):
        page, email = self.browser(), self.email("fred")
        self.confirmed(page, "Fred", email)
        page.go("/account")
        page.click(".add-app")
        secret = page.read("dialog .secret").replace(" ", "")
        code = subprocess.run(["oathtool", "--totp", "--base32", secret], capture_output=True, text=True, check=True).stdout.strip()
        page.write("dialog [name=code]", code)
        page.click("dialog [type=submit]")
        codes = page.read("dialog .codes").split("\n")
        page.click("dialog .kept")
        page.gone("dialog")

        def sign_in(recovery_code):
            page.type("email", email)
            page.type("password", PASSWORD)
            page.click("[type=submit]")
            page.press("Use a recovery code instead", "main")
            page.type("recoveryCode", recovery_code)
            page.click("main [type=submit]")
            page.find("header .who")

        admin = self.admin()
        admin.go(f"/?q={urllib.parse.quote(email)}")
        admin.sees(email, "main")
        admin.press("Sign out everywhere…", "main")
        admin.press("Sign out everywhere…", "dialog")
        admin.sees("is signed out everywhere", ".toast")
        page.find("[name=password]")
        sign_in(codes[0])

        admin.dismiss()
        admin.press("Remove second factors…", "main")
        self.accessible(admin, "factors-lost")
        admin.click("dialog [name=reason] option[value=STOLEN]")
        admin.click("dialog [name=check] option[value=CALL_BACK]")
        admin.press("Remove second factors…", "dialog")
        admin.sees("go on", ".toast")
        page.find("[name=password]")
        # Once is enough.
        admin.dismiss()
        admin.press("Remove second factors…", "main")
        admin.press("Remove second factors…", "dialog")
        admin.sees("asked for already", "dialog")
        page.open(self.link(email, "Your second factors are to be removed"))
        page.sees("Keep your second factors", "h1")
        self.looked_at(page, "factors-keep")
        page.press("Keep them", "main")
        page.sees("Your second factors stay", "h1")
        page.open("/sign-in")
        sign_in(codes[1])
