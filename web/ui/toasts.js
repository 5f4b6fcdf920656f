// What is told in passing: at most three at a time, one in a small window, above everything and inside the dialog that is open,
// gone after a while unless somebody is at it. What went wrong stays until it is closed.
import { S } from '../locales/words.js'
import { h } from './dom.js'
import { icon } from './icons.js'
import { on } from '../data/store.js'

const SHOWN = 7000, WITH_ACTION = 10000, AGAIN = 2000
const small = matchMedia('(max-width: 700px)'), most = () => small.matches ? 1 : 3
const box = document.getElementById('toasts')
box.setAttribute('aria-label', S.region)

// Somebody is at them: the pointer has moved over them, not they under it.
let isHeld = false
box.addEventListener('pointermove', event => { isHeld ||= event.movementX !== 0 || event.movementY !== 0 })
box.addEventListener('pointerleave', () => { isHeld = false })

// Outside an open dialog nothing can be reached, and what was shown last is on top.
function place() {
  const host = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body
  if (box.parentNode !== host) host.append(box)
  if (box.matches(':popover-open')) box.hidePopover()
  box.showPopover()
}
on('opened', place)
on('closed', place)

// action: {label, work}, what can be done about it while it is shown.
export function toast(text, kind = 'info', title = null, action = null) {
  const body = h('div', null, title && h('strong', null, title), h('span', null, text))
  const item = h('div', { class: `toast ${kind}`, role: kind === 'bad' ? 'alert' : null }, body,
    action && h('button', { class: 'quiet', onclick: () => { close(item); action.work() } }, action.label),
    h('button', { class: 'icon', 'aria-label': S.close, onclick: () => close(item) }, icon('cross')))
  for (const same of box.querySelectorAll('.toast')) if (same.firstChild.textContent === body.textContent) same.remove()
  box.insertBefore(item, box.querySelector('.toast-more'))
  fold()
  place()
  const leave = () => isHeld || box.matches(':focus-within') ? setTimeout(leave, AGAIN) : close(item)
  if (kind !== 'bad') setTimeout(leave, action ? WITH_ACTION : SHOWN)
}

export const failed = error => toast(error.message, 'bad')

function close(item) {
  const hadFocus = item.contains(document.activeElement)
  item.remove()
  if (!box.querySelector('.toast')) box.replaceChildren()
  if (hadFocus) (box.querySelector('button') ?? document.querySelector('dialog:modal h2, main')).focus()
}

// The oldest give way, those that say what went wrong last.
function fold() {
  const shown = [...box.querySelectorAll('.toast')]
  const over = [...shown.filter(each => !each.matches('.bad')), ...shown.filter(each => each.matches('.bad'))]
    .slice(0, Math.max(0, shown.length - most()))
  if (!over.length) return
  let more = box.querySelector('.toast-more')
  if (!more) box.append(more = h('a', { class: 'toast-more', href: '/notifications', 'data-link': true, 'data-count': 0 }))
  for (const each of over) each.remove()
  more.dataset.count = Number(more.dataset.count) + over.length
  more.textContent = S.andMore({ n: Number(more.dataset.count) })
}
