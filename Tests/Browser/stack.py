"""The real stack for the browser tests, and the browsers. CLINIC_BROWSER_STACK names the folder of one that `scripts/up` has
started already (UP_DIR); otherwise one is started on free ports and removed at the end."""
import os
import re
import shutil
import subprocess
import tempfile

from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import chromium
from person import PASSWORD, Person

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SHOTS = os.path.join(ROOT, ".local", "screenshots")
PATIENCE = int(os.environ.get("BROWSER_PATIENCE", "30"))
LIVE = ".live[data-state=live]"
# What a page shows: the end of a test that waited for something else.
SHOWN = "return location.pathname + ': ' + (document.querySelector('dialog[open]') ?? document.body).innerText.replace(/\\s+/g, ' ').slice(0, 1000)"
# Remembers what the next click hits.
WATCH = """const [element] = arguments
    window.hit = null
    addEventListener('click', ({ target }) => { window.hit = target.closest(element.tagName)?.textContent }, { capture: true, once: true })
    return element.textContent"""
PHONE = (390, 844, 2, True)
# Everybody here comes from one address, and a minute holds more of these tests than ten registrations.
LIMITS = {"REGISTER_LIMIT": "10000", "LOGIN_LIMIT_ADDRESS": "10000", "LOGIN_LIMIT_ACCOUNT": "10000", "PUBLIC_BOOKING": "on"}


class Stack:
    def __init__(self):
        self.folder = os.environ.get("CLINIC_BROWSER_STACK")
        self.owned = not self.folder
        if self.owned:
            os.makedirs(os.path.join(ROOT, ".local"), exist_ok=True)
            self.folder = tempfile.mkdtemp(prefix="browser-", dir=os.path.join(ROOT, ".local"))
            self.up("--no-build", "--detach", "--replicas", "2")
        with open(os.path.join(self.folder, "edge", "nginx.conf")) as file:
            self.url = "http://localhost:" + re.search(r"listen [\d.]+:(\d+)", file.read())[1]

    def up(self, *arguments):
        environment = {**os.environ, **LIMITS, "UP_DIR": self.folder, "BIN": os.path.join(ROOT, ".build", "debug")}
        subprocess.run([os.path.join(ROOT, "scripts", "up"), *arguments], env=environment, check=True, stdout=subprocess.DEVNULL, timeout=400)

    def end(self):
        if self.owned:
            self.up("--clean")
            shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, service, statement):
        """Runs it in the database of a service, as its daemon would."""
        environment = {**os.environ}
        with open(os.path.join(self.folder, f"{service}.env")) as file:
            settings = dict(line.strip().split("=", 1) for line in file if "=" in line)
        names = {"PGHOST": "DB_HOST", "PGPORT": "DB_PORT", "PGDATABASE": "DB_NAME", "PGUSER": "DB_USER", "PGPASSWORD": "DB_PASSWORD"}
        environment.update({name: settings[key] for name, key in names.items() if key in settings})
        subprocess.run(["psql", "-X", "-v", "ON_ERROR_STOP=1", "-c", statement], env=environment, check=True, capture_output=True, timeout=60)

    def create_admin(self, email):
        """Through the command line, the only way to the first one."""
        environment = dict(os.environ)
        for name in ("auth.env", "secrets.env"):
            with open(os.path.join(self.folder, name)) as file:
                environment.update(line.strip().split("=", 1) for line in file if "=" in line)
        subprocess.run([os.path.join(ROOT, ".build", "debug", "auth"), "create-admin", "--email", email], input=PASSWORD + "\n", text=True,
                       env={**environment, "MIGRATIONS_DIR": os.path.join(ROOT, "sql", "auth")}, check=True, capture_output=True, timeout=60, cwd=ROOT)


