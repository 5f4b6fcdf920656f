// Reading a patient's appointments with all texts for a while: asking for it, what runs, and what another admin has to review.
import { S } from '../../locales/words.js'
import { bdi, h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { FieldErrors, field, form, input, optional, select } from '../../ui/forms.js'
import { empty, paged, section } from '../../ui/lists.js'
import { duration, stamp } from '../../ui/time.js'
import { toast } from '../../ui/toasts.js'

export const GRANTS = '/api/appointments/break-glass'
const BADGES = { RUNNING: 'APPROVED', TO_REVIEW: 'PENDING', OVERDUE: 'REJECTED', REVIEWED: 'COMPLETED' }
const MINUTES = [5, 15, 30, 60], MINUTE = 60000, ASKED_AGAIN = 10000

// In a sentence of ours.
const said = own => error => {
  const text = own?.[error.code] ?? S.glass.refused[error.code]
  throw text ? Object.assign(new Error(text), { code: error.code, fields: {} }) : error
}

// What a role's page has of its own: above: what stands over it; lead: what it is for; whom(): {element, read(values)} of the
// patient, where read answers the members of the request that say who; reads(grant): where its appointments are; refused:
// sentences of its own.
export function glass({ above, lead, whom, reads, refused = {} }) {
  const place = h('div')
  const states = select('state', { 'RUNNING,TO_REVIEW,OVERDUE': S.glass.open, REVIEWED: S.glass.state.REVIEWED, '': S.all },
    'RUNNING,TO_REVIEW,OVERDUE', { onchange: () => reload() })
  const reload = section(place, () => paged(async cursor => {
    const page = await api.get(GRANTS, { state: states.value, limit: 50, cursor })
    return { items: page.grants, nextCursor: page.nextCursor }
  }, grant => row(grant, reads, () => reload()), empty(S.glass.none), { class: 'rows card' }))
  return [above, h('h1', null, S.nav.glass), h('p', { class: 'lead' }, lead),
    h('div', { class: 'actions' }, h('button', { class: 'primary ask', onclick: () => begin(whom(), refused, () => reload()) },
      S.glass.ask)),
    h('div', { class: 'filters' }, field(S.appt.status, states)), place]
}

// How long a grant still runs, told anew each minute; over() when its time has passed. Where the clocks differ it is asked in a
// while.
export function left({ until }, over) {
  const text = h('span', { class: 'left' })
  const tick = isFirst => {
    if (!isFirst && !text.isConnected) return
    const rest = Date.parse(until) - Date.now()
    if (rest <= 0 && !isFirst) return over()
    text.textContent = S.glass.left({ time: duration(Math.max(1, Math.ceil(rest / MINUTE))) })
    setTimeout(tick, rest > 0 ? rest % MINUTE || MINUTE : ASKED_AGAIN)
  }
  tick(true)
  return text
}

// Ends one's own; done() when it has.
export const endGrant = (grant, done) => ask(S.glass.endTitle, { lead: [h('p', null, bdi(grant.patientName ?? S.none))],
  confirm: S.glass.end,
  work: async () => { await api.post(`${GRANTS}/${grant.id}/end`).catch(said()); toast(S.saved, 'good'); done() } })

function row(grant, reads, reload) {
  const isOwn = grant.actorId === state.user.id, patient = grant.patientName ?? S.none
  const isMine = isOwn && grant.state === 'RUNNING'
  const named = action => S.about({ action, what: patient })
  return [
    h('span', null, h('strong', null, bdi(patient)),
      h('small', null, bdi(grant.actorName), ` · ${S.role[grant.actorRole]} · ${S.access.purposes[grant.purpose]}`),
      h('small', null, S.glass.span({ from: stamp(grant.from), until: stamp(grant.until) }),
        grant.state === 'RUNNING' && [' · ', left(grant, reload)]),
      h('small', null, bdi(grant.reason)),
      isMine && h('small', null, S.glass.opens),
      grant.verdict && h('small', null, S.glass.verdict[grant.verdict], grant.note && ': ', grant.note && bdi(grant.note))),
    h('span', { class: `badge ${BADGES[grant.state]}` }, S.glass.state[grant.state]),
    isMine && h('a', { class: 'button read', href: reads(grant), 'data-link': true, 'aria-label': named(S.glass.read) },
      S.glass.read),
    isMine && h('button', { class: 'quiet-danger end', 'aria-label': named(S.glass.end), onclick: () => endGrant(grant, reload) },
      S.glass.end),
    !isOwn && ['TO_REVIEW', 'OVERDUE'].includes(grant.state) && h('button', { class: 'primary review',
      'aria-label': named(S.glass.review), onclick: () => review(grant, reload) }, S.glass.review)]
}

const begin = ({ element, read }, refused, reload) => dialog(S.glass.ask, (close, leave) => form(null, problem => [
  h('p', null, S.glass.askLead),
  element,
  h('div', { class: 'two' },
    field(S.glass.why, select('purpose', S.glass.purpose, 'BTG')),
    field(S.glass.minutes, select('minutes', Object.fromEntries(MINUTES.map(n => [n, S.glass.long({ n })])), '15'))),
  field(S.glass.reason, input('reason', { minlength: 10, maxlength: 500, required: true }), S.glass.reasonHint),
  h('div', { class: 'check' }, input('delayNotice', { type: 'checkbox', id: 'delay' }),
    h('label', { for: 'delay' }, S.glass.delay)),
  h('ul', { class: 'told hint' }, h('li', null, S.glass.toldPatient), h('li', null, S.glass.toldAdmins)),
  problem,
  h('div', { class: 'actions end' }, h('button', { type: 'button', onclick: leave }, S.back),
    h('button', { type: 'submit', class: 'danger' }, S.glass.askDo))],
async values => {
  const patient = read(values), { purpose, minutes, reason, delayNotice } = values
  if (reason.trim().length < 10) throw new FieldErrors({ reason: S.glass.reasonHint })
  await api.post(GRANTS, { ...patient, purpose, minutes: Number(minutes), reason, delayNotice: Boolean(delayNotice) })
    .catch(said(refused))
  toast(S.glass.begun, 'good')
  close(true)
  reload()
}))

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
  await api.post(`${GRANTS}/${grant.id}/review`, { verdict, ...note.trim() && { note } }).catch(said())
  toast(S.saved, 'good')
  close(true)
  reload()
}))
