// What loads: sections, pages of lists, and lists that are patched by key so that what is read stays where it is.
import { S } from '../locales/words.js'
import { focusOn, h, replace } from './dom.js'
import { on } from '../data/store.js'
import { failed } from './toasts.js'
import { isOpen } from './dialogs.js'
import { clock, viewerZone } from './time.js'

export const skeleton = () =>
  h('div', { class: 'skeleton', role: 'status' }, h('span', { class: 'hidden' }, S.loading), h('i'), h('i'), h('i'))

export const empty = (text, action) => h('div', { class: 'empty' }, h('p', null, text), action)

// Shows a skeleton, then what `load` makes, or an error with a way to try again, which the network's return tries too. Returns a
// function that loads again quietly: what is there stays, and says how old it is when that fails. A load that answers the same
// thing again has brought it up to date itself.
export function section(parent, load) {
  let turn = 0, since = null, isWrong = false, drawn = null
  const stale = h('div', { class: 'warning stale', hidden: true, role: 'status' })
  const content = h('div')
  const run = async quiet => {
    const mine = ++turn
    if (!quiet) { replace(content, skeleton()); drawn = null }
    try {
      const made = await load()
      if (mine !== turn) return
      if (made !== drawn) replace(content, made)
      drawn = made
      since = Date.now()
      isWrong = false
      stale.hidden = true
    } catch (error) {
      if (mine !== turn) return
      if (!(error.status >= 0)) console.error(error)
      isWrong = true
      const text = error.status >= 0 ? error.message : S.error.generic
      if (quiet && since) {
        replace(stale, h('p', null, S.stale({ time: clock(since, viewerZone) }), ' ', text),
          h('button', { onclick: () => run(true) }, S.retry))
        stale.hidden = false
      } else replace(content, h('div', { class: 'empty', role: 'alert' }, h('p', null, text),
        h('button', { onclick: () => run() }, S.retry)))
    }
  }
  replace(parent, stale, content)
  const again = () => {
    if (!parent.isConnected && (since || isWrong)) return ends.forEach(end => end())
    if (isWrong) run(Boolean(since))
  }
  const ends = [on('connection', value => value === 'live' && again()), on('online', again)]
  run()
  return () => run(true)
}

// Loads again when the live connection tells of a change: at once, or when the dialog above it is closed.
export function lively(parent, load) {
  const reload = section(parent, load)
  let isOwed = false
  const turn = () => {
    if (!parent.isConnected) return ends.forEach(end => end())
    isOwed = isOpen()
    if (!isOwed) reload()
  }
  const ends = [on('news', turn), on('closed', () => isOwed && turn())]
  return reload
}

// A list with "Show more": fetch(cursor) answers {items, nextCursor}.
export async function paged(fetch, row, none, attributes = { class: 'cards' }) {
  const list = h('ul', attributes), more = h('button', { class: 'more' }, S.more)
  let cursor = null
  const load = async () => {
    const page = await fetch(cursor), first = list.children.length
    list.append(...page.items.map(item => h('li', null, row(item))))
    cursor = page.nextCursor
    more.hidden = !cursor
    return list.children[first]
  }
  more.addEventListener('click', () => load().then(added => more.hidden && focusOn(added), failed))
  await load()
  return list.children.length ? [list, more] : none
}