class Browser:
    """One headless Chromium, started when somebody looks. Until then whoever it belongs to talks to the API alone, which costs a hundredth;
    whoever is to see something come in has to be looked at before. Everything waits for what it needs to see. `scripts` run in every page
    before its own; `languages` are the browser's; `is_fresh`: it has never been here, and keeps a log of its requests."""

    def __init__(self, url, *scripts, languages="en-GB,en", is_fresh=False):
        self.url, self.scripts, self.options = url, scripts, (languages, is_fresh)
        self.person, self.started = Person(url), None

    @property
    def driver(self):
        """With the page of whoever has signed in, or none."""
        if not self.started:
            self.start()
            if self.person.cookies:
                self.open()
                self.find(LIVE)
        return self.started

    def start(self):
        self.started = chromium.taken(*self.options)
        for script in self.scripts:
            self.started.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        for cookie in self.person.cookies:
            self.started.execute_cdp_cmd("Network.setCookie", {"url": self.url, **cookie})

    def open(self, path="/"):
        if not self.started:
            self.start()
        self.started.get(self.url + path)

    def wait(self, condition, what, patience=PATIENCE):
        """Until the condition holds. It is asked anew where the page was drawn again meanwhile, or a toast lies above what it clicks."""
        again = [StaleElementReferenceException, ElementClickInterceptedException]
        try:
            return WebDriverWait(self.driver, patience, 0.1, again).until(lambda _: condition(), what)
        except TimeoutException as error:
            error.msg = f"{error.msg}; instead {self.script(SHOWN)}"
            raise

    def shown(self, css):
        return next((each for each in self.driver.find_elements(By.CSS_SELECTOR, css) if each.is_displayed()), None)

    def find(self, css):
        return self.wait(lambda: self.shown(css), f"no {css} is shown")

    def read(self, css, attribute=None):
        """The text, or the attribute, of the first that is shown."""
        def value():
            element = self.shown(css)
            return element and (element.get_attribute(attribute) if attribute else element.text)
        return self.wait(value, f"no {css} is shown")

    def click(self, css):
        self.wait(lambda: self.clicked(self.shown(css)), f"no {css} can be clicked")

    def press(self, text, inside="body"):
        """The visible button or link of this text."""
        self.wait(lambda: self.clicked(self.named(text, inside)), f"no button {text!r} can be clicked in {inside}")

    def named(self, text, inside):
        path = f".//*[self::button or self::a][normalize-space()='{text}']"
        return next((each for box in self.driver.find_elements(By.CSS_SELECTOR, inside) for each in box.find_elements(By.XPATH, path) if each.is_displayed()), None)

    def offers(self, text, inside="body"):
        self.wait(lambda: self.named(text, inside), f"no button {text!r} in {inside}")

    def clicked(self, element):
        """None where the page moved below the pointer and something else was hit, or nothing. What was drawn anew in its place is as good."""
        if not element:
            return None
        if element.tag_name not in ("a", "button"):
            element.click()
            return element
        wanted = self.script(WATCH, element)
        element.click()
        # Of another page than that it was on: it was a link.
        return element if self.script("return window.hit === undefined ? arguments[0] : window.hit", wanted) == wanted else None

    def sees(self, text, inside="body"):
        self.wait(lambda: any(text in each.text for each in self.driver.find_elements(By.CSS_SELECTOR, inside)), f"{text!r} is not shown in {inside}")

    def type(self, name, text):
        self.write(f"[name={name}]", text)

    def write(self, css, text):
        def written():
            field = self.shown(css)
            if field:
                field.clear()
                field.send_keys(text)
            return field
        self.wait(written, f"no {css} can be written in")

    def gone(self, css):
        self.wait(lambda: not any(each.is_displayed() for each in self.driver.find_elements(By.CSS_SELECTOR, css)), f"{css} is still shown")

    def keys(self, *keys):
        """To whatever has the focus, one after the other."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def dismiss(self):
        """The toasts, before they cover what is to be clicked."""
        self.script("document.getElementById('toasts').replaceChildren()")

    def focused(self, expression="textContent"):
        return self.script(f"return document.activeElement.{expression}")

    def script(self, source, *arguments):
        return self.driver.execute_script(source, *arguments)

    def call(self, method, path, body=None):
        """The page's own request, with its cookies: (status, body)."""
        if not self.started:
            return self.person.call(method, path, body)
        return self.driver.execute_async_script("""const [method, path, body, done] = arguments
            fetch(path, {method, headers: body ? {'Content-Type': 'application/json'} : {}, body: body && JSON.stringify(body)})
              .then(async answer => done([answer.status, await answer.json().catch(() => null)]), error => done([0, String(error)]))""", method, path, body)

    def register(self, role, first, last, email):
        """In the page if there is one, else without."""
        if not self.started:
            body = {"email": email, "password": PASSWORD, "firstName": first, "lastName": last, "role": role, "language": self.options[0][:2]}
            return self.person.enter("/api/auth/register", {**body, **({"specialization": "Cardiology"} if role == "DOCTOR" else {})})
        self.open("/register")
        if role == "DOCTOR":
            self.click("[name=role] option[value=DOCTOR]")
            self.type("specialization", "Cardiology")
        for name, text in (("firstName", first), ("lastName", last), ("email", email), ("password", PASSWORD)):
            self.type(name, text)
        self.click("[type=submit]")
        self.find(LIVE)

    def sign_in(self, email):
        """In the page if there is one, else without."""
        if not self.started:
            return self.person.enter("/api/auth/login", {"email": email, "password": PASSWORD})
        self.open()
        self.type("email", email)
        self.type("password", PASSWORD)
        self.click("[type=submit]")
        self.find(LIVE)

    def open_menu(self):
        """Behind one's name; it may be open already."""
        self.wait(lambda: self.shown("header .me") or not self.clicked(self.shown("header button.who")) and None, "no menu behind the name")

    def sign_out(self):
        self.open_menu()
        self.press("Sign out", "header .me")

    def go(self, path):
        """By the page's own router, then until nothing is loading."""
        if not self.started and self.person.cookies:
            self.open(path)
            self.find(LIVE)
            return self.settled()
        self.script("history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))", path)
        self.settled()

    def settled(self):
        self.wait(lambda: self.script("return !document.querySelector('.skeleton')"), "the page goes on loading")

    def appearance(self, scheme="light", phone=False, window=None, forced=False):
        """`window`: width, height, device's pixels for one of ours, and whether it is a phone's; `forced`: the system's few colours."""
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce", "forced-colors": "active" if forced else "none"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": name, "value": value} for name, value in features.items()]})
        window = window or (PHONE if phone else None)
        if window:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", dict(zip(("width", "height", "deviceScaleFactor", "mobile"), window)))
        else:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def offline(self, away):
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": away, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        # Chromium's switch leaves open sockets alone, a lost network does not.
        self.script("dispatchEvent(new Event(arguments[0]))", "offline" if away else "online")

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        self.driver.save_screenshot(os.path.join(SHOTS, name + ".png"))

    def quit(self):
        if self.started:
            chromium.given_back(self.started, self.url)
            self.started = None
