// A doctor's working hours, with breaks between two entries of one day, and time off.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { emit, on } from '../../data/store.js'
import { ask } from '../../ui/dialogs.js'
import { FieldErrors, field, form, input, optional } from '../../ui/forms.js'
import { icon } from '../../ui/icons.js'
import { section } from '../../ui/lists.js'
import { addDays, dateIn, dayName, duration, instantAt, slotClock, stamp, viewerZone, visitLines,
  weekOrder } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { hoursPreview } from './preview.js'

// The end of a day: a clock shows it as 00:00.
const MIDNIGHT = '24:00'
// What is offered, in minutes; what a schedule has already is offered, too.
const LENGTHS = {
  slotMinutes: [S.sched.slot, 30, [5, 10, 15, 20, 30, 40, 45, 60, 90, 120]],
  bufferMinutes: [S.sched.buffer, 0, [0, 5, 10, 15, 30, 60]],
  minimumNoticeMinutes: [S.sched.notice, 0, [0, 30, 60, 120, 240, 720, 1440, 2880, 10080]],
  cancellationCutoffMinutes: [S.sched.cutoff, 0, [0, 60, 120, 240, 720, 1440, 2880, 10080]],
}
const PRESETS = {
  office: [[0, 1, 2, 3, 4], [['09:00', '17:00']]],
  split: [[0, 1, 2, 3, 4], [['09:00', '12:00'], ['13:00', '17:00']]],
  none: [[], []],
}

const fetchSchedule = () => api.get('/api/appointments/schedule')

export function schedulePage({ guard }) {
  const hours = h('div'), off = h('div')
  section(hours, async () => scheduleForm(await fetchSchedule(), guard))
  const reload = section(off, async () => timeOff(await fetchSchedule(), () => reload()))
  const end = on('schedule', () => off.isConnected ? reload() : end())
  return [
    h('h1', null, S.sched.title),
    h('div', { class: 'card' }, hours),
    h('div', { class: 'card' }, h('h2', null, S.sched.off), off)]
}

// Tells a doctor without hours, on every page, what patients can do meanwhile. Nothing while that is not known.
export function unsetBanner(path) {
  const root = h('div')
  const look = () => fetchSchedule().then(schedule => replace(root, schedule.hours.length ? null : h('div', { class: 'banner' },
    h('p', null, S.sched.unset),
    path !== '/schedule' && h('a', { class: 'button', href: '/schedule', 'data-link': true }, S.sched.set))), () => {})
  const end = on('schedule', () => root.isConnected ? look() : end())
  look()
  return root
}

function timeOff({ timeZone: zone, timeOff: list }, reload) {
  const row = each => h('li', null,
    h('span', null, S.range({ from: stamp(each.from, zone), to: stamp(each.to, zone) }), each.reason && ` · ${each.reason}`),
    h('button',
      { class: 'quiet-danger', 'aria-label': S.about({ action: S.sched.remove, what: stamp(each.from, zone) }),
        onclick: () => api.delete(`/api/appointments/time-off/${each.id}`).then(reload, failed) },
      S.sched.remove))
  const from = input('from', { type: 'datetime-local', required: true }),
    to = input('to', { type: 'datetime-local', required: true })
  // Days alone, the last one with them.
  const whole = h('input', { type: 'checkbox', id: 'whole', onchange: () => {
    for (const each of [from, to]) { each.value = ''; each.type = whole.checked ? 'date' : 'datetime-local' }
  } })
  const fields = problem => [
    h('div', { class: 'check' }, whole, h('label', { for: 'whole' }, S.sched.whole)),
    h('div', { class: 'two' }, field(S.sched.start({ zone }), from), field(S.sched.end({ zone }), to)),
    field(optional(S.sched.reason), input('reason', { maxlength: 2000 })),
    problem,
    h('button', { type: 'submit' }, S.sched.offAdd)]
  const add = async ({ from, to, reason }) => {
    if (!from || !to) throw new FieldErrors({ ...!from && { from: S.sched.needed }, ...!to && { to: S.sched.needed } })
    const begin = whole.checked ? `${from}T00:00` : from, end = whole.checked ? `${addDays(to, 1)}T00:00` : to
    const absence = { from: instantAt(begin, zone), to: instantAt(end, zone, true), reason: reason || undefined }
    if (absence.from >= absence.to) throw new FieldErrors({ to: S.sched.order })
    const work = async () => { await api.post('/api/appointments/time-off', absence) }
    const hit = await visitsIn(absence, zone)
    const isDone = hit.length ? await ask(S.sched.hit({ n: hit.length }), { lead: hitList(hit), confirm: S.sched.offAdd, work })
      : (await work(), true)
    if (!isDone) return
    toast(S.saved, 'good')
    reload()
  }
  return [
    list.length ? h('ul', { class: 'rows' }, list.map(row)) : h('p', { class: 'hint' }, S.sched.offNone),
    form(null, fields, add)]
}

