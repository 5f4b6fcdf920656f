// Fields and forms. What is wrong is said beside its field, in a sentence that says what to do, and from two on in a summary above;
// the focus goes to the first in the order of the page. The button stays reachable while its work is under way.
import { S } from '../locales/words.js'
import { h, replace } from './dom.js'
import { wrong } from './title.js'

let count = 0

export function field(label, control, hint) {
  const id = control.id || (control.id = `f${++count}`)
  const note = h('p', { class: 'error', id: `${id}-e` }), help = hint && h('p', { class: 'hint', id: `${id}-h` }, hint)
  control.setAttribute('aria-describedby', [help?.id, note.id].filter(Boolean).join(' '))
  return h('div', { class: 'field', 'data-name': control.name }, h('label', { for: id }, label), control, help, note)
}

export const optional = label => S.optional({ label })

export const input = (name, attributes) => h('input', { name, ...attributes })
export function select(name, options, value, attributes) {
  return h('select', { name, ...attributes },
    Object.entries(options).map(([key, text]) => h('option', { value: key, selected: key === String(value) }, text)))
}

// A password that can be looked at.
export function passwordField(label, name, autocomplete, hint) {
  const control = input(name, { type: 'password', autocomplete, required: true })
  const box = field(label, control, hint)
  const show = h('button', { type: 'button', class: 'quiet show', 'aria-pressed': 'false', onclick: () => {
    const isShown = control.type === 'text'
    control.type = isShown ? 'password' : 'text'
    show.setAttribute('aria-pressed', String(!isShown))
  } }, S.sign.show)
  control.after(show)
  return box
}

// What a form finds wrong itself: {name: what to do}.
export class FieldErrors extends Error {
  constructor(fields) { super(); this.fields = fields }
}

// submit(values, form) does the work and throws what is wrong with `fields`; `instead(error, values)`: what can be had instead.
export function form(attributes, children, submit, instead) {
  const problem = h('div', { class: 'error form-error', role: 'alert' }), summary = h('div', { class: 'summary', hidden: true })
  let isBusy = false
  const element = h('form', { novalidate: true, ...attributes, onsubmit: async event => {
    event.preventDefault()
    if (isBusy) return
    const button = element.querySelector('[type=submit]')
    const busy = is => { isBusy = is; if (is) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled') }
    clear()
    busy(true)
    const values = Object.fromEntries(new FormData(element))
    try { await submit(values, element) } catch (error) {
      if (!show(error.fields ?? {})) replace(problem, error.message, instead?.(error, values))
      wrong(true)
    } finally { busy(false) }
  } }, summary, children(problem))

  function clear() {
    for (const note of element.querySelectorAll('.error')) note.textContent = ''
    for (const control of element.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid')
    summary.hidden = true
    wrong(false)
  }

  // True when a field was found for one of them.
  function show(fields) {
    const named = Object.entries(fields).map(([name, text]) => ({ control: find(name), text })).filter(({ control }) => control)
    named.sort((a, b) => a.control.compareDocumentPosition(b.control) & 4 ? -1 : 1)
    for (const { control, text } of named) {
      control.setAttribute('aria-invalid', 'true')
      const note = control.closest('.field, .weekday').querySelector('.error')
      note.textContent = [note.textContent, text].filter(Boolean).join(' ')
    }
    if (named.length > 1) {
      replace(summary, h('h2', null, S.error.summary), h('ul', null, named.map(({ control, text }) => h('li', null,
        h('a', { href: `#${control.id}`, onclick: event => { event.preventDefault(); control.focus() } }, text)))))
      summary.hidden = false
    }
    named[0]?.control.focus()
    return named.length > 0
  }
  const find = name => [...element.elements].find(each => each.name === name || each.dataset.pointer === name) ?? null
  return element
}
