// A field with a list of what fits, after the APG's "Combobox with list autocomplete": arrows choose, Enter takes, Escape closes or
// clears.
import { h, replace } from './dom.js'
import { field } from './forms.js'
import { S } from '../locales/words.js'

const PAUSE = 200
let count = 0

// search(text) answers [{text, detail, …}], maybe later; chosen(option) hears what was taken, null when the field was emptied.
export function combobox(label, { name, value = '', search, chosen, isOpen = false }) {
  const id = `c${++count}`, list = h('ul', { role: 'listbox', id, 'aria-label': label, hidden: !isOpen })
  const told = h('span', { class: 'hidden', role: 'status' })
  const box = h('input', { name, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
    'aria-expanded': String(isOpen),
    'aria-controls': id, 'aria-autocomplete': 'list', value, oninput: later, onkeydown: key,
      onblur: () => setTimeout(() => isOpen || show(false)) })
  let options = [], at = -1, timer, asked = 0
  function show(is) {
    list.hidden = !is
    box.setAttribute('aria-expanded', String(is))
    if (!is) mark(-1)
  }
  function mark(index) {
    at = index
    ;[...list.querySelectorAll('[role=option]')].forEach((each, place) => each.setAttribute('aria-selected', String(place === at)))
    const marked = list.querySelector('[aria-selected=true]')
    if (marked) { box.setAttribute('aria-activedescendant', marked.id); marked.scrollIntoView({ block: 'nearest' }) }
    else box.removeAttribute('aria-activedescendant')
  }
  function later() {
    clearTimeout(timer)
    if (!box.value && !isOpen) { show(false); return chosen(null) }
    timer = setTimeout(look, PAUSE)
  }
  async function look() {
    const mine = ++asked
    const found = await search(box.value.trim()).catch(() => [])
    if (mine !== asked || !box.isConnected) return
    options = found
    replace(list, options.map((each, index) => h('li', { role: 'option', id: `${id}-${index}`, 'aria-selected': 'false',
      onpointerdown: event => event.preventDefault(), onclick: () => take(index) },
    h('span', null, each.label ?? each.text), each.detail && h('small', null, each.detail))))
    told.textContent = S.palette.count({ n: options.length })
    show(options.length > 0 || isOpen)
    if (isOpen && options.length) mark(0)
  }
  function take(index) {
    const option = options[index]
    if (!option) return
    box.value = option.text
    show(isOpen)
    chosen(option)
  }
  function key(event) {
    const { length } = options, isShown = !list.hidden && length > 0
    const moves = { ArrowDown: () => isShown ? mark((at + 1) % length) : look(),
      ArrowUp: () => isShown && mark((at - 1 + length) % length),
      Home: null, Enter: () => isShown && at >= 0 && take(at),
      Escape: () => { if (isOpen) return false; if (list.hidden) { box.value = ''; chosen(null) } else show(false) } }
    const move = moves[event.key]
    if (move && move() !== false) event.preventDefault()
  }
  const root = h('div', { class: 'combo' }, field(label, box), list, told)
  return { root, box, look }
}