// The visits that an absence meets, by their start.
async function visitsIn({ from, to }, zone) {
  const days = { from: addDays(dateIn(from, zone), -1), to: addDays(dateIn(to, zone), 2) }
  const visits = await api.all('/api/appointments/my', { ...days, status: 'PENDING,APPROVED' }, 'appointments')
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return visits.filter(each => Date.parse(each.startsAt) < end && Date.parse(each.endsAt) > start)
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
}

const hitList = visits => [
  h('p', null, S.sched.hitLead),
  h('ul', { class: 'rows hit', tabindex: 0 },
    visits.map(each => h('li', null, h('span', null, h('strong', null, bdi(each.patientName)), visitLines(each)),
      h('span', { class: `badge ${each.status}` }, S.status[each.status]))))]

function scheduleForm(schedule, guard) {
  const zones = [...new Set(['UTC', viewerZone, schedule.timeZone, ...Intl.supportedValuesOf('timeZone')])].filter(Boolean)
  const days = [0, 1, 2, 3, 4, 5, 6].map(day => dayHours(day, () => tell(), () => copyFrom(day)))
  // A day without hours is closed, but for who has no hours at all.
  const preview = hoursPreview()
  const lead = h('p', { class: 'warning' }, S.sched.openLead), bar = h('span', { class: 'unsaved', role: 'status' })
  function tell() {
    const isUnset = days.every(day => day.isEmpty())
    lead.hidden = !isUnset
    for (const day of days) day.tell(isUnset ? S.sched.open : S.sched.closed)
    look()
  }
  for (const each of schedule.hours) days[each.weekday - 1].add(each.from, each.to === MIDNIGHT ? '00:00' : each.to)
  async function copyFrom(day) {
    const boxes = weekOrder.filter(other => other !== day).map(other => [other,
      h('input', { type: 'checkbox', id: `copy${other}`, checked: other < 5 && day < 5 })])
    await ask(S.sched.copyTitle({ day: dayName(day) }), {
      lead: [h('p', null, S.sched.copyLead), boxes.map(([other, box]) =>
        h('div', { class: 'check' }, box, h('label', { for: box.id }, dayName(other))))],
      confirm: S.sched.copyDo,
      work: () => { for (const [other, box] of boxes) if (box.checked) days[other].set(days[day].times()); tell() },
    })
  }
  const preset = name => () => {
    const [on, times] = PRESETS[name]
    days.forEach((day, index) => day.set(on.includes(index) ? times : []))
    tell()
  }
  const length = ([name, [label, normal, offered]]) => {
    const now = schedule[name] ?? normal, all = [...new Set([...offered, now])].sort((a, b) => a - b)
    // In an order of their own: as names of an object's members, numbers would be sorted too.
    return field(label, h('select', { name }, all.map(each => h('option', { value: each, selected: each === now },
      duration(each)))))
  }
  const zone = input('timeZone', { list: 'zones', value: schedule.timeZone, autocomplete: 'off', spellcheck: 'false' })
  const element = form({ oninput: () => look(), onchange: () => look() }, problem => [
    field(S.sched.zone, zone),
    h('datalist', { id: 'zones' }, zones.map(each => h('option', { value: each }))),
    h('div', { class: 'two' }, Object.entries(LENGTHS).map(length),
      field(S.sched.horizon, input('horizonDays', { type: 'number', min: 1, max: 3650, value: schedule.horizonDays ?? '' }))),
    lead,
    h('div', { class: 'chips', role: 'group', 'aria-label': S.sched.presets },
      h('span', { 'aria-hidden': 'true' }, S.sched.presets), Object.keys(PRESETS).map(each =>
      h('button', { type: 'button', class: 'chip', onclick: preset(each) }, S.sched.preset[each]))),
    h('div', { class: 'week' }, weekOrder.map(day => days[day].root)),
    h('p', { class: 'hint' }, S.sched.breaks),
    preview.root,
    problem,
    h('div', { class: 'actions save-bar' }, h('button', { type: 'submit', class: 'primary' }, S.save), bar),
  ], async values => {
    if (!zones.includes(values.timeZone)) throw new FieldErrors({ timeZone: S.sched.zoneUnknown })
    const found = days.map(each => each.wrong()).filter(Boolean)
    if (found.length) throw new FieldErrors(Object.assign({}, ...found))
    const numbers = ['horizonDays', ...Object.keys(LENGTHS)]
    await api.put(
      '/api/appointments/schedule',
      { timeZone: values.timeZone,
        ...Object.fromEntries(numbers.map(name => [name, values[name] === '' ? null : Number(values[name])])),
        hours: days.flatMap(each => each.read()) })
    saved = state()
    look()
    emit('schedule')
    toast(S.saved, 'good')
  })
  const state = () => JSON.stringify([[...new FormData(element)], days.map(each => each.times())])
  let saved = null
  function look() {
    preview.show(days.map(each => each.times()))
    if (saved === null) return
    const isDirty = state() !== saved
    bar.textContent = isDirty ? S.sched.unsaved : ''
  }
  tell()
  saved = state()
  guard(() => element.isConnected && state() !== saved)
  return element
}

