"""What the edge answers to the paths that are not the daemons'."""
import json
import os
import re
import struct
import unittest
import urllib.error
import urllib.request

from case import Case
from stack import ROOT


def get(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Content-Type"], answer.read()


class EdgeTests(Case):
    def test_paths_of_pages_answer_the_page_and_all_others_are_missing(self):
        with open(os.path.join(ROOT, "web", "app.js")) as file:
            pages = set(re.findall(r"\['(/[a-z]*)', S\.nav", file.read()))
        self.assertGreater(len(pages), 8)
        with open(os.path.join(ROOT, "web", "index.html"), "rb") as file:
            index = file.read()
        for path in [*pages, "/register", "/book/0198a3c4-8f00-7abc-8def-0123456789ab", "/appointments/0198a3c4-8f00-7abc-8def-0123456789ab", "/appointments?x=1"]:
            with self.subTest(page=path):
                status, kind, body = get(self.stack.url + path)
                self.assertEqual((status, kind.split(";")[0], body), (200, "text/html", index))
        for path in ["/x.js", "/pages/x.js", "/x.css", "/favicon.ico", "/nothing", "/account/", "/account/x", "/calendars", "/book", "/book/", "/book/x.js",
                     "/pages", "/pages/", "/.git/config", "/api", "/api/", "/api/x.js", "/internal/users", "/metrics"]:
            with self.subTest(missing=path):
                status, _, body = get(self.stack.url + path)
                self.assertEqual(status, 404)
                self.assertNotEqual(body, index)

    def test_what_the_first_page_needs_is_asked_for_at_once(self):
        web = os.path.join(ROOT, "web")
        found, waiting = set(), ["/app.js"]
        while waiting:
            path = waiting.pop()
            with open(web + path) as file:
                for name in re.findall(r"^(?:import|export) [^;']*?from '(\.[^']+)'", file.read(), re.M):
                    module = os.path.normpath(os.path.join(os.path.dirname(path), name))
                    if module not in found:
                        found.add(module)
                        waiting.append(module)
        with open(os.path.join(web, "index.html")) as file:
            self.assertEqual(sorted(re.findall(r'modulepreload" href="([^"]+)"', file.read())), sorted(found))

    def test_every_file_of_the_pages_is_there(self):
        web = os.path.join(ROOT, "web")
        for folder, _, names in os.walk(web):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), web)
                with self.subTest(file=path):
                    self.assertEqual(get(f"{self.stack.url}/{path}")[0], 200)

    def test_it_can_be_installed(self):
        with open(os.path.join(ROOT, "web", "index.html")) as file:
            index = file.read()
        self.assertEqual(re.findall(r'theme-color" content="#\w+" media="\(prefers-color-scheme: (\w+)\)"', index), ["light", "dark"])
        manifest = json.loads(get(self.stack.url + re.search('rel="manifest" href="([^"]+)"', index)[1])[2])
        self.assertEqual((manifest["display"], get(self.stack.url + manifest["start_url"])[0]), ("standalone", 200))
        for icon in manifest["icons"]:
            with self.subTest(icon=icon["src"]):
                status, kind, picture = get(self.stack.url + icon["src"])
                self.assertEqual((status, kind), (200, icon["type"]))
                if icon["sizes"] != "any":
                    self.assertEqual("%dx%d" % struct.unpack(">II", picture[16:24]), icon["sizes"])
        self.assertTrue({"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]})

    def test_a_missing_page_says_so_and_leads_home(self):
        page = self.browser()
        page.open("/nothing")
        page.sees("This page does not exist.", "h1")
        self.accessible(page, "missing")
        self.fits_a_phone(page, "missing")
        page.press("To the first page")
        page.find("[name=email]")


if __name__ == "__main__":
    unittest.main()
