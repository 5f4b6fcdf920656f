// Elements. Text goes in as text nodes alone and attributes through setAttribute, so nothing a user has written is ever markup.

// h('button', {class: 'primary', onclick: f, disabled: true}, 'Save', …). null and false children and attributes are left out.
export function h(tag, attributes, ...children) { return fill(document.createElement(tag), attributes, children) }
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'value') { if ('defaultValue' in element) element.defaultValue = value; element.value = value }
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false))
  return element
}

// A name as a unit of its own: whichever way it is written, it does not turn what stands around it.
export const bdi = name => h('bdi', null, name)

// The text with each of these names in it set apart.
export function withNames(text, names) {
  const known = [...new Set(names.filter(Boolean))].sort((a, b) => b.length - a.length)
  const next = known.map(name => [text.indexOf(name), name]).filter(([at]) => at >= 0).sort(([a], [b]) => a - b)[0]
  if (!next) return [text]
  const [at, name] = next
  return [text.slice(0, at), bdi(name), ...withNames(text.slice(at + name.length), known)]
}

export function replace(parent, ...children) { parent.replaceChildren(...children.flat(3).filter(Boolean)); return parent }

// To an element that is no control, as a place to go on from.
export function focusOn(element) {
  if (!element) return
  if (!element.matches('a[href], button, input, select, textarea, [tabindex]')) element.tabIndex = -1
  element.focus()
}

// Runs a change of `root`. Who has the focus in it keeps it: on the control of the same data-act, or on the heading.
export function keepFocus(root, change) {
  const had = root.contains(document.activeElement) && document.activeElement
  change()
  if (!had || root.contains(document.activeElement)) return
  focusOn(root.querySelector(`[data-act="${had.dataset.act}"]`) ?? root.querySelector('h1, h2, h3') ?? root)
}
