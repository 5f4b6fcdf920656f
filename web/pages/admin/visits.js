// All appointments as a table: by status, doctor, patient and days, with the filters in the address.
import { S } from '../../locales/words.js'
import { bdi, h, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { dialog } from '../../ui/dialogs.js'
import { FieldErrors, field, input, select } from '../../ui/forms.js'
import { empty, liveList, tableRow } from '../../ui/lists.js'
import { addDays, stamp } from '../../ui/time.js'
import { actionsOn, card } from '../shared/card.js'
import { titled } from '../shared/names.js'
import { addressed, copyAddress, csvButton, dayPresets, personFilter } from './filters.js'
import { visitTabs } from './tabs.js'
import { savedViews } from './views.js'

const COLUMNS = [S.admin.when, S.admin.patient, S.admin.doctor, S.appt.status, S.admin.actions]

// Days as the API has them: the last one is outside.
function asked({ status, doctorId, patientId, from, to, sort }) {
  if (from && to && to < from) throw new FieldErrors({ to: S.admin.order })
  return { status, doctorId, patientId, from, to: to && addDays(to, 1), sort }
}

export function allPage({ query }) {
  const filters = addressed(query), place = h('div'), count = h('p', { class: 'hint', role: 'status' })
  const change = name => ({ value: filters.values[name] ?? '',
    onchange: event => { filters.set({ [name]: event.target.value }); reload() } })
  const status = select('status', { '': S.all, ...S.status }, filters.values.status, change('status'))
  const from = input('from', { type: 'date', ...change('from') }), to = input('to', { type: 'date', ...change('to') })
  const toField = field(S.appt.to, to)
  const load = async limit => {
    toField.querySelector('.error').textContent = ''
    to.removeAttribute('aria-invalid')
    try { return await api.some('/api/appointments', asked(filters.values), 'appointments', limit) } catch (error) {
      if (!(error instanceof FieldErrors)) throw error
      toField.querySelector('.error').textContent = error.fields.to
      to.setAttribute('aria-invalid', 'true')
      return { items: [], isWhole: true }
    }
  }
  // Other filters, another list.
  const reload = () => { const own = h('div'); replace(place, own); show(own) }
  let isTurned = false
  // The first column's head turns the order round.
  const heads = () => {
    const isUp = filters.values.sort === 'startsAt'
    return [{ name: COLUMNS[0], sort: isUp ? 'ascending' : 'descending',
      turn: () => { filters.set({ sort: isUp ? null : 'startsAt' }); isTurned = true; reload() } },
    ...COLUMNS.slice(1)]
  }
  const show = own => liveList(own, { load, row, table: { caption: S.appt.adminTitle, columns: heads() },
    // Under the reader's eyes one stays that does not match any more.
    gone: item => api.get(`/api/appointments/${item.id}`),
    told: (items, isWhole) => {
      count.textContent = (isWhole ? S.admin.rows : S.admin.rowsMore)({ n: items.length })
      if (isTurned) setTimeout(() => place.querySelector('th button')?.focus())
      isTurned = false
    },
    none: () => empty(S.admin.noVisits, Object.keys(filters.values).length > 0 && h('a',
      { class: 'button', href: '/all', 'data-link': true }, S.admin.clear)) })
  reload()
  const days = (first, last) => { from.value = first; to.value = last; filters.set({ from: first, to: last }); reload() }
  const csv = async () => (await api.all('/api/appointments', asked(filters.values), 'appointments')).map(each =>
    [each.startsAt, each.endsAt, each.timeZone, each.patientName, each.doctorName, S.status[each.status]])
  return [
    visitTabs('/all'),
    h('h1', null, S.appt.adminTitle),
    h('div', { class: 'filters five' },
      field(S.appt.status, status),
      personFilter(S.admin.doctor, 'doctorId', filters, 'DOCTOR', reload),
      personFilter(S.admin.patient, 'patientId', filters, 'PATIENT', reload),
      field(S.appt.from, from),
      toField),
    h('div', { class: 'actions' }, dayPresets(days),
      csvButton('appointments', [S.appt.from, S.appt.to, S.sched.zone, S.admin.patient, S.admin.doctor, S.appt.status], csv),
      copyAddress(), savedViews('/all')),
    count, place]
}

function row(item, reload) {
  const open = () => dialog(S.appt.one, close => h('div', null, card(acts.item, reload).element,
    h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close))), { kind: 'side' })
  const root = tableRow(COLUMNS, COLUMNS.map(() => ''), { class: 'appointment', 'data-id': item.id, open })
  const acts = actionsOn(item, draw, reload)
  function draw(shown) {
    const { startsAt, timeZone, patientName, doctorName, status } = shown
    const had = root.contains(document.activeElement) && document.activeElement.dataset.act
    const names = `${patientName}, ${doctorName}`
    const button = (name, text, act, kind) => h('button', { class: kind, 'data-act': name,
      'aria-label': S.about({ action: text, what: names }), onclick: act }, text)
    const cells = [stamp(startsAt, timeZone), h('h2', null, bdi(patientName)), titled(doctorName),
      [h('span', { class: `badge ${status}` }, S.status[status]),
        shown.cancelledBy && h('small', null, S.appt.cancelledBy({ who: S.role[shown.cancelledBy] }))],
      h('div', { class: 'actions' },
        button('details', S.appt.details, open, 'quiet'),
        ['PENDING', 'APPROVED'].includes(status) && button('cancel', S.appt.cancel, acts.cancel, 'quiet-danger'))]
    ;[...root.cells].forEach((cell, index) => cell.replaceChildren(...[cells[index]].flat(3).filter(Boolean)))
    if (had && !root.contains(document.activeElement)) (root.querySelector(`[data-act=${had}]`) ?? root).focus()
  }
  draw(item)
  return { element: root, update(now) { const isSame = now.version === acts.item.version; acts.item = now;
    if (!isSame) draw(now) } }
}
