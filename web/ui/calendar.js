// A month as an ARIA grid (APG "Date Picker"): arrows move by day and week, Home and End to the week's ends, Page Up and Down by
// month. One day has the focus; Enter or a click chooses.
import { S } from '../locales/words.js'
import { h, replace } from './dom.js'
import { icon } from './icons.js'
import { addDays, addMonths, dayName, dayOfMonth, daysIn, longDate, month, sinceWeekBegan, weekOrder } from './time.js'

// free(first, days) → Map date → number of free times; chosen(date), null when another month is shown; now() → the clinic's date.
// Months that are over cannot be opened.
export function calendar({ free, chosen, now }) {
  let focus = now(), picked = null, counts = new Map()
  const root = h('div', { class: 'calendar' })
  const title = h('h2', { 'aria-live': 'polite', id: 'month' })
  const grid = h('table', { role: 'grid', 'aria-labelledby': 'month', onkeydown: key })
  const earlier = h('button', { class: 'icon', 'aria-label': S.book.previous, onclick: () => go(addMonths(focus, -1)) },
    icon('left'))
  const later = h('button', { class: 'icon', 'aria-label': S.book.next, onclick: () => go(addMonths(focus, 1)) }, icon('right'))
  replace(root, h('div', { class: 'month-bar' }, earlier, title, later), grid)

  // Whoever is in the grid stays there when it is drawn anew.
  function draw(withFocus = grid.contains(document.activeElement)) {
    const first = focus.slice(0, 8) + '01', weeks = []
    title.textContent = month(first)
    earlier.setAttribute('aria-disabled', String(first <= now()))
    for (let date = addDays(first, -sinceWeekBegan(first)); date < addDays(first, daysIn(first)); date = addDays(date, 7)) {
      weeks.push(h('tr', null, [0, 1, 2, 3, 4, 5, 6].map(offset => cell(addDays(date, offset), first))))
    }
    replace(grid,
      h('thead', null, h('tr', null, weekOrder.map(day => h('th', { scope: 'col', abbr: dayName(day) }, dayName(day, 'short'))))),
      h('tbody', null, weeks))
    if (withFocus) grid.querySelector('[tabindex="0"]')?.focus()
  }

  function cell(date, first) {
    if (date.slice(0, 7) !== first.slice(0, 7)) return h('td', { class: 'other' })
    const count = counts.get(date) ?? 0
    return h('td',
      { role: 'gridcell', tabindex: date === focus ? 0 : -1, 'data-date': date, class: count ? 'free' : 'full',
        'aria-selected': String(date === picked), 'aria-disabled': String(!count), 'aria-current': date === now() && 'date',
        'aria-label': S.book.day({ date: longDate(date), free: count ? S.book.free({ n: count }) : S.book.full }),
        onclick: () => { focus = date; choose(date) } },
      dayOfMonth(date))
  }

  function choose(date) {
    if (!counts.get(date)) return draw(true)
    picked = date
    draw(true)
    chosen(date)
  }

  async function go(date, withFocus) {
    if (date.slice(0, 7) < now().slice(0, 7)) date = now().slice(0, 8) + '01'
    const same = date.slice(0, 7) === focus.slice(0, 7)
    focus = date
    if (!same) { counts = new Map(); picked = null; chosen(null) }
    draw(withFocus)
    if (!same) await load(withFocus)
  }

  async function load(withFocus) {
    const first = focus.slice(0, 8) + '01', found = await free(first, daysIn(first))
    if (focus.slice(0, 7) !== first.slice(0, 7)) return
    counts = found
    draw(withFocus)
  }

  function key(event) {
    const back = document.documentElement.dir === 'rtl' ? 1 : -1
    const moves = { ArrowLeft: () => addDays(focus, back), ArrowRight: () => addDays(focus, -back),
      ArrowUp: () => addDays(focus, -7),
      ArrowDown: () => addDays(focus, 7), Home: () => addDays(focus, -sinceWeekBegan(focus)),
      End: () => addDays(focus, 6 - sinceWeekBegan(focus)), PageUp: () => addMonths(focus, -1),
        PageDown: () => addMonths(focus, 1) }
    if (moves[event.key]) { event.preventDefault(); go(moves[event.key](), true) }
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(focus) }
  }

  return { root, load, async open(date) { await go(date); picked = date; draw() } }
}
