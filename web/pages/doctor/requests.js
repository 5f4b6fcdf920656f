// What waits for a doctor's answer, soonest first, a line each, in groups by how soon. In the list J and K go down and up, A
// approves, D declines, X chooses, Enter shows everything.
import { S } from '../../locales/words.js'
import { focusOn, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { dialog } from '../../ui/dialogs.js'
import { empty, liveList } from '../../ui/lists.js'
import { dateIn, today } from '../../ui/time.js'
import { toast } from '../../ui/toasts.js'
import { card } from '../shared/card.js'
import { started } from './begin.js'
import { requestRow } from './request.js'

const DAY = 86400000, AT_ONCE = 4

export function requestsPage() {
  const list = h('div'), chosen = new Set(), bar = h('div', { class: 'bulk', role: 'status', hidden: true })
  const load = limit => api.some('/api/appointments/my', { status: 'PENDING', sort: 'startsAt' }, 'appointments', limit)
  const found = liveList(list, { load, row: (item, reload) => requestRow(item, { reload, key, show, choose }),
    attributes: { class: 'inbox' }, group: soonOf, arrived: n => S.appt.arrived({ n }), none: () => empty(S.appt.noRequests),
    told: () => { for (const id of chosen) if (!found.rows.has(id)) chosen.delete(id); tell() } })
  function choose(id, is) {
    if (is) chosen.add(id)
    else chosen.delete(id)
    tell()
  }
  const count = h('strong'), all = h('button', { class: 'primary', 'data-act': 'all', onclick: approveAll }, S.appt.approveAll)
  bar.append(count, all, h('button', { class: 'quiet', onclick: () => {
    for (const id of [...chosen]) found.rows.get(id)?.choose(false)
    focusOn(document.querySelector('main h1'))
  } }, S.appt.chooseNone))
  function tell() {
    bar.hidden = !chosen.size
    count.textContent = S.appt.chosen({ n: chosen.size })
  }
  // Some at a time; those that are refused stay, and say so in one message.
  async function approveAll() {
    if (all.getAttribute('aria-disabled')) return
    all.setAttribute('aria-disabled', 'true')
    const waiting = [...chosen], refused = []
    let done = 0
    const work = async () => {
      for (let id = waiting.shift(); id && state.user; id = waiting.shift()) {
        try { await api.patch(`/api/appointments/${id}/approve`); done++; chosen.delete(id) } catch (error) { refused.push(error) }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    all.removeAttribute('aria-disabled')
    if (done) toast(S.appt.allApproved({ n: done }), 'good')
    if (refused.length) toast(S.appt.someRefused({ n: refused.length, why: refused[0].message }), 'bad')
    await found.reload()
    if (bar.hidden) focusOn(document.querySelector('.inbox article') ?? document.querySelector('main h1'))
  }
  function key(event, row) {
    if (event.target.closest('input:not([type=checkbox]), textarea') || event.altKey || event.ctrlKey || event.metaKey) return
    const lines = [...list.querySelectorAll('.inbox article')], at = lines.indexOf(row.element)
    const does = {
      j: () => focusOn(lines[at + 1]), k: () => focusOn(lines[at - 1]), a: row.acts.approve, d: row.acts.decline,
      x: () => row.choose(), enter: event.target === row.element && (() => show(row.acts.item, found.reload)),
    }[event.key.toLowerCase()]
    if (!does) return
    event.preventDefault()
    does()
  }
  return [h('h1', null, S.appt.requests), started(), h('p', { class: 'hint keys' }, S.appt.keys), bar, list]
}

const show = (item, reload) => dialog(S.appt.one, close => h('div', null,
  card(item, reload).element,
  h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close))), { kind: 'side' })

// Today, tomorrow, within a week, later, by the clinic's days.
function soonOf({ startsAt, timeZone }) {
  const days = Math.round((Date.parse(dateIn(startsAt, timeZone)) - Date.parse(today(timeZone))) / DAY)
  return days < 0 ? S.appt.soon.past : days === 0 ? S.appt.soon.today : days === 1 ? S.appt.soon.tomorrow
    : days < 7 ? S.appt.soon.week : S.appt.soon.later
}
