"""Second factors from the pages alone: a passkey with Chromium's virtual authenticator, alone and behind the password; an app whose codes oathtool
makes; recovery codes; showing again who one is."""
import subprocess
import time
import unittest

from case import Case
from stack import PASSWORD


# The server ends the session before the answer that brings the next one is here; meanwhile something else is read.
BETWEEN = """const done = arguments[0], asked = [], plain = window.fetch
    let answer
    const problem = code => new Response(JSON.stringify({ code }), { status: 401, headers: { 'Content-Type': 'application/problem+json' } })
    window.fetch = async (path, options) => {
      if (!/password$|[/]my$/.test(path)) return plain(path, options)
      asked.push(`${options.method} ${path}`)
      if (options.method === 'POST') return new Promise(resolve => { answer = () => { asked.push('answered'); resolve(new Response(null, { status: 204 })) } })
      return asked.includes('answered') ? new Response('{}', { headers: { 'Content-Type': 'application/json' } }) : problem('session_revoked')
    }
    import('/data/api.js').then(async ({ api }) => {
      const change = api.post('/api/auth/password', {}), read = api.get('/api/appointments/my').then(() => asked.push('read'), error => asked.push(error.code))
      setTimeout(() => answer(), 500)
      await Promise.all([change, read])
      window.fetch = plain
      done(asked)
    })"""


class FactorTests(Case):
    def code(self, secret, not_before=0):
        """Of a step that has not been shown yet."""
        page_time = time.time()
        if page_time // 30 <= not_before:
            time.sleep((not_before + 1) * 30 - page_time + 0.5)
        self.step = int(time.time() // 30)
        return subprocess.run(["oathtool", "--totp", "--base32", secret], capture_output=True, text=True, check=True).stdout.strip()

    def account(self, page, email):
        page.register("PATIENT", "Ann", "Factor", email)
        page.go("/account")
        page.find(".factors .actions")

    def try_again(self, page):
        """As a person does whose browser has given up."""
        if page.shown(".toast.bad") and not page.shown("dialog"):
            page.dismiss()
            page.shown(".add-passkey").click()

    def sign_out(self, page):
        page.sign_out()
        page.find("[name=email]")

    def sign_in(self, page, email):
        page.type("email", email)
        page.type("password", PASSWORD)
        page.click("[type=submit]")

    def keep_codes(self, page):
        codes = page.read("dialog .codes").split("\n")
        self.assertEqual(len(set(codes)), 10)
        page.click("dialog .kept")
        page.gone("dialog")
        return codes

    def test_a_passkey_signs_in_behind_the_password_and_alone(self):
        page, email = self.browser(), self.email("passkey")
        self.authenticator(page)
        self.account(page, email)
        self.accessible(page, "factors-none")
        page.click(".add-passkey")
        # A browser that was looked away from gives up after a minute only.
        page.wait(lambda: page.shown("dialog .codes") or self.try_again(page), "the recovery codes", patience=150)
        self.keep_codes(page)
        page.sees("Chrome", ".factors li")
        self.accessible(page, "factors-passkey")
        self.fits_a_phone(page, "factors-passkey")

        self.sign_out(page)
        self.sign_in(page, email)
        page.sees("One more step", "h1")
        self.accessible(page, "second-step")
        page.press("Use the passkey", "main")
        page.find(".live[data-state=live]")

        self.sign_out(page)
        page.click(".by-passkey")
        page.find(".live[data-state=live]")
        status, profile = page.call("GET", "/api/auth/profile")
        self.assertEqual((status, profile["email"], profile["secondFactor"]), (200, email, True))

    def test_a_session_that_a_change_of_ones_own_is_about_to_replace_is_not_over(self):
        page = self.browser()
        page.register("PATIENT", "Ida", "Between", self.email("between"))
        asked = page.driver.execute_async_script(BETWEEN)
        self.assertEqual(asked, ["POST /api/auth/password", "GET /api/appointments/my", "answered", "GET /api/appointments/my", "read"])
        page.find(".live[data-state=live]")

    def test_an_app_and_its_recovery_codes(self):
        page, email = self.browser(), self.email("app")
        self.account(page, email)
        page.click(".add-app")
        secret = page.read("dialog .secret").replace(" ", "")
        page.find("dialog svg.qr")
        self.accessible(page, "factors-app")
        page.write("dialog [name=code]", "000000")
        page.click("dialog [type=submit]")
        page.sees("This code is not right", "dialog")
        page.write("dialog [name=code]", self.code(secret))
        page.click("dialog [type=submit]")
        page.find("dialog .codes")
        self.accessible(page, "factors-codes")
        codes = self.keep_codes(page)
        page.sees("Authenticator app", ".factors li")

        self.sign_out(page)
        self.sign_in(page, email)
        page.type("totp", self.code(secret, self.step))
        page.click("main [type=submit]")
        page.find(".live[data-state=live]")

        self.sign_out(page)
        self.sign_in(page, email)
        page.press("Use a recovery code instead", "main")
        page.type("recoveryCode", codes[0].lower())
        page.click("main [type=submit]")
        page.find(".live[data-state=live]")
        page.go("/account")
        page.sees("Recovery codes left: 9.", ".factors")


if __name__ == "__main__":
    unittest.main()
