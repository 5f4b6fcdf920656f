"""What mail does, through the mail that the stack has caught: an address is confirmed and changed, a forgotten password set anew."""
import json
import os
import time
import urllib.parse
import urllib.request

from case import Case
from stack import PASSWORD, PATIENCE

ANOTHER = "another-horse-1"


class MailTests(Case):
    def link(self, email, subject):
        """The path of the link in the last mail of that subject to them."""
        with open(os.path.join(self.stack.folder, "mail.page")) as file:
            address = f"{file.read().strip()}/mails?to={urllib.parse.quote(email, safe='@')}"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                mails = [mail for mail in json.load(answer) if mail["headers"]["Subject"] == subject]
            if mails:
                line = next(each for each in mails[-1]["parts"][0]["text"].splitlines() if each.startswith("http"))
                self.assertIn(f'href="{line}"', mails[-1]["parts"][1]["text"])
                return line[line.index("/link#"):]
            time.sleep(0.2)
        self.fail(f"no mail {subject!r} to {email}")

    def looked_at(self, page, name):
        self.accessible(page, name)
        self.fits_a_phone(page, name)

    def test_an_address_is_confirmed_and_changed_and_a_forgotten_password_is_set_anew(self):
        page, email, new = self.browser(), self.email("ann"), self.email("lee")
        page.register("PATIENT", "Ann", "Lee", email)
        page.go("/account")
        page.sees("Please confirm", ".unverified")
        self.looked_at(page, "mail-unverified")
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
        page.press("Sign out", "header")
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
        page.press("Sign out", "header")
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
