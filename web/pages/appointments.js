// Appointment cards with everything that may be done to them, for the three roles.
import { S } from '../strings.js'
import { h, replace } from '../dom.js'
import { api } from '../api.js'
import { on, state } from '../store.js'
import { addDays, clinicTime, day, longDate, moment, time, today, weekday } from '../time.js'
import { ask, dialog, empty, failed, field, paged, section, select, input, toast } from '../ui.js'
import { slotPicker } from './book.js'

const OPEN = ['PENDING', 'APPROVED']
const path = (item, action) => `/api/appointments/${item.id}${action}`

export function card(item, changed) {
  const role = state.user.role, open = OPEN.includes(item.status)
  const root = h('article', { class: 'card appointment', 'data-id': item.id })
  // The new state is shown at once; the server's answer, or the old state with a message, follows.
  const act = async (action, body, guess) => {
    draw({ ...item, status: guess })
    try {
      item = await api.patch(path(item, action), body)
      toast(S.appt.done(S.status[item.status]), 'good')
      changed?.()
    } catch (error) { draw(item); throw error }
    draw(item)
  }
  const button = (text, onclick, kind) => h('button', { class: kind, onclick }, text)
  function draw(shown) {
    replace(root,
      h('header', null,
        h('div', null,
          h('h2', null, others(shown)),
          h('p', { class: 'when' }, `${day(shown.startsAt)}, ${time(shown.startsAt)}–${time(shown.endsAt)}`),
          clinicTime(shown.startsAt, shown.timeZone) && h('p', { class: 'hint' }, clinicTime(shown.startsAt, shown.timeZone))),
        h('span', { class: `badge ${shown.status}` }, S.status[shown.status])),
      facts(shown),
      h('div', { class: 'actions' }, actions(shown)))
  }
  const others = ({ doctorName, patientName }) =>
    role === 'PATIENT' ? doctorName : role === 'DOCTOR' ? patientName : `${patientName} → ${doctorName}`
  function facts(shown) {
    const pairs = [
      [S.appt.visit, shown.reason],
      [S.appt.notes, shown.notes],
      [S.appt.why, shown.rejectionReason],
      shown.cancelledBy ? [S.appt.cancelledBy(S.role[shown.cancelledBy]), shown.cancellationReason ?? S.none] : [],
    ].filter(([, text]) => text)
    if (!pairs.length) return null
    return h('dl', null, pairs.map(([name, text]) => h('div', null, h('dt', null, name), h('dd', null, text))))
  }
  function actions(shown) {
    if (shown !== item) return []
    return [
      role === 'DOCTOR' && item.status === 'PENDING' && [
        button(
          S.appt.approve,
          () => act('/approve', undefined, 'APPROVED').catch(error => toast(S.error.rolled(error.message), 'bad')),
          'primary'),
        button(
          S.appt.reject,
          () => ask(S.appt.rejectTitle,
            { label: S.appt.reason, confirm: S.appt.reject, danger: true, required: true,
              work: reason => act('/reject', { reason: reason ?? '' }, 'REJECTED') }))],
      role === 'DOCTOR' && item.status === 'APPROVED' && button(
        S.appt.complete,
        () => ask(S.appt.completeTitle,
          { label: `${S.appt.notes} ${S.optional}`, confirm: S.appt.complete,
            work: notes => act('/complete', { notes }, 'COMPLETED') }),
        'primary'),
      role === 'DOCTOR' && [...OPEN, 'COMPLETED'].includes(item.status) && button(
        S.appt.notes,
        () => ask(S.appt.notesTitle,
          { label: S.appt.notes, value: item.notes, confirm: S.save,
            work: notes => act('/notes', { notes: notes ?? null }, item.status) })),
      open && role !== 'ADMIN' && button(S.appt.reschedule, reschedule),
      open && button(
        S.appt.cancel,
        () => ask(S.appt.cancelTitle,
          { label: `${S.appt.reason} ${S.optional}`, confirm: S.appt.cancelDo, danger: true,
            work: reason => act('/cancel', { reason }, 'CANCELLED') }),
        'quiet-danger'),
      item.status === 'APPROVED' && h('a', { class: 'button', href: path(item, '/calendar.ics'), download: 'appointment.ics' },
        S.appt.ics),
      button(S.appt.history, history, 'quiet')]
  }
  const reschedule = () => dialog(S.appt.rescheduleTitle, close => h('div', null, slotPicker(item.doctorId, async slot => {
    try {
      await act(
        '/reschedule',
        { appointmentDate: slot.date, appointmentTime: slot.time },
        role === 'PATIENT' ? 'PENDING' : item.status)
      close(true)
    } catch (error) { failed(error) }
  }), h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close))))
  const history = () => dialog(S.appt.history, close => {
    const body = h('div')
    section(body, async () => h('ol', { class: 'timeline' },
      (await api.get(path(item, '/history'))).history.map(step => h('li', null,
        h('strong', null, told(step)),
        step.context && h('p', null, isMove(step) ? S.appt.movedFrom(step.context) : step.context),
        h('small', null, moment(step.at))))))
    return h('div', null, body, h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close)))
  })
  draw(item)
  return root
}

