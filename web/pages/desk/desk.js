// The front desk's first page: a day of its doctors' book. A visit opens beside the list, where it is moved or cancelled. Nothing
// is pushed to a desk: the page asks again every few seconds, and what is as it was is not sent anew.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { on, state } from '../../data/store.js'
import { dialog, isOpen } from '../../ui/dialogs.js'
import { field, input, select } from '../../ui/forms.js'
import { icon } from '../../ui/icons.js'
import { empty, liveList, tableRow } from '../../ui/lists.js'
import { addDays, clock, isElsewhere, longDate, today, viewerClock } from '../../ui/time.js'
import { actionsOn, card } from '../shared/card.js'
import { titled } from '../shared/names.js'

const AGAIN = 10000, DATE = /^\d{4}-\d\d-\d\d$/
const COLUMNS = [S.desk.time, S.desk.patient, S.desk.doctor, S.appt.status, S.desk.actions]
const MOVABLE = ['PENDING', 'APPROVED']

export function deskPage({ query }) {
  let date = DATE.test(query.get('date')) ? query.get('date') : today(), doctorId = query.get('doctor') ?? '', shown = null
  const title = h('h2', { 'aria-live': 'polite' }), count = h('p', { class: 'hint', role: 'status' }), place = h('div')
  const picker = input('date', { type: 'date', value: date, onchange: () => DATE.test(picker.value) && to(picker.value) })
  const doctors = select('doctor', { '': S.desk.all }, '', { onchange: () => { doctorId = doctors.value; to(date) } })

  // Whose book it is may change meanwhile; a doctor who is not in it any more is not chosen any more.
  let known = null
  async function readDoctors() {
    const { doctorIds } = await api.get(`/api/appointments/desks/${state.user.id}/doctors`)
    if (known === String(doctorIds)) return
    const all = await api.all('/api/auth/doctors', {}, 'doctors')
    const found = all.filter(({ id }) => !doctorIds.length || doctorIds.includes(id))
    known = String(doctorIds)
    if (!found.some(({ id }) => id === doctorId)) doctorId = ''
    replace(doctors, h('option', { value: '' }, S.desk.all), found.map(each =>
      h('option', { value: each.id, selected: each.id === doctorId }, `${each.lastName}, ${each.firstName}`)))
  }

  function to(day) {
    date = day
    picker.value = day
    history.replaceState(history.state, '', `/?${new URLSearchParams({ date, ...doctorId && { doctor: doctorId } })}`)
    draw()
  }
  function draw() {
    title.textContent = longDate(date)
    const own = h('div', { class: 'day-list' }), pages = new Map()
    replace(place, own)
    shown = liveList(own, { row,
      load: async () => {
        await readDoctors()
        return { isWhole: true, items: await api.all('/api/appointments',
          { from: date, to: addDays(date, 1), doctorId, sort: 'startsAt' }, 'appointments', pages) }
      },
      table: { caption: S.desk.title, columns: COLUMNS },
      told: items => { count.textContent = S.desk.count({ n: items.length }) },
      none: () => empty(doctorId ? S.desk.noneOf : S.desk.none, doctorId && h('button',
        { onclick: () => { doctors.value = doctorId = ''; to(date) } }, S.desk.showAll)) })
  }
  draw()

  const again = () => {
    if (!place.isConnected) return end()
    if (!document.hidden && !isOpen()) shown.reload()
  }
  const timer = setInterval(again, AGAIN), ends = [on('connection', now => now === 'live' && again())]
  const end = () => { clearInterval(timer); ends.forEach(each => each()) }
  const step = days => () => to(addDays(date, days))
  return [
    h('h1', null, S.desk.title),
    h('div', { class: 'actions toolbar' },
      h('button', { class: 'icon', onclick: step(-1), 'aria-label': S.cal.previous }, icon('left')),
      h('button', { onclick: () => to(today()) }, S.cal.today),
      h('button', { class: 'icon', onclick: step(1), 'aria-label': S.cal.next }, icon('right')),
      field(S.cal.goTo, picker),
      field(S.desk.doctor, doctors)),
    title, count, place]
}

function row(item, reload) {
  const open = () => dialog(S.appt.one, close => h('div', null, card(acts.item, reload).element,
    h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close))), { kind: 'side' })
  const root = tableRow(COLUMNS, COLUMNS.map(() => ''), { class: 'appointment', 'data-id': item.id, open })
  const acts = actionsOn(item, draw, reload)
  function draw(now) {
    const { startsAt, endsAt, timeZone, patientName, doctorName, status } = now
    const had = root.contains(document.activeElement) && document.activeElement.dataset.act
    const names = `${patientName}, ${doctorName}`
    const button = (name, text, act, kind) => h('button', { class: kind, 'data-act': name,
      'aria-label': S.about({ action: text, what: names }), onclick: act }, text)
    const cells = [
      [S.time.span({ from: clock(startsAt, timeZone), to: clock(endsAt, timeZone) }),
        isElsewhere(startsAt, timeZone) && h('small', null, viewerClock(startsAt, timeZone))],
      h('h2', null, bdi(patientName)), titled(doctorName),
      [h('span', { class: `badge ${status}` }, S.status[status]),
        now.cancelledBy && h('small', null, S.appt.cancelledBy({ who: S.role[now.cancelledBy] }))],
      h('div', { class: 'actions' },
        button('details', S.appt.details, open, 'quiet'),
        MOVABLE.includes(status) && [button('move', S.appt.reschedule, acts.reschedule, 'quiet'),
          button('cancel', S.appt.cancel, acts.cancel, 'quiet-danger')])]
    ;[...root.cells].forEach((cell, index) => cell.replaceChildren(...[cells[index]].flat(3).filter(Boolean)))
    if (had && !root.contains(document.activeElement)) (root.querySelector(`[data-act=${had}]`) ?? root).focus()
  }
  draw(item)
  return { element: root, update(now) { const isSame = now.version === acts.item.version; acts.item = now;
    if (!isSame) draw(now) } }
}
