// Dialogs over the page. The focus goes in where something is to be written, else to the title, and comes back to what opened them
// or to what stands in its place. Nothing written is lost without a question.
import { S } from '../locales/words.js'
import { focusOn, h, replace } from './dom.js'
import { emit } from '../data/store.js'
import { FieldErrors, field, form } from './forms.js'
import { longDate, slotClock } from './time.js'

const WRITING = 'input:not([type=hidden], [readonly]), select, textarea'
const open = new Set()
let count = 0

// body(close, leave) makes the content; resolves when it is closed, and says so ('closed'). `leave` asks first where something has
// been written. `isSure`: it does not close without an answer. `isBeside`: the page can be used meanwhile.
export function dialog(title, body, { kind, isSure, isBeside } = {}) {
  const opener = document.activeElement, key = opener?.closest('[data-id]')?.dataset.id
  return new Promise(resolve => {
    const id = `d${++count}`, warning = h('div')
    const close = (value, isMoved) => {
      if (!open.delete(close)) return
      const toasts = document.getElementById('toasts')
      if (box.contains(toasts)) document.body.append(toasts)
      box.close()
      box.remove()
      if (!isMoved) comeBack(opener, key)
      resolve(value)
      emit('closed')
    }
    const leave = () => {
      if (!isWritten(box)) return close()
      replace(warning, h('div', { class: 'warning ask', role: 'alert' }, h('p', null, S.dirty.ask),
        h('button', { type: 'button', onclick: () => { replace(warning); box.querySelector(WRITING).focus() } }, S.dirty.stay),
        h('button', { type: 'button', class: 'quiet-danger', onclick: () => close() }, S.discard)))
      warning.querySelector('button').focus()
    }
    const cancelled = event => { event.preventDefault(); if (!isSure) leave() }
    const heading = h('h2', { id, tabindex: -1 }, title)
    const box = h('dialog', { 'aria-labelledby': id, class: kind, oncancel: cancelled, onclose: () => close(),
      onkeydown: event => { if (isBeside && event.key === 'Escape') cancelled(event) } },
      heading, body(close, leave), warning)
    close.isSure = isSure
    open.add(close)
    document.body.append(box)
    if (isBeside) box.show()
    else box.showModal()
    const first = [...box.querySelectorAll(WRITING)].find(each => each.offsetParent && each.type !== 'checkbox')
    ;(first ?? heading).focus()
    emit('opened')
  })
}

// A panel that hangs on a button, both in `root`. Escape closes it and goes back to the button, a link in it or whatever goes on
// elsewhere closes it. shown(): it was opened or closed. Answers {show, end}: opens or closes it; lets go of the page.
export function hang(root, button, panel, shown = () => {}) {
  const show = isOpen => { panel.hidden = !isOpen; button.setAttribute('aria-expanded', String(isOpen)); shown() }
  const outside = event => { if (!event.composedPath().includes(root)) show(false) }
  panel.hidden = true
  button.setAttribute('aria-expanded', 'false')
  button.addEventListener('click', () => show(panel.hidden))
  root.addEventListener('click', event => { if (event.target.closest('a')) show(false) })
  root.addEventListener('keydown', event => { if (event.key === 'Escape' && !panel.hidden) { show(false); button.focus() } })
  // The focus that goes on elsewhere closes it; one that is lost for a moment does not.
  root.addEventListener('focusout', ({ relatedTarget: to }) => { if (to && !root.contains(to)) show(false) })
  addEventListener('click', outside)
  return { show, end: () => removeEventListener('click', outside) }
}

// Whether something is over the page.
export const isOpen = () => Boolean(document.querySelector('dialog:modal'))
// isAll: those too that want an answer.
export function closeDialogs(isAll) { for (const close of [...open]) if (isAll || !close.isSure) close(undefined, true) }

const isWritten = box => [...box.querySelectorAll('textarea, input[type=text]')]
  .some(each => each.value.trim() && each.value !== each.defaultValue)

function comeBack(opener, key) {
  if (opener?.isConnected && opener !== document.body) return opener.focus()
  // In a panel that is still open first: who was there goes on there.
  const near = key && ['dialog ', ''].map(inside => document.querySelector(`${inside}[data-id="${key}"]`)).find(Boolean)
  focusOn(near?.querySelector('h2, h3') ?? near ?? document.querySelector('dialog:modal h2, main h1'))
}

// Asks before something is done, and for a text where it has a label. `lead`: elements that say what will happen; `required`: what
// is told when the text is missing; `presets`: texts to begin with; `pick`: takes a time that a refusal names, and the text. Does
// the work while open, so that a refusal can be read where it was asked for.
export function ask(title, { lead = [], label, value, hint, confirm, danger, required, presets = [], work, pick }) {
  return dialog(title, (close, leave) => {
    const text = label && h('textarea', { name: 'text', rows: 3, maxlength: 2000, required: Boolean(required), value: value ?? '' })
    return form(null, problem => [
      lead,
      presets.length > 0 && h('div', { class: 'chips', role: 'group', 'aria-label': S.appt.presets }, presets.map(each =>
        h('button', { type: 'button', class: 'chip', onclick: () => { text.value = each; text.focus() } }, each))),
      label && field(label, text, hint),
      problem,
      h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
        h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, confirm)),
    ], async values => {
      const given = values.text?.trim()
      if (required && !given) throw new FieldErrors({ text: required })
      close(await work(given || undefined) ?? true)
    }, (error, values) => pick && nearest(error, slot => { close(); pick(slot, values.text) }))
  })
}

// The times nearest to one beside the doctor's grid, as buttons.
export const nearest = ({ problem }, pick) => problem?.nearest?.length && h('span', { class: 'nearest' }, S.nearest,
  problem.nearest.map(slot => h('button', { type: 'button', onclick: () => pick(slot) },
    S.time.at({ day: longDate(slot.date), time: slotClock(slot.time) }))))
