// An appointment's card with everything that may be done to it, for each role.
import { S } from '../../locales/words.js'
import { bdi, h, keepFocus, replace } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { ask, dialog } from '../../ui/dialogs.js'
import { optional } from '../../ui/forms.js'
import { lively, section } from '../../ui/lists.js'
import { stamp, visitLines, visitTimes } from '../../ui/time.js'
import { failed, toast } from '../../ui/toasts.js'
import { titled } from './names.js'
import { slotPicker } from './slots.js'

const OPEN = ['PENDING', 'APPROVED']
const DAY = 86400000
const path = (item, action) => `/api/appointments/${item.id}${action}`

// Whom a visit is with, as that role sees it.
export const others = ({ doctorName, patientName }, role = state.user.role) =>
  role === 'PATIENT' ? titled(doctorName)
    : role === 'DOCTOR' ? bdi(patientName)
      : S.appt.forWith({ patient: bdi(patientName), doctor: titled(doctorName) })

// What every question says first: whom it is about, and when.
export function about(item, role = state.user.role) {
  const who = role === 'PATIENT' ? S.appt.with({ doctor: others(item) }) : others(item)
  return [h('p', null, h('strong', null, who)), visitLines(item)]
}

// What can be done to one visit. draw(shown) shows it as it is now or is about to be; changed(item) hears what it has become.
export function actionsOn(item, draw, changed) {
  const role = state.user.role
  // The new state is shown at once; the server's answer, or the old state with a message, follows.
  async function act(action, body, guess) {
    const before = item
    draw({ ...item, ...guess })
    try { item = await api.patch(path(item, action), body) } catch (error) { draw(item); throw error }
    toast(S.appt.doneFor({ name: others(item), status: S.status[item.status] }), 'good', null, undo(action, before))
    draw(item)
    changed?.(item)
  }
  // What can be taken back at once: a completion, and a doctor's move.
  function undo(action, { appointmentDate, appointmentTime }) {
    const back = { '/complete': ['/uncomplete', undefined, { status: 'APPROVED' }],
      '/reschedule': role === 'DOCTOR' && ['/reschedule', { appointmentDate, appointmentTime }, {}] }[action]
    return back ? { label: S.undo, work: () => act(...back).catch(failed) } : null
  }
  return {
    get item() { return item },
    set item(now) { item = now },
    approve: () => act('/approve', undefined, { status: 'APPROVED' })
      .catch(error => toast(S.error.rolled({ why: error.message }), 'bad')),
    decline: () => ask(S.appt.rejectTitle,
      { lead: about(item), label: S.appt.why, confirm: S.appt.reject, danger: true, required: S.appt.whyMissing,
        presets: Object.values(S.appt.preset), work: reason => act('/reject', { reason }, { status: 'REJECTED' }) }),
    complete: () => ask(S.appt.completeTitle,
      { lead: [about(item), h('p', null, S.appt.completeEffect)], label: optional(S.appt.notes), hint: S.appt.notesRead,
        confirm: S.appt.complete, work: notes => act('/complete', { notes }, { status: 'COMPLETED' }) }),
    uncomplete: () => ask(S.appt.uncompleteTitle,
      { lead: [about(item), h('p', null, S.appt.uncompleteEffect)], confirm: S.appt.uncompleteDo,
        work: () => act('/uncomplete', undefined, { status: 'APPROVED' }) }),
    annotate: () => ask(S.appt.notesTitle,
      { lead: about(item), label: S.appt.notes, hint: S.appt.notesRead, value: item.notes ?? '', confirm: S.save,
        work: notes => act('/notes', { notes: notes ?? null }, {}) }),
    cancel: () => ask(S.appt.cancelTitle,
      { lead: about(item), label: optional(S.appt.reason), hint: role === 'DESK' && S.appt.bothRead, confirm: S.appt.cancelDo,
        danger: true,
        work: reason => act('/cancel', { reason }, { status: 'CANCELLED' }) }),
    reschedule: () => reschedule(item, role, act),
  }
}