// A list by key. load(limit) answers {items, isWhole}; row(item) answers {element, update(item)}; `none`: a function that makes
// what stands for an empty list; `gone(item)`: what has become of one that is not in the list any more, else its row goes;
// `arrived(n)`: the text of the button that brings new ones in while somebody reads; `table`: {caption, columns}, when rows are
// those of a table; `group(item)`: the heading above it, where that is another than before; `told(items, isWhole)` hears what is
// shown.
export function liveList(parent,
  { load, row, none, gone, arrived, told, table, group, attributes = { class: 'cards' }, step = 50 }) {
  const list = table ? h('tbody', { role: 'rowgroup' }) : h('ul', attributes)
  const frame = table ? tableOf(table, list) : list, more = h('button', { class: 'more', hidden: true }, S.more), place = h('div')
  const pill = h('button', { class: 'pill primary', hidden: true })
  const rows = new Map(), root = [h('div', { class: 'pill-box', role: 'status' }, pill), frame, place, more]
  let limit = step, isDrawn = false, isMore = false, waiting = []
  const isRead = () => isDrawn && rows.size > 0 && (list.contains(document.activeElement) || list.getBoundingClientRect().top < 0)
  const reload = lively(parent, async () => {
    const { items, isWhole } = await load(limit), keys = new Set(items.map(({ id }) => id))
    for (const [id, each] of [...rows]) {
      if (keys.has(id)) continue
      const became = gone && await gone(each.item).catch(() => null)
      if (became) each.update(became)
      else drop(id)
    }
    for (const item of items) rows.get(item.id)?.update(item)
    const fresh = items.filter(({ id }) => !rows.has(id))
    waiting = arrived && !isMore && isRead() ? fresh : []
    if (!waiting.length) insert(items)
    head()
    tell(items)
    isMore = false
    more.hidden = isWhole
    replace(place, rows.size ? null : none())
    frame.hidden = !rows.size
    if (table && list.rows.length) list.rows[0].tabIndex = 0
    told?.(items, isWhole)
    isDrawn = true
    return root
  })
  more.addEventListener('click', async () => {
    const last = list.lastElementChild
    limit += step
    isMore = true
    await reload()
    if (more.hidden) focusOn(last?.nextElementSibling)
  })
  function tell(items) {
    pill.hidden = !waiting.length
    if (!waiting.length) return
    pill.textContent = arrived(waiting.length)
    pill.onclick = () => {
      const first = waiting[0].id
      waiting = []
      insert(items)
      head()
      pill.hidden = true
      const made = rows.get(first)?.element
      made?.scrollIntoView({ block: 'center' })
      focusOn(made)
    }
  }
  // Each new one before the next that is there already; those that are there do not move.
  function insert(items) {
    let next = null
    for (const item of [...items].reverse()) {
      let known = rows.get(item.id)
      if (!known) {
        const made = row(item, () => reload()), line = table ? made.element : h('li', null, made.element)
        known = { ...made, line, item, update(now) { known.item = now; made.update(now) } }
        rows.set(item.id, known)
        if (next) next.before(line)
        else list.append(line)
      }
      next = known.line
    }
  }
  // A heading before the first of each group.
  function head() {
    if (!group) return
    const by = new Map([...rows.values()].map(({ line, item }) => [line, group(item)]))
    let last = null
    for (const each of [...list.children]) {
      if (!by.has(each)) { if (!by.has(each.nextElementSibling)) each.remove(); continue }
      const above = each.previousElementSibling, headed = above && !by.has(above) ? above : null, name = by.get(each)
      if (name === last) headed?.remove()
      else if (headed) headed.firstChild.textContent = name
      else each.before(h('li', { class: 'group' }, h('h2', null, name)))
      last = name
    }
  }
  // Who was in it goes on at the next one, or at what is said of an empty list.
  function drop(id) {
    const { line } = rows.get(id), had = line.contains(document.activeElement)
    const step = (from, way) => { do from = from[way]; while (from?.matches('.group')); return from }
    const beside = step(line, 'nextElementSibling') ?? step(line, 'previousElementSibling')
    rows.delete(id)
    line.remove()
    if (!had) return
    const first = beside && (table ? beside : beside.firstElementChild)
    if (beside) focusOn(first.matches('[tabindex]') ? first : first.querySelector('h2, h3'))
    else focusOn(document.querySelector('main h1'))
  }
  return { reload, drop, list, rows }
}

// With roles of their own, since small windows show each row as a block. A column is its name, or {name, sort, turn} where its head
// turns the order.
const tableOf = ({ caption, columns }, rows) => h('table', { class: 'wide-table', role: 'table' },
  h('caption', { class: 'hidden' }, caption),
  h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(column => typeof column === 'string'
    ? h('th', { scope: 'col', role: 'columnheader' }, column)
    : h('th', { scope: 'col', role: 'columnheader', 'aria-sort': column.sort },
      h('button', { class: 'quiet sort', onclick: column.turn }, column.name,
        h('span', { 'aria-hidden': 'true' }, column.sort === 'ascending' ? '▲' : '▼')))))),
  rows)

// Its row: a cell for each column, the first its head. J and K go to the next and the one before, Enter opens.
export function tableRow(columns, cells, { open, ...attributes } = {}) {
  const key = event => {
    if (event.target !== row) return
    const to = { j: row.nextElementSibling, k: row.previousElementSibling }[event.key]
    if (to) to.focus()
    if (event.key === 'Enter') open?.()
  }
  const row = h('tr', { role: 'row', tabindex: -1, onkeydown: key, ...attributes }, cells.map((cell, index) =>
    index ? h('td', { role: 'cell', 'data-label': columns[index] }, cell) : h('th', { role: 'rowheader', scope: 'row' }, cell)))
  return row
}
