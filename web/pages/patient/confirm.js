// The second step of a booking: what it is about. Whoever has no account yet gets one here, and what was chosen and written stays.
import { S } from '../../locales/words.js'
import { h } from '../../ui/dom.js'
import { api } from '../../data/api.js'
import { state } from '../../data/store.js'
import { field, form, optional } from '../../ui/forms.js'
import { empty, section } from '../../ui/lists.js'
import { nearest } from '../../ui/dialogs.js'
import { slotClock } from '../../ui/time.js'
import { doctorOf, draftOf, forgetDraft, keepDraft } from './doctors.js'
import { bookingPath } from './find.js'
import { steps, summary } from './summary.js'

export function confirmPage({ id, start, go }) {
  const [date, time] = start.split('T'), place = h('div')
  const times = h('a', { href: `/book/${id}`, 'data-link': true, class: 'back' }, '‹ ', S.book.other)
  section(place, async () => {
    const [doctor, answer] = await Promise.all([doctorOf(id),
      api.get('/api/appointments/availability', { doctorId: id, date, days: 1 })])
    const slot = answer.days[0]?.slots.find(each => each.time === time)
    if (!doctor) return empty(S.refused.doctor_not_found, h('a', { class: 'button', href: '/', 'data-link': true }, S.book.back))
    if (!slot) return empty(S.book.gone({ time: slotClock(time) }),
      h('a', { class: 'button primary', href: `/book/${id}`, 'data-link': true }, S.book.other))
    return h('div', { class: 'booker' }, summary(doctor, { ...slot, timeZone: answer.timeZone }),
      h('div', { class: 'card' }, state.user ? booking(id, date, time, go) : account(id, start)))
  })
  return [times, steps(1), h('h1', null, S.book.confirm), place]
}

// What is written is kept while it is written.
function reasonField(draft) {
  const text = h('textarea', { name: 'text', rows: 4, maxlength: 2000, value: draft.text,
    oninput: () => keepDraft({ ...draft, text: text.value }) })
  return field(optional(S.book.reason), text, S.book.reasonHint)
}

function booking(id, date, time, go) {
  const draft = draftOf(id), slot = `${date}T${time}`
  // One key for one time: whoever presses twice, or again after a reload, has booked once.
  if (draft.slot !== slot) Object.assign(draft, { slot, key: crypto.randomUUID() })
  keepDraft(draft)
  return form(null, problem => [
    reasonField(draft),
    problem,
    h('p', { class: 'hint' }, S.book.onRequest),
    h('button', { type: 'submit', class: 'primary' }, S.book.book),
  ], async ({ text }) => {
    const made = await api.post('/api/appointments',
      { doctorId: id, appointmentDate: date, appointmentTime: time, reason: text.trim() || undefined }, { key: draft.key })
    forgetDraft()
    go(`/booked/${made.id}`, { instead: true })
  }, error => nearest(error, other => go(bookingPath(id, other), { instead: true })))
}

function account(id, start) {
  const next = `?next=${encodeURIComponent(`/book/${id}/${start}`)}`
  return h('div', null,
    reasonField(draftOf(id)),
    h('h2', null, S.book.who),
    h('p', null, S.book.whoLead),
    h('div', { class: 'actions' },
      h('a', { class: 'button primary', href: `/register${next}`, 'data-link': true }, S.sign.up),
      h('a', { class: 'button', href: `/sign-in${next}`, 'data-link': true }, S.sign.in)))
}