// {element, update(item)}.
export function card(item, changed) {
  // Another doctor's, which one may read for a while, and no more.
  const isForeign = state.user.role === 'DOCTOR' && item.doctorId !== state.user.id
  const role = isForeign ? 'READER' : state.user.role
  const root = h('article', { class: 'card appointment', 'data-id': item.id })
  const acts = actionsOn(item, draw, changed)
  function draw(shown) {
    keepFocus(root, () => replace(root,
      h('header', null,
        h('div', null, h('h2', { tabindex: -1 }, others(shown, role)), visitLines(shown)),
        h('span', { class: `badge ${shown.status}` }, S.status[shown.status])),
      facts(shown),
      h('div', { class: 'actions' }, shown === acts.item && buttons())))
    // From its start on a visit can be completed, and for a while that can be taken back.
    const wait = (shown.status === 'COMPLETED' ? undoEnds(shown) : Date.parse(shown.startsAt)) - Date.now()
    if (role === 'DOCTOR' && wait > 0 && wait < DAY) setTimeout(() => root.isConnected && shown === acts.item && draw(shown), wait)
  }
  function buttons() {
    const now = acts.item, isDoctor = role === 'DOCTOR', isOpen = OPEN.includes(now.status),
      hasBegun = Date.parse(now.startsAt) <= Date.now()
    const what = visitTimes(now).clinic
    const button = (name, text, onclick, kind) =>
      h('button', { class: kind, 'data-act': name, 'aria-label': S.about({ action: text, what }), onclick }, text)
    const history = button('history', S.appt.history, () => showHistory(now), 'quiet')
    if (isForeign) return history
    return [
      isDoctor && now.status === 'PENDING' && [
        button('approve', S.appt.approve, acts.approve, 'primary'), button('reject', S.appt.reject, acts.decline)],
      isDoctor && now.status === 'APPROVED' && hasBegun && button('complete', S.appt.complete, acts.complete, 'primary'),
      isDoctor && [...OPEN, 'COMPLETED'].includes(now.status) && button('notes', S.appt.notes, acts.annotate),
      isDoctor && now.status === 'COMPLETED' && undoEnds(now) > Date.now() && button('undo', S.appt.uncomplete, acts.uncomplete),
      isOpen && role !== 'ADMIN' && button('move', S.appt.reschedule, acts.reschedule),
      isOpen && button('cancel', S.appt.cancel, acts.cancel, 'quiet-danger'),
      now.status === 'APPROVED' && role !== 'DESK' && button('ics', S.appt.ics, () => download(now).catch(failed)),
      history,
    ]
  }
  draw(item)
  const update = now => {
    const isSame = now.version === acts.item.version && now.status === acts.item.status
    acts.item = now
    if (!isSame) draw(now)
  }
  return { element: root, update, acts }
}

// Not earlier than 15 minutes after the completion: notes may have been written since, which the server knows.
const undoEnds = ({ updatedAt }) => Date.parse(updatedAt) + 15 * 60000

export function facts(shown) {
  const pairs = [
    [S.appt.visit, shown.reason],
    [S.appt.notes, shown.notes],
    [S.appt.declinedWhy, shown.rejectionReason],
    shown.cancelledBy ? [S.appt.cancelledBy({ who: S.role[shown.cancelledBy] }),
      shown.cancellationReason ?? (shown.restricted ? null : S.none)] : [],
  ].filter(([, text]) => text)
  if (shown.restricted) pairs.push([S.appt.texts, S.appt.restricted])
  if (!pairs.length) return null
  return h('dl', null, pairs.map(([name, text]) => h('div', null, h('dt', null, name), h('dd', null, clamped(text)))))
}

