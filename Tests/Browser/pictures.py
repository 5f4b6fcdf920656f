"""Pictures that were looked at and accepted, and how far a new one is from them.

BROWSER_ACCEPT=1 scripts/test --browser puts the new ones in their place. They are kept small: a quarter of the page's size, in WebP.
"""
import base64
import os

ACCEPT = os.environ.get("BROWSER_ACCEPT")
ACCEPTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "accepted")
WIDTH = 320
# Blocks of so many pixels are compared by their mean colour. One differs when a colour is farther than FAR (of 255) from the
# accepted one; so many of a thousand may, which text that is drawn a little otherwise needs.
BLOCK, FAR, FEW = 4, 24, 4

# In a page of the browser, which can read pictures: the one that was taken and the accepted one, or null, in base64.
COMPARE = """const [taken, accepted, width, block, far, done] = arguments
  const read = text => createImageBitmap(new Blob([Uint8Array.from(atob(text.split(',').pop()), each => each.charCodeAt())]))
  const drawn = (image, scale) => { const canvas = document.createElement('canvas')
    canvas.width = width; canvas.height = Math.round(image.height * width / image.width / block) * block
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas }
  const means = canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), all = []
    for (let top = 0; top < canvas.height; top += block) for (let left = 0; left < canvas.width; left += block) {
      const sum = [0, 0, 0]
      for (let y = top; y < top + block; y++) for (let x = left; x < left + block; x++) for (const part of [0, 1, 2]) sum[part] += data[(y * canvas.width + x) * 4 + part]
      all.push(sum.map(each => each / block / block)) }
    return all };
  (async () => {
    const canvas = drawn(await read(taken)), small = canvas.toDataURL('image/webp', .8)
    if (!accepted) return { small, height: canvas.height }
    // What was just made small goes through the same compression as what it is compared with.
    const before = drawn(await read(accepted)), now = drawn(await read(small))
    if (before.height !== now.height) return { small, height: now.height, was: before.height }
    const [one, other] = [means(before), means(now)]
    return { small, differ: one.filter((each, index) => each.some((value, part) => Math.abs(value - other[index][part]) > far)).length / one.length * 1000 }
  })().then(done, error => done({ error: String(error) }))"""


def taken(page):
    """The whole page, as far as it goes, in base64."""
    page.script("scrollTo(0, 0)")
    size = page.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
    return page.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})["data"]


def difference(page, name):
    """In words, how the page differs from the accepted picture of that name; None when it does not."""
    path, known = os.path.join(ACCEPTED, name + ".webp"), None
    if os.path.exists(path) and not ACCEPT:
        with open(path, "rb") as file:
            known = base64.b64encode(file.read()).decode()
    found = page.driver.execute_async_script(COMPARE, taken(page), known, WIDTH, BLOCK, FAR)
    if "error" in found:
        return found["error"]
    if ACCEPT:
        os.makedirs(ACCEPTED, exist_ok=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(found["small"].split(",")[1]))
        return None
    if known is None:
        return "no picture was accepted yet"
    if "was" in found:
        return f"{found['height']} pixels high, and {found['was']} in the accepted picture"
    return f"{found['differ']:.1f} of a thousand parts are another colour" if found["differ"] > FEW else None
