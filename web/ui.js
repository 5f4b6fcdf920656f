// The pieces pages are made of: toasts, dialogs, forms, lists that load.
import { S } from './strings.js'
import { h, replace } from './dom.js'

export function toast(text, kind = 'info', title = null) {
  const box = h('div', { class: `toast ${kind}` }, h('div', null, title && h('strong', null, title), h('span', null, text)),
    h('button', { class: 'icon', 'aria-label': S.close, onclick: () => box.remove() }, '×'))
  document.getElementById('toasts').append(box)
  setTimeout(() => box.remove(), 7000)
}

export const failed = error => toast(error.message, 'bad')

export function field(label, control, hint) {
  const id = control.id || (control.id = `f${++field.count}`)
  const note = h('p', { class: 'error', id: `${id}-e` })
  control.setAttribute('aria-describedby', note.id)
  return h('div', { class: 'field', 'data-name': control.name },
    h('label', { for: id }, label),
    control,
    hint && h('p', { class: 'hint' }, hint),
    note)
}
field.count = 0

export const input = (name, attributes) => h('input', { name, ...attributes })
export function select(name, options, value, attributes) {
  return h('select', { name, ...attributes },
    Object.entries(options).map(([key, text]) => h('option', { value: key, selected: key === value }, text)))
}

// A form that shows what the server says beside the fields it says it of.
export function form(attributes, children, submit) {
  const problem = h('p', { class: 'error form-error', role: 'alert' })
  const element = h('form', { novalidate: true, ...attributes, onsubmit: async event => {
    event.preventDefault()
    const button = element.querySelector('[type=submit]')
    for (const note of element.querySelectorAll('.error')) note.textContent = ''
    for (const control of element.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid')
    button.disabled = true
    try { await submit(Object.fromEntries(new FormData(element)), element) } catch (error) {
      let told = false
      for (const [name, detail] of Object.entries(error.fields ?? {})) {
        const control = element.elements[name]
        if (!control?.closest) continue
        control.setAttribute('aria-invalid', 'true')
        control.closest('.field').querySelector('.error').textContent = detail
        if (!told) control.focus()
        told = true
      }
      if (!told) problem.textContent = error.message
    } finally { button.disabled = false }
  } }, children(problem))
  return element
}

// A dialog with a title. body(close) makes its content; resolves when it is closed.
export function dialog(title, body) {
  return new Promise(resolve => {
    const close = value => { box.close(); box.remove(); resolve(value) }
    const id = `d${++field.count}`
    const box = h('dialog', { 'aria-labelledby': id, oncancel: event => { event.preventDefault(); close() } },
      h('h2', { id }, title), body(close))
    document.body.append(box)
    box.showModal()
  })
}

// Asks for a text (or none), does the work while open, so that a refusal can be read where it was asked for.
export function ask(title, { lead, label, value, confirm, danger, required, work }) {
  return dialog(title, close => form(null, problem => [
    lead && h('p', null, lead),
    label && field(label, h('textarea', { name: 'text', rows: 3, maxlength: 2000, required }, value)),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: () => close() }, S.cancelDialog),
      h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, confirm)),
  ], async ({ text }) => close(await work(text?.trim() || undefined) ?? true)))
}

export const empty = (text, action) => h('div', { class: 'empty' }, h('p', null, text), action)

// Shows a skeleton, then what `load` makes, or an error with a way to try again. Returns a function that loads again quietly.
export function section(parent, load) {
  let turn = 0
  const run = async quiet => {
    const mine = ++turn
    if (!quiet) replace(parent,
      h('div', { class: 'skeleton', role: 'status' }, h('span', { class: 'hidden' }, S.loading), h('i'), h('i'), h('i')))
    try {
      const content = await load()
      if (mine === turn) replace(parent, content)
    } catch (error) {
      if (mine !== turn || quiet) return
      if (!(error.status >= 0)) console.error(error)
      replace(parent,
        h('div', { class: 'empty', role: 'alert' },
          h('p', null, error.status >= 0 ? error.message : S.error.generic),
          h('button', { onclick: () => run() }, S.retry)))
    }
  }
  run()
  return () => run(true)
}

// A list with "Show more": fetch(cursor) answers {items, nextCursor}.
export async function paged(fetch, row, none, attributes = { class: 'cards' }) {
  const list = h('ul', attributes), more = h('button', { class: 'more' }, S.more)
  let cursor = null
  const load = async () => {
    const page = await fetch(cursor)
    list.append(...page.items.map(item => h('li', null, row(item))))
    cursor = page.nextCursor
    more.hidden = !cursor
  }
  more.addEventListener('click', () => load().catch(failed))
  await load()
  return list.children.length ? [list, more] : none
}
