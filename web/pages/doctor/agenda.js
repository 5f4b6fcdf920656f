// A doctor's calendar: a day or a week of visits as a grid of time, in the doctor's zone. The hours that are worked are white,
// absences and the rest hatched. A visit opens beside the grid, and moves by dragging or by M and the arrows.
import { S } from '../../locales/words.js'
import { h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { lastKnown, remember } from '../../data/last.js'
import { on, state } from '../../data/store.js'
import { dialog } from '../../ui/dialogs.js'
import { field, input } from '../../ui/forms.js'
import { icon } from '../../ui/icons.js'
import { lively } from '../../ui/lists.js'
import { addDays, dateIn, dayName, dayOfMonth, longDate, sinceWeekBegan, stamp, today, weekday } from '../../ui/time.js'
import { askMove, card } from '../shared/card.js'
import { timeGrid } from './grid.js'

const SPAN = { day: 1, week: 7 }
const weekOf = date => addDays(date, -sinceWeekBegan(date))

export function calendarPage({ query }) {
  let mode = query.get('view') in SPAN ? query.get('view') : matchMedia('(max-width: 700px)').matches ? 'day' : 'week'
  let date = /^\d{4}-\d\d-\d\d$/.test(query.get('date')) ? query.get('date') : null, panel = null, zone
  const title = h('h2', { 'aria-live': 'polite' }), hint = h('p', { class: 'hint' }), strip = h('div', { class: 'strip' }),
    old = h('p', { class: 'warning', role: 'status', hidden: true }), place = h('div')
  const grid = timeGrid({ open, move, key })
  // The hours, and the visits of the week that is shown.
  async function read() {
    const schedule = await api.get('/api/appointments/schedule'), now = today(schedule.timeZone), monday = weekOf(date ??= now)
    // A visit keeps the zone it was booked in; in today's it may be on the day beside.
    const visits = await api.all('/api/appointments/my',
      { from: addDays(monday, -1), to: addDays(monday, 8), status: 'PENDING,APPROVED,COMPLETED' }, 'appointments')
    visits.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
    if (monday === weekOf(now)) remember(visits, schedule).catch(() => { /* it is only for later */ })
    old.hidden = true
    return { schedule, visits }
  }
  // Without the clinic, the week as it was seen last, and how old that is.
  async function asOf(error) {
    const known = error.status === 0 && await lastKnown().catch(() => null)
    if (!known?.schedule || known.owner !== state.user.id) throw error
    const seen = weekOf(dateIn(known.at, known.schedule.timeZone))
    if (weekOf(date ??= today(known.schedule.timeZone)) !== seen) throw error
    old.textContent = S.lastSeen({ time: stamp(known.at) })
    old.hidden = false
    return { schedule: known.schedule, visits: known.items }
  }
  const load = async () => {
    const { schedule, visits } = await read().catch(asOf)
    zone = schedule.timeZone
    const monday = weekOf(date), first = mode === 'week' ? monday : date
    title.textContent = mode === 'week' ? S.range({ from: longDate(first), to: longDate(addDays(first, 6)) }) : longDate(first)
    hint.textContent = S.cal.zone({ zone })
    const of = day => visits.filter(item => dateIn(item.startsAt, zone) === day)
    drawStrip(monday, of)
    grid.show(Array.from({ length: SPAN[mode] }, (_, index) => addDays(first, index)).map(day => ({ day, visits: of(day) })),
      schedule, mode)
    return grid.root
  }
  const reload = lively(place, load)
  const end = on('connection', now => place.isConnected ? now === 'live' && !old.hidden && reload() : end())
  // The week above a single day, with what each has.
  function drawStrip(monday, of) {
    strip.hidden = mode === 'week'
    replace(strip, Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map(day => h('button',
      { 'aria-pressed': String(day === date), 'aria-label': `${longDate(day)}, ${S.cal.visits({ n: of(day).length })}`,
        onclick: () => to(day) },
      h('small', null, dayName(weekday(day), 'narrow')), h('b', null, dayOfMonth(day)),
        h('small', null, of(day).length || S.none))))
  }
  function open(item) {
    panel?.()
    dialog(S.appt.one, close => {
      panel = close
      return h('div', null, card(item, reload).element, h('div', { class: 'actions end' },
        h('button', { onclick: () => close() }, S.close)))
    }, { kind: 'side', isBeside: true })
  }
  function move(item, slot) {
    const act = async (action, body) => { await api.patch(`/api/appointments/${item.id}${action}`, body); reload() }
    return askMove(item, slot, zone, act, other => move(item, other))
  }
  // The address has the view, so that a reload, Back and a link show the same.
  function to(day, view = mode) {
    date = day
    mode = view
    for (const each of modes) each.setAttribute('aria-pressed', String(each.dataset.view === mode))
    picker.value = date ?? ''
    history.replaceState(history.state, '', `/calendar?${new URLSearchParams({ ...date && { date }, view: mode })}`)
    return reload()
  }
  const step = count => () => { if (date) to(addDays(date, count * SPAN[mode])) }
  function key(event) {
    const does = { t: () => to(null), d: () => to(date, 'day'), w: () => to(date, 'week'), j: step(1), n: step(1), k: step(-1),
      p: step(-1) }[event.key]
    if (!does || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    does()
  }
  const modes = Object.keys(SPAN).map(each => h('button',
    { 'aria-pressed': String(each === mode), 'data-view': each, onclick: () => to(date, each) }, S.cal[each]))
  const picker = input('date', { type: 'date', value: date ?? '', onchange: () => picker.value && to(picker.value) })
  return [
    h('h1', null, S.cal.title),
    h('div', { class: 'actions toolbar' },
      h('button', { class: 'icon', onclick: step(-1), 'aria-label': S.cal.previous }, icon('left')),
      h('button', { onclick: () => to(null) }, S.cal.today),
      h('button', { class: 'icon', onclick: step(1), 'aria-label': S.cal.next }, icon('right')),
      modes,
      field(S.cal.goTo, picker),
      h('button', { class: 'quiet', onclick: () => print() }, S.cal.print),
      h('a', { class: 'button quiet', href: '/break-glass', 'data-link': true }, S.nav.glass)),
    title,
    hint,
    strip,
    old,
    place,
    h('p', { class: 'hint keys' }, S.cal.keys)]
}
