"""The Chromiums of the browser tests. Starting one and filling its cache takes longer than most of what a test does with it, so one that
nothing was changed in but what can be undone is emptied and used again."""
import atexit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

SPARE, MOST = [], 4
FLAGS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1200,850")
# Commands whose effect ends with `emptied`; after any other the browser is not used again.
UNDONE = {"Network.getCookies", "Network.setCookie", "Network.deleteCookies", "Page.captureScreenshot", "Page.getLayoutMetrics", "Storage.clearDataForOrigin",
          "Emulation.setEmulatedMedia", "Emulation.setDeviceMetricsOverride", "Emulation.clearDeviceMetricsOverride"}


class Chromium(webdriver.Chrome):
    def __init__(self, languages, is_fresh):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in FLAGS:
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"intl.accept_languages": languages})
        if is_fresh:
            options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        super().__init__(options=options, service=Service("/usr/bin/chromedriver"))
        self.languages, self.is_changed = languages, is_fresh

    def execute_cdp_cmd(self, cmd, cmd_args):
        self.is_changed |= cmd not in UNDONE
        return super().execute_cdp_cmd(cmd, cmd_args)

    def add_virtual_authenticator(self, options):
        self.is_changed = True
        super().add_virtual_authenticator(options)

    def emptied(self, origin):
        """True when nothing of whoever used it is left. The shell that the service worker keeps is nobody's."""
        if self.is_changed or len(self.window_handles) != 1:
            return False
        self.execute_script("sessionStorage.clear()")
        self.get("about:blank")
        self.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb"})
        self.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        self.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        return True


def taken(languages, is_fresh):
    """`is_fresh`: it has never been here, and keeps a log of its requests."""
    found = next((each for each in SPARE if (each.languages, False) == (languages, is_fresh)), None)
    if not found:
        return Chromium(languages, is_fresh)
    SPARE.remove(found)
    return found


def given_back(browser, origin):
    try:
        is_empty = browser.emptied(origin)
    except WebDriverException:
        is_empty = False
    if not is_empty:
        return browser.quit()
    SPARE.append(browser)
    if len(SPARE) > MOST:
        SPARE.pop(0).quit()


@atexit.register
def end():
    while SPARE:
        SPARE.pop().quit()
