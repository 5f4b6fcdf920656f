"""Every word of the pages comes from web/locales, in each language, and has room there."""
import pathlib
import re
import unittest

from case import Case, weekday_ahead
from stack import ROOT

LANGUAGES = ("en", "de", "fr", "es", "ar")

# What is wrong with the files of words: keys and places that one has and English has not, plurals that lack a form of the language.
COMPARE = """const [languages, done] = arguments;
(async () => {
  const { parse } = await import('/locales/words.js'), wrong = []
  const flat = (words, path = '') => Object.entries(words).flatMap(([key, each]) =>
    typeof each === 'string' ? [[path + key, each]] : flat(each, `${path}${key}.`))
  const places = parts => parts.flatMap(part => typeof part === 'string' || part.name === '#' ? []
    : [part.name, ...Object.values(part.cases ?? {}).flatMap(places)])
  const plurals = parts => parts.flatMap(part => part.kind === 'plural' ? [part] : [])
  const all = {}
  for (const language of languages) {
    const files = ['', 'inside/', 'admin/'].map(folder => `/locales/${folder}${language}.js`)
    all[language] = new Map(flat(Object.assign({}, ...await Promise.all(files.map(async file => (await import(file)).default)))))
  }
  for (const [language, words] of Object.entries(all)) {
    for (const key of all.en.keys()) if (!words.get(key)?.trim()) wrong.push([language, key, 'is missing'])
    for (const [key, text] of words) {
      if (!all.en.has(key)) { wrong.push([language, key, 'is not in English']); continue }
      const own = [...new Set(places(parse(text)))].sort(), english = [...new Set(places(parse(all.en.get(key))))].sort()
      if (own.join() !== english.join()) wrong.push([language, key, own, english])
      for (const { cases } of plurals(parse(text))) {
        if (!cases.other) wrong.push([language, key, 'no other'])
        const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter(each => language === 'ar' ? each !== 'zero' : each === 'one')
        const exact = { one: '=1', two: '=2' }
        if ('one' in cases) for (const each of needed) if (!(each in cases || exact[each] in cases)) wrong.push([language, key, each])
      }
    }
  }
  return wrong
})().then(done, error => done([String(error)]))"""

# The texts and labels that are shown and do not come from the words, once what Intl and people have written is taken away.
OUTSIDE = r"""const data = arguments[0]
  const strip = text => { for (let before; before !== text;) { before = text; text = text.replace(/⟦[^⟦⟧]*⟧/gu, ' ') } return text }
  const rest = text => data.reduce((left, each) => left.replaceAll(each, ' '), strip(text)).match(/\p{L}{2,}/gu) ?? []
  const clone = document.querySelector('#app').cloneNode(true)
  for (const each of clone.querySelectorAll('.note, .avatar, .doctor strong + small, datalist, .keep bdi, [hidden], script, [lang]')) each.remove()
  const labels = [...clone.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].flatMap(each =>
    ['aria-label', 'title', 'placeholder', 'alt'].map(name => each.getAttribute(name)).filter(Boolean))
  return [...rest(clone.textContent), ...labels.flatMap(rest)]"""

# Every text in what the page has read from the API: words of people, not of the page.
READ = """const done = arguments[0], texts = new Set()
  const walk = each => { if (typeof each === 'string') texts.add(each); else if (each && typeof each === 'object') Object.values(each).forEach(walk) }
  const read = performance.getEntriesByType('resource').filter(each => each.initiatorType === 'fetch' && new URL(each.name).pathname.startsWith('/api/'))
  Promise.all([...new Set(read.map(each => each.name))].map(url => fetch(url).then(answer => answer.json()).then(walk, () => null)))
    .then(() => done([...texts].filter(each => each.trim().length > 1)))"""

# Where a text has less room than it takes, though nothing says that it may be cut.
CUT = """return [...document.querySelectorAll('button, .button, a, label, h1, h2, h3, th, .badge, option, legend')].filter(each => {
    const style = getComputedStyle(each)
    return each.offsetParent && !each.closest('.entry, .agenda h3, .who, .two-lines, .clamped, .hidden') && each.scrollWidth > each.clientWidth + 1
      && (style.overflowX !== 'visible' || style.display !== 'inline') }).map(each => each.outerHTML.slice(0, 120))"""


