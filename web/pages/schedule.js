// A doctor's working hours, with breaks between two entries of one day, and time off.
import { S } from '../strings.js'
import { h, replace } from '../dom.js'
import { api } from '../api.js'
import { empty, failed, field, form, input, section, select, toast } from '../ui.js'
import { moment, viewerZone } from '../time.js'

// The end of a day: a clock shows it as 00:00.
const MIDNIGHT = '24:00'
const NUMBERS = { slotMinutes: [S.sched.slot, 30, 5, 480], bufferMinutes: [S.sched.buffer, 0, 0, 240],
  horizonDays: [S.sched.horizon, '', 1, 3650], minimumNoticeMinutes: [S.sched.notice, 0, 0, 43200],
  cancellationCutoffMinutes: [S.sched.cutoff, 0, 0, 43200] }

export function schedulePage() {
  const hours = h('div'), off = h('div')
  section(hours, async () => scheduleForm(await api.get('/api/appointments/schedule')))
  const reload = section(off, async () => {
    const schedule = await api.get('/api/appointments/schedule'), list = schedule.timeOff ?? []
    return list.length ? h('ul', { class: 'rows' },
      list.map(each => h('li', null,
        h('span', null, `${moment(each.from)} – ${moment(each.to)}`, each.reason && ` · ${each.reason}`),
        h('button',
          { class: 'quiet-danger', onclick: () => api.delete(`/api/appointments/time-off/${each.id}`).then(reload, failed) },
          S.sched.remove)))) : h('p', { class: 'hint' }, S.sched.offNone)
  })
  const add = form(null,
    problem => [
      h('div', { class: 'two' },
        field(S.sched.start, input('from', { type: 'datetime-local', required: true })),
        field(S.sched.end, input('to', { type: 'datetime-local', required: true }))),
      field(`${S.sched.reason} ${S.optional}`, input('reason', { maxlength: 2000 })),
      problem,
      h('button', { type: 'submit' }, S.sched.offAdd)],
    async (values, element) => {
      const instant = text => text ? new Date(text).toISOString() : text
      await api.post(
        '/api/appointments/time-off',
        { from: instant(values.from), to: instant(values.to), reason: values.reason || undefined })
      element.reset()
      toast(S.saved, 'good')
      reload()
    })
  return [
    h('h1', null, S.sched.title),
    h('div', { class: 'card' }, hours),
    h('div', { class: 'card' }, h('h2', null, S.sched.off), off, add)]
}

function scheduleForm(schedule) {
  const zones = Object.fromEntries([...new Set([
    'UTC',
    viewerZone,
    schedule.timeZone,
    ...Intl.supportedValuesOf('timeZone')])].filter(Boolean).map(zone => [zone, zone]))
  const days = S.days.map((name, index) => {
    const list = h('div', { class: 'intervals' }), root = h('fieldset', { class: 'day' },
      h('legend', null, name),
      list,
      h('button', { type: 'button', class: 'icon', 'aria-label': S.sched.add(name), onclick: () => add('09:00', '17:00') }, '+'))
    function add(from, to) {
      const row = h('div', { class: 'interval' },
        h('input', { type: 'time', value: from, 'aria-label': S.sched.from(name) }),
        '–',
        h('input', { type: 'time', value: to, 'aria-label': S.sched.to(name) }),
        h('button', { type: 'button', class: 'icon', 'aria-label': `${S.sched.remove}: ${name}`, onclick: () => row.remove() },
          '×'))
      list.append(row)
    }
    for (const each of (schedule.hours ?? []).filter(each => each.weekday === index + 1)) add(
      each.from,
      each.to === MIDNIGHT ? '00:00' : each.to)
    return { root,
      read: () => [...list.children].map(row => {
        const [from, to] = row.querySelectorAll('input')
        return { weekday: index + 1, from: from.value, to: to.value === '00:00' ? MIDNIGHT : to.value }
      }) }
  })
  const number = ([name, [label, normal, min, max]]) =>
    field(label, input(name, { type: 'number', min, max, value: schedule[name] ?? normal }))
  return form(null, problem => [
    field(S.sched.zone, select('timeZone', zones, schedule.timeZone)),
    h('div', { class: 'two' }, Object.entries(NUMBERS).map(number)),
    h('div', { class: 'week' }, days.map(each => each.root)),
    h('p', { class: 'hint' }, S.sched.breaks),
    problem,
    h('button', { type: 'submit', class: 'primary' }, S.save),
  ], async values => {
    await api.put(
      '/api/appointments/schedule',
      { timeZone: values.timeZone,
        ...Object.fromEntries(Object.keys(NUMBERS).map(name => [name, values[name] === '' ? null : Number(values[name])])),
        hours: days.flatMap(each => each.read()) })
    toast(S.saved, 'good')
  })
}