// A long text shows its beginning, and all of it when that is asked for.
const LONG = 280
export function clamped(text) {
  if (text.length <= LONG && text.split('\n').length < 5) return text
  const box = h('span', { class: 'clamped' }, text)
  const more = h('button', { class: 'quiet', 'aria-expanded': 'false', onclick: () => {
    const isOpen = !box.classList.toggle('clamped')
    more.setAttribute('aria-expanded', String(isOpen))
    more.textContent = isOpen ? S.appt.seeLess : S.appt.seeMore
  } }, S.appt.seeMore)
  return [box, more]
}

const moved = (label, kind, visit) =>
  h('div', { class: 'moved' }, h('strong', null, label), h('div', null, visitLines(visit, kind)))

// Asks whether a visit shall move to that slot: old and new beside each other with what follows from it.
export function askMove(item, slot, timeZone, act, other) {
  const isPatient = state.user.role === 'PATIENT'
  const effect = state.user.role === 'DESK' ? S.appt.moveDesk : !isPatient ? S.appt.moveDoctor
    : item.status === 'APPROVED' ? S.appt.moveAgain : S.appt.moveStill
  return ask(S.appt.moveTitle, {
    lead: [about(item)[0], moved(S.appt.from, 's', item), moved(S.appt.to, 'b', { ...slot, timeZone }),
      h('p', { class: 'warning' }, effect)],
    confirm: S.appt.move,
    pick: other,
    work: () => act(
      '/reschedule',
      { appointmentDate: slot.date, appointmentTime: slot.time },
      { status: isPatient ? 'PENDING' : item.status, startsAt: slot.startsAt, endsAt: slot.endsAt, timeZone }),
  })
}

// Two steps: a time, then the question.
const reschedule = (item, role, act) => dialog(S.appt.rescheduleTitle, close => {
  const pick = async (slot, timeZone) => {
    if (await askMove(item, slot, timeZone, act, other => pick(other, timeZone))) close(true)
  }
  return h('div', null,
    about(item, role),
    slotPicker(item.doctorId, pick),
    h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close)))
}, { kind: 'wide' })

// One step of a history in words. A patient who moves an appointment asks anew; notes change nothing but themselves.
const isMove = step => step.from && (step.to === 'PENDING' || (step.from === step.to && step.context))
function told(step) {
  const who = S.role[step.actorRole]
  if (!step.from) return S.appt.created({ who })
  if (isMove(step)) return S.appt.moved({ who })
  if (step.from === 'COMPLETED' && step.to === 'APPROVED') return S.appt.reopened({ who })
  return step.from === step.to ? S.appt.annotated({ who }) : S.appt.by({ status: S.status[step.to], who })
}

const showHistory = item => dialog(S.appt.history, close => {
  const body = h('div')
  section(body, async () => h('ol', { class: 'timeline' },
    (await api.get(path(item, '/history'))).history.map(step => h('li', null,
      h('strong', null, told(step)),
      step.restricted && h('p', { class: 'hint' }, S.appt.restricted),
      step.context && h('p', null, isMove(step) ? S.appt.movedFrom({ time: step.context }) : step.context),
      h('small', null, stamp(step.at))))))
  return h('div', null, about(item), body, h('div', { class: 'actions end' }, h('button', { onclick: () => close() }, S.close)))
})

// Through the page, which has fresh cookies when the link alone had none.
export async function download(item) {
  const url = URL.createObjectURL(await api.file(path(item, '/calendar.ics')))
  h('a', { href: url, download: 'appointment.ics' }).click()
  setTimeout(() => URL.revokeObjectURL(url))
}

// One visit at an address of its own, where mails and notifications lead.
export function visitPage({ id }) {
  const place = h('div')
  let made = null
  lively(place, async () => {
    try {
      const item = await api.get(`/api/appointments/${id}`)
      if (made) made.update(item)
      else made = card(item)
      return made.element
    } catch (error) {
      if (error.status !== 404) throw error
      return h('p', { class: 'empty' }, S.appt.missing)
    }
  })
  return [h('h1', null, S.appt.one), place]
}
