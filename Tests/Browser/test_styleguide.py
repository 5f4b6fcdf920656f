"""The pieces that pages are made of, in every state: axe, the system's few colours, and the pictures that were accepted."""
import unittest

from case import SETTINGS, Case
from pictures import ACCEPT, difference

LOOKS = {name: SETTINGS[name] for name in ("light", "dark", "forced-colors")} | {"phone": {"phone": True}}

# What is pressed, smaller than 24 pixels either way, and nearer to another than a circle of that size allows (WCAG 2.5.8); not links in
# a text.
SMALL = """const boxes = [...document.querySelectorAll('button, a[href], select, textarea, input')].filter(each => each.offsetParent && !each.matches('p a'))
    .map(each => ({ each, box: each.getBoundingClientRect() }))
  const isSmall = ({ box }) => Math.min(box.width, box.height) < 24, middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2]
  const apart = ([x, y], { box }) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom))
  const isNear = (one, other) => { const [x, y] = middle(one), [left, top] = middle(other)
    return apart([x, y], other) < 12 || isSmall(other) && Math.hypot(x - left, y - top) < 24 }
  return boxes.filter(one => isSmall(one) && boxes.some(other => other !== one && isNear(one, other))).map(({ each }) => each.outerHTML.slice(0, 120))"""


class StyleguideTests(Case):
    def test_every_piece_is_shown_and_passes(self):
        page = self.browser()
        page.open("/styleguide/")
        page.find(".agenda .entry")
        page.press("Show what is wrong")
        page.find(".summary")
        self.accessible(page, "styleguide")
        self.fits_a_phone(page, "styleguide")
        self.assertEqual([], page.script(SMALL))
        # Each icon is a drawing of its own that fills its place.
        drawn = page.script('''return [...document.querySelectorAll('.pic')].map(each => { const { width, height } = each.firstChild.getBBox()
            return [each.classList[1], each.firstChild.getAttribute('d'), Math.max(width, height)] })''')
        self.assertGreater(len(drawn), 5)
        self.assertEqual(len({name for name, _, _ in drawn}), len({path for _, path, _ in drawn}))
        self.assertEqual([], [each for each in drawn if each[2] < 12])
        page.appearance(forced=True)
        told = lambda css: page.script("const style = getComputedStyle(document.querySelector(arguments[0])); return [style.outlineStyle, style.borderTopStyle, style.textDecorationLine]", css)
        for css in ("button[aria-pressed=true]", ".tabs [aria-current]", ".calendar [aria-selected=true]", ".badge", ".entry"):
            with self.subTest(css=css):
                self.assertTrue({"solid", "dashed", "underline"} & set(told(css)), "told by its ground alone")

    def test_it_looks_as_it_was_accepted(self):
        """BROWSER_ACCEPT=1 accepts what there is; look at it first (.local/screenshots)."""
        page = self.browser()
        page.open("/styleguide/")
        page.find(".agenda .entry")
        for setting, appearance in LOOKS.items():
            page.appearance(**appearance)
            page.shot(f"styleguide-{setting}")
            with self.subTest(setting=setting):
                self.assertIsNone(difference(page, f"styleguide-{setting}"))

    @unittest.skipIf(ACCEPT, "pictures are accepted")
    def test_a_change_of_a_piece_is_seen(self):
        page = self.browser()
        page.open("/styleguide/")
        page.find(".agenda .entry")
        page.appearance()
        for change in ("document.querySelector('.card').remove()", "document.documentElement.style.setProperty('--accent', 'crimson')"):
            page.script(change)
            self.assertIsNotNone(difference(page, "styleguide-light"), change)
            page.open("/styleguide/")
            page.find(".agenda .entry")


if __name__ == "__main__":
    unittest.main()