// One weekday's rows; `changed` hears when one comes or goes.
function dayHours(number, changed, copy) {
  const name = dayName(number)
  const list = h('div', { class: 'intervals' }), note = h('p', { class: 'hint' }),
    error = h('p', { class: 'error', id: `day${number}-e` })
  const more = () => { const row = add(...following()); changed(); row.querySelector('input').focus() }
  const copier = h('button',
    { type: 'button', class: 'quiet', 'aria-label': S.about({ action: S.sched.copyTo, what: name }), onclick: copy },
    S.sched.copyTo)
  const root = h('fieldset', { class: 'weekday' },
    h('legend', null, name),
    note,
    list,
    h('div', { class: 'weekday-tools' }, copier,
      h('button', { type: 'button', class: 'icon', 'aria-label': S.sched.add({ day: name }), onclick: more }, icon('plus'))),
    error)
  // The next one begins an hour after the last.
  function following() {
    const last = times().at(-1)?.[1], hour = last && last !== '00:00' ? +last.slice(0, 2) + 1 : 9
    if (!last || hour > 22) return ['09:00', '17:00']
    return [`${String(hour).padStart(2, '0')}:00`, hour + 4 >= 24 ? '00:00' : `${String(hour + 4).padStart(2, '0')}:00`]
  }
  function add(from, to) {
    const time = (value, label) => h('input', { type: 'time', value, 'aria-label': label({ day: name }),
      'aria-describedby': error.id })
    const row = h('div', { class: 'interval' },
      time(from, S.sched.from),
      '–',
      time(to, S.sched.to),
      h('button',
        { type: 'button', class: 'icon', 'aria-label': S.sched.removeOn({ day: name }), onclick: () => {
          const beside = row.nextElementSibling ?? row.previousElementSibling
          row.remove()
          changed()
          ;(beside?.querySelector('button') ?? root.querySelector('.weekday-tools .icon')).focus()
        } },
        icon('cross')))
    list.append(row)
    return row
  }
  const isEmpty = () => !list.children.length
  const times = () => [...list.children].map(row => [...row.querySelectorAll('input')].map(each => each.value))
  return { root, add, isEmpty, times,
    set(rows) { list.replaceChildren(); for (const each of rows) add(...each) },
    tell(text) { note.textContent = text; note.hidden = !isEmpty(); list.hidden = copier.hidden = isEmpty() },
    // {the field: what to do}, or null.
    wrong() {
      const rows = times(), show = ([from, to]) => S.time.span({ from: slotClock(from), to: slotClock(to) }),
        end = to => to === '00:00' ? MIDNIGHT : to
      for (const [index, [from, to]] of rows.entries()) {
        const field = list.children[index].querySelector(from ? 'input:last-of-type' : 'input')
        const tell = text => { field.dataset.pointer = `day${number}-${index}`; return { [field.dataset.pointer]: text } }
        if (!from || !to) return tell(S.sched.hoursNeeded({ day: name }))
        if (from >= end(to)) return tell(S.sched.hoursOrder({ day: name, from: slotClock(from), to: slotClock(to) }))
        const other = rows.slice(0, index).find(each => each[0] < end(to) && from < end(each[1]))
        if (other) return tell(S.sched.overlap({ day: name, a: show(rows[index]), b: show(other) }))
      }
      return null
    },
    read: () => times().map(([from, to]) => ({ weekday: number + 1, from, to: to === '00:00' ? MIDNIGHT : to })) }
}