class WordsTests(Case):
    def spoken(self, page, language):
        """Signed in it is the account's, which wins; the pseudo-language is only the browser's."""
        page.driver.execute_async_script("""const [language, done] = arguments
            if (language === 'pseudo') localStorage.setItem('clinic.language', language)
            else { localStorage.removeItem('clinic.language'); document.cookie = `language=${language}; Path=/` }
            const body = JSON.stringify({ language }), headers = { 'Content-Type': 'application/json' }
            const kept = language === 'pseudo' ? Promise.resolve() : fetch('/api/auth/profile', { method: 'PATCH', headers, body })
            kept.then(() => { location.reload(); done() })""", language)
        page.wait(lambda: page.script("return document.readyState === 'complete' && Boolean(document.querySelector('main h1'))"), "the page anew")
        page.settled()

    def test_no_key_lacks_a_language_and_no_message_a_place(self):
        page = self.browser()
        page.open()
        page.find("[name=email]")
        self.assertEqual([], page.driver.execute_async_script(COMPARE, LANGUAGES))

    def test_no_message_is_left_over(self):
        """Those that are chosen by a name that is worked out stand in groups, whose name must be used."""
        page = self.browser()
        page.open()
        page.find("[name=email]")
        groups = page.driver.execute_async_script("""const done = arguments[0]
            Promise.all(['', 'inside/', 'admin/'].map(folder => import(`/locales/${folder}en.js`))).then(files => done(Object.entries(Object.assign({}, ...files.map(each => each.default))).flatMap(([key, each]) =>
                typeof each === 'string' ? [key] : Object.keys(each).map(name => `${key}.${name}`))), error => done([String(error)]))""")
        source = "".join(path.read_text() for top in ("web", "edge") for path in pathlib.Path(ROOT, top).rglob("*.js") if len(path.stem) > 2)
        worked_out = re.findall(r"S\.(\w+)\[", source) + re.findall(r"Object\.\w+\(S\.(\w+)\)", source)
        self.assertEqual([], [key for key in groups if key.split(".")[0] not in worked_out and not re.search(rf"\bS\.{re.escape(key)}\b", source)])

    def test_the_browser_chooses_and_a_choice_stays(self):
        page = self.browser(languages="de-AT,de,en")
        page.open()
        page.sees("Anmelden", "h1")
        loaded = lambda: sorted(set(page.script("return performance.getEntriesByType('resource').map(each => new URL(each.name).pathname).filter(each => /locales.[a-z]{2}\\.js/.test(each))")))
        self.assertEqual(loaded(), ["/locales/de.js"])
        self.assertEqual(page.script("return document.documentElement.lang"), "de")
        page.open("/nothing")
        page.sees("Diese Seite gibt es nicht.", "h1")
        page.open()
        page.click("[name=language] option[value=fr]")
        page.sees("Se connecter", "h1")
        page.open("/register")
        page.sees("Créer un compte", "h1")
        self.assertEqual(loaded(), ["/locales/fr.js"])

    def test_a_language_picked_right_after_signing_out_stays(self):
        page = self.browser()
        page.register("PATIENT", "Sol", "Language", self.email("sol"))
        page.open()
        page.sign_out()
        page.click("[name=language] option[value=fr]")
        page.sees("Se connecter", "h1")
        # What Clear-Site-Data may do a while after the answer that had it.
        page.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": page.url, "storageTypes": "local_storage,indexeddb,cache_storage,service_workers"})
        page.open()
        page.sees("Se connecter", "h1")

    def test_an_account_keeps_its_language_wherever_it_signs_in(self):
        email = self.email("ines")
        page = self.browser(languages="de")
        page.register("PATIENT", "Ines", "Idioma", email)
        other = self.browser(languages="fr")
        other.sign_in(email)
        other.wait(lambda: other.script("return document.documentElement.lang") == "de", "the language of the account")
        other.go("/account")
        other.click("[name=language] option[value=es]")
        other.wait(lambda: other.script("return document.documentElement.lang") == "es", "the page in Spanish")
        page.open()
        page.wait(lambda: page.script("return document.documentElement.lang") == "es", "the language of the account")

    def test_an_unknown_language_is_english(self):
        page = self.browser(languages="ja")
        page.open()
        page.sees("Sign in", "h1")

    def test_every_language_has_room_and_stands_the_right_way(self):
        doctor, doctor_id = self.doctor("lia")
        patient = self.browser()
        patient.register("PATIENT", "Leo", "Lang", self.email("leo"))
        self.visit(patient, doctor_id, weekday_ahead(1), "09:00", "Sore throat")
        for language in LANGUAGES[1:]:
            for page, paths in ((patient, ("/", "/appointments", "/account")), (doctor, ("/", "/calendar", "/schedule"))):
                self.spoken(page, language)
                self.assertEqual(page.script("return document.documentElement.dir"), "rtl" if language == "ar" else "ltr")
                for path in paths:
                    with self.subTest(language=language, path=path):
                        page.go(path)
                        self.assertEqual([], page.script(CUT))
                        name = f"{language}-{'patient' if page is patient else 'doctor'}{path.replace('/', '-')}"
                        self.fits_a_phone(page, name)
                        if language == "ar":
                            self.accessible(page, name)

    def test_no_page_has_words_of_its_own_and_longer_ones_fit(self):
        doctor, doctor_id = self.doctor("wim")
        patient, admin = self.browser(), self.admin()
        patient.register("PATIENT", "Wilma", "Words", self.email("wilma"))
        day = weekday_ahead(1)
        self.visit(patient, doctor_id, day, "09:00", "Sore throat")
        data = ["Cardiology", "UTC", "Chrome", "Linux", "browser.example", "Clinic", "Google", "wim"]
        pages = ((patient, ("/", "/appointments", "/appointments?tab=past", "/account", "/access-log", f"/book/{doctor_id}")),
                 (doctor, ("/", f"/calendar?date={day}", "/schedule", "/account", "/break-glass")),
                 (admin, (f"/?q=wim{self.mark}", f"/all?doctorId={doctor_id}", "/figures", "/access-log", "/nowhere")))
        for page, paths in pages:
            self.spoken(page, "pseudo")
            for path in paths:
                with self.subTest(path=path):
                    page.go(path)
                    people = sorted(page.driver.execute_async_script(READ), key=len, reverse=True)
                    self.assertEqual([], page.script(OUTSIDE, people + data))
                    self.assertEqual([], page.script(CUT))
                    self.assertLessEqual(page.script("return document.documentElement.scrollWidth - innerWidth"), 0)
                    self.fits_a_phone(page, "pseudo" + path.split("?")[0].replace("/", "-")[:12])


if __name__ == "__main__":
    unittest.main()
