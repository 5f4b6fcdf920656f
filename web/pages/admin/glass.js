// Reading a patient's appointments with all texts for a while: asking for it, what runs, and what another admin has to review.
import { S } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { FieldErrors, field, form, input, optional, select } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { stamp } from '../../ui/time.js'
import { toast } from '../../ui/toasts.js'
import { personFilter } from './filters.js'
import { visitTabs } from './tabs.js'

const GRANTS = '/api/appointments/break-glass'
const BADGES = { RUNNING: 'APPROVED', TO_REVIEW: 'PENDING', OVERDUE: 'REJECTED', REVIEWED: 'COMPLETED' }
const MINUTES = [5, 15, 30, 60]

// In a sentence of ours.
const said = error => { throw S.glass.refused[error.code]
  ? Object.assign(new Error(S.glass.refused[error.code]), { code: error.code, fields: {} }) : error }

export function glassPage() {
  const place = h('div')
  const states = select('state', { 'RUNNING,TO_REVIEW,OVERDUE': S.glass.open, REVIEWED: S.glass.state.REVIEWED, '': S.all },
    'RUNNING,TO_REVIEW,OVERDUE', { onchange: () => reload() })
  const reload = section(place, () => paged(async cursor => {
    const page = await api.get(GRANTS, { state: states.value, limit: 50, cursor })
    return { items: page.grants, nextCursor: page.nextCursor }
  }, grant => row(grant, () => reload()), empty(S.glass.none), { class: 'rows card' }))
  return [visitTabs('/break-glass'), h('h1', null, S.nav.glass), h('p', { class: 'lead' }, S.glass.lead),
    h('div', { class: 'actions' }, h('button', { class: 'primary ask', onclick: () => begin(() => reload()) }, S.glass.ask)),
    h('div', { class: 'filters' }, field(S.appt.status, states)), place]
}

function row(grant, reload) {
  const isOwn = grant.actorId === state.user.id, patient = grant.patientName ?? S.none
  const named = action => S.about({ action, what: patient })
  const end = () => ask(S.glass.endTitle, { lead: [h('p', null, bdi(patient))], confirm: S.glass.end,
    work: async () => { await api.post(`${GRANTS}/${grant.id}/end`).catch(said); toast(S.saved, 'good'); reload() } })
  return [
    h('span', null, h('strong', null, bdi(patient)),
      h('small', null, bdi(grant.actorName), ` · ${S.role[grant.actorRole]} · ${S.access.purposes[grant.purpose]}`),
      h('small', null, S.glass.span({ from: stamp(grant.from), until: stamp(grant.until) })),
      h('small', null, bdi(grant.reason)),
      grant.verdict && h('small', null, S.glass.verdict[grant.verdict], grant.note && ': ', grant.note && bdi(grant.note))),
    h('span', { class: `badge ${BADGES[grant.state]}` }, S.glass.state[grant.state]),
    isOwn && grant.state === 'RUNNING' && h('a', { class: 'button', href: `/all?patientId=${grant.patientId}`, 'data-link': true,
      'aria-label': named(S.glass.read) }, S.glass.read),
    isOwn && grant.state === 'RUNNING' && h('button', { class: 'quiet-danger end', 'aria-label': named(S.glass.end), onclick: end },
      S.glass.end),
    !isOwn && ['TO_REVIEW', 'OVERDUE'].includes(grant.state) && h('button', { class: 'primary review',
      'aria-label': named(S.glass.review), onclick: () => review(grant, reload) }, S.glass.review)]
}

const begin = reload => {
  const chosen = { values: {}, set(changes) { Object.assign(chosen.values, changes) } }
  return dialog(S.glass.ask, (close, leave) => form(null, problem => [
    h('p', null, S.glass.askLead),
    personFilter(S.admin.patient, 'patientId', chosen, 'PATIENT', () => {}),
    h('div', { class: 'two' },
      field(S.glass.why, select('purpose', S.glass.purpose, 'BTG')),
      field(S.glass.minutes, select('minutes', Object.fromEntries(MINUTES.map(n => [n, S.glass.long({ n })])), '15'))),
    field(S.glass.reason, input('reason', { minlength: 10, maxlength: 500, required: true }), S.glass.reasonHint),
    h('div', { class: 'check' }, input('delayNotice', { type: 'checkbox', id: 'delay' }),
      h('label', { for: 'delay' }, S.glass.delay)),
    problem,
    h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
      h('button', { type: 'submit', class: 'danger' }, S.glass.askDo))],
  async ({ purpose, minutes, reason, delayNotice }) => {
    const { patientId } = chosen.values
    if (!patientId) throw new FieldErrors({ 'patientId-text': S.glass.whom })
    if (reason.trim().length < 10) throw new FieldErrors({ reason: S.glass.reasonHint })
    await api.post(GRANTS, { patientId, purpose, minutes: Number(minutes), reason, delayNotice: Boolean(delayNotice) }).catch(said)
    toast(S.glass.begun, 'good')
    close(true)
    reload()
  }))
}

const review = (grant, reload) => dialog(S.glass.reviewTitle, (close, leave) => form(null, problem => [
  h('p', null, h('strong', null, bdi(grant.actorName)),
    ` · ${S.glass.span({ from: stamp(grant.from), until: stamp(grant.until) })}`),
  h('p', null, bdi(grant.reason)),
  field(S.glass.verdictLabel, select('verdict', S.glass.verdict, 'JUSTIFIED')),
  field(optional(S.glass.note), input('note', { maxlength: 500 })),
  problem,
  h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
    h('button', { type: 'submit', class: 'primary' }, S.glass.review))],
async ({ verdict, note }) => {
  await api.post(`${GRANTS}/${grant.id}/review`, { verdict, ...note.trim() && { note } }).catch(said)
  toast(S.saved, 'good')
  close(true)
  reload()
}))
