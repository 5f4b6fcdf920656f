// A month as an ARIA grid (APG "Date Picker"): arrows move by day and week, Home and End to the week's ends, Page Up and Down by
// month. One day has the focus; Enter or a click chooses.
import { S } from './strings.js'
import { h, replace } from './dom.js'
import { addDays, addMonths, daysIn, longDate, month, weekday, today } from './time.js'

// free(first, days) → Map date → number of free times; chosen(date).
export function calendar({ free, chosen, selected }) {
  let focus = selected ?? today(), picked = selected, counts = new Map()
  const root = h('div', { class: 'calendar' })
  const title = h('h2', { 'aria-live': 'polite', id: 'month' })
  const grid = h('table', { role: 'grid', 'aria-labelledby': 'month', onkeydown: key })
  replace(root,
    h('div', { class: 'month-bar' },
      h('button', { class: 'icon', 'aria-label': S.book.previous, onclick: () => go(addMonths(focus, -1)) }, '‹'),
      title,
      h('button', { class: 'icon', 'aria-label': S.book.next, onclick: () => go(addMonths(focus, 1)) }, '›')),
    grid)

  // Whoever is in the grid stays there when it is drawn anew.
  function draw(withFocus = grid.contains(document.activeElement)) {
    const first = focus.slice(0, 8) + '01', weeks = []
    title.textContent = month(first)
    for (let date = addDays(first, -weekday(first)); date < addDays(first, daysIn(first)); date = addDays(date, 7)) {
      weeks.push(h('tr', null, [0, 1, 2, 3, 4, 5, 6].map(offset => cell(addDays(date, offset), first))))
    }
    replace(grid,
      h('thead', null, h('tr', null, S.days.map(name => h('th', { scope: 'col', abbr: name }, name.slice(0, 2))))),
      h('tbody', null, weeks))
    if (withFocus) grid.querySelector('[tabindex="0"]')?.focus()
  }

  function cell(date, first) {
    if (date.slice(0, 7) !== first.slice(0, 7)) return h('td', { class: 'other' })
    const count = counts.get(date) ?? 0
    return h('td',
      { role: 'gridcell', tabindex: date === focus ? 0 : -1, 'data-date': date, class: count ? 'free' : 'full',
        'aria-selected': String(date === picked), 'aria-disabled': String(!count), 'aria-current': date === today() && 'date',
        'aria-label': `${longDate(date)}, ${count ? S.book.free(count) : S.book.full}`,
        onclick: () => { focus = date; choose(date) } },
      String(+date.slice(8)))
  }

  function choose(date) {
    if (!counts.get(date)) return draw(true)
    picked = date
    draw(true)
    chosen(date)
  }

  async function go(date, withFocus) {
    const same = date.slice(0, 7) === focus.slice(0, 7)
    focus = date
    draw(withFocus)
    if (!same) await load(withFocus)
  }

  async function load(withFocus) {
    const first = focus.slice(0, 8) + '01'
    counts = await free(first, daysIn(first))
    draw(withFocus)
  }

  function key(event) {
    const moves = { ArrowLeft: () => addDays(focus, -1), ArrowRight: () => addDays(focus, 1), ArrowUp: () => addDays(focus, -7),
      ArrowDown: () => addDays(focus, 7), Home: () => addDays(focus, -weekday(focus)),
      End: () => addDays(focus, 6 - weekday(focus)), PageUp: () => addMonths(focus, -1), PageDown: () => addMonths(focus, 1) }
    if (moves[event.key]) { event.preventDefault(); go(moves[event.key](), true) }
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(focus) }
  }

  return { root, load, next: () => go(addMonths(focus.slice(0, 8) + '01', 1)), pick(date) { focus = picked = date; draw() } }
}
