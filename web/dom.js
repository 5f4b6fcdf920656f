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
    else if (name === 'value') element.value = value
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false))
  return element
}

export function replace(parent, ...children) { parent.replaceChildren(...children.flat(3).filter(Boolean)); return parent }
