"""A clinic's first hour, in a stack of its own that begins empty: the first admin by the link, a doctor and the desk by invitation through
the caught mail, a doctor who registers and waits."""
import json
import os
import subprocess
import time
import unittest
import urllib.parse
import urllib.request

from case import Case
from stack import LIMITS, PASSWORD, PATIENCE, ROOT, Stack


class EmptyStack(Stack):
    def up(self, *arguments):
        environment = {**os.environ, **LIMITS, "STAFF_REGISTRATION": "approval", "UP_DIR": self.folder, "BIN": os.path.join(ROOT, ".build", "debug")}
        arguments = [each for each in arguments if each not in ("--replicas", "2")] + ([] if "--clean" in arguments else ["--empty"])
        self.said = subprocess.run([os.path.join(ROOT, "scripts", "up"), *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=400).stdout


class StaffTests(Case):
    @classmethod
    def setUpClass(cls):
        cls.mark = f"staff{int(time.time())}"
        shared = os.environ.pop("CLINIC_BROWSER_STACK", None)
        try:
            cls.stack = EmptyStack()
        finally:
            if shared:
                os.environ["CLINIC_BROWSER_STACK"] = shared
        cls.addClassCleanup(cls.stack.end)

    def link(self, email, subject):
        with open(os.path.join(self.stack.folder, "mail.page")) as file:
            address = f"{file.read().strip()}/mails?to={urllib.parse.quote(email, safe='@')}"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                mails = [mail for mail in json.load(answer) if mail["headers"]["Subject"] == subject]
            if mails:
                line = next((each for each in mails[-1]["parts"][0]["text"].splitlines() if each.startswith("http")), "/")
                return line[line.index("/link#"):] if "/link#" in line else mails[-1]["parts"][0]["text"]
            time.sleep(0.2)
        self.fail(f"no mail {subject!r} to {email}")

    def looked_at(self, page, name):
        self.accessible(page, name)
        self.fits_a_phone(page, name)

    def fill(self, page, **values):
        for name, value in values.items():
            page.write(f"[name={name}]", value)

    def invite(self, admin, role, first, email):
        admin.click(".invitations .invite")
        admin.click(f"dialog [name=role] option[value={role}]")
        self.fill(admin, firstName=first, lastName="Invited", email=email)
        if role == "DOCTOR":
            admin.write("dialog [name=specialization]", "Cardiology")
        if first == "Greg":
            self.looked_at(admin, "staff-invite")
        admin.press("Invite", "dialog")
        admin.gone("dialog")
        admin.sees(email, ".invitations .rows")

    def test_a_newcomer_becomes_the_admin_and_invites_a_doctor_and_the_desk(self):
        admin, greg, dee = self.browser(), self.browser(), self.browser()
        first = next(line.split()[-1] for line in self.stack.said.splitlines() if "first admin" in line)
        admin.open(first[first.index("/link#"):])
        admin.sees("Set up the clinic", "h1")
        self.assertNotIn("#", admin.script("return location.href"))
        self.looked_at(admin, "staff-first-run")
        self.fill(admin, firstName="Ada", lastName="Byron", email=self.email("ada"), password=PASSWORD)
        admin.press("Create the admin")
        admin.find("header .who")
        admin.sees("Invite the front desk", ".checklist")
        again = self.browser()
        again.open(first[first.index("/link#"):])
        self.fill(again, firstName="Eve", lastName="Late", email=self.email("eve"), password=PASSWORD)
        again.press("Create the admin")
        again.sees("It was used", "main")

        admin.go("/staff")
        admin.sees("Nobody is here.", ".approvals")
        admin.sees("No invitations here.", ".invitations")
        self.looked_at(admin, "staff-empty")
        for role, name, page, title in (("DOCTOR", "Greg", greg, "Join as a doctor"), ("DESK", "Dee", dee, "Join the front desk")):
            email = self.email(name.lower())
            self.invite(admin, role, name, email)
            link = self.link(email, "You are invited to work at the clinic")
            page.open(link)
            page.sees(title, "h1")
            self.assertNotIn("#", page.script("return location.href"))
            self.looked_at(page, f"staff-join-{role.lower()}")
            page.write("[name=password]", PASSWORD)
            page.press("Accept the invitation")
            page.find("header .who")
            other = self.browser()
            other.open(link)
            other.sees("It was accepted already.", "main")
        dee.sees("The day’s appointments", "h1")
        self.looked_at(dee, "staff-desk")
        dee.go("/account")
        dee.sees("· confirmed", ".own-address")
        admin.go("/staff")
        admin.sees("Accepted", ".invitations .rows")
        self.looked_at(admin, "staff-invitations")

        patient = self.browser()
        patient.register("PATIENT", "Pia", "Patient", self.email("pia"))
        self.find_doctor(patient, "Invited")
        admin.go("/?role=DESK")
        admin.sees("Dee Invited", ".rows")
        admin.press("Change role…", ".rows")
        admin.sees("Front desk", "dialog")

        # An address that has an account: its owner consents.
        admin.go("/staff")
        self.invite(admin, "DESK", "Pia", self.email("pia"))
        link = self.link(self.email("pia"), "You are invited to work at the clinic")
        patient.open(link)
        patient.sees("goes on with its new role", "main")
        self.looked_at(patient, "staff-consent")
        patient.press("Accept with this account")
        patient.find("[name=password]")
        patient.type("email", self.email("pia"))
        patient.type("password", PASSWORD)
        patient.click("[type=submit]")
        patient.sees("The day’s appointments", "h1")

    def test_one_joins_with_a_passkey_and_signs_in_with_it(self):
        self.stack.create_admin(self.email("host"))
        admin, page, email = self.browser(), self.browser(), self.email("pat")
        self.authenticator(page)
        admin.sign_in(self.email("host"))
        admin.go("/staff")
        self.invite(admin, "DOCTOR", "Pat", email)
        page.open(self.link(email, "You are invited to work at the clinic"))
        page.sees("Join as a doctor", "h1")
        # What is typed stays, there and back; the other way has the focus.
        page.write("[name=lastName]", "Keyes")
        page.press("Use a passkey instead")
        self.assertEqual(page.focused(), "Accept with a passkey")
        self.assertEqual(page.read("[name=lastName]", "value"), "Keyes")
        self.assertEqual(self.count(page, "[name=password]"), 0)
        self.looked_at(page, "staff-join-passkey")
        page.press("Use a password instead")
        self.assertEqual(page.focused("name"), "password")
        page.press("Use a passkey instead")
        # Nothing is made of a form that is not whole.
        page.write("[name=firstName]", " ")
        page.press("Accept with a passkey")
        page.sees("Enter your first name.", "main")
        page.write("[name=firstName]", "Pat")
        page.press("Accept with a passkey")
        # A browser that was looked away from gives up after a minute only.
        page.wait(lambda: page.shown("dialog .codes") or page.shown(".form-error") and page.press("Accept with a passkey"), "the recovery codes", patience=150)
        codes = page.read("dialog .codes").split("\n")
        self.assertEqual(len(set(codes)), 10)
        page.click("dialog .kept")
        page.find("header .who")
        status, profile = page.call("GET", "/api/auth/profile")
        self.assertEqual((status, profile["email"], profile["lastName"], profile["role"], profile["emailVerified"], profile["secondFactor"]),
                         (200, email, "Keyes", "DOCTOR", True, True))
        page.sign_out()
        page.click(".by-passkey")
        page.find("header .who")
        other = self.browser()
        other.open("/sign-in")
        other.type("email", email)
        other.type("password", PASSWORD)
        other.click("[type=submit]")
        other.sees("wrong", "main")
        # It is the only way in, and so stays.
        page.go("/account")
        page.press("Remove", ".factors")
        page.press("Remove", "dialog")
        page.sees("One second factor has to stay.", "dialog")
        # There is no password to change; the first one comes by mail.
        page.press("Back", "dialog")
        page.sees("This account has no password", "main")
        self.assertEqual(self.count(page, "[name=currentPassword]"), 0)
        self.looked_at(page, "account-no-password")
        page.press("Set a password by mail", "main")
        page.sees("all devices are signed out", "main [role=status]")
        page.open(self.link(email, "Set a new password"))
        page.write("[name=newPassword]", PASSWORD)
        page.click("[type=submit]")
        page.press("Use the passkey")
        page.sees("Password set", "h1")
        page.open()
        page.click(".by-passkey")
        page.find("header .who")
        page.go("/account")
        page.find("main [name=currentPassword]")
        self.assertNotIn("This account has no password", page.read("main"))

    def test_an_unapproved_doctor_waits_is_refused_and_approved(self):
        self.stack.create_admin(self.email("root"))
        admin, doctor = self.browser(), self.browser()
        admin.sign_in(self.email("root"))
        doctor.open("/register")
        doctor.click("[name=role] option[value=DOCTOR]")
        self.fill(doctor, specialization="Surgery", firstName="Walt", lastName="Waiting", email=self.email("walt"), password=PASSWORD)
        doctor.click("[type=submit]")
        doctor.sees("Your account waits for approval", "h1")
        self.looked_at(doctor, "staff-waiting")
        doctor.open("/schedule")
        doctor.sees("Your account waits for approval", "h1")
        self.assertIn("Until it is approved", self.link(self.email("walt"), "Your account waits for approval").replace("until", "Until"))
        doctor.open(self.link(self.email("walt"), "Confirm your email address"))
        doctor.press("Yes, confirm it")
        doctor.sees("Your account waits for approval", "h1")

        admin.go("/staff")
        admin.sees("Walt Waiting", ".approvals .rows")
        self.looked_at(admin, "staff-approvals")
        admin.press("Refuse…", ".approvals")
        admin.write("dialog [name=reason]", "We could not find your licence.")
        self.looked_at(admin, "staff-refuse")
        admin.press("Refuse", "dialog")
        admin.sees("Nobody is here.", ".approvals")
        doctor.script("dispatchEvent(new Event('focus'))")
        doctor.sees("We could not find your licence.", "main")
        self.looked_at(doctor, "staff-refused")
        self.assertIn("We could not find your licence.", self.link(self.email("walt"), "Your account was not approved"))

        admin.dismiss()
        admin.click(".approvals [name=state] option[value=REFUSED]")
        admin.press("Approve", ".approvals .rows")
        admin.press("Approve", "dialog")
        admin.sees("is approved.")
        doctor.script("dispatchEvent(new Event('focus'))")
        doctor.find("header .who")
        doctor.sees("Requests", "h1")
        patient = self.browser()
        patient.register("PATIENT", "Pit", "Patient", self.email("pit"))
        self.find_doctor(patient, "Waiting")


if __name__ == "__main__":
    unittest.main()
