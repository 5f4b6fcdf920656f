"""Without a network the shell is there, says so, and shows nothing of anybody; with it, all goes on by itself."""
import asyncio
import datetime
import threading
import unittest
from urllib.parse import urlparse

from selenium.common.exceptions import WebDriverException

from case import Case, weekday_ahead
from stack import Browser


class Wire(threading.Thread):
    """A way to the edge that can be cut."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.to, self.port, self.server, self.pipes = port, None, None, set()
        self.loop, self.is_up = asyncio.new_event_loop(), threading.Event()

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.listen())
        self.loop.run_forever()

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port or 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.is_up.set()

    async def serve(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        self.pipes |= {writer, far_writer}

        async def pipe(source, sink):
            try:
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            except OSError:
                pass  # the other end has gone, as it may
            sink.close()

        await asyncio.gather(pipe(reader, far_writer), pipe(far_reader, writer))

    async def stop(self):
        self.server.close()
        for each in self.pipes:
            each.transport.abort()
        self.pipes.clear()

    def cut(self):
        asyncio.run_coroutine_threadsafe(self.stop(), self.loop).result()

    def mend(self):
        asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result()


class OfflineTests(Case):
    def test_the_shell_is_there_without_a_network_and_nothing_else(self):
        wire = Wire(urlparse(self.stack.url).port)
        wire.start()
        wire.is_up.wait()
        page = Browser(f"http://localhost:{wire.port}")
        self.addClassCleanup(page.quit)
        page.open()
        page.find("[name=email]")
        kept = """const done = arguments[0]; caches.open('clinic.shell').then(async cache =>
            done((await cache.keys()).map(each => new URL(each.url).pathname)))"""
        paths = page.wait(lambda: (lambda found: "/locales/en.js" in found and found)(page.driver.execute_async_script(kept)), "the shell is kept")
        self.assertIn("/pages/doctor/grid.js", paths)
        self.assertEqual([], [path for path in paths if path.startswith("/api")])
        wire.cut()
        page.open("/appointments")
        page.sees("The clinic cannot be reached.", "[role=alert]")
        self.accessible(page, "offline")
        wire.mend()
        page.script("dispatchEvent(new Event('online'))")
        page.find("[name=email]")

    def test_what_could_not_be_loaded_is_loaded_when_the_network_is_back(self):
        page = self.browser()
        page.register("PATIENT", "Rea", "Retry", self.email("rea"))
        page.go("/appointments")
        page.offline(True)
        page.go("/notifications")
        page.sees("The clinic cannot be reached.", "main [role=alert]")
        # What was seen before is there, and says how old it is.
        page.go("/appointments")
        page.sees("The clinic cannot be reached. What you see is as of", "main .warning")
        page.offline(False)
        page.gone("main .warning")
        page.sees("No appointments ahead.", "main")
        # And what was loaded before says how old it is, if it could not be brought up to date.
        page.go("/appointments?tab=past")
        page.sees("No past appointments.", "main")
        page.script("window.real = fetch; window.fetch = () => Promise.reject(new TypeError('cut'))")
        page.driver.execute_async_script("const done = arguments[0]; import('/data/store.js').then(({ emit }) => { emit('news'); done() })")
        page.sees("This could not be refreshed.", ".stale")
        page.sees("No past appointments.", "main")
        self.accessible(page, "patient-stale")
        page.script("window.fetch = real")
        page.press("Try again", ".stale")
        page.gone(".stale")

    KEPT = """const done = arguments[0], request = indexedDB.open('clinic.last', 1)
        request.onupgradeneeded = () => request.result.createObjectStore('kept')
        request.onsuccess = () => { const all = request.result.transaction('kept').objectStore('kept').getAll()
            all.onsuccess = async () => { request.result.close()
                done(await Promise.all(all.result.map(async ({ key, data }) => [key.extractable, await crypto.subtle.exportKey('raw', key).then(() => 'read', error => error.name),
                    String.fromCharCode(...new Uint8Array(data))]))) } }"""

    def test_the_last_known_visits_are_there_encrypted_until_signing_out(self):
        wire = Wire(urlparse(self.stack.url).port)
        wire.start()
        wire.is_up.wait()
        doctor, doctor_id = self.doctor("las")
        page = Browser(f"http://localhost:{wire.port}")
        self.addCleanup(page.quit)
        page.register("PATIENT", "Lia", "Last", self.email("lia"))
        visit = self.visit(page, doctor_id, weekday_ahead(1), "09:00", "A secret of mine")
        page.go("/appointments")
        page.find(".appointment")
        (extractable, exported, data), = page.wait(lambda: page.driver.execute_async_script(self.KEPT), "what is kept")
        self.assertEqual((extractable, exported), (False, "InvalidAccessError"))
        for secret in ("Las", visit["id"], "secret", "PENDING"):
            self.assertNotIn(secret, data)
        page.wait(lambda: page.script("return Boolean(navigator.serviceWorker.controller)"), "the worker is in charge")
        kept = "const done = arguments[0]; caches.open('clinic.shell').then(cache => cache.match('/locales/en.js')).then(found => done(Boolean(found)))"
        page.wait(lambda: page.driver.execute_async_script(kept), "the shell is kept")
        wire.cut()
        page.open("/appointments")
        page.sees("The clinic cannot be reached. What you see is as of", ".offline")
        page.sees("Dr. Las", ".appointment")
        self.assertIsNone(page.named("Cancel", "main"), "nothing can be done to what is old")
        self.accessible(page, "patient-last-known")
        self.fits_a_phone(page, "patient-last-known")
        wire.mend()
        page.script("dispatchEvent(new Event('online'))")
        page.find(".live[data-state=live]")
        page.gone(".offline")
        page.sign_out()
        page.find("[name=email]")
        page.wait(lambda: page.driver.execute_async_script(self.KEPT) == [], "nothing is kept")
        # The browser was told to drop all that is the clinic's, the shell too.
        wire.cut()
        with self.assertRaisesRegex(WebDriverException, "ERR_CONNECTION_REFUSED"):
            page.open("/appointments")

    def test_a_doctors_week_is_there_as_it_was_seen_last(self):
        day = weekday_ahead(2)
        ahead = f"const real = Date.now; Date.now = () => real() + {(day - datetime.date.today()).days} * 86400000"
        doctor, doctor_id = self.doctor("wek", page=self.browser(ahead))
        patient = self.browser()
        patient.register("PATIENT", "Wil", "Week", self.email("wil"))
        visit = self.visit(patient, doctor_id, day, "09:00")["id"]
        doctor.go("/calendar?view=week")
        doctor.find(f".entry[data-id='{visit}']")
        doctor.offline(True)
        doctor.go("/notifications")
        doctor.go("/calendar?view=week")
        doctor.find(f".entry[data-id='{visit}']")
        doctor.sees("The clinic cannot be reached. What you see is as of", "main .warning")
        # Of no other week anything is known.
        doctor.click("main [aria-label=Later]")
        doctor.sees("This could not be refreshed.", "main .stale")
        doctor.click("main [aria-label=Earlier]")
        doctor.gone("main .stale")
        doctor.offline(False)
        doctor.gone("main .warning")

    def test_the_bar_says_since_when(self):
        page = self.browser()
        page.register("PATIENT", "Ona", "Off", self.email("ona"))
        page.offline(True)
        page.sees("You are offline since", ".offline")
        self.accessible(page, "patient-offline")
        page.offline(False)
        page.gone(".offline")


if __name__ == "__main__":
    unittest.main()