const fetchFrom = (route, query) => async cursor => {
  const page = await api.get(route, { limit: 20, ...query, cursor })
  return { items: page.appointments, nextCursor: page.nextCursor }
}

// One step of a history in words. A patient who moves an appointment asks anew; notes change nothing but themselves.
const isMove = step => step.from && (step.to === 'PENDING' || (step.from === step.to && step.context))
function told(step) {
  const who = S.role[step.actorRole]
  if (!step.from) return S.appt.created(who)
  if (isMove(step)) return S.appt.moved(who)
  return step.from === step.to ? S.appt.annotated(who) : S.appt.by(S.status[step.to], who)
}

// Loads again, without blinking, when the live connection tells of a change.
function lively(parent, load) {
  const reload = section(parent, load)
  const ends = ['arrived', 'reload'].map(topic => on(
    topic,
    () => parent.isConnected ? document.querySelector('dialog') || reload() : ends.forEach(end => end())))
  return reload
}

export function patientPage() {
  const list = h('div')
  lively(list, () => paged(fetchFrom('/api/appointments/my'),
    item => card(item),
    empty(S.appt.empty, h('a', { class: 'button primary', href: '/', 'data-link': true }, S.appt.emptyBook))))
  return [h('h1', null, S.appt.title), list]
}

export function requestsPage() {
  const list = h('div')
  const reload = lively(list, () => paged(fetchFrom('/api/appointments/my', { status: 'PENDING' }),
    item => card(item, () => reload()),
    empty(S.appt.noRequests)))
  return [h('h1', null, S.appt.requests), list]
}

export function allPage() {
  const list = h('div'), status = select('status',
    { '': S.all, ...S.status },
    '',
    { onchange: () => reload() }), from = input('from',
    { type: 'date', onchange: () => reload() }), to = input('to', { type: 'date', onchange: () => reload() })
  const reload = lively(list, () => paged(fetchFrom('/api/appointments', { status: status.value, from: from.value, to: to.value }),
    item => card(item),
    empty(S.appt.empty)))
  return [
    h('h1', null, S.appt.adminTitle),
    h('div', { class: 'filters' }, field(S.appt.status, status), field(S.appt.from, from), field(S.appt.to, to)),
    list]
}

export function calendarPage() {
  let mode = matchMedia('(max-width: 700px)').matches ? 'day' : 'week', date = today()
  const body = h('div'), title = h('h2')
  const load = async () => {
    const first = mode === 'week' ? addDays(date, -weekday(date)) : date, count = mode === 'week' ? 7 : 1
    title.textContent = mode === 'week' ? `${longDate(first)} – ${longDate(addDays(first, 6))}` : longDate(first)
    const { items: appointments } = await fetchFrom('/api/appointments/my',
      { from: first, to: addDays(first, count), status: 'PENDING,APPROVED,COMPLETED', limit: 100 })(null)
    return h('div', { class: `agenda ${mode}` }, Array.from({ length: count }, (_, index) => addDays(first, index)).map(each => {
      const mine = appointments.filter(item => item.appointmentDate === each).sort((a, b) => a.startsAt.localeCompare(b.startsAt))
      return h('section', { class: each === today() ? 'now' : null },
        h('h3', null, `${S.days[weekday(each)].slice(0, 3)} ${+each.slice(8)}`),
        mine.length ? mine.map(item => h('button',
          { class: `entry ${item.status}`,
            onclick: () => dialog(item.patientName, close => h('div', null,
              card(item, reload),
              h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close)))) },
          h('b', null, item.appointmentTime),
          ' ',
          item.patientName)) : h('p', { class: 'hint' }, S.cal.free))
    }))
  }
  const reload = lively(body, load), step = count => () => { date = addDays(date, count * (mode === 'week' ? 7 : 1)); reload() }
  const modes = ['day', 'week'].map(each => h('button',
    { 'aria-pressed': String(each === mode),
      onclick: event => {
        mode = each
        modes.forEach(other => other.setAttribute('aria-pressed', String(other === event.currentTarget)))
        reload()
      } },
    S.cal[each]))
  return [
    h('h1', null, S.cal.title),
    h('div', { class: 'actions' },
      h('button', { onclick: step(-1), 'aria-label': S.cal.previous }, '‹'),
      h('button', { onclick: () => { date = today(); reload() } }, S.cal.today),
      h('button', { onclick: step(1), 'aria-label': S.cal.next }, '›'),
      modes),
    title,
    body]
}
